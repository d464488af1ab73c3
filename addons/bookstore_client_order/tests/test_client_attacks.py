from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ClientCommon


@tagged("post_install", "-at_install")
class TestClientAttacks(ClientCommon):
    """Ways by which a book or its money could get lost, or be declared elsewhere than it is."""

    def _deposit(self, order, amount):
        """A down payment that the customer paid."""
        action = order.action_deposit()
        wizard = self.env["sale.advance.payment.inv"].with_context(**action["context"])
        wizard.create({"advance_payment_method": "fixed", "fixed_amount": amount}).create_invoices()
        invoice = order.sudo().sale_id.invoice_ids
        invoice.action_post()
        self._pay(invoice)

    def _pay_by_link(self, order, amount=10.55):
        sale = order.sudo().sale_id
        methods = self.env["payment.method"].with_context(active_test=False)
        return self.env["payment.transaction"].create(
            {
                "provider_id": self.env["payment.provider"].search([], limit=1).id,
                "payment_method_id": methods.search([], limit=1).id,
                "reference": f"client order {order.id}",
                "amount": amount,
                "currency_id": sale.currency_id.id,
                "partner_id": order.partner_id.id,
                "sale_order_ids": sale.ids,
                "state": "done",
            }
        )

    # -- money --------------------------------------------------------------------------------

    def test_the_money_of_what_was_not_fetched_is_decided(self):
        self._receive(self.firm, 1)
        order = self._take(quantity=3)
        self._deposit(order, 31.65)
        self._pick_up(order, 1)
        self.assertOrder(order, "to_order", amount_paid=31.65, deposit_to_decide=False)
        order.action_cancel()
        self.assertOrder(order, "cancelled", picked=1, amount_paid=31.65, deposit_to_decide=True)
        order.action_deposit_returned()
        self.assertOrder(order, "cancelled", deposit_choice="returned", deposit_to_decide=False)
        order.action_reopen()
        self.assertOrder(order, "to_order", deposit_choice=False, deposit_to_decide=False)

    def test_the_money_of_a_lowered_order_is_decided(self):
        self._receive(self.firm, 1)
        order = self._take(quantity=3)
        self._deposit(order, 31.65)
        self._pick_up(order, 1)
        order.quantity = 1
        self.assertOrder(order, "done", amount_paid=31.65, deposit_to_decide=True)
        order.action_deposit_kept()
        order.sudo().sale_line_id.product_uom_qty = 2
        self.assertOrder(order, "to_order", deposit_choice=False, deposit_to_decide=False)

    def test_who_fetched_all_he_paid_is_asked_nothing(self):
        self._receive(self.firm, 2)
        order = self._take(quantity=2)
        self._deposit(order, 21.1)
        self._pick_up(order)
        self.assertOrder(order, "done", amount_paid=21.1, deposit_to_decide=False)

    def test_what_else_stands_on_the_sales_order_is_no_deposit(self):
        self._receive(self.firm, 1)
        order = self._take()
        order.sudo().sale_line_id.copy({"order_id": order.sudo().sale_id.id})
        self._deposit(order, 21.1)
        self._pick_up(order)
        self.assertOrder(order, "done", amount_paid=21.1, deposit_to_decide=False)

    def test_a_payment_by_link_that_the_provider_gave_back_is_no_longer_paid(self):
        self._receive(self.firm, 1)
        order = self._take()
        paid = self._pay_by_link(order)
        self.assertOrder(order, "arrived", amount_paid=10.55, amount_due=0)
        part = paid._create_child_transaction(4, is_refund=True)
        self.assertOrder(order, "arrived", amount_paid=10.55)
        part._set_done()
        self.assertOrder(order, "arrived", amount_paid=6.55, amount_due=4)
        paid._create_child_transaction(6.55, is_refund=True)._set_done()
        order.action_cancel()
        self.assertOrder(order, "cancelled", amount_paid=0, deposit_to_decide=False)
        order.action_reopen()
        self.assertOrder(order, "arrived", amount_paid=0, amount_due=10.55)

    def test_given_back_after_the_invoice_counts_once(self):
        order = self._take()
        paid = self._pay_by_link(order)
        invoice = order.sudo().sale_id._create_invoices()
        invoice.action_post()
        self._pay(invoice)
        refund = paid._create_child_transaction(10.55, is_refund=True)
        refund._set_done()
        refund.payment_id = self.env["account.payment"].create(
            {
                "payment_type": "outbound",
                "partner_id": self.anna.id,
                "amount": 10.55,
                "journal_id": invoice.line_ids.matched_credit_ids.credit_move_id.journal_id.id,
            }
        )
        refund.payment_id.action_post()
        self.assertOrder(order, "to_order", amount_paid=0)
        note = invoice._reverse_moves()
        note.action_post()
        lines = (note | refund.payment_id.move_id).line_ids
        lines.filtered(lambda line: line.account_id.account_type == "asset_receivable").reconcile()
        self.assertOrder(order, "to_order", amount_paid=0)

    # -- what was handed over -------------------------------------------------------------------

    def test_a_corrected_delivery_counts_as_it_is(self):
        self._receive(self.firm, 3)
        order = self._take(quantity=3)
        picking = self._pick_up(order, 2)
        self.assertOrder(order, "arrived", picked=2, left=1, aside=1)
        picking.is_locked = False
        picking.move_ids.quantity = 1
        self.assertOrder(order, "arrived", picked=1, left=2, aside=2)
        self.assertPlaceRight()

    def test_an_order_over_by_mistake_is_open_again(self):
        self._receive(self.firm, 2)
        order = self._take(quantity=2)
        picking = self._pick_up(order)
        self.assertOrder(order, "done", picked=2)
        picking.is_locked = False
        picking.move_ids.quantity = 1
        self.assertOrder(order, "arrived", picked=1, left=1, aside=1)
        self._run_cron("settle")
        self.assertOrder(order, "arrived", picked=1, left=1, aside=1)

    def test_nobody_declares_a_delivery_to_be_an_order(self):
        other = self._create_title("Les Châtiments")
        self._receive(self.firm, 2, other)
        order = self._take()
        moves = self.env["stock.move"]
        sold = moves.create(
            moves._prepare_bookstore_move_vals(
                other, 2, self.shop, self.env.ref("stock.stock_location_customers"), "sale"
            )
        )
        sold._action_done()
        mover = self._as(self.manager, sold)
        with self.assertRaises(AccessError):
            mover.write({"bookstore_client_order_id": order.id})
        with self.assertRaises(AccessError):
            mover.create(
                {
                    "product_id": self.title.id,
                    "product_uom_qty": 1,
                    "location_id": self.shop.id,
                    "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                    "bookstore_client_order_id": order.id,
                }
            )
        sold.sudo().bookstore_client_order_id = order  # as it stood before
        self._run_cron("settle")
        self.assertOrder(order, "to_order", picked=0)

    # -- told -----------------------------------------------------------------------------------

    def test_who_has_no_book_yet_is_not_told_it_is_here(self):
        order = self._take(self.bob)
        line = self._order_needs().order_line
        line.bookstore_answer_id = self.env.ref("bookstore_order.bookstore_answer_out_of_print")
        self.assertOrder(order, "unavailable")
        letter = self._open_letter(order)
        self.assertNotIn("is here", f"{letter.subject} {letter.body}")
        self.assertIn("Les Contemplations", letter.subject)
        self.assertIn(line.bookstore_answer_id.name, letter.body)
        self.assertEqual(letter.partner_ids, self.bob)
        letter._action_send_mail()
        self.assertOrder(order, "unavailable", told_on=False)
        self._receive(self.firm, 1)
        self.assertIn("is here", self._open_letter(order).subject)

    def _open_letter(self, order):
        context = order.action_mail()["context"]
        return self.env["mail.compose.message"].with_context(**context).create({})

    def test_without_a_good_template_the_parcel_is_unpacked_all_the_same(self):
        template = self.env.ref("bookstore_client_order.mail_template_here")
        order = self._take(self.bob, wish="mail")
        template.body_html = '<p t-out="1 / (1 - object.aside)" />'
        with self.assertLogs("odoo.addons.bookstore_client_order", "WARNING"):
            self._receive(self.firm, 1)
        self.assertOrder(order, "arrived", aside=1, told_on=False)
        template.unlink()
        with self.assertLogs("odoo.addons.bookstore_client_order", "WARNING"):
            self._run_cron("settle")
        self.assertOrder(order, "arrived", aside=1, told_on=False)
        self.assertIn("Les Contemplations", self._open_letter(order).subject)

    def test_without_its_kind_of_activity_a_person_is_asked_all_the_same(self):
        self.env.ref("bookstore_client_order.mail_activity_overdue").unlink()
        self._receive(self.firm, 1)
        order = self._take(wish="none")
        order.sudo().keep_until = "2020-01-01"
        self._run_cron("release")
        self._run_cron("release")
        self.assertEqual(len(order.activity_ids), 1)
        order.action_keep_longer()
        self.assertFalse(order.activity_ids)

    def test_an_error_of_any_kind_stops_no_other_order(self):
        first, second = self._take(), self._take(title=self._create_title("Les Châtiments"))
        done = []

        def break_down():
            raise ValueError("broken")

        calls = [(first.name, break_down), (second.name, lambda: done.append(second))]
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            orders = self.env["bookstore.client.order"].with_env(self.env(cr=cr))
            with self.assertLogs("odoo.addons.bookstore_client_order", "WARNING") as log:
                orders._run_each(calls)
        self.assertEqual((done, len(log.output)), ([second], 1))

    # -- the sales order opened again -----------------------------------------------------------

    def test_a_sales_order_confirmed_again_opens_its_client_order(self):
        self._receive(self.firm, 2)
        order = self._take(quantity=2, wish="none")
        sale = order.sudo().sale_id
        sale._action_cancel()
        self.assertOrder(order, "cancelled", aside=0)
        sale.action_draft()
        sale.order_line.product_uom_qty = 1
        self.assertOrder(order, "cancelled")
        sale.action_confirm()
        self.assertOrder(order, "told", quantity=1, aside=1)
        self.assertPlaceRight()
        self._pick_up(order)
        self.assertOrder(order, "done", picked=1)

    def test_confirmed_again_for_something_else_it_stays_cancelled(self):
        self._receive(self.firm, 2)
        order = self._take(quantity=2, wish="none")
        sale = order.sudo().sale_id
        sale._action_cancel()
        sale.action_draft()
        sale.order_line.product_uom_qty = 0
        sale.action_confirm()
        self.assertOrder(order, "cancelled", aside=0)
