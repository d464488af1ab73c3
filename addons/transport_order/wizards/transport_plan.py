from odoo import fields, models


class TransportPlan(models.TransientModel):
    """Promise pick-up and delivery of one or several orders."""

    _name = "transport.plan"
    _description = "Plan Transports"

    order_ids = fields.Many2many(
        "transport.order", default=lambda self: self.env.context.get("active_ids")
    )
    planned_pickup = fields.Datetime(required=True)
    planned_delivery = fields.Datetime()

    def action_plan(self):
        """Write the promise and tell the clients."""
        self.ensure_one()
        self.order_ids.check_access("write")
        self.order_ids._plan(self.planned_pickup, self.planned_delivery)
