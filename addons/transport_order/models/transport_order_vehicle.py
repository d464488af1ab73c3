from odoo import api, fields, models

from ..core.labels import CAR_STATE_SELECTION, CATEGORY_SELECTION
from ..core.progress import Step, car_state
from ..core.reference import new_reference

SNAPSHOT = ("plate", "vin", "make", "model", "category", "running", "mass_kg")


class TransportOrderVehicle(models.Model):
    """One car of an order, as it was when the price was named, and how far it has come."""

    _name = "transport.order.vehicle"
    _description = "Transported Car"
    _order = "order_id, id"

    order_id = fields.Many2one("transport.order", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    reference = fields.Char(
        required=True, readonly=True, copy=False, default=lambda self: new_reference("L")
    )
    vehicle_id = fields.Many2one(
        "transport.vehicle", string="Car", required=True, index=True, ondelete="restrict"
    )
    plate = fields.Char(string="Number Plate")
    vin = fields.Char(string="VIN")
    make = fields.Char()
    model = fields.Char()
    category = fields.Selection(CATEGORY_SELECTION, string="Size Class")
    running = fields.Boolean(string="Runs", default=True)
    mass_kg = fields.Integer(string="Mass (kg)", readonly=True)
    amount = fields.Monetary(string="Transport Price", readonly=True)
    state = fields.Selection(
        CAR_STATE_SELECTION, default="to_collect", required=True, readonly=True, copy=False
    )
    state_date = fields.Datetime(string="Since", readonly=True, copy=False)
    event_ids = fields.One2many("transport.event", "line_id", string="Events")
    inspection_ids = fields.One2many("transport.inspection", "line_id", string="Condition Reports")

    _vehicle_once = models.Constraint(
        "UNIQUE (order_id, vehicle_id)", "The car is already in this lot."
    )
    _reference_unique = models.UniqueIndex("(reference)")

    @api.depends("make", "model", "plate", "vin")
    def _compute_display_name(self):
        for line in self:
            name = " ".join(filter(None, (line.make, line.model)))
            mark = line.plate or line.vin
            line.display_name = " · ".join(filter(None, (name, mark))) or self.env._("Car")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._take_snapshot()
        return lines

    def _take_snapshot(self):
        """Copy what the stock says about each car now."""
        for line in self:
            line.write({name: line.vehicle_id[name] for name in SNAPSHOT})

    def _refresh_state(self):
        """Read the state of each car from its events (core.progress tells how).

        :return: the cars whose state or date changed
        """
        steps = {line.id: [] for line in self}
        events = self.env["transport.event"].search(
            [("order_id", "in", self.order_id.ids), ("is_void", "=", False)]
        )
        by_order = self.grouped("order_id")
        for event in events:
            step = Step(event.code, event.occurred_at, event.id)
            for line in event.line_id or by_order.get(event.order_id, self.browse()):
                if line.id in steps:
                    steps[line.id].append(step)
        changed = self.browse()
        for line in self:
            state, date = car_state(steps[line.id])
            if (line.state, line.state_date) != (state, date or False):
                line.write({"state": state, "state_date": date})
                changed |= line
        return changed
