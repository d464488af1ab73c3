from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import BuyCommon


@tagged("post_install", "-at_install")
class TestBuyDecisions(BuyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._make_product("CM-1", cls.suppliers[0])

    def _ordered(self, pieces=3):
        """An order whose goods the supplier has confirmed: (order, need, purchase)."""
        order = self._sell(self.product, pieces)
        purchase = order.buy_need_ids.purchase_line_ids.order_id
        purchase.button_confirm()
        return order, order.buy_need_ids, purchase

    def test_no_longer_wanted_and_the_supplier_agrees(self):
        order, need, purchase = self._ordered()
        order.order_line.product_uom_qty = 1
        self.assertEqual((need.state, need.surplus_ordered), ("surplus", 2))
        self.assertEqual(purchase.order_line.product_qty, 3)
        need.action_supplier_cancels()
        self.assertEqual(purchase.order_line.product_qty, 1)
        self.assertEqual(sum(purchase.picking_ids.move_ids.mapped("product_uom_qty")), 1)
        self.assertEqual((need.state, need.surplus_ordered), ("ordered", 0))
        self._receive_purchase(purchase, {self.product: 1})
        self.assertEqual((need.state, order.picking_ids.move_ids.quantity), ("ready", 1))

    def test_no_longer_wanted_and_kept_on_the_shelf(self):
        order, need, purchase = self._ordered()
        order._action_cancel()
        self.assertEqual((need.state, need.surplus_ordered), ("surplus", 3))
        need.action_keep_as_stock()
        self.assertEqual((need.state, purchase.order_line.product_qty), ("cancelled", 3))
        self._receive_purchase(purchase, {self.product: 3})
        self.assertEqual(self.product.free_qty, 3)

    def test_no_longer_wanted_after_it_came(self):
        order, need, purchase = self._ordered()
        self._receive_purchase(purchase, {self.product: 3})
        order._action_cancel()
        self.assertEqual((need.state, need.surplus_received), ("surplus", 3))
        action = need.action_return_to_supplier()
        back = self.env["stock.picking"].search(action["domain"])
        self.assertEqual(back.move_ids.product_uom_qty, 3)
        back.move_ids.picked = True
        back.button_validate()
        self.assertEqual((purchase.order_line.qty_received, need.state), (0, "cancelled"))

    def test_wanted_again_before_anybody_decided(self):
        order, need, purchase = self._ordered()
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        self.assertEqual((need.state, len(need.purchase_line_ids)), ("ordered", 1))
        self._receive_purchase(purchase, {self.product: 3})
        move = order.picking_ids.move_ids.filtered(lambda move: move.state != "cancel")
        self.assertEqual((need.state, move.quantity), ("ready", 3))

    def test_wanted_again_after_it_came(self):
        order, need, purchase = self._ordered()
        self._receive_purchase(purchase, {self.product: 3})
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        move = order.picking_ids.move_ids.filtered(lambda move: move.state != "cancel")
        self.assertEqual((need.state, move.state, move.quantity), ("ready", "assigned", 3))

    def test_the_supplier_refuses_and_another_delivers(self):
        order, need, purchase = self._ordered()
        wizard = self.env["shop.buy.refusal"].create({"need_id": need.id})
        self.assertEqual(wizard.quantity, 3)
        wizard.quantity = 4
        with self.assertRaises(UserError):
            wizard.action_refuse()
        wizard.quantity = 2
        wizard.action_refuse()
        self.assertEqual((need.state, need.refused_quantity), ("missing", 2))
        self.assertEqual(purchase.order_line.product_qty, 1)
        need.supplier_id = self.suppliers[1]
        need.action_buy_again()
        other = need.purchase_line_ids.order_id - purchase
        self.assertEqual(other.partner_id, self.suppliers[1])
        self.assertEqual((other.order_line.product_qty, need.refused_quantity), (2, 0))
        other.button_confirm()
        self._receive_purchase(other, {self.product: 2})
        self._receive_purchase(purchase, {self.product: 1})
        self.assertEqual((need.state, order.picking_ids.move_ids.quantity), ("ready", 3))

    def test_it_never_comes_and_the_shop_refunds(self):
        order = self._import(self._shop_order("920", [("CM-1", 3, 120.0)]))
        need = order.buy_need_ids
        purchase = need.purchase_line_ids.order_id
        purchase.button_confirm()
        self._receive_purchase(purchase, {self.product: 1}, backorder=False)
        self.assertEqual((need.state, need.refused_quantity), ("missing", 2))
        need.action_leave_out()
        self.assertEqual((need.state, need.wanted_quantity), ("ready", 1))
        self.assertTrue(
            order.activity_ids.filtered(lambda one: "Refund in the shop" in one.summary)
        )
        order.picking_ids.move_ids.picked = True
        order.picking_ids.button_validate()
        self.assertEqual(need.state, "done")

    def test_a_cancelled_purchase_waits_for_a_word(self):
        order, need, purchase = self._ordered()
        purchase.button_cancel()
        self.assertEqual((need.state, need.refused_quantity), ("missing", 3))
        self.assertNotEqual(order.picking_ids.move_ids.state, "cancel")
        need.action_buy_again()
        again = need.purchase_line_ids.order_id.filtered(lambda one: one.state == "draft")
        self.assertEqual((again.order_line.product_qty, need.state), (3, "to_confirm"))
        again.button_confirm()
        self._receive_purchase(again, {self.product: 3})
        self.assertEqual(order.picking_ids.move_ids.quantity, 3)

    def test_without_supplier_somebody_names_one(self):
        product = self._make_product("CM-9")
        need = self._sell(product, 2).buy_need_ids
        self.assertEqual((need.state, need.to_buy_quantity), ("no_supplier", 2))
        need.supplier_id = self.suppliers[2]
        self.assertEqual((need.state, need.to_buy_quantity), ("to_confirm", 0))
        self.assertEqual(need.purchase_line_ids.partner_id, self.suppliers[2])

    def test_only_the_right_people_decide(self):
        order, need, _purchase = self._ordered()
        order.order_line.product_uom_qty = 1
        seller = self.env["res.users"].create(
            {
                "name": "Vendeur",
                "login": "seller@buy.test",
                "group_ids": [
                    (4, self.env.ref("base.group_user").id),
                    (4, self.env.ref("sales_team.group_sale_salesman_all_leads").id),
                ],
            }
        )
        for name in (
            "action_supplier_cancels",
            "action_keep_as_stock",
            "action_return_to_supplier",
            "action_will_not_come",
            "action_buy_again",
        ):
            with self.assertRaises(AccessError):
                getattr(need.with_user(seller), name)()
        need.with_user(seller).action_leave_out()
        self.assertEqual(need.surplus_ordered, 2)

    def test_late_is_told_once(self):
        today = fields.Date.context_today(self.env["shop.buy.need"])
        order, need, purchase = self._ordered()
        self.assertEqual(need.promised_date, today + timedelta(days=5))
        self.assertFalse(need.is_late)
        line = purchase.order_line
        line.date_planned = fields.Datetime.now() + timedelta(days=9)
        self.assertTrue(need.is_late)
        self.assertEqual(need.late_days, 4)
        self.assertEqual(len(need.activity_ids), 1)
        line.date_planned = fields.Datetime.now() + timedelta(days=12)
        with self.enter_registry_test_mode():
            self.env.ref("shop_buy_to_order.ir_cron_daily").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((len(need.activity_ids), need.late_days), (1, 7))
        line.date_planned = fields.Datetime.now() + timedelta(days=1)
        self.assertFalse(need.is_late or need.activity_ids)
        self.assertEqual(order.buy_need_ids, need)

    def test_sold_below_cost_is_told_once(self):
        _order, need, purchase = self._ordered()
        self.assertEqual((need.margin, need.is_loss), (120, False))
        purchase.order_line.price_unit = 130
        self.assertEqual((need.margin, need.is_loss, len(need.activity_ids)), (-90, True, 1))
        purchase.order_line.price_unit = 140
        self.assertEqual(len(need.activity_ids), 1)
