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
    rental_web_payment = fields.Selection(
        [
            ("counter", "At the counter or by the invoice"),
            ("online", "On line, before it is confirmed"),
            ("choice", "The customer chooses"),
        ],
        "Bookings of the web shop are paid",
        default="counter",
        help="On line needs a payment provider. The share to pay is that of quotations (Sales).",
    )
    rental_web_hold_minutes = fields.Integer(
        "Keep a basket (minutes)",
        default=30,
        help="How long the goods of a basket are kept for its visitor. 0: not at all.",
    )

    def _rental_get_web_payments(self):
        """How a visitor may pay: "online" only where a provider is there to ask."""
        wanted = {"online": ["online"], "choice": ["online", "counter"]}.get(
            self.rental_web_payment, ["counter"]
        )
        # sudo: that there is a provider is no secret
        providers = self.env["payment.provider"].sudo()
        domain = [("company_id", "=", self.id), ("state", "!=", "disabled")]
        if "online" in wanted and not providers.search_count(domain, limit=1):
            return ["counter"]
        return wanted
