from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    rental_web_answer = fields.Selection(
        [
            ("request", "The desk answers each request"),
            ("propose", "Propose at once what is free"),
            ("confirm", "Confirm at once what is free"),
        ],
        "A booking from the web shop",
        default="request",
        help="What is not free goes to the desk in any case.",
    )
    rental_web_hold_minutes = fields.Integer(
        "Keep a basket (minutes)",
        default=30,
        help="How long the goods of a basket are kept for its visitor. 0: not at all.",
    )
