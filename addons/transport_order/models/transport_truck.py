from collections import Counter
from datetime import timedelta

from odoo import api, fields, models

from ..core.load import Stay, find_peaks
from ..core.progress import RUNNING_STATES

UNPLANNED_STAY = timedelta(hours=12)  # of cars whose delivery nobody has promised yet


class TransportTruck(models.Model):
    """A truck: what it is called on the road and how many cars it carries."""

    _name = "transport.truck"
    _description = "Truck"
    _order = "name, id"
    _check_company_auto = True

    active = fields.Boolean(default=True)
    name = fields.Char(string="Plate", required=True, help="Number plate or name of the truck.")
    places = fields.Integer(help="Cars that fit on the truck; 0: it is not counted.")
    enclosed = fields.Boolean(help="Its cars are under cover.")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    driver_ids = fields.One2many("transport.driver", "truck_id", string="Drivers")
    order_ids = fields.One2many("transport.order", "truck_id", string="Transports")
    running_count = fields.Integer(string="Running", compute="_compute_running_count")

    _places_positive = models.Constraint(
        "CHECK (places >= 0)", "A truck carries no negative number of cars."
    )

    def _compute_running_count(self):
        counts = Counter(
            truck
            for order in self.env["transport.order"].search(self._get_load_domain())
            for truck in order._get_trucks()
        )
        for truck in self:
            truck.running_count = counts[truck._origin]

    def action_open_orders(self):
        """Open what runs on the truck."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "transport_order.transport_order_action"
        )
        domain = self._get_load_domain()
        return action | {"domain": domain, "context": {"default_truck_id": self.id}}

    def _get_load_domain(self):
        """Domain of the running transports of which these trucks take all or some cars."""
        return [
            ("state", "in", RUNNING_STATES),
            "|",
            ("truck_id", "in", self.ids),
            ("line_ids.driver_id.truck_id", "in", self.ids),
        ]

    @api.depends("name", "places")
    @api.depends_context("lang", "transport_places")
    def _compute_display_name(self):
        for truck in self:
            truck.display_name = truck.name or ""
            if truck.places and self.env.context.get("transport_places"):
                truck.display_name = self.env._(
                    "%(truck)s (%(count)s places)", truck=truck.name, count=truck.places
                )

    def _get_peaks(self, orders=None, start=None, end=None):
        """Reckon the most cars at once on each truck during each of its planned transports.

        :param orders: transports to be planned together from ``start`` to ``end`` on one truck
        :return: ``{truck id: {order id: cars}}``; those that are to be planned are ``None``
        """
        planned = self.env["transport.order"].search(
            [
                *self._get_load_domain(),
                ("planned_pickup", "!=", False),
                ("id", "not in", orders.ids if orders else []),
            ]
        )
        stays = {truck.id: [] for truck in self}
        rides = planned.line_ids.grouped(lambda line: (line.order_id, line._get_truck()))
        for (order, truck), lines in rides.items():
            if truck in self:
                span = self._get_stay(order.planned_pickup, order.planned_delivery)
                stays[truck.id].append(Stay(order.id, *span, len(lines)))
        if orders and start:
            own = orders.line_ids.filtered(lambda line: not line.driver_id)
            together = Stay(None, *self._get_stay(start, end), len(own))
            stays[self.id].append(together)
        return {truck: find_peaks(found) for truck, found in stays.items()}

    @api.model
    def _get_stay(self, start, end):
        return start, max(end or start + UNPLANNED_STAY, start + timedelta(minutes=1))

    def _describe_load(self, cars, enclosed):
        """Say what is wrong when so many cars are on the truck at once; empty when nothing is."""
        self.ensure_one()
        if self.places and cars > self.places:
            return self.env._(
                "%(cars)s cars at once on %(truck)s, which carries %(places)s.",
                cars=cars,
                truck=self.name,
                places=self.places,
            )
        if enclosed and not self.enclosed:
            return self.env._("The client asked for a closed truck; %s is open.", self.name)
        return ""
