from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .common import FecCommon


@tagged("post_install", "-at_install")
class TestFecUndo(FecCommon):
    """A take-over can be taken back until its year is locked; the books are as they were."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls._take_over(
            cls._write(cls._sale("1", 100), cls._sale("2", 50, "C2", letter="Z")),
            lock_after=False,
        )
        cls.content = cls._write(
            cls._payment("1", 60, "C2", letter="B", day="20220202"),
            cls._sale("7", 10, "C3", letter="C", day="20220301"),
            cls._payment("2", 12, "C3", letter="C", day="20220302"),
        )

    def _get_open(self):
        lines = self.env["account.move.line"].search(
            [("company_id", "=", self.company.id), ("parent_state", "=", "posted")]
        )
        return {
            (line.move_id.name, line.account_id.code): (line.amount_residual, line.reconciled)
            for line in lines
        }

    def test_back_and_again(self):
        before, balances = self._get_open(), self._balances()
        second = self._take_over(self.content, lock_after=False)
        after, later = self._get_open(), self._balances()
        self.assertNotEqual(before, after)
        invoice = self.first.move_ids.line_ids.filtered(lambda line: line.balance == 60)
        payment = second.move_ids.line_ids.filtered(lambda line: line.balance == -60)
        (invoice | payment).reconcile()
        self.assertTrue(invoice.reconciled)
        second.action_undo()
        self.assertEqual((second.state, second.move_ids.ids), ("draft", []))
        self.assertEqual((self._get_open(), self._balances()), (before, balances))
        second.action_check()
        second.action_take_over()
        self.assertEqual(self._balances(), later)
        self.assertEqual(second.written_count, 3)
        second.action_undo()
        second.unlink()
        self.assertEqual(self._balances(), balances)

    def test_what_hangs_on_the_entries_goes_with_them(self):
        move, line = self.first.move_ids[0], self.first.move_ids[0].line_ids[0]
        files = self.env["ir.attachment"].create(
            [
                {"name": "piece.txt", "raw": b"x", "res_model": one._name, "res_id": one.id}
                for one in (move, line)
            ]
        )
        move.message_post(body="Vu", attachments=[("vu.txt", b"y")])
        move.activity_schedule("mail.mail_activity_data_todo", user_id=self.env.uid)
        self.env["ir.model.data"].create(
            {"module": "reprise", "name": "une", "model": "account.move", "res_id": move.id}
        )
        other = self.env["ir.attachment"].create({"name": "autre.txt", "raw": b"z"})
        self.first.action_undo()
        found = {
            table: self.env.execute_query(
                SQL(
                    "SELECT id FROM %s WHERE %s = 'account.move' AND res_id = %s",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    move.id,
                )
            )
            for table, column in (
                ("ir_attachment", "res_model"),
                ("mail_message", "model"),
                ("mail_followers", "res_model"),
                ("mail_activity", "res_model"),
                ("ir_model_data", "model"),
            )
        }
        self.assertFalse([table for table, rows in found.items() if rows])
        self.assertFalse(files.exists())
        self.assertTrue(other.exists())

    def test_a_locked_year_stays(self):
        balances = self._balances()
        self.company.fiscalyear_lock_date = "2021-12-31"
        with self.assertRaisesRegex(UserError, "lock"):
            self.first.action_undo()
        self.company.fiscalyear_lock_date = "2020-12-31"
        self.company.restrictive_audit_trail = True
        with self.assertRaisesRegex(UserError, "audit"):
            self.first.action_undo()
        self.company.restrictive_audit_trail = False
        self.assertEqual(self._balances(), balances)
        self.first.action_undo()
        self.assertEqual(self._balances(), {})
        with self.assertRaises(UserError):
            self.first.action_undo()

    def test_who_may_not_take_over_may_not_take_back(self):
        reader = new_test_user(
            self.env,
            "fec_reader",
            groups="account.group_account_readonly",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with self.assertRaises(AccessError):
            self.first.with_user(reader).action_undo()
