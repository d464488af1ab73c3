from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import OrderCommon


@tagged("post_install", "-at_install")
class TestOrders(OrderCommon):
    """From the need to the parcel, and what never comes."""

    def test_needs_of_one_distributor_are_on_one_order_in_preparation(self):
        other = self._create_title("Notre-Dame de Paris")
        order = self._put_on_order(self._mark(2), confirm=False)
        again = self._put_on_order(self._mark(1, other), confirm=False)
        third = self._put_on_order(self._mark(1), confirm=False)
        self.assertEqual(order, again | third)
        self.assertEqual(order.order_line.mapped("product_qty"), [3, 1])
        self.assertAlmostEqual(order.order_line[0].price_unit, 10.0)
        self.assertAlmostEqual(order.order_line[0].discount, 40)
        self.assertEqual(self._open(), {})

    def test_what_is_wanted_in_another_shop_is_on_an_order_of_its_own(self):
        branch = self.env["stock.warehouse"].create(
            {"name": "Branch", "code": "ZBR", "company_id": self.company.id}
        )
        branch.lot_stock_id.bookstore_use = "sale_point"
        order = self._put_on_order(self._mark(2), confirm=False)
        here = self._as(self.bookseller, self.env["bookstore.place"])
        here.choose(branch.lot_stock_id.id)
        there = self._put_on_order(self._mark(1), confirm=False)
        self.assertNotEqual(there, order)
        self.assertEqual(there.picking_type_id, branch.in_type_id)
        self.assertEqual(self._put_on_order(self._mark(1), confirm=False), there)
        here.choose(self.shop.id)
        self.assertEqual(self._put_on_order(self._mark(1), confirm=False), order)
        self.assertEqual(order.picking_type_id, self.warehouse.in_type_id)

    def test_each_distributor_has_its_order_and_deposits_are_apart(self):
        self._receive(self.owner_b, 1)
        other = self._create_title("Notre-Dame de Paris")
        needs = self._mark(1, partner_id=self.owner_b.id) | self._mark(
            1, other, partner_id=self.owner_b.id
        )
        needs |= self._mark(1, self._create_title("Hernani"))
        action = needs.action_order()
        orders = self.env["purchase.order"].search(action["domain"])
        self.assertEqual(
            sorted((order.partner_id.name, order.is_deposit) for order in orders),
            [("Distributor A", False), ("Distributor B", False), ("Distributor B", True)],
        )

    def test_without_distributor_it_is_asked(self):
        with self.assertRaises(UserError) as told:
            self._mark(1, partner_id=False).action_order()
        self.assertIn("Les Contemplations", str(told.exception))

    def test_a_parcel_answers_the_order_and_one_without_order_works_as_before(self):
        order = self._put_on_order(self._mark(2))
        line = order.order_line
        self.assertEqual(line.bookstore_waiting, 2)
        self._receive(self.owner_a, 3, kind="firm", partner_id=self.owner_a.id)
        self.assertEqual((line.qty_received, line.bookstore_waiting), (2, 0))
        self.assertBooksRight()

    def test_a_confirmed_order_changes_only_by_never_arriving(self):
        order = self._put_on_order(self._mark(3))
        line = order.order_line
        for change in (
            lambda: line.write({"product_qty": 5}),
            lambda: line.write({"product_id": self._create_title("Other").id}),
            lambda: order.write(
                {"order_line": [(0, 0, {"product_id": self.title.id, "product_qty": 1})]}
            ),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()
        line.write({"product_qty": 3})
        line.action_bookstore_give_up()
        self.assertEqual((line.bookstore_waiting, line.bookstore_given_up), (0, 3))
        self.assertEqual(self.title.product_tmpl_id.bookstore_on_order, 0)
        self.assertEqual(self._open(), {"mark": 3})

    def test_ten_steps_and_what_is_on_order_after_each(self):
        title = self.title.product_tmpl_id

        def on_order():
            self.env.flush_all()
            title.invalidate_recordset(["bookstore_on_order"])
            return title.bookstore_on_order

        order = self._put_on_order(self._mark(4), confirm=False)
        self.assertEqual(on_order(), 4)
        order.button_confirm()
        self.assertEqual(on_order(), 4)
        line = order.order_line
        line.bookstore_answer_id = self.env.ref("bookstore_order.bookstore_answer_noted")
        self.assertEqual(on_order(), 4)
        parcel = self._receive(self.owner_a, 1, kind="firm", partner_id=self.owner_a.id)
        self.assertEqual(on_order(), 3)
        line.action_bookstore_give_up()
        self.assertEqual(on_order(), 0)
        line.action_bookstore_expect_again()
        self.assertEqual(on_order(), 3)
        self._receive(self.owner_a, 2, kind="firm", partner_id=self.owner_a.id)
        self.assertEqual(on_order(), 1)
        parcel.action_undo()
        self.assertEqual(on_order(), 2)
        line.action_bookstore_give_up()
        self.assertEqual(on_order(), 0)
        self._receive(self.owner_a, 5, kind="firm", partner_id=self.owner_a.id)
        self.assertEqual(on_order(), 0)
        self.assertBooksRight()

    def test_a_distributor_reads_its_order_and_not_for_whom(self):
        portal = self.env["res.users"].create(
            {
                "name": "Distributor",
                "login": "distributor_portal",
                "partner_id": self.owner_a.id,
                "company_id": self.company.id,
                "company_ids": [(6, 0, self.company.ids)],
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        order = self._put_on_order(self._mark(2, note="Mrs Durand"))
        line = self._as(portal, order.order_line)
        self.assertEqual(line.read(["product_qty"])[0]["product_qty"], 2)
        with self.assertRaises(AccessError):
            line.read(["bookstore_reasons"])

    def test_a_cancelled_order_and_a_removed_line_open_their_needs_again(self):
        order = self._put_on_order(self._mark(2))
        self._mark(1)
        order.button_cancel()
        self.assertEqual(self._open(), {"mark": 3})
        order = self._put_on_order(
            self.env["bookstore.need"]
            .search([("product_id", "=", self.title.id), ("state", "=", "open")])
            .with_user(self.bookseller),
            confirm=False,
        )
        order.order_line.unlink()
        self.assertEqual(self._open(), {"mark": 3})

    def test_the_cut_off_of_the_next_collection(self):
        self.owner_a.write({"bookstore_cut_off": 15.5, "bookstore_monday": True})
        self.company.partner_id.tz = "Europe/Paris"
        with freeze_time("2026-11-30 10:00:00"):  # a Monday, eleven o'clock in Paris
            order = self._put_on_order(self._mark(1), confirm=False)
            self.assertEqual(order.bookstore_cut_off, datetime(2026, 11, 30, 14, 30))
        with freeze_time("2026-11-30 15:00:00"):
            order.invalidate_recordset(["bookstore_cut_off"])
            self.assertEqual(order.bookstore_cut_off, datetime(2026, 12, 7, 14, 30))
            order.button_confirm()
            self.assertFalse(order.bookstore_cut_off)

    def test_list_table_and_message(self):
        self.title.barcode = "9782070360024"
        order = self._put_on_order(self._mark(2))
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "bookstore_order.report_order", order.ids
        )
        self.assertIn(b"9782070360024", html)
        self.assertIn(b"Les Contemplations", html)
        table = self._attachment(order.action_bookstore_csv())
        self.assertIn("9782070360024;Les Contemplations;2", table)
        with self.assertRaises(UserError) as told:
            order.action_bookstore_edifact()
        self.assertIn("GLN", str(told.exception))
        self.company.partner_id.global_location_number = "3010000000008"
        self.owner_a.global_location_number = "3020000000005"
        message = self._attachment(order.action_bookstore_edifact())
        self.assertIn("LIN+1++9782070360024:EN'\nQTY+21:2'", message)

    def _attachment(self, action):
        number = int(action["url"].split("/")[3].split("?")[0])
        return self.env["ir.attachment"].browse(number).raw.decode("utf-8-sig")
