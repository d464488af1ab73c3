from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.sql import open_lines
from .common import StatementCommon, write_cfonb


@tagged("post_install", "-at_install")
class TestStatementMatch(StatementCommon):
    """What a movement pays is proposed where it is clear, matched by a person, and undone."""

    def test_by_reference_payer_and_amount(self):
        named = self._create_invoice(self.dupre, 1200)
        other = self._create_invoice(self.dupre, 1200)
        party = self._create_invoice(self.martin, 300)
        alone = self._create_invoice(self.env["res.partner"].create({"name": "X"}), 77)
        lines = self._take(
            write_cfonb(
                ("021126", 120_000, f"VIR {named.name}", "ETABLISSEMENTS DUPRE"),
                ("021126", 30_000, "VIR", "MARTIN"),
                ("021126", 7_700, "REMISE CHEQUE", ""),
                ("031126", 5_555, "VIR", "INCONNU"),
            )
        )
        self.assertEqual(lines.mapped("statement_reason"), ["reference", "party", "amount", False])
        receivable = lambda move: move.line_ids.filtered("date_maturity")  # noqa: E731
        self.assertEqual(lines[0].statement_proposed, receivable(named).ids)
        lines.action_statement_match_named()
        self.assertEqual(lines.mapped("is_reconciled"), [True, False, False, False])
        lines[1:3].action_statement_match()
        paid = named | party | alone
        self.assertEqual(set(paid.mapped("payment_state")), {"paid"})
        self.assertEqual(other.payment_state, "not_paid")
        with self.assertRaisesRegex(UserError, "Nothing"):
            lines[3].action_statement_match()
        lines[0].action_undo_reconciliation()
        self.assertEqual(named.payment_state, "not_paid")
        self.assertFalse(lines[0].is_reconciled)
        lines.invalidate_recordset()
        self.assertEqual(lines[0].statement_reason, "reference")

    def test_several_invoices_and_a_supplier(self):
        first, second = (self._create_invoice(self.dupre, total) for total in (100, 50))
        bill = self._create_invoice(self.martin, 80, "in_invoice")
        lines = self._take(
            write_cfonb(
                ("021126", 15_000, "VIR", "ETABLISSEMENTS DUPRE"),
                ("021126", -8_000, "VIR EMIS", "MARTIN"),
            )
        )
        lines.action_statement_match()
        self.assertEqual({move.payment_state for move in first | second | bill}, {"paid"})

    def test_checks_and_bills_that_wait_at_the_bank(self):
        """In the French chart 5113 and 5114 are cash that is not marked as reconciled."""
        accounts = self.env["account.account"].with_company(self.company)
        waiting = {}
        for code, names in (("511200", ("CHQ 0000412",)), ("511300", ("REM/2026/00007",) * 2)):
            account = accounts.search([("code", "=", code)])
            self.assertEqual(account.reconcile, code == "511200")
            waiting[code] = self._create_entry(account, names)
        lines = self._take(
            write_cfonb(
                ("021126", 10_000, "REMISE CHQ 0000412", ""),
                ("021126", 20_000, "LCR REM/2026/00007", ""),
                ("031126", -5_000, "VIR EMIS", ""),
            )
        )
        self.assertEqual(lines.mapped("statement_reason"), ["reference", "reference", False])
        lines[:2].action_statement_match()
        for members in waiting.values():
            self.assertTrue(all(members.mapped("reconciled")))
        self.assertEqual(lines.mapped("is_reconciled"), [True, True, False])

    def test_cash_that_is_not_under_way_is_no_debt(self):
        """Securities, a bank of before, the bank lines of a year that was taken over."""
        accounts = self.env["account.account"].with_company(self.company)
        for code in ("508100", "512400"):
            self._create_entry(accounts.search([("code", "=", code)]), (f"TITRES {code}",))
        lines = self._take(
            write_cfonb(
                ("021126", 10_000, "VIR TITRES 508100", ""),
                ("021126", 10_000, "VIR TITRES 512400", ""),
            )
        )
        self.assertFalse(any(lines.mapped("statement_proposed")))

    def _create_entry(self, account, names):
        """100 that wait on an account for each name; the bank's own account is moved as well."""
        own = self.bank.default_account_id
        other = self.company_data["default_account_revenue"]
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "ref": names[0],
                "line_ids": [
                    *(
                        Command.create({"account_id": account.id, "name": name, "balance": 100})
                        for name in names
                    ),
                    Command.create({"account_id": own.id, "balance": -50}),
                    Command.create(
                        {"account_id": other.id, "balance": 50 - 100 * len(names)},
                    ),
                ],
            }
        )
        move.action_post()
        return move.line_ids.filtered(lambda line: line.account_id == account)

    def test_what_is_open_is_read_once_for_all_movements(self):
        for _number in range(3):
            self._create_invoice(self.martin, 300)
        named = [self._create_invoice(self.dupre, 100 + n) for n in range(3)]
        lines = self._take(
            write_cfonb(
                *(
                    ("021126", 10_000 + 100 * n, f"VIR {one.name}", "DUPRE")
                    for n, one in enumerate(named)
                ),
                ("021126", 90_000, "VIR", "MARTIN"),
            )
        )
        read = open_lines.get_open_lines
        with patch.object(open_lines, "get_open_lines", side_effect=read) as counted:
            lines.action_statement_match()
        self.assertEqual(counted.call_count, 1)
        self.assertTrue(all(lines.mapped("is_reconciled")))

    def test_matched_by_somebody_else(self):
        invoice = self._create_invoice(self.martin, 300)
        lines = self._take(
            write_cfonb(("021126", 30_000, "VIR", "MARTIN"), ("031126", 30_000, "VIR B", "MARTIN"))
        )
        proposed = self.env["account.move.line"].browse(lines[0].statement_proposed)
        lines[1].action_statement_match()
        self.assertEqual(invoice.payment_state, "paid")
        with self.assertRaisesRegex(UserError, "already"):
            lines[0]._statement_match(proposed)

    def test_two_movements_one_invoice(self):
        invoice = self._create_invoice(self.martin, 300)
        lines = self._take(
            write_cfonb(("021126", 30_000, "VIR", "MARTIN"), ("031126", 30_000, "VIR B", "MARTIN"))
        )
        lines.action_statement_match()
        self.assertEqual(sorted(lines.mapped("is_reconciled")), [False, True])
        self.assertEqual(invoice.payment_state, "paid")

    def test_the_second_movement_that_names_an_invoice_pays_no_other(self):
        named, other = (self._create_invoice(self.dupre, 100) for _time in range(2))
        text = f"VIR {named.name}"
        lines = self._take(
            write_cfonb(
                ("021126", 10_000, text, "ETABLISSEMENTS DUPRE"),
                ("031126", 10_000, text, "ETABLISSEMENTS DUPRE"),
            )
        )
        lines.action_statement_match_named()
        self.assertEqual(sorted(lines.mapped("is_reconciled")), [False, True])
        self.assertEqual((named.payment_state, other.payment_state), ("paid", "not_paid"))

    def test_a_fixed_number_of_queries(self):
        for total in range(10, 20):
            self._create_invoice(self.martin, total)
        lines = self._take(
            write_cfonb(*(("021126", cents * 100, "VIR", "MARTIN") for cents in range(10, 20)))
        )
        self.env.flush_all()
        counts = []
        for members in (lines[:2], lines):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            members.mapped("statement_proposal")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1, counts)
