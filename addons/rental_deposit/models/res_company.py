from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    rental_deposit_rule = fields.Selection(
        [("remind", "Tell the desk"), ("require", "No departure without it")],
        "When a deposit is missing",
        default="remind",
        help="At the departure. A manager may let a booking go without its deposit.",
    )
    rental_deposit_provider_id = fields.Many2one(
        "payment.provider",
        "Card holds by",
        check_company=True,
        domain=[("support_manual_capture", "!=", False), ("state", "!=", "disabled")],
        help="A provider of its own for holds, with manual capture: it is offered for nothing else.",
    )
    rental_deposit_days = fields.Integer(
        "A hold lasts (days)", default=7, help="Then the bank forgets it: a week, with most cards."
    )
