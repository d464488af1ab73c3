from odoo import api, fields, models

from ..core.driver_day import WAITING
from ..core.labels import CAR_STATE_SELECTION, CATEGORY_SELECTION
from ..core.progress import ENDED, Step, car_state
from ..core.reference import new_reference
from ..core.server_fields import may_touch

OFFICE_FIELDS = frozenset({"driver_id"})  # no part of what the client accepted
SNAPSHOT = ("plate", "vin", "make", "model", "category", "running", "mass_kg")


class TransportOrderVehicle(models.Model):
    """One car of an order, as it was when the price was named, and how far it has come."""

    _name = "transport.order.vehicle"
    _inherit = "suite.guard.mixin"
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
    plate = fields.Char(string="Number Plate", readonly=True, copy=False)
    vin = fields.Char(string="VIN", readonly=True, copy=False)
    make = fields.Char(readonly=True, copy=False)
    model = fields.Char(readonly=True, copy=False)
    category = fields.Selection(CATEGORY_SELECTION, string="Size Class", readonly=True, copy=False)
    running = fields.Boolean(string="Runs", default=True, readonly=True, copy=False)
    mass_kg = fields.Integer(string="Mass (kg)", readonly=True, copy=False)
    amount = fields.Monetary(string="Transport Price", readonly=True, copy=False)
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

    def _has_field_access(self, field, operation):
        mine = may_touch(field, operation, self.env.su)
        return mine and super()._has_field_access(field, operation)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.su:
            lines.order_id._check_lot_open()
        lines._take_snapshot()
        return lines

    def write(self, vals):
        if not self.env.su and not OFFICE_FIELDS.issuperset(vals):
            self.order_id._check_lot_open()
        result = super().write(vals)
        if "order_id" in vals and not self.env.su:
            self.order_id._check_lot_open()  # nor does a car join what was accepted
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_accepted(self):
        if not self.env.su:
            self.order_id._check_lot_open()

    def _take_snapshot(self):
        """Copy what the stock says about each car now."""
        for line in self.sudo():  # sudo: the server alone writes what a car was like
            line.write({name: line.vehicle_id[name] for name in SNAPSHOT})

    def _filter_stop(self, side):
        """:return: the cars still to be collected, or still to be delivered"""
        if side == "pickup":
            return self.filtered(lambda line: line.state in WAITING)
        return self.filtered(lambda line: line.state not in ENDED)

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
                # sudo: states follow from events
                line.sudo().write({"state": state, "state_date": date})
                changed |= line
        return changed
