from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ClientCommon


@tagged("post_install", "-at_install")
class TestClientOrders(ClientCommon):
    """From the counter to the day the customer has his book."""

    def test_what_is_in_stock_is_set_aside_at_once(self):
        self._receive(self.firm, 2)
        order = self._take()
        self.assertOrder(order, "arrived", aside=1, picked=0)
        self.assertEqual(self._at(self.place), 1)
        self.assertEqual(self._at(self.shop), 1)
        self.assertEqual(self._open(), {})
        self.assertPlaceRight()
        self._pick_up(order)
        self.assertOrder(order, "done", aside=0, picked=1)
        self.assertEqual(self._at(self.place), 0)
        self.assertEqual(order.sudo().sale_line_id.qty_delivered, 1)
        self.assertBooksRight()

    def test_what_lacks_is_one_need_that_follows_what_is_still_wanted(self):
        self._receive(self.firm, 1)
        first = self._take(quantity=2)
        second = self._take(self.bob, 2)
        self.assertEqual(self._open(), {"client": 3})
        self.assertOrder(first, "to_order", aside=1)
        second.quantity = 1
        self.assertEqual(self._open(), {"client": 2})
        second.quantity = 4
        self.assertEqual(self._open(), {"client": 5})
        self.assertEqual(second.sudo().sale_line_id.product_uom_qty, 4)
        second.action_cancel()
        self.assertEqual(self._open(), {"client": 1})
        self.assertPlaceRight()

    def test_order_parcel_set_aside_in_the_order_they_came(self):
        first = self._take(quantity=2)
        second = self._take(self.bob)
        self.assertOrder(first, "to_order", aside=0)
        purchase = self._order_needs()
        self.assertOrder(first, "ordered")
        self.assertOrder(second, "ordered")
        self.assertEqual(self._open(), {})
        self._receive(self.owner_a, 1, kind="firm")
        self.assertOrder(first, "ordered", aside=1)
        self.assertEqual(first.news, "1 of 2 are set aside, the others are awaited.")
        self._receive(self.owner_a, 2, kind="firm")
        self.assertOrder(first, "arrived", aside=2)
        self.assertOrder(second, "arrived", aside=1)
        self.assertEqual(purchase.order_line.qty_received, 3)
        self.assertEqual(self._open(), {})
        self.assertEqual(self._at(self.shop), 0)
        self.assertPlaceRight()

    def test_a_parcel_undone_takes_the_copies_back(self):
        self._take()
        parcel = self._receive(self.firm, 1)
        order = self.env["bookstore.client.order"].search([("partner_id", "=", self.anna.id)])
        self.assertOrder(order, "arrived", aside=1)
        parcel.action_undo()
        self.assertOrder(order, "to_order", aside=0)
        self.assertEqual((self._at(self.place), self._at(self.shop)), (0, 0))
        self.assertEqual(self._open(), {"client": 1})

    def test_the_owner_is_not_decided_by_setting_aside(self):
        self._receive(self.owner_a, 1)
        self._receive(self.owner_b, 1)
        order = self._take()
        self.assertOwn({self.owner_a: 1, self.owner_b: 1})
        self.assertFalse(self._pending())
        self._pick_up(order)
        self.assertEqual(self._pending().candidate_ids, self.owner_a | self.owner_b)
        self.assertBooksRight()

    def test_the_distributors_answers_reach_the_customer(self):
        order = self._take()
        purchase = self._order_needs()
        line = purchase.order_line
        line.bookstore_answer_id = self.env.ref("bookstore_order.bookstore_answer_no_date")
        self.assertOrder(order, "ordered", has_news=True)
        self.assertIn("we ask again on", order.news)
        order.action_news_told()
        self.assertFalse(order.has_news)
        line.bookstore_answer_id = self.env.ref("bookstore_order.bookstore_answer_out_of_print")
        self.assertOrder(order, "unavailable", has_news=True)
        self.assertIn("propose another title", order.news)
        self.assertEqual(self._open(), {})
        self._receive(self.firm, 1)
        self.assertOrder(order, "arrived", has_news=False)

    def test_a_title_that_a_person_gives_up_is_told_too(self):
        order = self._take()
        need = self.env["bookstore.need"].search([("product_id", "=", self.title.id)])
        self._as(self.bookseller, need).action_drop()
        self.assertOrder(order, "unavailable", has_news=True)
        order.action_news_told()
        self._run_cron("settle")
        self.assertOrder(order, "unavailable", has_news=False)
        need.action_reopen()
        self.assertOrder(order, "to_order")

    def test_what_comes_from_elsewhere_is_ordered_again(self):
        order = self._take()
        line = self._order_needs().order_line
        line.bookstore_answer_id = self.env.ref("bookstore_order.bookstore_answer_not_here")
        self.assertOrder(order, "to_order", has_news=True)
        self.assertEqual(self._open(), {"client": 1})
        self._order_needs(self.owner_b)
        self.assertOrder(order, "ordered")

    def test_a_replacement_is_named(self):
        other = self._create_title("Les Châtiments")
        order = self._take()
        line = self._order_needs().order_line
        line.write(
            {
                "bookstore_replaced_by_id": other.id,
                "bookstore_answer_id": self.env.ref("bookstore_order.bookstore_answer_replaced").id,
            }
        )
        self.assertOrder(order, "unavailable")
        self.assertIn("Les Châtiments", order.news)

    def test_cancelled_copies_serve_the_next_one_and_it_can_be_opened_again(self):
        self._receive(self.firm, 1)
        first, second = self._take(), self._take(self.bob, wish="none")
        self.assertOrder(second, "to_order", aside=0)
        first.action_cancel()
        self.assertOrder(first, "cancelled", aside=0)
        self.assertOrder(second, "told", aside=1)
        self.assertEqual(first.sudo().sale_id.state, "cancel")
        with self.assertRaisesRegex(UserError, "is “Cancelled”"):
            first.action_cancel()
        first.action_reopen()
        self.assertOrder(first, "to_order", aside=0)
        second.action_cancel()
        self.assertOrder(first, "arrived", aside=1)
        first.action_cancel()
        self.assertEqual((self._at(self.place), self._at(self.shop)), (0, 1))
        self.assertPlaceRight()

    def test_picked_up_in_part_then_the_rest_cancelled_and_opened_again(self):
        self._receive(self.firm, 1)
        order = self._take(quantity=3)
        self._pick_up(order, 1)
        self.assertOrder(order, "to_order", aside=0, picked=1, left=2)
        with self.assertRaisesRegex(UserError, "picked up"):
            order.quantity = 0
        order.action_cancel()
        self.assertOrder(order, "cancelled", picked=1)
        self.assertEqual(self._open(), {})
        order.action_reopen()
        self.assertEqual(self._open(), {"client": 2})
        self._receive(self.firm, 2)
        self.assertOrder(order, "arrived", aside=2)
        self._pick_up(order)
        self.assertOrder(order, "done", picked=3)

    def test_a_sales_order_changed_or_cancelled_changes_the_client_order(self):
        self._receive(self.firm, 3)
        order = self._take(quantity=2)
        order.sudo().sale_line_id.product_uom_qty = 3
        self.assertOrder(order, "arrived", quantity=3, aside=3)
        self._pick_up(order)
        self.assertOrder(order, "done", picked=3)
        order.sudo().sale_line_id.product_uom_qty = 4
        self.assertOrder(order, "to_order", left=1)
        order.sudo().sale_id._action_cancel()
        self.assertOrder(order, "cancelled", aside=0, picked=3)
        self.assertEqual(self._open(), {})

    def test_a_copy_lost_from_the_place_is_missed_and_ordered_anew(self):
        self._receive(self.firm, 1)
        order = self._take(wish="none")
        self.assertOrder(order, "told", aside=1)
        self._move("loss", source=self.place)
        self.assertOrder(order, "to_order", aside=0, told_on=False)
        self.assertEqual(self._open(), {"client": 1})
        self.assertPlaceRight()

    def test_a_copy_brought_to_the_place_by_hand_serves_or_goes_back(self):
        self._receive(self.firm, 1)
        self._move("transfer", target=self.place)
        self.assertEqual((self._at(self.place), self._at(self.shop)), (0, 1))

    def test_a_book_returned_is_free_again_and_the_order_stays_over(self):
        self._receive(self.firm, 1)
        order = self._take()
        picking = self._pick_up(order)
        self._press_return(self.manager, picking)
        self.assertOrder(order, "done", aside=0)
        self.assertEqual((self._at(self.place), self._at(self.shop)), (0, 1))
        self.assertEqual(self._open(), {})

    def test_copies_set_aside_do_not_leave_with_a_return_parcel(self):
        self._receive(self.owner_a, 2)
        self._take()
        parcel = self._send_back(self.owner_a, 1)
        self.assertEqual(parcel.picking_ids.location_id, self.shop)
        self.assertEqual(self._at(self.place), 1)

    def test_while_the_place_is_counted_nothing_moves_and_the_clock_catches_up(self):
        self._receive(self.firm, 1)
        count = self.env["bookstore.count"].create(
            {"company_id": self.company.id, "location_id": self.place.id}
        )
        count.action_start()
        order = self._take()
        self.assertOrder(order, "to_order", aside=0)
        count.action_cancel()
        self._run_cron("settle")
        self.assertOrder(order, "arrived", aside=1)

    def test_a_new_customer_is_a_contact_with_his_telephone(self):
        order = self._as(self.bookseller, self.env["bookstore.client.order"]).create(
            {
                "contact_name": "Mme Moreau",
                "contact_phone": "06 01 02 03 04",
                "product_id": self.title.id,
                "company_id": self.company.id,
            }
        )
        order.action_take()
        self.assertEqual(
            (order.partner_id.name, order.phone, order.wish, order.contact_name),
            ("Mme Moreau", "06 01 02 03 04", "phone", False),
        )

    def test_nobody_types_where_an_order_is(self):
        order = self._take()
        for vals in ({"state": "done"}, {"aside": 1}, {"picked": 1}, {"told_on": "2026-01-01"}):
            with self.assertRaises(AccessError):
                order.write(vals)
        with self.assertRaisesRegex(UserError, "was taken and is kept"):
            order.partner_id = self.bob
        with self.assertRaisesRegex(UserError, "was taken and is kept"):
            order.unlink()

    def test_who_waits_is_told_on_the_need_and_on_the_title(self):
        self._take(quantity=2)
        need = self.env["bookstore.need"].search([("product_id", "=", self.title.id)])
        self.assertIn("Anna Arnoux × 2", need.why)
        self.assertEqual(self.title.product_tmpl_id.bookstore_client_copies, 2)
        self.assertEqual(self._as(self.bookseller, self.anna).bookstore_client_count, 1)

    def _create_place(self, name, use):
        return self.env["stock.location"].create(
            {
                "name": name,
                "usage": "internal",
                "bookstore_use": use,
                "location_id": self.warehouse.view_location_id.id,
                "company_id": self.company.id,
            }
        )

    def test_copies_at_a_stand_or_in_another_shop_are_awaited_until_they_are_home(self):
        second = self.env["stock.warehouse"].create(
            {"name": "Another shop", "code": "AAA", "company_id": self.company.id}
        )
        second.lot_stock_id.bookstore_use = "sale_point"
        places = [
            self._create_place("Stand", "sale_point"),
            self._create_place("Window", "other"),
            self._create_place("Nobody said", False),
            second.lot_stock_id,
        ]
        for place in places:
            with self.subTest(place=place.display_name):
                title = self._create_title(place.display_name)
                self._receive(self.firm, 1, title, place=place)
                order = self._take(title=title)
                self.assertOrder(order, "ordered", aside=0)
                self.assertEqual((self._at(place, title), self._at(self.place, title)), (1, 0))
                needs = [("product_id", "=", title.id), ("state", "=", "open")]
                self.assertFalse(self.env["bookstore.need"].search(needs))
                self._carry_home(title, place)
                self.assertOrder(order, "arrived", aside=1)
                order.action_cancel()
                self.assertEqual((self._at(self.shop, title), self._at(place, title)), (1, 0))

    def _carry_home(self, title, place):
        moves = self.env["stock.move"]
        moves.create(
            moves._prepare_bookstore_move_vals(title, 1, place, self.shop, "transfer")
        )._action_done()

    def test_a_copy_of_the_reserve_is_set_aside(self):
        self._receive(self.firm, 1, place=self.reserve)
        self.assertOrder(self._take(), "arrived", aside=1)
        self.assertEqual(self._at(self.reserve), 0)

    def test_a_place_that_is_counted_gets_its_copies_back_afterwards(self):
        self._receive(self.firm, 1)
        order = self._take()
        count = self.env["bookstore.count"].create(
            {"company_id": self.company.id, "location_id": self.shop.id}
        )
        count.action_start()
        order.action_cancel()
        self.assertOrder(order, "cancelled", aside=0)
        self.assertEqual((self._at(self.place), self._at(self.shop)), (1, 0))
        count.action_cancel()
        self._run_cron("settle")
        self.assertEqual((self._at(self.place), self._at(self.shop)), (0, 1))

    def test_a_title_that_cannot_be_settled_stops_no_other(self):
        bad, good = self._create_title("Bad"), self._create_title("Good")
        orders = self._take(title=bad) | self._take(title=good)
        for title in (bad, good):  # copies that no event told of
            self.env["stock.quant"]._update_available_quantity(title, self.shop, 1)
        bad.tracking = "lot"  # no copy moves without a number any more
        with self.assertLogs("odoo.addons.bookstore_client_order", "WARNING") as log:
            self._run_cron("settle")
        self.assertEqual(len(log.output), 1)
        self.assertIn(f"title {bad.id} ", log.output[0])
        self.assertOrder(orders[0], "to_order", aside=0)
        self.assertOrder(orders[1], "arrived", aside=1)

    def test_where_confirmed_sales_orders_are_locked_an_order_is_changed_all_the_same(self):
        self.env.ref("base.group_user").implied_ids |= self.env.ref("sale.group_auto_done_setting")
        self._receive(self.firm, 3)
        order = self._take()
        order.quantity = 2
        self.assertOrder(order, "arrived", aside=2)
        order.action_cancel()
        order.action_reopen()
        order.quantity = 3
        self.assertOrder(order, "arrived", aside=3)
        self._pick_up(order, 1)
        order.action_cancel()
        self.assertOrder(order, "cancelled", picked=1)

    def test_a_line_lowered_after_a_return_leaves_the_order_over(self):
        self._receive(self.firm, 2)
        order = self._take(quantity=2)
        self._press_return(self.manager, self._pick_up(order))
        line = order.sudo().sale_line_id
        for copies in (1, 0):
            line.product_uom_qty = copies
            self.assertOrder(order, "done", quantity=2, picked=2)
            self.assertEqual(line.product_uom_qty, copies)

    def test_an_answer_counts_by_the_day_of_the_shop(self):
        self.bookseller.tz = "Europe/Paris"
        order = self._take(date=date(2026, 3, 10))
        night = datetime(2026, 3, 9, 23, 30)  # in Paris, the tenth began
        with patch.object(self.env.cr, "now", lambda: night):
            line = self._order_needs().order_line
        self.assertEqual(line.create_date, night)
        line.bookstore_answer_id = self.env.ref("bookstore_order.bookstore_answer_no_date")
        self.assertOrder(order, "ordered", has_news=True, answer_line_id=line)

    def test_titles_answered_at_once_are_all_news_again(self):
        other = self._create_title("Les Châtiments")
        orders = self._take() | self._take(title=other)
        lines = self._order_needs().order_line
        answer = {
            "bookstore_answer_id": self.env.ref("bookstore_order.bookstore_answer_no_date").id
        }
        for _time in range(2):
            lines.write(answer)
            for order in orders:
                self.assertOrder(order, "ordered", has_news=True)
            orders.action_news_told()
