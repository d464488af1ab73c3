from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    rental_grace_days = fields.Integer(
        "Grace period (days)",
        default=5,
        help="Days a customer has to bring back what was missing at the return.",
    )
    rental_late_tolerance = fields.Integer(
        "Late tolerance (minutes)", default=60, help="A return this late is not late."
    )
    rental_overdue_days = fields.Integer(
        "Overdue goods block for (days)",
        help="How long goods that did not come back keep blocking. 0: until they are returned.",
    )
    rental_auto_close = fields.Boolean(
        "Close bookings automatically",
        help="A booking with nothing missing and no open ticket is closed by the return itself.",
    )
    rental_hold_hours = fields.Integer(
        "Hold a proposal (hours)",
        help="A booking to confirm keeps its goods this long. 0: proposals hold nothing.",
    )
