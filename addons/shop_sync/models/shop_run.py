from datetime import timedelta

from odoo import api, fields, models


class ShopRun(models.Model):
    """One pass over a shop that found something to do, or failed."""

    _name = "shop.run"
    _inherit = "suite.guard.mixin"
    _description = "Shop Run"
    _order = "id desc"
    _rec_name = "channel_id"

    channel_id = fields.Many2one("shop.channel", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="channel_id.company_id", store=True)
    started_at = fields.Datetime(default=fields.Datetime.now, required=True)
    ended_at = fields.Datetime()
    duration = fields.Float(help="Seconds")
    requests = fields.Integer(help="Requests sent to the shop")
    writes = fields.Integer(help="Requests that changed something in the shop")
    received = fields.Integer(help="New or changed documents")
    processed = fields.Integer(help="Messages carried out")
    failed = fields.Integer(help="Messages that now wait or failed")
    pushed = fields.Integer(help="Stock lines written to the shop")
    state = fields.Selection(
        [("ok", "All right"), ("partial", "With errors"), ("failed", "Stopped")], default="ok"
    )
    error_code = fields.Char()
    error_params = fields.Json()
    error_text = fields.Char(compute="_compute_error_text", string="Cause")

    @api.depends("error_code", "error_params")
    @api.depends_context("lang")
    def _compute_error_text(self):
        for run in self:
            run.error_text = self.env["shop.error"]._explain(run.error_code, run.error_params)

    @api.autovacuum
    def _gc_runs(self):
        """Keeps thirty days."""
        self.search([("started_at", "<", fields.Datetime.now() - timedelta(days=30))]).unlink()
