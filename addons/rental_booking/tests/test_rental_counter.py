from datetime import datetime, timedelta

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..core.half_days import to_local, to_utc
from .common import RentalCommon


@tagged("post_install", "-at_install")
class TestRentalCounter(RentalCommon):
    """What the counter asks from any screen, scans on Today, drags in the timeline."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.desk = new_test_user(
            cls.env, "counter_desk", "rental_booking.group_rental_booking_desk"
        )
        cls.desk.rental_shop_ids = cls.shop
        cls.service = cls.env["rental.availability"].with_user(cls.desk)

    def _moment(self, wall_clock):
        moment = datetime.strptime(wall_clock, "%Y-%m-%dT%H:%M")
        return to_utc(moment, self.shop._get_rental_tz())

    def _look(self, **question):
        return self.service.get_quick_look(self.shop.id, **question)

    def _row(self, answer, product):
        return next(row for row in answer["rows"] if row["product_id"] == product.id)

    def test_the_customer_on_the_phone_hears_what_is_free(self):
        empty = self._look()
        self.assertEqual((empty["rows"], empty["may_book"]), ([], True))
        answer = self._look(search="Camera", start=empty["start"], end=empty["end"])
        self.assertEqual(self._row(answer, self.camera)["available"], 3)
        self._confirmed((self.camera, 2), start=self._moment(empty["start"]))
        answer = self._look(search="Camera", start=empty["start"], end=empty["end"])
        self.assertEqual(self._row(answer, self.camera)["available"], 1)
        self.assertFalse(self._row(answer, self.camera)["instead"])

    def test_what_is_instead_is_named_when_nothing_is_left(self):
        window = self._look()
        category = self.env["product.category"].create({"name": "Bodies"})
        other = self._create_product("Another make", list_price=110.0, categ_id=category.id)
        self.camera.categ_id = category
        self._receive(other, self.shop, 1)
        self._confirmed((self.camera, 3), start=self._moment(window["start"]))
        answer = self._look(search="Camera", start=window["start"], end=window["end"])
        row = self._row(answer, self.camera)
        self.assertLessEqual(row["available"], 0)
        self.assertIn(other.id, [one["product_id"] for one in row["instead"]])

    def test_a_duration_is_asked_and_booked(self):
        week = self._look(duration="week")
        start, end = self._moment(week["start"]), self._moment(week["end"])
        self.assertEqual((end - start).days, 7)
        action = self.service.action_book_period(
            self.shop.id, week["start"], week["end"], [[self.camera.id, 2]]
        )
        context = action["context"]
        self.assertEqual(context["default_warehouse_id"], self.shop.id)
        self.assertEqual(context["default_order_line"][0][2]["product_uom_qty"], 2)
        period = self.service.get_duration(
            self.shop.id, context["default_rental_start"], "half_day"
        )
        self.assertLess(period["end"], context["default_rental_end"])
        with self.assertRaises(AccessError):
            self.service.get_duration(self.shop.id, period["start"], "for ever")

    def test_cards_and_units_tell_in_words(self):
        booking = self._confirmed((self.camera, 2))
        self.assertEqual(booking.with_user(self.desk).rental_equipment, f"2 × {self.camera.name}")
        unit = self.env["stock.lot"].search([("product_id", "=", self.camera.id)], limit=1)
        shelf = self.shop.lot_stock_id
        self.assertEqual(unit.with_user(self.desk).rental_where, f"{self.shop.name} · {shelf.name}")

    def test_what_others_put_behind_the_amount_stays_aside(self):
        self.env["ir.ui.view"].create(
            {
                "name": "another trade",
                "model": "sale.order",
                "inherit_id": self.env.ref("sale.view_order_form").id,
                "arch": """<xpath expr="//field[@name='order_line']/list/field[@name='price_total']"
                    position="after"><button name="unlink" type="object" icon="fa-users"/>
                    <field name="invoice_status"/></xpath>""",
            }
        )
        form = self.env.ref("rental_booking.sale_order_view_form")
        arch = etree.fromstring(self.env["sale.order"].get_view(form.id, "form")["arch"])
        behind = arch.xpath("//field[@name='order_line']/list/button[@icon='fa-users']")[0]
        self.assertEqual(behind.get("column_invisible"), "1")
        self.assertEqual(behind.getnext().get("optional"), "hide")

    def test_what_cannot_be_read_is_the_next_opening(self):
        answer = self._look(start="yesterday", end="'; DROP TABLE")
        self.assertGreater(answer["end"], answer["start"])
        nobody = new_test_user(self.env, "counter_nobody", "base.group_user")
        for ask in (
            lambda service: service.get_quick_look(self.shop.id, "Camera"),
            lambda service: service.action_find("CAM-1"),
            lambda service: service.action_book_period(self.shop.id, "", "", []),
        ):
            with self.assertRaises(AccessError):
                ask(self.env["rental.availability"].with_user(nobody))

    def test_whatever_is_scanned_shows_its_page(self):
        unit = self.units[0]
        found = self.service.action_find(f" {unit.name} ")
        self.assertEqual((found["res_model"], found["res_id"]), ("stock.lot", unit.id))
        booking = self._booking((self.camera, 1))
        found = self.service.action_find(booking.name.lower())
        self.assertEqual((found["res_model"], found["res_id"]), ("sale.order", booking.id))
        self.camera.default_code = "CAM001"
        found = self.service.action_find("CAM001")
        self.assertEqual(found["context"], {"rental_search": "CAM001"})
        with self.assertRaisesRegex(UserError, "no unit, no product and no booking"):
            self.service.action_find("nothing")

    def test_a_unit_tells_what_it_earned(self):
        booking = self._confirmed((self.camera, 2))
        self._depart(booking)
        units = booking.rental_slip_ids.line_ids.lot_id
        self.assertEqual(len(units), 2)
        earned = units.with_user(self.desk).mapped("rental_revenue")
        self.assertEqual(sum(earned), booking.order_line.price_subtotal)
        self.assertEqual(earned[0], earned[1])
        self.assertFalse((self.units - units).rental_revenue)

    # the timeline -------------------------------------------------------------------------------

    def _bar(self, booking):
        return booking.rental_occupation_ids.with_user(self.desk)

    def test_a_bar_moves_to_other_days_with_its_price(self):
        booking = self._confirmed((self.camera, 1))
        before, end, price = booking.rental_start, booking.rental_end, booking.amount_untaxed
        self._bar(booking).action_move(start_days=7, end_days=7)
        self.assertEqual(booking.rental_start - before, timedelta(days=7))
        self.assertEqual(booking.amount_untaxed, price)
        self._bar(booking).action_move(end_days=7)
        self.assertEqual(booking.rental_end - end, timedelta(days=14))
        self.assertGreater(booking.amount_untaxed, price)

    def test_a_bar_keeps_the_hour_of_the_shop_over_a_change_of_clocks(self):
        booking = self._confirmed((self.camera, 1))
        tz = self.shop._get_rental_tz()
        hour = to_local(booking.rental_start, tz).time()
        self._bar(booking).action_move(start_days=182, end_days=182)
        self.assertEqual(to_local(booking.rental_start, tz).time(), hour)

    def test_the_guard_stands_where_the_bar_is_let_go(self):
        booking = self._confirmed((self.camera, 1))
        self._confirmed((self.camera, 3), start=booking.rental_start + timedelta(days=7))
        before = booking.rental_start
        with self.assertRaises(UserError):
            self._bar(booking).action_move(start_days=7, end_days=7)
        booking.invalidate_recordset()
        self.assertEqual(booking.rental_start, before)

    def test_a_bar_moves_to_the_row_of_another_unit(self):
        booking = self._confirmed((self.camera, 1))
        unit = booking.rental_occupation_ids.lot_id or self.units[0]
        wanted = (self.units - unit)[0]
        self._bar(booking).action_move(lot_id=wanted.id)
        self.assertEqual(booking.order_line.rental_lot_ids, wanted)
        self.assertEqual(booking.rental_occupation_ids.filtered("blocking").lot_id, wanted)

    def test_what_left_keeps_its_start_and_its_unit(self):
        booking = self._booking((self.camera, 1), start=fields.Datetime.now())
        booking.rental_ignore_hours = True
        booking.action_confirm()
        self._depart(booking)
        bar = self._bar(booking).filtered("away")
        with self.assertRaisesRegex(UserError, "cannot be moved"):
            bar.action_move(start_days=1, end_days=1)
        with self.assertRaisesRegex(UserError, "with the customer"):
            bar.action_move(lot_id=(self.units - bar.lot_id)[0].id)
        mechanic = new_test_user(
            self.env, "counter_mechanic", "rental_booking.group_rental_booking_technician"
        )
        with self.assertRaises(AccessError):
            bar.with_user(mechanic).action_move(end_days=1)
