from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import OrderCommon


@tagged("post_install", "-at_install")
class TestNeeds(OrderCommon):
    """What is to be ordered follows from the shop, whatever happens and in which order."""

    def _threshold(self, minimum, place=None):
        return self._as(self.bookseller, self.env["bookstore.threshold"]).create(
            {
                "product_id": self.title.id,
                "minimum": minimum,
                "location_id": place.id if place else False,
            }
        )

    def test_below_the_least_number_of_the_shop(self):
        self._threshold(3)
        self._receive(self.firm, 3)
        self.assertEqual(self._refresh(), {})
        self._sell(2)
        self.assertEqual(self._refresh(), {"threshold": 2})
        self._sell()
        self.assertEqual(self._refresh(), {"threshold": 3})
        self._receive(self.firm, 5)
        self.assertEqual(self._refresh(), {})

    def test_a_place_is_filled_from_the_reserve_first(self):
        self._threshold(2, self.shop)
        self._receive(self.firm, 1, place=self.reserve)
        self.assertEqual(self._refresh(), {"threshold": 1})
        self._receive(self.firm, 1, place=self.reserve)
        self.assertEqual(self._refresh(), {})

    def test_what_an_automatic_deposit_sold(self):
        self.deposit_b.kind = "automatic"
        self._receive(self.owner_b, 3)
        self.assertEqual(self._refresh(), {})
        self._sell(2)
        self.assertEqual(self._refresh(), {"deposit": 2})
        need = self.env["bookstore.need"].search([("product_id", "=", self.title.id)])
        self.assertEqual(need.partner_id, self.owner_b)
        order = self._put_on_order(need, confirm=False)
        self.assertTrue(order.is_deposit)
        self.assertEqual(self._refresh(), {})

    def test_many_marks_at_once_make_one_line_a_title(self):
        others = [self._create_title(f"Bulk {number}", 8.0) for number in range(12)]
        needs = self._as(self.bookseller, self.env["bookstore.need"])
        first = needs.create({"product_id": others[0].id, "quantity": 2})
        few = [{"product_id": title.id} for title in others[:3]]
        many = [{"product_id": title.id, "quantity": 3} for title in (*others, others[5])]
        made = needs.create(many)
        self.assertEqual(len(made), 12)
        self.assertEqual((first.quantity, made[5].quantity), (5, 6))
        self.assertEqual(made.product_id.ids, [title.id for title in others])
        counts = []
        for vals_list in (few, many):
            needs.create(vals_list)  # warm
            before = self.env.cr.sql_log_count
            needs.create(vals_list)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(abs(counts[1] - counts[0]), 4, "one guard and one search for all titles")

    def test_what_customers_wait_for(self):
        self._receive(self.firm, 1)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "warehouse_id": self.warehouse.id,
                "order_line": [(0, 0, {"product_id": self.title.id, "product_uom_qty": 3})],
            }
        )
        self.title.product_tmpl_id.bookstore_is_title = True
        self.assertEqual(self._refresh(), {})
        order.action_confirm()
        self.assertEqual(self._refresh(), {"client": 2})
        order._action_cancel()
        self.assertEqual(self._refresh(), {})

    def test_one_open_line_a_title_and_reason(self):
        first = self._mark(1)
        second = self._mark(2, user=self.manager)
        self.assertEqual(first, second)
        self.assertEqual(first.quantity, 3)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.env.cr.execute(
                "INSERT INTO bookstore_need (company_id, product_id, reason, quantity, state)"
                " VALUES (%s, %s, 'mark', 1, 'open')",
                [self.company.id, self.title.id],
            )

    def test_a_typed_number_is_kept(self):
        self._threshold(3)
        self._refresh()
        need = self.env["bookstore.need"].search([("product_id", "=", self.title.id)])
        self._as(self.bookseller, need).quantity = 10
        self.assertEqual(self._refresh(), {"threshold": 10})

    def test_what_was_given_up_comes_back_only_when_more_lacks_or_anew(self):
        level = self._threshold(2)
        for lack in (2, 3):
            level.minimum = lack
            self.assertEqual(self._refresh(), {"threshold": lack})
            need = self.env["bookstore.need"].search(
                [("product_id", "=", self.title.id), ("state", "=", "open")]
            )
            self._as(self.bookseller, need).action_drop()
            self.assertEqual(self._refresh(), {})
        self._receive(self.firm, 3)
        self.assertEqual(self._refresh(), {})
        self._sell()
        self.assertEqual(self._refresh(), {"threshold": 1})

    def test_nobody_types_that_copies_are_ordered(self):
        need = self._mark()
        with self.assertRaises(UserError):
            need.state = "ordered"
        with self.assertRaises(AccessError):
            self._as(self.clerk, need).action_order()
        with self.assertRaises(AccessError):
            self._as(self.clerk, self.env["bookstore.need"]).action_refresh()

    def test_the_tile_of_today_counts_what_its_list_shows(self):
        self._mark()
        tiles = self._as(self.bookseller, self.env["bookstore.alert"]).get_today()
        (tile,) = [tile for tile in tiles if tile["key"] == "needs"]
        self.assertEqual(tile["count"], 1)

    def test_needs_of_many_titles_take_a_constant_number_of_queries(self):
        titles = [self._create_title(f"Title {number}") for number in range(40)]
        for title in titles:
            self.env["bookstore.threshold"].create({"product_id": title.id, "minimum": 2})
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            states, _owners = self.env["bookstore.need"]._get_states(self.company)
        self.assertEqual(len(states), 40)
