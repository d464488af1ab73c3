from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import SIGNATURE, RentalCommon


@tagged("post_install", "-at_install")
class TestRentalSecurity(RentalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "rental_booking.group_rental_booking_"
        cls.desk = new_test_user(cls.env, "desk", group + "desk")
        cls.technician = new_test_user(cls.env, "technician", group + "technician")
        cls.accountant = new_test_user(cls.env, "accountant", group + "accountant")
        cls.manager = new_test_user(cls.env, "manager", group + "manager")
        cls.portal = new_test_user(cls.env, "visitor", "base.group_portal")

    def test_a_desk_user_does_the_whole_counter_work(self):
        booking = (
            self.env["sale.order"]
            .with_user(self.desk)
            .create(
                {
                    "is_rental": True,
                    "partner_id": self.customer.id,
                    "warehouse_id": self.shop.id,
                    "rental_start": self.next_week,
                    "rental_end": self.next_week.replace(hour=18),
                    "order_line": [(0, 0, {"product_id": self.camera.id, "product_uom_qty": 1})],
                }
            )
        )
        booking.action_confirm()
        slip = self._slip(booking, "departure").with_user(self.desk)
        slip.scan("CAM-1")
        self._sign(slip)
        back = self._slip(booking, "return").with_user(self.desk)
        back.set_all("ok")
        self._sign(back)
        booking.action_rental_close()
        self.assertEqual(booking.rental_state, "closed")
        self.assertEqual(booking.sudo().invoice_ids.state, "posted")

    def test_the_desk_hides_no_rented_line_from_the_invoice(self):
        booking = self._confirmed((self.cable, 2))
        self._depart(booking)
        line = booking.order_line.with_user(self.desk)
        for values in (
            {"is_downpayment": True},
            {"invoice_lines": [(5, 0, 0)]},
            {"qty_delivered": 9},
        ):
            with self._assert_refused("is written by its slips", AccessError):
                line.write(values)
        draft = self._booking((self.cable, 1), start=self._monday(5)).with_user(self.desk)
        with self._assert_refused("is written by its slips", AccessError):
            self.env["sale.order.line"].with_user(self.desk).create(
                {"order_id": draft.id, "product_id": self.cable.id, "is_downpayment": True}
            )

    def test_what_a_customer_or_a_job_causes_lands_at_the_desk(self):
        booking = self._booking((self.camera, 1), user_id=False)
        booking.user_id = False
        mine = new_test_user(
            self.env,
            "desk_of_the_shop",
            "rental_booking.group_rental_booking_desk",
            rental_shop_ids=[(6, 0, self.shop.ids)],
        )
        new_test_user(
            self.env,
            "manager_of_the_other",
            "rental_booking.group_rental_booking_manager",
            rental_shop_ids=[(6, 0, self.other_shop.ids)],
        )
        for actor, owner in (
            (self.portal, mine),
            (self.env.ref("base.public_user"), mine),
            (self.env.ref("base.user_root"), mine),
            (self.technician, mine),
            (self.desk, self.desk),
        ):
            booking.with_user(actor).sudo()._rental_schedule(f"Of {actor.login}", "")
            activity = booking.activity_ids.filtered(
                lambda own, actor=actor: own.summary == f"Of {actor.login}"
            )
            self.assertEqual(activity.user_id, owner, actor.login)
        mine.active = False
        booking.with_user(self.portal).sudo()._rental_schedule("Nobody of the shop", "")
        last = booking.activity_ids.filtered(lambda own: own.summary == "Nobody of the shop")
        self.assertTrue(
            last.user_id.has_group("rental_booking.group_rental_booking_manager"), "a manager"
        )
        self.assertFalse(last.user_id.rental_shop_ids)

    def test_an_ordinary_order_needs_no_rental_right(self):
        seller = new_test_user(self.env, "seller", "sales_team.group_sale_salesman")
        product = self.env["product.product"].create({"name": "A cable for sale"})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "user_id": seller.id,
                "order_line": [(0, 0, {"product_id": product.id})],
            }
        )
        order = order.with_user(seller)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.read()[0]["state"], "sale", "every field can be read")
        order._action_cancel()
        self.assertEqual(order.state, "cancel")

    def test_a_rental_role_opens_and_closes_no_other_order(self):
        product = self.env["product.product"].create({"name": "A cable for sale"})
        values = {
            "partner_id": self.customer.id,
            "user_id": self.manager.id,
            "order_line": [(0, 0, {"product_id": product.id})],
        }
        sale = self.env["sale.order"].create(values)
        booking = self._booking((self.camera, 1), user_id=self.manager.id)
        self.assertTrue(sale.with_user(self.accountant).has_access("read"))
        self.assertFalse(sale.with_user(self.technician).has_access("read"))
        seller = new_test_user(
            self.env,
            "own_documents",
            "sales_team.group_sale_salesman,rental_booking.group_rental_booking_technician",
        )
        self.assertTrue(booking.with_user(seller).has_access("read"))
        self.assertFalse(booking.with_user(seller).has_access("write"))

    def test_slips_cannot_be_written_around_their_methods(self):
        slip = self._slip(self._confirmed((self.camera, 1)), "departure")
        for user in (self.desk, self.technician, self.accountant, self.manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                slip.with_user(user).write({"state": "signed"})
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                slip.line_ids.with_user(user).write({"status": "ok"})

    def test_roles_without_sales_rights_cannot_enter_slips(self):
        slip = self._slip(self._confirmed((self.camera, 1)), "departure")
        for user in (self.technician, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                slip.with_user(user).set_all("ok")
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                slip.with_user(user).sign(
                    {"signature": SIGNATURE, "signed_by": "x", "version": slip.version}
                )

    def test_portal_users_reach_nothing(self):
        booking = self._confirmed((self.camera, 1))
        slip = self._slip(booking, "departure")
        service = self.env["rental.availability"].with_user(self.portal)
        attempts = [
            lambda: slip.with_user(self.portal).get_screen(),
            lambda: slip.with_user(self.portal).set_all("ok"),
            lambda: booking.rental_occupation_ids.with_user(self.portal).read(["quantity"]),
            lambda: service.get_grid(self.shop.id, "2031-01-01"),
            lambda: service.get_timeline(self.shop.id, "2031-01-01"),
            lambda: self.env["rental.export"].with_user(self.portal).action_run_collected(),
            lambda: booking.with_user(self.portal).action_rental_submit(),
        ]
        for number, attempt in enumerate(attempts):
            with self.subTest(number=number), self.assertRaises(AccessError):
                attempt()

    def test_a_line_of_another_slip_cannot_be_changed_through_mine(self):
        mine = self._slip(self._confirmed((self.camera, 1)), "departure")
        other = self._slip(self._confirmed((self.cable, 1)), "departure")
        with self._assert_refused("no longer on"):
            mine.set_line(other.line_ids.id, {"status": "ok"})
        photo = mine.with_user(self.desk)
        with self._assert_refused("no longer on"):
            photo.add_photo(other.line_ids.id, "x.png", SIGNATURE)

    def test_a_user_with_shops_sees_only_these(self):
        self._receive_units(self.camera, self.other_shop, "LYO-1")
        here = self._confirmed((self.camera, 1))
        there = self._confirmed((self.camera, 1), shop=self.other_shop)
        self.desk.rental_shop_ids = self.shop
        orders = self.env["sale.order"].with_user(self.desk)
        found = orders.search([("is_rental", "=", True)])
        self.assertIn(here, found)
        self.assertNotIn(there, found)
        with self.assertRaises(AccessError):
            there.with_user(self.desk).action_rental_prepare()
        there.action_rental_prepare()
        ticket = self.env["repair.order"]._open_rental_ticket(
            self.camera, self.units[0], self.other_shop
        )
        for record in (there.rental_history_ids, ticket):
            with self.subTest(model=record._name):
                self.assertFalse(record.with_user(self.desk).search([("id", "in", record.ids)]))
        service = self.env["rental.availability"].with_user(self.desk)
        self.assertEqual([shop["id"] for shop in service.get_shops()], self.shop.ids)
        with self.assertRaises(AccessError):
            service.get_grid(self.other_shop.id, "2031-01-01")

    def test_another_company_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Rival"})
        rival = new_test_user(
            self.env,
            "rival",
            "rental_booking.group_rental_booking_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        booking = self._confirmed((self.camera, 1))
        slip = self._slip(booking, "departure")
        lock = self.env["rental.stock.lock"].search([("warehouse_id", "=", self.shop.id)])
        for record in (
            booking,
            slip,
            slip.line_ids,
            booking.rental_occupation_ids,
            booking.rental_history_ids,
            lock,
        ):
            self.assertTrue(record)
            with self.subTest(model=record._name):
                found = record.with_user(rival).search([("id", "in", record.ids)])
                self.assertFalse(found)

    def test_only_managers_block_units_and_change_tariffs(self):
        values = {
            "kind": "block",
            "product_id": self.camera.id,
            "warehouse_id": self.shop.id,
            "date_start": self.next_week,
            "date_end": self.next_week.replace(hour=18),
        }
        with self.assertRaises(AccessError):
            self.env["rental.occupation"].with_user(self.desk).create(values)
        self.assertTrue(self.env["rental.occupation"].with_user(self.manager).create(values))
        with self.assertRaises(AccessError):
            self.tariff.with_user(self.desk).half_day_ratio = 0

    def test_each_role_sees_its_menus(self):
        expected = {
            self.desk: {"menu_rental_desk", "menu_rental_fleet", "menu_rental_after_sales"},
            self.technician: {"menu_rental_fleet", "menu_rental_after_sales"},
            self.accountant: {
                "menu_rental_fleet",
                "menu_rental_invoicing",
                "menu_rental_reporting",
            },
        }
        opens_on = {
            self.desk: "menu_rental_desk",
            self.technician: "menu_rental_after_sales",
            self.accountant: "menu_rental_invoicing",
        }
        root = self.env.ref("rental_booking.menu_rental_root")
        for user, names in expected.items():
            visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            ids = (root.child_id & root.browse(visible)).get_external_id().values()
            found = {
                name.removeprefix("rental_booking.")
                for name in ids
                if name.startswith("rental_booking.")
            }
            with self.subTest(user=user.login):
                self.assertEqual(found, names)
                first = (root.child_id & root.browse(visible)).sorted("sequence")[0]
                self.assertEqual(first, self.env.ref(f"rental_booking.{opens_on[user]}"))
