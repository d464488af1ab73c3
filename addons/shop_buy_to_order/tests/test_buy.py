from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import BuyCommon


@tagged("post_install", "-at_install")
class TestBuyToOrder(BuyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._make_product("CM-1", cls.suppliers[0])

    def test_thirty_orders_of_three_suppliers(self):
        """The acceptance of the specification: traces, cancellation, short receipt, margin."""
        goods = {
            f"CM-{supplier.id}": self._make_product(f"CM-{supplier.id}", supplier)
            for supplier in self.suppliers
        }
        names = list(goods)
        documents = []
        for number in range(30):
            lines = [(names[number % 3], 1, 120.0)]
            if number < 10:
                lines.append((names[(number + 1) % 3], 1, 120.0))
            # The youngest order is read first.
            day = f"2026-11-{28 - number % 27:02d}"
            documents.append(self._shop_order(str(500 + number), lines, day=day))
        orders = self._import(*documents)
        self.assertEqual(len(orders), 30)
        needs = orders.buy_need_ids
        self.assertEqual(len(needs), 40)
        purchases = needs.purchase_line_ids.order_id
        self.assertEqual(len(purchases), 3)
        self.assertEqual(purchases.partner_id, self.suppliers)
        self.assertEqual(len(purchases.order_line), 40)
        for need in needs:
            line = need.purchase_line_ids
            self.assertEqual((len(line), line.product_qty), (1, 1))
            self.assertEqual(line.sale_line_id, need.line_id)
            self.assertIn(need.order_id, line.order_id._get_sale_orders())
            self.assertIn(line.order_id, need.order_id._get_purchase_orders())
        self.assertEqual(set(needs.mapped("state")), {"to_confirm"})
        self.assertFalse(orders.filtered("shop_short"), "sold on order is not sold twice")

        purchase = purchases[0]
        asked = sum(purchase.order_line.mapped("product_qty"))
        before = len(purchase.message_ids)
        victim = purchase.order_line[0].sale_line_id.order_id
        victim._action_cancel()
        self.assertEqual(sum(purchase.order_line.mapped("product_qty")), asked - 1)
        self.assertEqual(len(purchase.message_ids), before + 1)
        self.assertIn(victim.name, purchase.message_ids[0].body)
        self.assertEqual(set(victim.buy_need_ids.mapped("state")), {"cancelled"})

        purchase.button_confirm()
        product = purchase.order_line.product_id
        waiting = purchase.order_line.sale_line_id.order_id.sorted("date_order")
        self.assertEqual(len(waiting), asked - 1)
        self._receive_purchase(purchase, {product: len(waiting) - 2})
        states = [
            order.buy_need_ids.filtered(lambda need: need.product_id == product).state
            for order in waiting
        ]
        self.assertEqual(states, ["ready"] * (len(waiting) - 2) + ["ordered"] * 2)
        for order in waiting[:-2]:
            move = order.picking_ids.move_ids.filtered(lambda move: move.product_id == product)
            self.assertEqual((move.state, move.quantity), ("assigned", 1))
        note = purchase.picking_ids.filtered(lambda one: one.state == "done").message_ids[0].body
        self.assertIn(waiting[-1].name, note.split("waiting")[-1])
        self.assertNotIn(waiting[0].name, note.split("waiting")[-1])

        # Sold for 100 without tax, bought for 60.
        self.assertEqual(set(waiting.buy_need_ids.mapped("margin")), {40.0})
        alone = waiting.filtered(lambda order: len(order.buy_need_ids) == 1)
        self.assertEqual(set(alone.mapped("buy_margin")), {40.0})
        purchase.order_line[0].price_unit = 75
        self.assertEqual(purchase.order_line[0].sale_line_id.buy_need_ids.margin, 25)

    def test_it_takes_none_from_the_shelf(self):
        self._put_stock(self.product, 10)
        order = self._sell(self.product, 2)
        move = order.picking_ids.move_ids
        self.assertEqual((move.state, move.quantity), ("waiting", 0))
        order.picking_ids.action_assign()
        self.assertEqual(move.quantity, 0)
        self.assertEqual(order.buy_need_ids.purchase_line_ids.product_qty, 2)

    def test_what_comes_is_kept_for_its_order(self):
        first, second = self._sell(self.product, 2), self._sell(self.product, 3)
        purchase = (first | second).buy_need_ids.purchase_line_ids.order_id
        self.assertEqual(len(purchase), 1)
        purchase.button_confirm()
        self._receive_purchase(purchase, {self.product: 5})
        for order, pieces in ((first, 2), (second, 3)):
            move = order.picking_ids.move_ids
            self.assertEqual((move.state, move.quantity), ("assigned", pieces))
            self.assertEqual(order.buy_need_ids.state, "ready")
        first.picking_ids.move_ids.picked = True
        first.picking_ids.button_validate()
        self.assertEqual(first.buy_need_ids.state, "done")
        self.assertEqual(first.buy_need_ids.wanted_quantity, 2)

    def test_more_and_less_before_the_supplier_confirms(self):
        order = self._sell(self.product, 2)
        need, line = order.buy_need_ids, order.order_line
        line.product_uom_qty = 5
        self.assertEqual(need.purchase_line_ids.product_qty, 5)
        purchase = need.purchase_line_ids.order_id
        purchase.button_confirm()
        line.product_uom_qty = 6
        lines = need.purchase_line_ids.sorted("id")
        self.assertEqual(lines.mapped("product_qty"), [5, 1])
        self.assertEqual(need.state, "to_confirm")
        line.product_uom_qty = 3
        self.assertEqual(need.purchase_line_ids.mapped("product_qty"), [5])
        self.assertEqual((need.state, need.surplus_ordered), ("surplus", 2))
        self.assertEqual(purchase.order_line.product_qty, 5)

    def test_a_shop_may_buy_nothing_or_everything(self):
        shelf = self._make_product("CM-2", self.suppliers[1], buy_to_order=False)
        self.esb.buy_mode = "never"
        order = self._import(self._shop_order("900", [("CM-1", 1, 120.0), ("CM-2", 1, 120.0)]))
        self.assertFalse(order.buy_need_ids)
        self.esb.buy_mode = "all"
        order = self._import(self._shop_order("901", [("CM-1", 1, 120.0), ("CM-2", 1, 120.0)]))
        self.assertEqual(order.buy_need_ids.product_id, self.product | shelf)

    def test_the_shop_cancels_what_it_sold(self):
        document = self._shop_order("910", [("CM-1", 1, 120.0)])
        order = self._import(document)
        need = order.buy_need_ids
        purchase = need.purchase_line_ids.order_id
        state = {"id": "cancelled", "name": "Annulée"}
        self._import(document | {"state": state})
        self.assertEqual(order.state, "cancel")
        self.assertEqual((need.state, need.dirty), ("cancelled", False))
        self.assertEqual(purchase.state, "cancel")

    def test_nobody_types_what_follows(self):
        order = self._sell(self.product, 2)
        need, line = order.buy_need_ids, order.buy_need_ids.purchase_line_ids
        buyer = self._user("buyer", "purchase.group_purchase_user")
        for values in ({"wanted_quantity": 0}, {"state": "done"}, {"refused_quantity": 2}):
            with self.assertRaises(AccessError):
                need.with_user(buyer).write(values)
        need.with_user(buyer).supplier_id = self.suppliers[1]
        with self.assertRaises(AccessError):
            need.with_user(buyer).unlink()
        with self.assertRaises(UserError):
            line.with_user(buyer).product_qty = 1
        for forged in ({}, {"buy_settling": True}, {"buy_settling": "settling"}):
            with self.assertRaises(UserError):
                line.with_user(buyer).with_context(**forged).unlink()
        for values in ({"sale_line_id": False}, {"buy_quantity": 0}, {"buy_quantity": 9}):
            with self.assertRaises(AccessError):
                line.with_user(buyer).write(values)
        with self.assertRaises(AccessError):
            line.order_id.with_user(buyer).buy_to_order = False
        line.with_user(buyer).product_qty = 4
        self.assertEqual((line.buy_quantity, need.bought_quantity), (2, 2))
        seller = self._user("seller", "sales_team.group_sale_salesman_all_leads")
        with self.assertRaises(UserError):
            order.order_line.with_user(seller).buy_to_order = False
        self.assertTrue(need.with_user(seller).read(["margin"]))
        with self.assertRaises(AccessError):
            need.with_user(seller).supplier_id = self.suppliers[2]

    def test_no_default_and_no_clerk_says_whose_it_is(self):
        order = self._sell(self.product, 2)
        buyer = self._user("buyer", "purchase.group_purchase_user")
        clerk = self._user("clerk", "stock.group_stock_user")
        purchases = self.env["purchase.order"].with_user(buyer)
        made = purchases.with_context(default_buy_to_order=True, default_buy_quantity=3).create(
            {
                "partner_id": self.suppliers[2].id,
                "order_line": [(0, 0, {"product_id": self.product.id, "product_qty": 3})],
            }
        )
        self.assertFalse(made.buy_to_order or made.order_line.buy_quantity)
        move = order.picking_ids.move_ids.with_user(clerk)
        with self.assertRaises(AccessError):
            move.buy_line_id = False
        values = {
            "product_id": self.product.id,
            "product_uom_qty": 7,
            "location_id": move.location_id.id,
            "location_dest_id": move.location_dest_id.id,
        }
        moves = self.env["stock.move"].with_user(clerk)
        with self.assertRaises(AccessError):
            moves.create(values | {"buy_line_id": order.order_line.id})
        line = order.order_line.id
        self.assertFalse(moves.with_context(default_buy_line_id=line).create(values).buy_line_id)
        self.assertEqual(order.buy_need_ids.wanted_quantity, 2)

    def test_roles_do_their_own_part(self):
        seller = self._user("seller", "sales_team.group_sale_salesman_all_leads")
        buyer = self._user("buyer", "purchase.group_purchase_user")
        clerk = self._user("clerk", "stock.group_stock_user")
        order = self._sell(self.product, 2).with_user(seller)
        order.order_line.product_uom_qty = 3
        purchase = order.sudo().buy_need_ids.purchase_line_ids.order_id.with_user(buyer)
        purchase.button_confirm()
        picking = purchase.sudo().picking_ids.with_user(clerk)
        picking.move_ids.quantity = 3
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertEqual(order.sudo().buy_need_ids.state, "ready")
        # A part of it leaves now; the rest stays his.
        parcel = order.sudo().picking_ids.with_user(clerk)
        parcel.move_ids.quantity = 1
        parcel.move_ids.picked = True
        parcel.with_context(skip_backorder=True).button_validate()
        need = order.sudo().buy_need_ids
        self.assertEqual((need.wanted_quantity, need.delivered_quantity), (3, 1))
        rest = order.sudo().picking_ids.filtered(lambda one: one.state != "done")
        self.assertEqual((rest.move_ids.state, rest.move_ids.quantity), ("assigned", 2))

    def test_another_company_sees_nothing(self):
        order = self._sell(self.product, 1)
        other = self.env["res.company"].create({"name": "Autre"})
        user = self._user("other", "purchase.group_purchase_user", other)
        needs = self.env["shop.buy.need"].with_user(user).search([])
        self.assertNotIn(order.buy_need_ids, needs)

    def _user(self, login, group, company=None):
        company = company or self.company
        return self.env["res.users"].create(
            {
                "name": login,
                "login": f"{login}@buy.test",
                "company_id": company.id,
                "company_ids": [(6, 0, company.ids)],
                "group_ids": [(6, 0, [self.env.ref("base.group_user").id, self.env.ref(group).id])],
            }
        )
