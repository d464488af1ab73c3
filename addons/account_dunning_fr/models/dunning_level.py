from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.reminding import Level


class DunningLevel(models.Model):
    """One step of a plan: when it comes, by which way, with which words."""

    _name = "dunning.level"
    _inherit = "suite.guard.mixin"
    _description = "Reminder Level"
    _order = "plan_id, days, id"

    name = fields.Char(required=True, translate=True)
    plan_id = fields.Many2one("dunning.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    days = fields.Integer(
        string="Days Late", required=True, default=7, aggregator=None, help="After the due date."
    )
    gap = fields.Integer(
        string="Days Between",
        default=7,
        aggregator=None,
        help="At least so many days after the level before.",
    )
    channel = fields.Selection(
        [("mail", "Mail"), ("letter", "Letter"), ("call", "Call")], required=True, default="mail"
    )
    review = fields.Boolean(string="Look First", help="A person looks before it is sent.")
    claims_interest = fields.Boolean(
        string="Interest", help="The interest that has run is written into it (professionals)."
    )
    claims_indemnity = fields.Boolean(
        string="Indemnity", help="The fixed indemnity for recovery costs (professionals)."
    )
    subject = fields.Char(required=True, translate=True)
    text = fields.Html(
        required=True,
        translate=True,
        help="Stands above the list of invoices, in mails and letters.",
    )

    @api.constrains("days", "gap")
    def _check_days(self):
        for level in self:
            if level.days < 1 or level.gap < 0:
                raise ValidationError(
                    self.env._(
                        "%(level)s: a reminder comes a day or more after the due date.",
                        level=level.name,
                    )
                )

    def _get_core_levels(self):
        return [Level(level.id, level.days, level.gap) for level in self.sorted("days")]
