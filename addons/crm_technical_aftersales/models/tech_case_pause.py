from odoo import fields, models


class TechCasePause(models.Model):
    """A time that does not count for the service level: waiting for the customer, or solved."""

    _name = "tech.case.pause"
    _description = "Pause of a Case"
    _order = "start, id"
    _rec_name = "start"

    case_id = fields.Many2one(
        "tech.case", required=True, index=True, ondelete="cascade", readonly=True
    )
    kind = fields.Selection(
        [("waiting", "Waiting for the customer"), ("closed", "Solved or cancelled")],
        required=True,
        readonly=True,
    )
    start = fields.Datetime(required=True, readonly=True)
    end = fields.Datetime(readonly=True)

    _one_open = models.UniqueIndex('(case_id) WHERE "end" IS NULL')
