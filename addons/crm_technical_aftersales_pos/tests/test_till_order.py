from odoo.tests import tagged

from ..models.pos_order import PAID
from .common import TillCommon


@tagged("post_install", "-at_install")
class TestOrderPaidAtTheTill(TillCommon):
    """A sales order that was paid at the till (``pos_sale``) is made good once, by any door."""

    def setUp(self):
        super().setUp()
        if "sale_order_line_id" not in self.env["pos.order.line"]._fields:
            self.skipTest("Odoo's pos_sale is not installed here")
        self.order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [(0, 0, {"product_id": self.remote.id, "product_uom_qty": 3})],
            }
        )

    def _settle(self, **values):
        """Pay the order at the till; the goods go over the counter."""
        receipt = self._ring((self.remote, 3), partner=self.customer, of_order=self.order, **values)
        self.assertEqual(self.order.state, "sale")
        self.assertIn(receipt.state, PAID)
        self.assertEqual(self.order.order_line.qty_delivered, 3)
        return receipt

    def test_with_an_invoice(self):
        receipt = self._settle(invoice=True)
        invoice = receipt.account_move
        self.assertEqual((invoice.state, self.order.order_line.qty_invoiced), ("posted", 3))
        case = self._open(invoice_id=invoice.id)
        product = invoice.invoice_line_ids.filtered("product_id")
        line = self._line(case, invoice_line_id=product.id, quantity=2, decision="refund")
        self.assertEqual(line.pos_line_id, receipt.lines)
        line.action_decide()
        note = line.credit_line_ids.move_id
        self.assertEqual((note.reversed_entry_id, note.amount_total), (invoice, 72))
        note.action_post()
        self._do(line.move_ids.picking_id)
        self.env.invalidate_all()
        self.assertFalse(line.still_open)
        self.assertEqual(receipt.lines.refunded_qty, 2)
        # the other doors know it: the order, the receipt, the till
        self._assert_refused("1 left", lambda: self._decide(self.order, "replace", quantity=2))
        self.assertEqual(self._open_receipt(receipt).line_ids.quantity, 1)
        self._assert_refused(
            "made good by",
            lambda: self._ring((self.remote, -2), refund_of=receipt, partner=self.customer),
        )
        self.assertFalse(self.order._get_invoiceable_lines(), "nothing of it is billed again")

    def test_without_an_invoice(self):
        receipt = self._settle()
        line = self._decide(self.order, "refund", quantity=1)
        self.assertEqual(line.pos_line_id, receipt.lines)
        refund = line.case_id.till_refund_ids
        self.assertEqual((refund.state, refund.amount_total), ("draft", -36))
        self.assertEqual(len(refund.ticket_code), 5, "printed on the receipt")
        self._pay(refund)
        self._do(line.move_ids.picking_id)
        self.env.invalidate_all()
        self.assertFalse(line.still_open)
        self._assert_refused("2 left", lambda: self._decide(self.order, "replace", quantity=3))
        self.assertFalse(self.order._get_invoiceable_lines(), "nothing of it is billed again")
