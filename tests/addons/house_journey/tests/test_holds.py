from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install", "house_journey")
class TestHolds(TransactionCase):
    """A case of after-sales holds the reminders of its invoice; neither add-on knows the other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "tech.case" not in cls.env or "dunning.run" not in cls.env:
            return
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.today = fields.Date.context_today(cls.env["dunning.run"])
        cls.customer = cls.env["res.partner"].create(
            {"name": "Client en retard", "is_company": True, "email": "retard@example.com"}
        )
        cls.invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.customer.id,
                "invoice_date": cls.today - timedelta(days=90),
                "invoice_date_due": cls.today - timedelta(days=60),
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create({"name": "Moteur", "price_unit": 90, "tax_ids": False})
                ],
            }
        )
        cls.invoice.action_post()

    def setUp(self):
        super().setUp()
        if "tech.case" not in self.env or "dunning.run" not in self.env:
            self.skipTest("reminders and after-sales are not both installed")

    def _prepare(self, late=0):
        self.env["dunning.run"]._prepare_batch(
            self.env.company, self.customer.ids, self.today + timedelta(days=late)
        )
        return self.env["dunning.reminder"].search(
            [("partner_id", "=", self.customer.id), ("state", "in", ("review", "ready"))]
        )

    def _open(self, **values):
        return self.env["tech.case"].create(
            {
                "title": "Ne démarre plus",
                "kind": "claim",
                "partner_id": self.customer.id,
                "invoice_id": self.invoice.id,
                **values,
            }
        )

    def test_whole_life(self):
        first = self._prepare()
        self.assertEqual(first.line_ids.move_id, self.invoice)
        case = self._open()
        self.assertFalse(first.exists(), "what waited is withdrawn")
        self.assertFalse(self._prepare())
        self.assertIn(case.name, self.invoice.dunning_hold_reason)
        self.assertEqual(self.invoice.action_dunning_open_hold()["res_id"], case.id)
        other = self._open()
        self.assertEqual(
            self.invoice.action_dunning_open_hold()["domain"], [("id", "in", (case | other).ids)]
        )
        other.action_solve()
        self.assertFalse(self._prepare(), "one of the two is open")
        case.action_cancel()
        again = self._prepare()
        self.assertEqual(again.level_id, again.level_id.plan_id.level_ids.sorted("days")[0])
        case.action_reopen()
        self.assertFalse(again.exists())

    def test_part_of_it_is_credited(self):
        case = self._open()
        note = self.invoice._reverse_moves([{"invoice_date": self.today}])
        note.invoice_line_ids.price_unit = 30
        note.action_post()
        self.assertFalse(self._prepare())
        case.action_solve()
        self.assertEqual(self._prepare().owed, 60)

    def test_a_product_that_is_added_holds_too(self):
        case = self._open(invoice_id=False)
        waiting = self._prepare()
        self.assertTrue(waiting)
        self.env["tech.case.line"].create(
            {
                "case_id": case.id,
                "invoice_line_id": self.invoice.invoice_line_ids.id,
                "product_id": self.env["product.product"].create({"name": "Moteur"}).id,
            }
        )
        self.assertFalse(waiting.exists())

    def test_a_case_of_somebody_else_holds_nothing(self):
        stranger = self.env["res.partner"].create({"name": "Un autre", "is_company": True})
        with self.assertRaises(UserError):
            self._open(partner_id=stranger.id)
        self.assertTrue(self._prepare())
