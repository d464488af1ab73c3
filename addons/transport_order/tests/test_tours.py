import io

from PIL import Image

from odoo.tests import HttpCase, tagged

from .common import TransportBuilder


class ToursCommon(TransportBuilder, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._build_transport()
        cls._create_car(plate="TO-001-UR")
        cls._create_car(plate="TO-002-UR")

    def _assert_lot_was_ordered(self):
        order = self.env["transport.order"].search([("signed_by", "=", "Anne Martin")])
        self.assertEqual((order.state, order.car_count), ("confirmed", 2))
        self.assertEqual(order.accepted_by_id, self.site_user)
        self.assertIn("not_running", order.price_line_ids.mapped("detail"))


@tagged("post_install", "-at_install", "browser")
class TestToursDesktop(ToursCommon):
    browser_size = "1400x900"

    def test_a_client_orders_in_six_steps_on_a_computer(self):
        self.start_tour(
            "/my/transport/orders", "transport_order_portal_tour", login=self.site_user.login
        )
        self._assert_lot_was_ordered()

    def test_a_group_user_manages_his_users(self):
        self.start_tour(
            "/my/transport/orders", "transport_order_group_tour", login=self.group_user.login
        )
        user = (
            self.env["res.users"]
            .with_context(active_test=False)
            .search([("login", "=", "paul@martin.test")])
        )
        self.assertFalse(user.active)
        self.assertEqual(user.transport_order_limit, 1500)

    def test_a_manager_names_a_price_and_records_events(self):
        corsica = self._create_address("Bastia", "20200", "Bastia")
        order = self._create_quoted(destination=corsica)
        self.start_tour(
            "/odoo/transport-today", "transport_order_manager_tour", login=self.manager.login
        )
        self.assertEqual((order.state, order.amount_untaxed), ("in_progress", 890))
        self.assertTrue(order.planned_pickup)

    def test_the_office_cancels_for_a_fee(self):
        order = self._create_accepted().sudo()
        self.start_tour(
            f"/odoo/transports/{order.id}", "transport_order_cancel_tour", login=self.manager.login
        )
        self.assertEqual((order.state, order.cancel_fee), ("cancelled", 40))
        self.assertEqual(order.sale_order_id.amount_untaxed, 40)


@tagged("post_install", "-at_install", "browser")
class TestToursPhone(ToursCommon):
    browser_size = "390x844"
    touch_enabled = True

    def test_a_client_orders_in_six_steps_on_a_phone(self):
        self.start_tour(
            "/my/transport/orders", "transport_order_portal_tour", login=self.site_user.login
        )
        self._assert_lot_was_ordered()

    def test_a_client_duplicates_and_cancels_on_a_phone(self):
        order = self._create_accepted()
        self.start_tour(
            order.access_url, "transport_order_portal_after_tour", login=self.site_user.login
        )
        self.assertEqual((order.state, order.cancel_reason), ("cancelled", "Vendu"))
        copies = self.env["transport.order"].search(
            [("line_ids.vehicle_id", "in", order.line_ids.vehicle_id.ids)]
        )
        self.assertEqual((copies - order).state, "draft")

    def test_a_driver_signs_a_car_over_on_his_phone(self):
        order = self._create_accepted()
        order.sudo().with_user(self.dispatcher).action_driver_link()
        self.start_tour(
            f"/transport/driver/{order.sudo().driver_token}", "transport_order_driver_tour"
        )
        report = order.sudo().inspection_ids
        self.assertEqual((report.mileage, report.damage_ids.code), (45210, "12041"))
        self.assertTrue(report.signature)
        photo = report.attachment_ids
        width, height = Image.open(io.BytesIO(photo.raw)).size
        self.assertEqual((photo.name, width, height), ("front.jpg", 1920, 1440))
        self.assertEqual(order.line_ids.state, "collected")
