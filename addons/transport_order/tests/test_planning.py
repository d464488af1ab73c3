from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .common import TransportCommon


@tagged("post_install", "-at_install")
class TestPlanning(TransportCommon):
    """A plan is a promise, however it is made; drivers are given transports."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.driver = cls.env["transport.driver"].create(
            {
                "name": "Karim",
                "truck_id": cls.env["transport.truck"].create({"name": "GH-482-QT"}).id,
                "email": "karim@transport.example",
            }
        )
        cls.tomorrow = fields.Datetime.now().replace(microsecond=0) + timedelta(days=1)

    def test_a_bar_and_an_event_say_what_a_dispatcher_plans_by(self):
        order = self._create_accepted(2).sudo()
        bar = order.with_context(transport_calendar=True).display_name
        self.assertEqual(bar, "21 Dijon → 59 Lille · 2 · Martin Dijon")
        codes = dict(self.env["transport.event.entry"]._fields["code"].selection)
        self.assertNotIn("to_collect", codes)
        labels = dict(order.line_ids._fields["category"]._description_selection(self.env))
        self.assertIn(labels["car"], order.price_line_ids[0].name)
        for state, done in (("cancelled", 1), ("returned", 3), ("delivered", 4)):
            reached = [is_done for _step, is_done in order._get_milestones(state)]
            self.assertEqual(reached, [True] * done + [False] * (4 - done))

    def _planned(self, order):
        return order.event_ids.filtered(lambda event: event.code == "planned")

    def _told(self, order):
        return order.message_ids.filtered(lambda message: "planned" in (message.subject or ""))

    def test_a_bar_that_is_dragged_is_told_like_the_button(self):
        order = self._create_accepted().sudo()
        office = order.with_user(self.dispatcher)
        office.write({"planned_pickup": self.tomorrow, "planned_delivery": False})
        self.assertEqual(
            (order.state, len(self._planned(order)), len(self._told(order))), ("planned", 1, 1)
        )
        told = str(self._told(order).body)
        for said in (order.line_ids.plate, order.company_id.name, order.origin_snapshot["city"]):
            self.assertIn(said, told)
        later = self.tomorrow + timedelta(days=1)
        office.write({"planned_pickup": later, "planned_delivery": later + timedelta(hours=8)})
        self.assertEqual((len(self._planned(order)), len(self._told(order))), (2, 2))
        office.write({"planned_pickup": later})
        self.assertEqual(len(self._planned(order)), 2)
        with self.assertRaises(UserError):
            office.write({"planned_delivery": self.tomorrow - timedelta(days=3)})
        office.write({"planned_pickup": False, "planned_delivery": False})
        self.assertEqual(order.state, "confirmed")

    def test_what_waits_for_a_driver_is_open_on_the_board(self):
        waiting, given = (self._create_accepted(2).sudo() for _order in range(2))
        given.driver_id = self.driver
        for name in ("driver_id", "truck_id"):
            groups = self.env["transport.order"].web_read_group(
                [("id", "in", (waiting + given).ids)], [name], auto_unfold=True
            )["groups"]
            opened = {group[name] and group[name][0]: group.get("__records") for group in groups}
            self.assertEqual([one["id"] for one in opened[False]], waiting.ids)
            shown = given[name].id
            self.assertEqual([one["id"] for one in opened[shown]], given.ids)

    def test_what_has_no_price_yet_has_no_total(self):
        quoted, asked = self._create_quoted().sudo(), self._create_quoted().sudo()
        asked._change_state("on_request")
        found = self.env["transport.order"].web_read_group(
            [("id", "in", (quoted + asked).ids)], ["state"], ["amount_untaxed:sum", "car_count:sum"]
        )
        totals = {group["state"]: group["amount_untaxed:sum"] for group in found["groups"]}
        self.assertTrue(quoted.amount_untaxed)
        self.assertEqual(totals, {"quoted": quoted.amount_untaxed, "on_request": False})
        self.assertEqual([group["car_count:sum"] for group in found["groups"]], [1, 1])

    def test_clients_are_those_with_transports_and_their_groups(self):
        self._create_lot()
        action = self.env.ref("transport_order.transport_client_action")
        partners = self.env["res.partner"].with_user(self.dispatcher)
        clients = partners.search(safe_eval(action.domain))
        self.assertLessEqual(self.site | self.group, clients)
        self.assertFalse((self.other_site | self.stranger) & clients)
        self.assertTrue(self.group.with_user(self.dispatcher).transport_is_client)
        self.assertFalse(self.stranger.with_user(self.dispatcher).transport_is_client)
        self.assertIn(
            self.stranger, partners.search([("transport_is_client", "=", False)]), "the others"
        )

    def test_what_does_not_run_is_not_planned(self):
        for order in (self._create_quoted().sudo(), self._create_accepted().sudo()):
            if order.state == "confirmed":
                order._append_events([{"code": "delivered"}], "staff")
            with self.assertRaises(UserError):
                order.with_user(self.dispatcher).planned_pickup = self.tomorrow

    def test_the_wizard_plans_and_gives_many_to_a_driver(self):
        orders = (self._create_accepted() | self._create_accepted()).sudo()
        plan = Form(
            self.env["transport.plan"]
            .with_user(self.dispatcher)
            .with_context(active_ids=orders.ids)
        )
        plan.planned_pickup = self.tomorrow
        plan.driver_id = self.driver
        plan.save().action_plan()
        self.assertEqual(orders.driver_id, self.driver)
        self.assertEqual(set(orders.mapped("state")), {"planned"})
        self.assertEqual(self.driver.running_count, 2)
        action = orders[0].with_user(self.dispatcher).action_driver_link()
        link = self.env["transport.driver.link"].browse(action["res_id"])
        self.assertEqual(link.email, self.driver.email)

    def test_one_event_for_many_transports(self):
        orders = (self._create_accepted(2) | self._create_accepted()).sudo()
        entry = self.env["transport.event.entry"].with_user(self.dispatcher)
        entry = entry.with_context(active_model="transport.order", active_ids=orders.ids)
        entry.create({"code": "collected"}).action_record()
        self.assertEqual(set(orders.line_ids.mapped("state")), {"collected"})
        self.assertEqual(len(orders.event_ids), 2)
        for order in orders:
            told = order.message_ids.filtered(lambda mail: "on the way" in (mail.subject or ""))
            self.assertEqual(len(told), 1)
        one = orders[0].line_ids[0]
        entry.create({"code": "delivered", "line_ids": one.ids}).action_record()
        self.assertEqual(one.state, "delivered")
        self.assertEqual(set((orders.line_ids - one).mapped("state")), {"collected"})

    def test_clients_know_no_driver(self):
        order = self._create_accepted()
        order.sudo().driver_id = self.driver
        with self.assertRaises(AccessError):
            order.with_user(self.site_user).read(["driver_id"])
        with self.assertRaises(AccessError):
            self.driver.with_user(self.site_user).read(["phone"])

    def test_a_site_follows_its_cars_on_a_transport_of_its_group(self):
        own, foreign = self._create_car(), self._create_car(self.other_site)
        order = self._create_lot(
            0, user=self.group_user, partner=self.group, vehicles=own | foreign
        )
        order = order._portal_estimate()
        order._portal_accept(order.estimate_hash, "Paul Martin")
        line = order.sudo().line_ids.filtered(lambda line: line.vehicle_id == own)
        order.sudo()._append_events([{"code": "collected", "line": line}], "driver")
        seen = self.env["transport.order.vehicle"].with_user(self.site_user)
        self.assertEqual(seen.search([("order_id", "=", order.id)]), line)
        self.assertEqual(line.with_user(self.site_user).state, "collected")
        self.assertTrue(line.event_ids.with_user(self.site_user).read(["code"]))
        for record in (order, order.price_line_ids, order.line_ids - line):
            with self.assertRaises(AccessError):
                record.with_user(self.site_user).read(["id", "create_date"])
