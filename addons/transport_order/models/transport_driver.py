from odoo import api, fields, models

from ..core.progress import RUNNING_STATES


class TransportDriver(models.Model):
    """Who drives, and with which truck: a name to plan with and a number to send the link to."""

    _name = "transport.driver"
    _description = "Driver"
    _order = "name, id"
    _check_company_auto = True

    active = fields.Boolean(default=True)
    name = fields.Char(required=True)
    truck = fields.Char(help="Number plate or name of the truck.")
    places = fields.Integer(help="Cars that fit on the truck.")
    phone = fields.Char()
    email = fields.Char(string="E-mail")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    order_ids = fields.One2many("transport.order", "driver_id", string="Transports")
    running_count = fields.Integer(string="Running", compute="_compute_running_count")

    def _compute_running_count(self):
        rows = self.env["transport.order"]._read_group(
            [("driver_id", "in", self.ids), ("state", "in", RUNNING_STATES)],
            ["driver_id"],
            ["__count"],
        )
        counts = dict(rows)
        for driver in self:
            driver.running_count = counts.get(driver, 0)

    @api.depends("name", "truck")
    def _compute_display_name(self):
        for driver in self:
            driver.display_name = " · ".join(filter(None, (driver.name, driver.truck)))
