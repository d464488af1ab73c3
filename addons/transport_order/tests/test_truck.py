from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import TransportCommon


@tagged("post_install", "-at_install")
class TestTruck(TransportCommon):
    """Cars go on a truck; more than it carries is said, never refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.truck, cls.small = cls.env["transport.truck"].create(
            [{"name": "GH-482-QT", "places": 3}, {"name": "GB-305-LN", "places": 1}]
        )
        cls.driver = cls.env["transport.driver"].create({"name": "Karim", "truck_id": cls.truck.id})
        cls.start = fields.Datetime.now().replace(microsecond=0) + timedelta(days=1)

    def _plan(self, order, days=0, length=1, truck=None):
        start = self.start + timedelta(days=days)
        order = order.sudo()
        order.write({"truck_id": (truck or self.truck).id})
        order._plan(start, start + timedelta(days=length))
        return order

    def test_a_transport_goes_on_the_usual_truck_of_its_driver(self):
        order = self._create_accepted().sudo()
        order.driver_id = self.driver
        self.assertEqual(order.truck_id, self.truck)
        order.truck_id = self.small
        self.driver.truck_id = self.small
        self.driver.truck_id = self.truck
        self.assertEqual(order.truck_id, self.small, "a truck that was chosen stays")
        order.driver_id = False
        self.assertEqual(order.truck_id, self.small)
        self.assertEqual(self.driver.display_name, "Karim · GH-482-QT")

    def test_more_cars_at_once_than_places_are_said_on_each_of_the_transports(self):
        first = self._plan(self._create_accepted(2))
        second = self._plan(self._create_accepted(2), days=1)
        orders = first | second
        self.assertFalse(any(orders.mapped("truck_note")), "one is off when the other comes on")
        second.with_user(self.dispatcher).write({"planned_pickup": self.start})
        orders.invalidate_recordset(["truck_note"])
        for order in orders:
            self.assertIn("4", order.truck_note)
            self.assertIn("3", order.truck_note)
        Orders = self.env["transport.order"].with_user(self.dispatcher)
        domain = [("id", "in", orders.ids), ("truck_note", "!=", False)]
        self.assertEqual(Orders.search(domain), orders)
        domain[-1] = ("truck_note", "=", False)
        self.assertFalse(Orders.search(domain))
        first._append_events([{"code": "delivered"}], "staff")
        orders.invalidate_recordset(["truck_note"])
        self.assertFalse(second.truck_note, "what is delivered is off the truck")

    def test_cars_of_one_lot_go_on_two_trucks(self):
        order = self._plan(self._create_accepted(4))
        self.assertIn("4", order.truck_note)
        other = self.env["transport.driver"].create({"name": "Léa", "truck_id": self.small.id})
        lines = order.with_user(self.dispatcher).line_ids
        lines[0].driver_id = other
        self.assertFalse(order.truck_note)
        self.assertEqual(order.shared_text, "1 car with Léa · GB-305-LN")
        lines[1].driver_id = other
        self.assertIn("2 cars at once on GB-305-LN", order.truck_note)
        second = self._plan(self._create_accepted(2))
        self.assertIn("4 cars at once on GH-482-QT", second.truck_note)
        order.invalidate_recordset(["truck_note"])
        self.assertIn("4 cars at once on GH-482-QT", order.truck_note)
        self.assertIn("2 cars at once on GB-305-LN", order.truck_note)
        self.env.invalidate_all()
        self.assertEqual((self.truck | self.small).mapped("running_count"), [2, 1])
        self.assertEqual(other.running_count, 1)
        domain = self.small.with_user(self.dispatcher).action_open_orders()["domain"]
        self.assertEqual(self.env["transport.order"].search(domain), order)

    def test_the_form_that_shares_a_lot_holds_that_lot_alone(self):
        order = self._plan(self._create_accepted(2)).with_user(self.dispatcher)
        action = order.action_share()
        self.assertEqual((action["res_id"], action["target"]), (order.id, "new"))
        self.assertEqual(order.truck_load, "2 of 3 places taken")
        other = self.env["transport.driver"].create({"name": "Léa", "truck_id": self.small.id})
        form = Form(order, view="transport_order.transport_order_view_form_share")
        with form.line_ids.edit(0) as line:
            line.driver_id = other
        form.save()
        self.assertEqual(order.shared_text, "1 car with Léa · GB-305-LN")
        self.assertEqual(order.truck_load, "1 of 3 places taken")
        self.assertEqual(other.with_context(transport_alone=1).display_name, "Léa")

    def test_whoever_gets_the_whole_lot_shares_it_with_nobody(self):
        order = self._plan(self._create_accepted(2))
        order.driver_id = self.driver
        order.line_ids[0].driver_id = self.driver
        self.assertFalse(order.line_ids.driver_id)
        other = self.env["transport.driver"].create({"name": "Léa"})
        order.line_ids[0].driver_id = other
        order.with_user(self.dispatcher).driver_id = other
        self.assertFalse(order.line_ids.driver_id)
        self.assertFalse(order.shared_text)

    def test_what_was_accepted_stays_closed_beside_the_driver(self):
        order = self._create_accepted(2)
        line = order.line_ids[0].with_user(self.dispatcher)
        other = self.env["transport.driver"].create({"name": "Léa"})
        line.write({"driver_id": other.id})
        with self.assertRaises(UserError):
            line.write({"driver_id": False, "vehicle_id": order.line_ids[1].vehicle_id.id})
        with self.assertRaises(AccessError):
            line.with_user(self.site_user).write({"driver_id": False})
        with self.assertRaises(AccessError):
            line.with_user(self.site_user).read(["driver_id"])
        company = self.env["res.company"].create({"name": "Autre transporteur"})
        foreign = self.env["transport.driver"].create({"name": "X", "company_id": company.id})
        with self.assertRaises(UserError):
            line.sudo().driver_id = foreign

    def test_a_truck_without_places_is_not_counted(self):
        self.small.places = 0
        order = self._plan(self._create_accepted(2), truck=self.small)
        self.assertFalse(order.truck_note)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.small.places = -1
            self.small.flush_recordset()

    def test_a_client_who_asked_for_a_closed_truck_is_not_forgotten(self):
        order = self._create_accepted().sudo()
        order.enclosed = True
        self._plan(order)
        self.assertIn(self.truck.name, order.truck_note)
        self.truck.enclosed = True
        order.invalidate_recordset(["truck_note"])
        self.assertFalse(order.truck_note)

    def test_the_wizard_says_it_before_anybody_is_told(self):
        self._plan(self._create_accepted(2))
        orders = (self._create_accepted() | self._create_accepted()).sudo()
        wizard = self.env["transport.plan"].with_user(self.dispatcher)
        plan = Form(wizard.with_context(active_ids=orders.ids))
        plan.planned_pickup, plan.planned_delivery = self.start, self.start + timedelta(days=1)
        plan.driver_id = self.driver
        self.assertEqual(plan.truck_id, self.truck)
        self.assertIn("4", plan.truck_note)
        plan.planned_pickup = self.start + timedelta(days=5)
        plan.planned_delivery = self.start + timedelta(days=6)
        self.assertFalse(plan.truck_note)
        plan.save().action_plan()
        self.assertEqual(orders.truck_id, self.truck)
        self.assertEqual(self.truck.running_count, 3)
        domain = self.truck.with_user(self.dispatcher).action_open_orders()["domain"]
        self.assertLessEqual(orders, self.env["transport.order"].search(domain))

    def test_a_board_of_many_transports_asks_a_fixed_number_of_queries(self):
        def queries(count):
            orders = self.env["transport.order"]
            for _number in range(count):
                orders |= self._plan(self._create_accepted())
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            orders.mapped("truck_note")
            return self.cr.sql_log_count - before

        queries(1)  # from now on others run beside those that are looked at
        self.assertEqual(queries(2), queries(6))

    def test_clients_and_other_companies_know_no_truck(self):
        order = self._plan(self._create_accepted())
        for name in ("truck_id", "truck_note"):
            with self.assertRaises(AccessError):
                order.with_user(self.site_user).read([name])
        with self.assertRaises(AccessError):
            self.truck.with_user(self.site_user).read(["name"])
        other = self.env["res.company"].create({"name": "Autre transporteur"})
        foreign = self.env["transport.truck"].create({"name": "XX", "company_id": other.id})
        with self.assertRaises(UserError):
            order.truck_id = foreign
        with self.assertRaises(AccessError):
            foreign.with_user(self.dispatcher).read(["name"])
