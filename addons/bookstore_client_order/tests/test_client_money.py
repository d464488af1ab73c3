from odoo.tests import tagged

from .common import ClientCommon


@tagged("post_install", "-at_install")
class TestClientMoney(ClientCommon):
    """What was paid is said once, in the currency of the sales order (see also the till's tests)."""

    def test_an_invoice_of_two_orders_is_paid_once(self):
        first, second = self._take(), self._take(quantity=2)
        sales = (first | second).sudo().sale_id
        invoice = sales._create_invoices()
        self.assertEqual(len(invoice), 1)
        invoice.action_post()
        self._pay(invoice, amount=invoice.amount_total / 2)
        self.assertOrder(first, "to_order", amount_paid=5.28, amount_due=5.27)
        self.assertOrder(second, "to_order", amount_paid=10.55, amount_due=10.55)
        self._pay(invoice)
        self.assertOrder(first, "to_order", amount_paid=10.55, amount_due=0)
        self.assertOrder(second, "to_order", amount_paid=21.1, amount_due=0)

    def test_what_was_paid_back_is_no_longer_paid(self):
        order = self._take()
        invoice = order.sudo().sale_id._create_invoices()
        invoice.action_post()
        self._pay(invoice)
        reversals = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard = reversals.create({"journal_id": invoice.journal_id.id})
        refund = self.env["account.move"].browse(wizard.refund_moves()["res_id"])
        refund.action_post()
        self.assertOrder(order, "to_order", amount_paid=10.55)
        self._pay(refund)
        self.assertOrder(order, "to_order", amount_paid=0, amount_due=10.55)

    def test_what_was_paid_by_a_link_counts_once(self):
        order = self._take()
        sale = order.sudo().sale_id
        provider = self.env["payment.provider"].search([], limit=1)
        methods = self.env["payment.method"].with_context(active_test=False)
        payment = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": methods.search([], limit=1).id,
                "reference": "client order",
                "amount": 10.55,
                "currency_id": sale.currency_id.id,
                "partner_id": self.anna.id,
                "sale_order_ids": sale.ids,
                "state": "done",
            }
        )
        self.assertOrder(order, "to_order", amount_paid=10.55, amount_due=0)
        invoice = sale._create_invoices()
        self.assertEqual(payment.invoice_ids, invoice)
        self.assertOrder(order, "to_order", amount_paid=10.55, amount_due=0)
        invoice.action_post()
        self._pay(invoice)
        self.assertOrder(order, "to_order", amount_paid=10.55, amount_due=0)

    def test_amounts_are_in_the_currency_of_the_sales_order(self):
        self._put_price_lists_away()
        dollars = self.env.ref("base.USD")
        dollars.active = True
        self.assertEqual(self._take().currency_id, self.company.currency_id)
        self.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": dollars.id, "company_id": self.company.id}
        )
        order = self._take(self.bob)
        self.assertEqual(order.sudo().sale_id.currency_id, dollars)
        self.assertEqual(order.currency_id, dollars)
