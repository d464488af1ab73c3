from odoo import api, fields, models

from ..core.progress import RUNNING_STATES

BOARDS = ("driver_id", "truck_id")  # the board of work has a column for each
UNPRICED = ("draft", "on_request")


class TransportOrder(models.Model):
    """The truck of a transport, and whether its cars fit on it."""

    _inherit = "transport.order"

    truck_id = fields.Many2one(
        "transport.truck",
        compute="_compute_truck_id",
        store=True,
        readonly=False,
        copy=False,
        tracking=True,
        index="btree_not_null",
        check_company=True,
        group_expand="_read_group_truck_id",
        groups="transport_order.group_transport_user",
        help="That of the driver, unless another one is chosen.",
    )
    truck_load = fields.Char(
        string="Places Taken",
        compute="_compute_truck_note",
        groups="transport_order.group_transport_user",
    )
    truck_note = fields.Char(
        string="Truck Does Not Fit",
        compute="_compute_truck_note",
        search="_search_truck_note",
        groups="transport_order.group_transport_user",
    )

    @api.depends("driver_id")
    def _compute_truck_id(self):
        for order in self:
            order.truck_id = order.driver_id.truck_id or order.truck_id

    @api.depends(
        "truck_id.places",
        "state",
        "planned_pickup",
        "planned_delivery",
        "car_count",
        "line_ids.driver_id.truck_id.places",
    )
    def _compute_truck_note(self):
        running = self.filtered(lambda order: order.state in RUNNING_STATES)
        peaks = running._get_trucks()._get_peaks()
        self.truck_load = (self - running).truck_note = False
        rides = running.line_ids.grouped(lambda line: (line.order_id, line._get_truck()))
        notes = {order: [] for order in running}
        for (order, truck), lines in rides.items():
            if truck:
                cars = peaks[truck.id].get(order._origin.id, len(lines))
                notes[order].append(truck._describe_load(cars, order.enclosed))
                if truck == order.truck_id and truck.places:
                    order.truck_load = self.env._(
                        "%(cars)s of %(places)s places taken", cars=cars, places=truck.places
                    )
        for order in running:
            order.truck_note = " ".join(filter(None, notes[order]))

    def _get_trucks(self):
        """:return: all trucks that take cars of these transports"""
        return self.truck_id | self.line_ids.driver_id.truck_id

    def _search_truck_note(self, operator, value):
        """Find those whose truck does not fit; few transports run at a time."""
        if operator not in ("in", "not in") or any(value):
            return NotImplemented
        running = self.search([("state", "in", RUNNING_STATES)])
        found = running.filtered("truck_note")
        return [("id", "not in" if operator == "in" else "in", found.ids)]

    @api.model
    @api.readonly
    def web_read_group(self, domain, groupby, *words, opening_info=None, **options):
        """What waits for a driver or a truck is the first column of the board, and open.

        What has no price yet has no total either: the list says nothing instead of zero.
        """
        unfolds = not opening_info and options.get("auto_unfold")
        if unfolds and groupby and groupby[0] in BOARDS:
            limit = options.get("unfold_read_default_limit") or 80
            waiting = {"value": False, "folded": False, "limit": limit, "offset": 0}
            opening_info = [waiting]
        found = super().web_read_group(
            domain, groupby, *words, opening_info=opening_info, **options
        )
        for group in found["groups"]:
            if group.get("state") in UNPRICED:
                group |= {name: False for name in group if name.startswith("amount_")}
        return found

    @api.model
    def _read_group_truck_id(self, trucks, _domain):
        """Every truck is a column of the board, also one that carries nothing yet."""
        return trucks.search([("company_id", "in", self.env.companies.ids)], limit=100)
