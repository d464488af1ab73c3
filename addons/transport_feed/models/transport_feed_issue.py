from odoo import fields, models


class TransportFeedIssue(models.Model):
    """One line of a file that was rejected or mended during a run."""

    _name = "transport.feed.issue"
    _inherit = "suite.guard.mixin"
    _description = "Stock Feed Remark"
    _order = "run_id desc, id"
    _rec_name = "message"

    run_id = fields.Many2one("transport.feed.run", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    line = fields.Integer()
    reference = fields.Char()
    level = fields.Selection(
        [("rejected", "Rejected"), ("warning", "Left out"), ("repaired", "Repaired")],
        required=True,
        default="rejected",
    )
    message = fields.Char(required=True)
