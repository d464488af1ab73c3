from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import FecCommon


@tagged("post_install", "-at_install")
class TestFecTakeOver(FecCommon):
    def test_the_last_choice_says_that_all_is_ready(self):
        same = self.env["res.partner"].create({"name": "Client C2"})
        fec = self._create_import(self._write(self._sale("1", 50, "C2"), self._sale("2", 60, "C3")))
        fec.action_check()
        self.assertEqual((fec.blocking_count, fec.todo_count), (1, 1))
        fec.action_take_same_names()
        self.assertEqual((fec.blocking_count, fec.todo_count), (0, 0))
        self.assertFalse(fec.problem_ids.filtered("blocking"))
        self.assertEqual(fec.partner_ids.partner_id, same)

    def test_codes_of_the_file_are_nobody_to_write_to(self):
        fec = self._create_import(self._write(self._sale("1", 50)))
        fec.action_check()
        self.assertTrue(fec.partner_ids)
        self.assertFalse(fec._mail_get_partners()[fec.id])

    def test_a_year_goes_into_empty_books(self):
        content = self._write(
            self._sale("1", 100, letter="A"),
            self._payment("1", 120, letter="A"),
            self._sale("2", 50, partner="C2"),
        )
        fec = self._take_over(content)
        self.assertEqual(fec.state, "done")
        self.assertEqual((fec.written_count, fec.known_count, fec.lettered_count), (3, 0, 1))
        self.assertEqual(
            self._balances(),
            {"411000": 6000, "706000": -15000, "445710": -3000, "512100": 12000},
        )
        self.assertEqual(self._partner_balances(), {("Client C2", "asset_receivable"): 6000})
        moves = fec.move_ids.sorted("name")
        self.assertEqual(moves.mapped("name"), ["BQ/2021/1", "VE/2021/1", "VE/2021/2"])
        self.assertEqual(set(moves.mapped("state")), {"posted"})
        self.assertEqual(moves[1].ref, "P1")
        self.assertEqual(self.company.fiscalyear_lock_date, self._day("2021-12-31"))
        paid = fec.move_ids.line_ids.filtered("full_reconcile_id")
        self.assertEqual(len(paid), 2)
        self.assertEqual(paid.mapped("amount_residual"), [0, 0])
        self.assertTrue(all(paid.mapped("reconciled")))

    def test_the_same_file_again_writes_nothing(self):
        content = self._write(self._sale("1", 100), self._payment("1", 120))
        self._take_over(content)
        before = self.env["account.move"].search_count([])
        again = self._take_over(content)
        self.assertEqual((again.state, again.written_count, again.known_count), ("done", 0, 2))
        self.assertEqual(self.env["account.move"].search_count([]), before)
        self.assertIn("taken over on", self._messages(again, blocking=False)[0][1])

    def test_a_longer_file_adds_only_what_is_missing(self):
        first = self._sale("1", 100, letter="")
        self._take_over(self._write(first), lock_after=False)
        second = self._take_over(
            self._write(self._sale("1", 100, letter="A"), self._payment("1", 120, letter="A"))
        )
        self.assertEqual((second.written_count, second.known_count), (1, 1))
        self.assertEqual(self._partner_balances(), {})
        self.assertEqual(second.lettered_count, 1)
        self.assertEqual(
            len(
                self.env["account.full.reconcile"].search(
                    [("reconciled_line_ids.company_id", "=", self.company.id)]
                )
            ),
            1,
        )

    def test_an_entry_that_changed_is_refused(self):
        self._take_over(self._write(self._sale("1", 100)), lock_after=False)
        fec = self._create_import(self._write(self._sale("1", 110)))
        fec.action_check()
        self.assertIn("other lines", self._messages(fec)[0][1])
        with self.assertRaisesRegex(UserError, "Nothing was written"):
            fec.action_take_over()

    def test_one_cent_off_names_the_entry_and_changes_nothing(self):
        rows = self._sale("1", 100) + self._sale("7", 50)
        rows[4][12] = "50,01"
        fec = self._create_import(self._write(rows))
        fec.action_check()
        [(line, message)] = self._messages(fec)
        self.assertEqual(line, 5)
        self.assertIn("Entry 7 of journal VE does not balance", message)
        with self.assertRaises(UserError):
            fec.action_take_over()
        self.assertEqual(fec.state, "checked")
        self.assertFalse(fec.move_ids)
        self.assertFalse(self.company.fiscalyear_lock_date)

    def test_every_problem_is_named_by_its_line(self):
        rows = self._sale("1", 100) + self._sale("2", 10) + self._payment("3", 5)
        rows[0][3] = "20211399"
        rows[3][11] = "1,234"
        rows[7].append("x")
        fec = self._create_import(self._write(rows))
        fec.action_check()
        lines = [line for line, _message in self._messages(fec)]
        self.assertTrue({2, 5, 9} <= set(lines))
        self.assertTrue(fec.problem_file)

    def test_a_file_of_another_company_is_refused(self):
        self.company.company_registry = "30326504500010"
        content = self._write(self._sale("1", 100))
        fec = self._create_import(content, "552100554FEC20211231.txt")
        fec.action_check()
        self.assertIn("552100554", self._messages(fec)[0][1])
        own = self._create_import(content, "303265045FEC20211231.txt")
        own.action_check()
        self.assertFalse([one for one in self._messages(own) if "company" in one[1]])

    def test_partners_are_found_by_number_and_asked_by_name(self):
        known = self.env["res.partner"].create({"name": "Autre nom", "ref": "C1"})
        same = self.env["res.partner"].create({"name": "Client C2"})
        content = self._write(self._sale("1", 100), self._sale("2", 10, "C2"))
        fec = self._create_import(content)
        fec.action_check()
        lines = {line.code: line for line in fec.partner_ids}
        self.assertEqual(lines["C1"].partner_id, known)
        self.assertEqual((lines["C2"].status, lines["C2"].candidate_id), ("todo", same))
        self.assertEqual(fec.todo_count, 1)
        with self.assertRaisesRegex(UserError, "choose a partner"):
            fec.action_take_over()
        fec.action_take_same_names()
        fec.action_take_over()
        self.assertEqual(
            self._partner_balances(),
            {("Autre nom", "asset_receivable"): 12000, ("Client C2", "asset_receivable"): 1200},
        )

    def test_choices_of_a_person_stay_when_the_file_is_checked_again(self):
        fec = self._create_import(self._write(self._sale("1", 100)))
        fec.action_check()
        other = self.env["account.account"].search([("code", "=", "707000")])
        fec.account_ids.filtered(lambda line: line.code == "706000").account_id = other
        fec.action_check()
        fec.action_create_others()
        fec.action_take_over()
        self.assertEqual(self._balances()["707000"], -10000)

    def test_new_accounts_and_journals_are_made(self):
        rows = [
            self._line("PAI", "1", "20210131", "64110001", 100, journal_name="Paie"),
            self._line("PAI", "1", "20210131", "421", -100, journal_name="Paie", letter="A"),
            self._line("PAI", "2", "20210205", "421", 100, journal_name="Paie", letter="A"),
            self._line("PAI", "2", "20210205", "51277", -100, journal_name="Paie"),
        ]
        fec = self._take_over(self._write(rows))
        accounts = {line.code: line.account_id for line in fec.account_ids}
        self.assertEqual(accounts["64110001"].code, "64110001")
        self.assertEqual(accounts["64110001"].account_type, "expense")
        self.assertEqual(accounts["421"].code, "421000")
        self.assertTrue(accounts["421"].reconcile)
        self.assertEqual(fec.lettered_count, 1)
        self.assertEqual(accounts["51277"].code, "512770")
        self.assertEqual(accounts["51277"].account_type, "asset_cash")
        self.assertEqual(fec.journal_ids.journal_id.code, "PAI")

    def test_letters_that_do_not_balance_stay_open_and_are_told(self):
        content = self._write(self._sale("1", 100, letter="A"), self._payment("1", 60, letter="A"))
        fec = self._take_over(content)
        self.assertEqual(fec.lettered_count, 0)
        self.assertIn("Lettering A of account 411000", self._messages(fec, blocking=False)[-1][1])
        self.assertEqual(self._partner_balances(), {("Client C1", "asset_receivable"): 6000})

    def test_foreign_amounts_are_kept_and_lettered(self):
        self.env.ref("base.USD").active = True
        sale = self._sale("1", 100, letter="A")
        payment = self._payment("1", 120, letter="A")
        sale[0][16:] = ["150,00", "USD"]
        payment[1][16:] = ["-150,00", "USD"]
        fec = self._take_over(self._write(sale, payment))
        lines = fec.move_ids.line_ids.filtered(lambda line: line.currency_id.name == "USD")
        self.assertEqual(sorted(lines.mapped("amount_currency")), [-150, 150])
        self.assertEqual(lines.mapped("amount_residual"), [0, 0])
        self.assertEqual(len(lines.full_reconcile_id), 1)
        self.assertEqual(len(fec.move_ids), 2, "no exchange entry is invented")

    def test_an_unknown_currency_is_named(self):
        sale = self._sale("1", 100)
        sale[0][16:] = ["150,00", "XXQ"]
        fec = self._create_import(self._write(sale))
        fec.action_check()
        self.assertIn("XXQ", self._messages(fec)[0][1])

    def test_closing_entries_are_left_out(self):
        content = self._write(
            self._sale("1", 100),
            [
                self._line("OD", "9", "20211231", "706000", 100),
                self._line("OD", "9", "20211231", "120000", -100),
            ],
        )
        fec = self._take_over(content)
        self.assertEqual((fec.written_count, fec.left_out_count), (1, 1))
        self.assertEqual(self._balances()["706000"], -10000)
        self.assertNotIn("120000", self._balances())

    def test_locked_books_are_not_written_into(self):
        self.company.fiscalyear_lock_date = "2021-03-31"
        fec = self._create_import(self._write(self._sale("1", 100)))
        fec.action_check()
        self.assertIn("locked", self._messages(fec)[0][1])

    def test_two_journals_with_the_same_numbers_in_one(self):
        rows = self._sale("1", 100) + [[*row] for row in self._sale("1", 10)]
        for row in rows[3:]:
            row[0] = "VX"
        fec = self._create_import(self._write(rows))
        fec.action_check()
        fec.action_create_others()
        misc = self.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", self.company.id)], limit=1
        )
        fec.journal_ids.journal_id = misc
        fec.action_take_over()
        self.assertEqual(set(fec.move_ids.mapped("name")), {"VE/2021/1", "VX/2021/1"})

    def test_a_long_file_waits_for_the_background(self):
        fec = self._create_import(self._write(self._sale("1", 100), self._payment("1", 120)))
        fec.action_check()
        fec.action_create_others()
        fec._keep({"state": "queued"})
        with self.enter_registry_test_mode():
            self.env.ref("account_fec_import.ir_cron_take_over").method_direct_trigger()
        self.assertEqual((fec.state, fec.written_count), ("done", 2))

    def test_what_stops_the_background_is_told_in_the_record(self):
        fec = self._create_import(self._write(self._sale("1", 100)))
        fec.action_check()
        fec.action_create_others()
        fec._keep({"state": "queued"})
        self.company.fiscalyear_lock_date = "2021-12-31"
        with self.enter_registry_test_mode():
            self.env.ref("account_fec_import.ir_cron_take_over").method_direct_trigger()
        self.assertEqual(fec.state, "checked")
        self.assertTrue(fec.blocking_count)
        self.assertIn("Nothing was written", fec.message_ids[0].body)

    def test_numbers_of_next_year_follow_the_file(self):
        self._take_over(self._write(self._sale("00012", 100)))
        journal = self.env["account.move"].search([("name", "=", "VE/2021/00012")]).journal_id
        accounts = self.env["account.account"].search([("code", "in", ("411000", "706000"))])
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": journal.id,
                "date": "2022-01-05",
                "line_ids": [
                    (0, 0, {"account_id": accounts[0].id, "balance": 1}),
                    (0, 0, {"account_id": accounts[1].id, "balance": -1}),
                ],
            }
        )
        move.action_post()
        self.assertEqual(move.name, "VE/2022/00001")
