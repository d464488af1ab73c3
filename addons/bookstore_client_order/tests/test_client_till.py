from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.bookstore_deposit.tests.common import TillCommon

from .common import ClientCommon


@tagged("post_install", "-at_install")
class TestClientTill(TillCommon, ClientCommon):
    """The till loads the sales order: what it sells is the copy set aside."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put_price_lists_away()

    def _sell_order(self, *orders, also=0, **vals):
        """The order of the till, as it sends it after *Quotation/Order ▸ Settle*."""
        lines = [self._prepare_till_line(order.left, order.sudo().sale_line_id) for order in orders]
        if also:
            lines.append(self._prepare_till_line(also))
        return self._send(lines, orders[0].partner_id if orders else self.anna, **vals)

    def _send(self, lines, partner, context=None, **vals):
        amount = sum(line["price_subtotal_incl"] for line in lines)
        number = self.env["pos.order"].search_count([]) + 1
        data = {
            "amount_paid": amount,
            "amount_return": 0,
            "amount_tax": amount - amount / 1.055,
            "amount_total": amount,
            "date_order": fields.Datetime.to_string(fields.Datetime.now()),
            "fiscal_position_id": False,
            "lines": [Command.create(line) for line in lines],
            "name": f"Order {number:05}-001-0001",
            "partner_id": partner.id,
            "session_id": self.till_session.id,
            "sequence_number": number,
            "payment_ids": [
                Command.create(
                    {
                        "amount": amount,
                        "name": fields.Datetime.now(),
                        "payment_method_id": self.cash.id,
                    }
                )
            ],
            "uuid": f"{number:05}-001-0001",
            "user_id": self.env.uid,
        }
        tills = self.env["pos.order"].with_context(**(context or {}))
        result = tills.sync_from_ui([data | vals])
        return self.env["pos.order"].browse(result["pos.order"][0]["id"])

    def _prepare_till_line(self, quantity, sale_line=None):
        price = 10.55
        vals = {
            "product_id": self.title.id,
            "price_unit": price,
            "discount": 0,
            "qty": quantity,
            "tax_ids": [Command.set(self.tax_sale.ids)],
            "price_subtotal": price * quantity / 1.055,
            "price_subtotal_incl": price * quantity,
            "pack_lot_ids": [],
        }
        if sale_line:
            vals |= {
                "sale_order_line_id": sale_line.id,
                "sale_order_origin_id": sale_line.order_id.id,
            }
        return vals

    def test_the_copy_set_aside_is_the_one_that_is_sold(self):
        self._receive(self.firm, 3)
        order, other = self._take(), self._take(self.bob)
        sale = self._sell_order(order, also=1)
        self.assertEqual(sale.state, "paid")
        self.assertEqual(
            {picking.location_id: picking.state for picking in sale.picking_ids},
            {self.place: "done", self.shop: "done"},
        )
        self.assertOrder(order, "done", aside=0, picked=1, amount_paid=10.55, amount_due=0)
        self.assertOrder(other, "arrived", aside=1)
        self.assertEqual((self._at(self.place), self._at(self.shop)), (1, 0))
        self.assertEqual(order.sudo().sale_line_id.qty_delivered, 1)
        self.assertEqual(set(order.sudo().sale_id.picking_ids.mapped("state")), {"cancel"})
        self.assertEqual(self._open(), {})
        self.assertPlaceRight()
        self.assertBooksRight()

    def test_a_cashier_finds_the_order_without_rights_on_sales(self):
        self._receive(self.firm, 1)
        order = self._take()
        other = self.env["sale.order"].create({"partner_id": self.anna.id})
        groups = self.env.ref("point_of_sale.group_pos_user")
        groups |= self.env.ref("bookstore_deposit.group_bookstore_user")
        cashier = self.env["res.users"].create(
            {
                "name": "Cashier",
                "login": "client_cashier",
                "company_id": self.company.id,
                "company_ids": [Command.set(self.company.ids)],
                "group_ids": [Command.set(groups.ids)],
            }
        )
        sales = self._as(cashier, self.env["sale.order"])
        # what Quotation/Order of the till lists
        found = sales.search(
            [
                ("state", "!=", "cancel"),
                ("invoice_status", "!=", "invoiced"),
                ("currency_id", "=", self.till.currency_id.id),
                ("amount_unpaid", ">", 0),
            ]
        )
        self.assertEqual(found, order.sale_id)
        # what his rights on transfers give him on the other ones stays his
        self.assertIn(other, sales.search([]))
        sales.browse(other.id).client_order_ref = "By telephone"
        loaded = found.load_sale_order_from_pos(self.till.id)
        self.assertEqual(loaded["sale.order.line"][0]["product_uom_qty"], 1)
        self.assertEqual(found.order_line.read_converted()[0]["qty_delivered"], 0)

    def test_two_orders_on_one_receipt(self):
        self._receive(self.owner_a, 1)
        self._receive(self.owner_b, 1)
        first, second = self._take(), self._take()
        self._sell_order(first, second)
        self.assertOrder(first, "done")
        self.assertOrder(second, "done")
        self.assertEqual(self._own(), {})
        self.assertBooksRight()

    def test_the_till_cannot_sell_what_is_set_aside_to_somebody_else(self):
        self._receive(self.firm, 1)
        order = self._take(wish="none")
        self._ring_up(1)  # a copy the software did not know of
        self.assertOrder(order, "told", aside=1)
        self.assertEqual((self._at(self.place), self._at(self.shop)), (1, -1))
        self.assertPlaceRight()

    def test_a_copy_taken_from_the_shelf_while_his_is_not_here_yet(self):
        order = self._take(quantity=2)
        self._receive(self.firm, 1)
        self.assertOrder(order, "to_order", aside=1)
        self._sell_order(order)
        self.assertOrder(order, "done", aside=0, picked=2)
        self.assertEqual((self._at(self.place), self._at(self.shop)), (0, -1))
        self.assertEqual(self._open(), {})

    def test_a_refund_puts_the_copy_in_the_shop_and_the_order_stays_over(self):
        self._receive(self.firm, 1)
        order = self._take()
        sale = self._sell_order(order)
        self._ring_up(-1, refund_of=sale)
        self.assertOrder(order, "done")
        self.assertEqual((self._at(self.place), self._at(self.shop)), (0, 1))
        self.assertEqual(self._open(), {})
        with self.assertRaisesRegex(UserError, "is “Picked up”"):
            order.action_cancel()

    def test_sold_to_be_shipped_later_the_order_is_over(self):
        self._receive(self.firm, 1)
        order = self._take()
        today = fields.Date.context_today(order)
        sale = self._sell_order(order, shipping_date=fields.Date.to_string(today))
        self.assertOrder(order, "done", aside=0, picked=1)
        self.assertEqual((self._at(self.place), self._at(self.shop)), (0, 1))
        self.assertEqual(self._open(), {})
        self._run_cron("settle")
        self.assertOrder(order, "done", picked=1)
        self._validate(sale.picking_ids)
        self.assertOrder(order, "done", picked=1, amount_due=0)
        self.assertEqual((self._at(self.place), self._at(self.shop)), (0, 0))
        self.assertEqual(self._open(), {})

    def test_paid_but_not_handed_over_is_refunded_before_it_is_cancelled(self):
        self.till_session.update_stock_at_closing = True
        self._receive(self.firm, 1)
        order = self._take()
        sale = self._sell_order(order)
        self.assertOrder(order, "arrived", picked=0, amount_paid=10.55)
        for act in (order.action_cancel, order.action_release, order.sudo().sale_id._action_cancel):
            with self.assertRaisesRegex(UserError, "were paid at the till"):
                act()
        self._ring_up(-1, refund_of=sale)
        self.assertOrder(order, "arrived", amount_paid=0, amount_due=10.55)
        order.action_cancel()
        self.assertOrder(order, "cancelled", aside=0)
        self.assertEqual((self._at(self.place), self._at(self.shop)), (0, 1))

    def test_paid_while_the_place_is_counted_is_not_cancelled_by_the_number(self):
        self._receive(self.firm, 1)
        order = self._take()
        count = self.env["bookstore.count"].create(
            {"company_id": self.company.id, "location_id": self.place.id}
        )
        count.action_start()
        sale = self._sell_order(order)
        self.assertOrder(order, "arrived", picked=0, amount_due=0)
        with self.assertRaisesRegex(UserError, "were paid at the till"):
            order.sudo().sale_line_id.product_uom_qty = 0
        count.action_cancel()
        self._validate(sale.picking_ids)
        self._run_cron("settle")
        self.assertOrder(order, "done", aside=0, picked=1)
        self.assertEqual((self._at(self.place), self._at(self.shop)), (0, 0))

    def test_a_forged_context_takes_nothing_that_is_set_aside(self):
        self._receive(self.firm, 2)
        order = self._take()
        forged = {"bookstore_client_order": order.id, "bookstore_client_aside": True}
        sale = self._sell_order(also=1, context=forged)
        self.assertEqual(sale.picking_ids.location_id, self.shop)
        self.assertFalse(sale.picking_ids.move_ids.bookstore_client_order_id)
        self.assertOrder(order, "arrived", aside=1, picked=0)
        self.assertEqual((self._at(self.place), self._at(self.shop)), (1, 0))

    def test_an_invoice_of_the_till_is_paid_once(self):
        self._receive(self.firm, 1)
        order = self._take(quantity=2)
        line = self._prepare_till_line(1, order.sudo().sale_line_id)
        sale = self._send([line], self.anna, to_invoice=True)
        self.assertEqual(sale.account_move.state, "posted")
        self.assertOrder(order, "to_order", picked=1, amount_paid=10.55, amount_due=10.55)

    def test_a_deposit_at_the_till(self):
        deposit = self.env["product.product"].create(
            {"name": "Down payment", "type": "service", "available_in_pos": True, "taxes_id": False}
        )
        self.till.down_payment_product_id = deposit
        order = self._take()
        line = self._prepare_till_line(1) | {
            "product_id": deposit.id,
            "price_unit": 4,
            "price_subtotal": 4,
            "price_subtotal_incl": 4,
            "tax_ids": [],
            "sale_order_origin_id": order.sudo().sale_id.id,
        }
        self._send([line], self.anna)
        self.assertOrder(order, "to_order", amount_paid=4, amount_due=6.55)
