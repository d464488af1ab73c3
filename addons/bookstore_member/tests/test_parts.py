import random

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MemberCommon


@tagged("post_install", "-at_install")
class TestParts(MemberCommon):
    """Orders delivered and invoiced in several times: the wallet is charged once, whatever the way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._pay(cls._call(months=2))
        cls.title.invoice_policy = "delivery"

    def setUp(self):
        super().setUp()
        self.order = self._order(copies=4).with_env(self.env)  # 42.20, of which the wallet 40
        self.payment = self.order.order_line.filtered("coupon_id")

    def _deliver_some(self, copies):
        picking = self.order.picking_ids.filtered(lambda one: one.state not in ("done", "cancel"))
        picking.move_ids.quantity = copies
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True)._action_done()

    def _invoice_now(self, post=True):
        invoice = self.order._create_invoices(final=True)
        self.assertEqual(invoice.move_type, "out_invoice")
        if post:
            invoice.action_post()
        return invoice

    def _get_charge(self, invoice):
        return -invoice.invoice_line_ids.filtered("sale_line_ids.coupon_id").price_total

    def assertCharged(self):
        """Posted and draft are what was agreed, and the wallet was charged it once."""
        charges = self.payment._bookstore_member_list_charges(("draft", "posted"))
        self.assertAlmostEqual(sum(charges) + self.payment._bookstore_member_get_left(), 40, 2)
        self.assertBalance(0)
        self.assertAccountRight()

    def test_each_invoice_is_paid_as_far_as_it_goes(self):
        self.assertCharged()
        self._deliver_some(1)
        first = self._invoice_now()
        self.assertEqual((first.amount_total, self._get_charge(first)), (0, 10.55))
        self.assertCharged()
        self._deliver_some(3)
        second = self._invoice_now()
        self.assertAlmostEqual(self._get_charge(second), 29.45, 2)
        self.assertAlmostEqual(second.amount_total, 2.2, 2)
        self.assertCharged()
        self.assertEqual(self.order.invoice_status, "invoiced")
        self.assertEqual(self.payment.qty_invoiced, 1)

    def test_nothing_delivered_is_nothing_invoiced(self):
        with self.assertRaises(UserError):
            self.order._create_invoices(final=True)
        self.assertCharged()

    def test_a_draft_has_its_part(self):
        self._deliver_some(1)
        self._invoice_now(post=False)
        self._deliver_some(1)
        second = self._invoice_now(post=False)
        self.assertEqual(self._get_charge(second), 10.55)
        self.assertCharged()
        second.unlink()
        self._deliver_some(2)
        last = self._invoice_now()
        self.assertAlmostEqual(self._get_charge(last), 29.45, 2)
        self.assertCharged()

    def test_an_invoice_turned_into_a_credit_note_charges_once(self):
        """By hand, or by an invoice made before: Odoo turns the signs."""
        self._deliver_some(1)
        invoice = self._invoice_now(post=False)
        charge = invoice.invoice_line_ids.filtered("sale_line_ids.coupon_id")
        charge.price_unit = -40
        self.assertAlmostEqual(invoice.amount_total, -29.45, 2)
        invoice.action_switch_move_type()
        self.assertEqual((invoice.move_type, charge.quantity), ("out_refund", -1))
        invoice.action_post()
        self.assertEqual(self.payment._bookstore_member_get_left(), 0)
        self.assertCharged()
        self._deliver_some(3)
        self.assertFalse(self._get_charge(self._invoice_now()))
        self.assertCharged()
        self._reverse(invoice)
        self.assertBalance(40)
        self.assertAccountRight()

    def test_no_invoice_takes_more_than_was_agreed(self):
        self._deliver_some(4)
        invoice = self._invoice_now(post=False)
        line = invoice.invoice_line_ids.filtered("sale_line_ids.coupon_id")
        line.price_unit = -41
        with self.assertRaisesRegex(UserError, "would take"), self.env.cr.savepoint():
            invoice.action_post()
        line.price_unit = -30
        invoice.action_post()
        self.assertAlmostEqual(invoice.amount_residual, 12.2, 2)
        self.assertBalance(10)
        self.assertAccountRight()

    def test_a_part_credited_is_given_back_and_charged_again(self):
        self._deliver_some(1)
        first = self._invoice_now()
        self._reverse(first)
        self.assertBalance(10.55)
        self.assertAccountRight()
        self._deliver_some(3)
        second = self._invoice_now()
        self.assertEqual(self._get_charge(second), 40)
        self.assertCharged()

    def test_copies_taken_off_the_order_are_not_paid(self):
        self._deliver_some(1)
        self._invoice_now()
        book = self.order.order_line - self.payment
        book.product_uom_qty = 1
        self.assertBalance(29.45)
        self.assertAccountRight()
        book.product_uom_qty = 3
        self.assertBalance(8.35)
        self.assertAccountRight()

    def test_whatever_the_parts_it_is_charged_once(self):
        chance = random.Random(7)
        for _step in range(12):
            waiting = sum(
                self.order.picking_ids.move_ids.filtered(
                    lambda move: move.state not in ("done", "cancel")
                ).mapped("product_uom_qty")
            )
            drafts = self.order.invoice_ids.filtered(lambda move: move.state == "draft")
            act = chance.choice(["deliver", "draft", "post", "drop"])
            if act == "deliver" and waiting:
                self._deliver_some(1)
            elif act == "draft" and self.order.invoice_status == "to invoice":
                self._invoice_now(post=False)
            elif act == "post" and drafts:
                drafts[0].action_post()
            elif act == "drop" and drafts:
                drafts[0].unlink()
            self.assertCharged()
