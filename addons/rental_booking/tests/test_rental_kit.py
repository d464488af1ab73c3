from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import RentalCommon


class KitCommon(RentalCommon):
    """A kit for 120 a day: a camera (100 alone), four cables (5 each), one of two lamps."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp = cls._create_product("Lamp", list_price=60.0)
        cls.spare = cls._create_product("Spare lamp", list_price=60.0)
        cls._receive(cls.lamp, cls.shop, 1)
        cls._receive(cls.spare, cls.shop, 5)
        cls.combos = cls.env["product.combo"].create(
            [
                cls._prepare_combo("Body", cls.camera),
                cls._prepare_combo("Cables", cls.cable, quantity=4),
                cls._prepare_combo("Light", cls.lamp, cls.spare),
            ]
        )
        cls.kit = cls.env["product.product"].create(
            {
                "name": "Interview kit",
                "type": "combo",
                "list_price": 120.0,
                "combo_ids": [(6, 0, cls.combos.ids)],
            }
        )

    @classmethod
    def _prepare_combo(cls, name, *products, quantity=1):
        return {
            "name": name,
            "rental_quantity": quantity,
            "combo_item_ids": [(0, 0, {"product_id": product.id}) for product in products],
        }

    def _kit_line(self, booking):
        return booking.order_line.filtered(lambda line: line.product_id == self.kit)

    def _parts(self, booking):
        return {line.product_id: line.product_uom_qty for line in booking._get_rental_lines()}


@tagged("post_install", "-at_install")
class TestRentalKit(KitCommon):
    """Rented as one, counted as parts."""

    def test_a_kit_books_its_parts_and_costs_what_it_says(self):
        booking = self._booking((self.kit, 1), (self.cable, 1))
        kit = self._kit_line(booking)
        parts = kit._rental_get_kit_parts()
        self.env.invalidate_all()
        self.assertEqual(
            [(line.product_id.name, line.product_uom_qty) for line in booking.order_line],
            [("Interview kit", 1), ("Camera", 1), ("Cable", 4), ("Lamp", 1), ("Cable", 1)],
        )
        self.assertAlmostEqual(sum(parts.mapped("price_subtotal")), 120.0)
        self.assertEqual(kit.price_subtotal, 0.0)
        self.assertAlmostEqual(booking.amount_untaxed, 125.0)
        self.assertEqual(booking._rental_get_asked_lines().product_id, self.kit | self.cable)

    def test_what_is_short_in_a_kit_is_told_by_its_name(self):
        taken = self._confirmed((self.lamp, 1))
        booking = self._booking((self.kit, 1))
        self.assertIn(self.spare, self._parts(booking), "the lamp that is free")
        self._confirmed((self.cable, 7))
        with self._assert_refused("Cable"):
            booking.action_confirm()
        self.assertEqual(taken.rental_state, "confirmed")

    def test_parts_are_never_promised_twice(self):
        self._confirmed((self.kit, 2))
        with self._assert_refused("Cable"):
            self._confirmed((self.cable, 3))
        self._confirmed((self.camera, 1), (self.cable, 2))
        with self._assert_refused("Camera"):
            self._confirmed((self.camera, 1))

    def test_parts_follow_the_number_the_discount_and_the_product_of_their_kit(self):
        booking = self._booking((self.kit, 1))
        kit = self._kit_line(booking)
        kit.write({"product_uom_qty": 2, "discount": 10})
        self.assertEqual(self._parts(booking), {self.camera: 2, self.cable: 8, self.spare: 2})
        self.assertAlmostEqual(booking.amount_untaxed, 216.0)
        form = Form(booking, "rental_booking.sale_order_view_form")
        with form, form.order_line.edit(0) as line:
            line.product_uom_qty = 1
        self.assertEqual(self._parts(booking), {self.camera: 1, self.cable: 4, self.spare: 1})
        copy = booking.copy()
        self.assertEqual(self._parts(copy), self._parts(booking))
        self.assertEqual(len(self._kit_line(copy)._rental_get_kit_parts()), 3)
        self.kit.combo_ids -= self.combos[2]
        booking.action_rental_resync_price()
        self.assertAlmostEqual(booking.amount_untaxed, 0.9 * (120.0 + 60.0), msg="a part left it")
        kit.product_id = self.cable
        self.assertEqual(self._parts(booking), {self.cable: 1})
        self._kit_line(copy).unlink()
        self.assertFalse(copy.order_line)
        self.assertFalse(copy.rental_occupation_ids)

    def test_a_kit_lives_to_its_invoice_like_any_article(self):
        booking = self._confirmed((self.kit, 1))
        self._depart(booking)
        slip = self._slip(booking, "return")
        self.assertEqual(len(slip.line_ids), 6)
        for line in slip.line_ids:
            slip.set_line(line.id, {"status": "ok" if line.product_id == self.cable else "kept"})
        self._sign(slip)
        invoice = booking.invoice_ids
        self.assertAlmostEqual(invoice.amount_untaxed, 120.0)
        self.assertIn("Interview kit", invoice.invoice_line_ids.mapped("name")[0])
        start, end = booking.rental_start, booking.rental_end
        booking.rental_end = end + (end - start) * 10
        longer = booking.amount_untaxed
        self.assertGreater(longer, 120.0)
        parts = self._kit_line(booking)._rental_get_kit_parts()
        self.assertEqual(sum(parts.mapped("product_uom_qty")), 6, "what is back keeps its kit")
        self._return(booking, {0: ("missing", "not found")})
        booking.rental_missing_ids.action_charge()
        self.assertAlmostEqual(booking.amount_untaxed, longer + 1000.0)
        self.assertAlmostEqual(invoice.amount_untaxed, longer + 1000.0)

    def test_the_customer_asks_for_kits_and_never_for_parts(self):
        self._receive(self.lamp, self.shop, 5)
        booking = self._confirmed((self.kit, 1))
        kit = self._kit_line(booking)
        forged = dict.fromkeys(booking._get_rental_lines().ids, 9)
        self.assertFalse(booking._rental_get_wanted(forged))
        wanted = booking._rental_get_wanted({kit.id: 2})
        self.assertEqual(len(wanted), 4)
        preview = booking._rental_preview_change(booking.rental_start, booking.rental_end, wanted)
        self.assertAlmostEqual(preview["after"], 240.0)
        self.assertEqual(kit.product_uom_qty, 1, "a preview changes nothing")
        booking._rental_write_change(booking.rental_start, booking.rental_end, wanted)
        self.assertEqual(self._parts(booking), {self.camera: 2, self.cable: 8, self.lamp: 2})

    def test_the_list_of_kits_counts_whole_ones(self):
        template = self.kit.product_tmpl_id.with_context(warehouse_id=self.shop.id)
        self.assertEqual(template.rental_kits_now, 2, "ten cables are enough for two")
        self.assertEqual(template.rental_kit_parts, "1 × Camera, 4 × Cable, 1 × Lamp or Spare lamp")
        self.assertTrue(template._rental_is_kit())
        self.assertFalse(self.camera.product_tmpl_id._rental_is_kit())
        with self.assertRaises(UserError):
            self._confirmed((self.kit, 3))

    def test_mails_name_the_kit_its_price_and_its_parts(self):
        self.env.company.rental_mails = True
        self.customer.write({"email": "kit@example.com", "is_company": True})
        booking = self._booking((self.kit, 1), (self.cable, 2))
        booking._rental_send_notice("request")
        mail = booking.message_ids.filtered(lambda own: self.customer in own.partner_ids)[:1]
        goods = booking._rental_tell_goods("priced")
        self.assertEqual([own["words"] for own in goods], ["1 × Interview kit", "2 × Cable"])
        self.assertIn("120.00", goods[0]["price"])
        self.assertIn("10.00", goods[1]["price"])
        self.assertEqual(goods[0]["parts"], ["1 × Camera", "4 × Cable", "1 × Lamp"])
        for words in ("1 × Interview kit", goods[0]["price"], "4 × Cable"):
            self.assertIn(words, str(mail.body).replace("&nbsp;", "\xa0"))
        booking.action_confirm()
        self.assertFalse(booking._rental_tell_goods("out"), "nothing has left")
        self._depart(booking)
        self.assertEqual(booking._rental_tell_goods("out")[0]["parts"], goods[0]["parts"])
        slip = self._slip(booking, "return")
        for line in slip.line_ids:
            own = line.order_line_id.combo_item_id and line.product_id != self.camera
            slip.set_line(line.id, {"status": "ok" if own else "kept"})
        self._sign(slip)
        left = booking._rental_tell_goods("out")
        self.assertEqual(left[0]["parts"], ["1 × Camera"])
        self.assertEqual([own["words"] for own in left], ["1 × Interview kit", "2 × Cable"])

    def test_slips_and_their_pdf_stand_under_the_kit(self):
        booking = self._confirmed((self.kit, 2), (self.camera, 1))
        slip = self._slip(booking, "departure")
        kits = [line["kit"] for line in slip.get_screen()["lines"]]
        self.assertEqual(
            [kit and kit["name"] for kit in kits], ["2 × Interview kit"] * 12 + [False]
        )
        self._depart(booking)
        frozen = slip.frozen["lines"]
        self.assertEqual([line["kit"] for line in frozen], kits)
        report = self.env["ir.actions.report"]
        page = report._render_qweb_html("rental_booking.report_rental_slip", slip.ids)[0].decode()
        self.assertEqual(page.count("2 × Interview kit"), 1, "once, above its parts")
        slip.frozen = {  # signed before kits were named
            **slip.frozen,
            "lines": [{k: v for k, v in line.items() if k != "kit"} for line in frozen],
        }
        page = report._render_qweb_html("rental_booking.report_rental_slip", slip.ids)[0].decode()
        self.assertNotIn("Interview kit", page)

    def test_what_is_free_answers_for_a_kit(self):
        service = self.env["rental.availability"]
        period = ("2030-03-04T09:00", "2030-03-05T09:00")
        found = service.get_quick_look(self.shop.id, "interview", *period)["rows"]
        self.assertEqual([row["name"] for row in found], ["Interview kit"])
        self.assertEqual((found[0]["available"], found[0]["short"]), (2, ""))
        self.assertIn("4 × Cable", found[0]["parts"])
        self._receive_units(self.camera, self.other_shop, "CAM-L1")
        self._receive(self.cable, self.other_shop, 3)
        elsewhere = service.get_quick_look(self.other_shop.id, "interview", *period)["rows"][0]
        self.assertEqual(elsewhere["available"], 0)
        self.assertEqual(elsewhere["short"], "Cable, Lamp / Spare lamp")
        self.assertEqual(elsewhere["elsewhere"][0]["available"], 2)
        action = service.action_book_period(self.shop.id, *period, [[self.kit.id, 1]])
        form = Form(
            self.env["sale.order"].with_context(
                **action["context"], default_partner_id=self.customer.id
            ),
            "rental_booking.sale_order_view_form",
        )
        booking = form.save()
        self.assertEqual(self._parts(booking), {self.camera: 1, self.cable: 4, self.lamp: 1})
