from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import DunningCommon


@tagged("post_install", "-at_install")
class TestDunningHold(DunningCommon):
    """Invoices that another add-on holds: what stands for it here holds what is in ``held``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.held = {}

        def _get_holds(_self, model, ids=None):
            return {
                move.id: [("case 7", record)]
                for move, record in cls.held.items()
                if model == "account.move" and (ids is None or move.id in ids)
            }

        cls.classPatch(type(cls.env["suite.hold"]), "_get_holds", _get_holds)

    def _hold(self, *invoices, by=None):
        self.held.update(dict.fromkeys(invoices, by or self.pro))
        moves = self.env["account.move"].union(*invoices)
        moves.invalidate_recordset()
        self.env["suite.hold"]._tell(moves)

    def _release(self, invoice):
        del self.held[invoice]
        invoice.invalidate_recordset()

    def tearDown(self):
        self.held.clear()
        super().tearDown()

    def test_a_reminder_that_waits_is_withdrawn(self):
        first, second = (self._create_invoice(self.pro, amount, 8) for amount in (100, 50))
        reminder = self._prepare()
        self._hold(first)
        self.assertEqual((reminder.owed, reminder.line_ids.move_id), (50, second))
        self.assertEqual(reminder.held_move_ids, first)
        self.assertEqual(reminder.held_note, f"{first.name}: case 7")
        self._hold(second)
        self.assertFalse(reminder.exists())
        self.assertFalse(self._prepare())
        self._release(second)
        self.assertEqual(self._prepare().owed, 50)

    def test_no_level_is_jumped(self):
        """Level one, then held for two months: level two comes next, and three after its gap."""
        invoice = self._create_invoice(self.pro, 100, 8)
        sent = []
        for late in range(90):
            if late == 1:
                self._hold(invoice)
            elif late == 60:
                self._release(invoice)
            with freeze_time(self.today + timedelta(days=late)):
                for reminder in self._prepare(late):
                    sent.append((late, reminder.level_id))
                    reminder.action_send()
        self.assertEqual(sent, [(0, self.one), (60, self.two), (70, self.three)])

    def test_invoices_say_why_and_are_found(self):
        cases, disputed, promised, broken, free = (
            self._create_invoice(self.pro, 100, 8) for _time in range(5)
        )
        disputed.write({"dunning_disputed": True, "dunning_dispute_reason": "Rayé"})
        promised.dunning_promise_date = self.today
        broken.dunning_promise_date = self.today - timedelta(days=1)
        self._hold(cases, promised)
        moves = cases | disputed | promised | broken | free
        for value in (True, False):
            found = moves.search(
                [("dunning_is_held", "=", value), ("id", "in", moves.ids)], order="id"
            )
            self.assertEqual(
                found, moves.filtered(lambda one, is_held=value: one.dunning_is_held == is_held)
            )
        self.assertEqual(moves.filtered("dunning_is_held"), cases | disputed | promised)
        self.assertEqual(cases.dunning_hold_reason, "case 7")
        self.assertIn("Rayé", disputed.dunning_hold_reason)
        self.assertRegex(promised.dunning_hold_reason, r"11/27/2025, case 7$")
        self.assertEqual(self._prepare().line_ids.move_id, broken | free)

    def test_who_may_opens_what_holds_it(self):
        invoice, free = (self._create_invoice(self.pro, 100, 8) for _time in range(2))
        self._hold(invoice)
        self.assertEqual(invoice.action_dunning_open_hold()["res_id"], self.pro.id)
        with self.assertRaises(UserError):
            free.action_dunning_open_hold()
        # what holds it is a thing that the clerk of invoices may not open
        self._hold(invoice, by=self.env["ir.model"]._get("res.partner"))
        clerk = new_test_user(
            self.env,
            "dunning_hold_clerk",
            groups="account.group_account_invoice,base.group_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        own = invoice.with_user(clerk)
        self.assertEqual((own.dunning_hold_reason, own.dunning_hold_link), ("case 7", False))
        with self.assertRaises(UserError):
            own.action_dunning_open_hold()
