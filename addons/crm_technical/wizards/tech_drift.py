from odoo import api, fields, models


class TechDrift(models.TransientModel):
    """What changed of the products since a quote was sent, asked before it is confirmed."""

    _name = "tech.drift"
    _description = "Specifications Changed"

    order_ids = fields.Many2many("sale.order", string="Quotes", readonly=True)
    changes_html = fields.Html(compute="_compute_changes_html", sanitize=False)

    @api.depends("order_ids")
    def _compute_changes_html(self):
        for wizard in self:
            drifting = wizard.order_ids.filtered("tech_drift_html")
            wizard.changes_html = self.env["ir.qweb"]._render(
                "crm_technical.drift_of_orders", {"orders": drifting}
            )

    def action_accept(self):
        """Confirm what was promised, knowing what changed since."""
        return self.order_ids.with_context(tech_accept_drift=True).action_confirm()
