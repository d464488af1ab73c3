from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import Form, tagged

from .test_rental_kit import KitCommon


@tagged("post_install", "-at_install")
class TestRentalKitLife(KitCommon):
    """What becomes of a kit afterwards: in the form, in the catalogue, in the price."""

    def _return_some(self, booking, back):
        """Return slip: ``back`` ({product: units}) is back, the rest is kept."""
        slip, left = self._slip(booking, "return"), dict(back)
        for line in slip.line_ids:
            status = "ok" if left.get(line.product_id) else "kept"
            left[line.product_id] = left.get(line.product_id, 0) - (status == "ok")
            slip.set_line(line.id, {"status": status})
        self._sign(slip)

    def _depart_without(self, booking, products):
        slip = self._slip(booking, "departure")
        for line in slip.line_ids:
            values = {"status": "missing" if line.product_id in products else "ok"}
            if line.tracking == "serial":
                values["lot_id"] = slip.get_free_lots(line.id)[0]["id"]
            slip.set_line(line.id, values)
        self._sign(slip)

    def _edit(self, booking, kits=None):
        """The booking in its form: a cable more, or another number of kits."""
        with Form(booking, "rental_booking.sale_order_view_form") as form:
            if kits is None:
                with form.order_line.new() as line:
                    line.product_id = self.cable
            else:
                with form.order_line.edit(0) as line:
                    line.product_uom_qty = kits

    def _check_money(self, booking):
        self.env.flush_all()
        self.env.invalidate_all()
        moves = booking.invoice_ids.filtered(lambda move: move.state != "cancel")
        self.assertAlmostEqual(sum(moves.mapped("amount_total_signed")), booking.amount_total)

    def test_the_form_brings_nothing_back_that_is_settled(self):
        self._receive(self.lamp, self.shop, 5)
        self._receive(self.cable, self.shop, 5)
        booking = self._confirmed((self.kit, 1))
        self._depart(booking)
        self._return_some(booking, {self.cable: 2})
        booking.rental_end += timedelta(days=1)
        parts = self._kit_line(booking)._rental_get_kit_parts()
        before = {part: part.product_uom_qty for part in parts}
        self.assertEqual(len(before), 4, "two cables are back, two go on")
        self._edit(booking)
        self.assertEqual({part: part.product_uom_qty for part in parts}, before)
        self._edit(booking, kits=2)
        self.assertEqual(sum(parts.mapped("product_uom_qty")), 12)
        self._check_money(booking)

    def test_the_form_brings_nothing_back_that_was_not_taken(self):
        booking = self._confirmed((self.kit, 1))
        self._depart_without(booking, self.lamp)
        self.assertAlmostEqual(booking.amount_untaxed, 79.99)
        self._edit(booking)
        self.assertAlmostEqual(booking.amount_untaxed, 84.99)
        self._kit_line(booking).product_uom_qty = 1
        self.assertAlmostEqual(booking.amount_untaxed, 84.99)
        self.assertEqual(booking._rental_get_wanted({self._kit_line(booking).id: 1}), {})
        self._check_money(booking)

    def test_what_is_booked_stays_a_part_whatever_becomes_of_the_catalogue(self):
        quote, booking = self._booking((self.kit, 1)), self._confirmed((self.kit, 1))
        self.combos[0].combo_item_ids = [
            Command.clear(),
            Command.create({"product_id": self.spare.id}),
        ]
        self.combos[1].rental_quantity = 9
        self.env.invalidate_all()
        for order in (quote, booking):
            self.assertEqual(len(self._kit_line(order)._rental_get_kit_parts()), 3)
            self.assertEqual(len(order._rental_get_asked_lines()), 1)
        self._receive(self.lamp, self.shop, 5)
        self._receive(self.cable, self.shop, 10)
        self._kit_line(booking).product_uom_qty = 2
        self.assertEqual(self._parts(booking), {self.camera: 2, self.cable: 8, self.lamp: 2})
        self.assertAlmostEqual(booking.amount_untaxed, 240.0)
        quote.rental_end += timedelta(days=1)
        camera = quote.order_line.filtered(lambda line: line.product_id == self.camera)
        self.assertLess(camera.price_unit, 200.0, "its share of the kit, not its own price")

    def test_a_part_that_left_the_kit_stops_no_discount(self):
        quote, booking = self._booking((self.kit, 1)), self._confirmed((self.kit, 1))
        self.kit.combo_ids -= self.combos[2]
        for order in (quote, booking):
            self._kit_line(order).discount = 10
            self.assertEqual(len(self._parts(order)), 3)
            self.assertAlmostEqual(order.amount_untaxed, 108.0)

    def test_another_kit_on_a_confirmed_booking(self):
        values = {"type": "combo", "list_price": 50.0, "combo_ids": [(6, 0, self.combos[:2].ids)]}
        other = self.env["product.product"].create({"name": "Small kit", **values})
        booking = self._confirmed((self.kit, 1))
        self._kit_line(booking).product_id = other
        self.assertEqual(self._parts(booking), {self.camera: 1, self.cable: 4})
        self.assertAlmostEqual(booking.amount_untaxed, 50.0)
        self._depart(booking)
        self._check_money(booking)
        kit = booking.order_line.filtered(lambda line: line._rental_is_kit())
        with self._assert_refused("Camera|Cable"):
            kit.product_id = self.kit

    def test_a_part_without_an_article_is_refused(self):
        self.camera.active = False
        with self._assert_refused("Interview kit.*Body"):
            self._booking((self.kit, 1))

    def test_the_article_that_is_free_is_booked_whatever_changes(self):
        self._receive(self.cable, self.shop, 20)
        day = timedelta(days=1)
        number = self._booking((self.kit, 1))
        dates = self._booking((self.kit, 1))
        late = self._booking((self.kit, 1), start=self.next_week + 2 * day)
        beside = self._booking((self.lamp, 1), (self.kit, 1))
        self.assertIn(self.spare, self._parts(beside), "the booking has the lamp itself")
        for start in (day, 2 * day):
            self._confirmed((self.lamp, 1), start=self.next_week + start)
        self._kit_line(number).product_uom_qty = 2
        self.assertEqual(self._parts(number)[self.spare], 2)
        self.assertAlmostEqual(number.amount_untaxed, 240.0)
        dates.write(
            {"rental_start": dates.rental_start + day, "rental_end": dates.rental_end + day}
        )
        self.assertEqual(self._parts(dates)[self.spare], 1)
        late.action_confirm()
        self.assertEqual(self._parts(late)[self.spare], 1)
        self.assertNotIn(self.lamp, self._parts(late))

    def test_a_typed_price_is_that_of_the_kit(self):
        self._receive(self.lamp, self.shop, 5)
        booking = self._booking((self.kit, 2))
        kit = self._kit_line(booking)
        kit.price_unit = 100.0
        self.assertEqual(kit.price_unit, 0.0)
        self.assertAlmostEqual(booking.amount_untaxed, 200.0)
        booking.action_confirm()
        self._depart(booking)
        self._check_money(booking)
        booking.invoice_ids.action_post()
        self._return_some(booking, {self.cable: 3})
        booking.rental_end += timedelta(days=1)
        self.assertAlmostEqual(booking.amount_untaxed, 400.0 - 3 * 2.77, 1)
        kit.price_unit = 90.0
        self._check_money(booking)

    def test_an_import_with_the_price_of_the_kit(self):
        columns = ["partner_id/.id", "is_rental", "warehouse_id/.id", "rental_start", "rental_end"]
        lines = ["order_line/product_id/.id", "order_line/product_uom_qty", "order_line/price_unit"]
        period = (self.next_week, self.next_week + timedelta(hours=10))
        row = [
            str(self.customer.id),
            "1",
            str(self.shop.id),
            *map(fields.Datetime.to_string, period),
        ]
        found = self.env["sale.order"].load(
            columns + lines, [[*row, str(self.kit.id), "1", "99.5"]]
        )
        self.assertFalse(found["messages"])
        booking = self.env["sale.order"].browse(found["ids"])
        self.assertAlmostEqual(booking.amount_untaxed, 99.5)
        self.assertEqual(len(self._parts(booking)), 3)

    def test_a_kit_without_its_parts_still_goes_to_its_invoice(self):
        booking = self._booking((self.kit, 1), (self.cable, 1))
        kit = self._kit_line(booking)
        kit._rental_get_kit_parts().unlink()
        kit.price_unit = 80.0
        self.assertAlmostEqual(booking.amount_untaxed, 85.0)
        booking.action_confirm()
        self._depart(booking)
        self._check_money(booking)
        booking.invoice_ids.action_post()
        kit.discount = 50.0
        self._check_money(booking)

    def test_an_order_that_becomes_a_booking(self):
        booking = self._booking((self.kit, 1), is_rental=False)
        kit = self._kit_line(booking)
        for combo in self.combos:
            item = combo.combo_item_ids[0]
            values = {"product_id": item.product_id.id, "combo_item_id": item.id}
            kit.create({"order_id": booking.id, "linked_line_id": kit.id, **values})
        booking.is_rental = True
        self.assertEqual(self._parts(booking), {self.camera: 1, self.cable: 4, self.lamp: 1})
        self.assertAlmostEqual(booking.amount_untaxed, 120.0)

    def test_an_extra_price_is_told_by_the_kit(self):
        self.combos[1].combo_item_ids.extra_price = 2.0
        self.assertAlmostEqual(self._booking((self.kit, 1)).amount_untaxed, 122.0)

    def test_another_article_in_place_of_a_part_is_the_part_at_its_price(self):
        self._receive(self.cable, self.shop, 5)
        booking = self._confirmed((self.kit, 1))
        kit, before = self._kit_line(booking), booking.amount_total
        lamp = kit._rental_get_kit_parts().filtered(lambda part: part.product_id == self.lamp)
        _way, values = lamp._rental_find_substitutes(1)[0]
        self.assertEqual(values, {"product_id": self.spare.id}, "what the kit names for this part")
        change = {"kind": "substitute", "order_line_id": lamp.id, "quantity": 1, **values}
        proposal = booking._rental_propose_alternative([change], "", False)
        proposal._close("withdrawn")  # its hold goes, as when it is taken
        proposal.line_ids._apply_to_booking()
        self.env.invalidate_all()
        self.assertEqual(booking.amount_total, before)
        self.assertEqual(booking._rental_get_asked_lines(), kit, "nothing stands beside the kit")
        self.assertEqual(self._parts(booking)[self.spare], 1)
        kit.product_uom_qty = 2
        parts = self._parts(booking)
        self.assertEqual((parts.get(self.lamp, 0), parts[self.spare]), (0, 2))
        self.assertAlmostEqual(booking.amount_total, 2 * before)
        kit.price_unit = 90.0
        self.assertAlmostEqual(booking.amount_untaxed, 180.0)
        self._depart(booking)
        self._check_money(booking)
