from collections import Counter

from odoo import api, fields, models

from ..core.progress import RUNNING_STATES


class TransportDriver(models.Model):
    """Who drives: a name to plan with, a usual truck, an address to send the link to."""

    _name = "transport.driver"
    _description = "Driver"
    _inherit = ["suite.guard.mixin"]
    _order = "name, id"
    _check_company_auto = True
    _guarded_fields = frozenset({"day_token"})

    active = fields.Boolean(default=True)
    name = fields.Char(required=True)
    truck_id = fields.Many2one(
        "transport.truck",
        string="Usual Truck",
        check_company=True,
        index="btree_not_null",
        help="Transports that are given to the driver go on this truck, unless another one is chosen.",
    )
    phone = fields.Char()
    email = fields.Char(string="E-mail")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    order_ids = fields.One2many("transport.order", "driver_id", string="Transports")
    running_count = fields.Integer(string="Running", compute="_compute_running_count")
    day_token = fields.Char(
        string="Link of the Day", copy=False, readonly=True, index="btree_not_null"
    )

    def _compute_running_count(self):
        counts = Counter(
            driver
            for order in self._get_running_orders()
            for driver in order.driver_id | order.line_ids.driver_id
        )
        for driver in self:
            driver.running_count = counts[driver._origin]

    def _get_running_orders(self):
        """:return: the transports of which these drivers still take all or some cars"""
        return self.env["transport.order"].search(
            [
                ("state", "in", RUNNING_STATES),
                "|",
                ("driver_id", "in", self.ids),
                ("line_ids.driver_id", "in", self.ids),
            ]
        )

    @api.depends("name", "truck_id.name")
    @api.depends_context("transport_alone")
    def _compute_display_name(self):
        """With his usual truck, but where the truck stands beside."""
        alone = self.env.context.get("transport_alone")
        for driver in self:
            truck = "" if alone else driver.truck_id.name
            driver.display_name = " · ".join(filter(None, (driver.name, truck)))
