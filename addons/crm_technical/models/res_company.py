from odoo import fields, models

KEPT = ("tech_sent_key", "tech_approval_key")


class ResCompany(models.Model):
    _inherit = "res.company"

    tech_discount_limit = fields.Float(
        string="Discount Without Approval (%)",
        help="A quote whose whole net is further below the customer's list prices waits for an "
        "approver. 0: no limit.",
    )
    tech_margin_limit = fields.Float(
        string="Margin Without Approval (%)",
        help="A quote with a smaller margin waits for an approver. 0: no limit.",
    )
    tech_term_limit = fields.Boolean(
        string="Special Payment Terms Need Approval",
        help="A quote that gives more time to pay than the customer's own terms, or more for paying "
        "early, waits for an approver.",
    )
    tech_four_eyes = fields.Boolean(
        string="Approved by Someone Else",
        default=True,
        help="Nobody approves the prices of a quote of his own.",
    )
    tech_expiry_days = fields.Integer(
        string="Warn Before Expiry (days)",
        default=3,
        help="How many days before a sent quote expires its salesperson gets an activity.",
    )
    tech_followup_plan_id = fields.Many2one(
        "mail.activity.plan",
        string="Follow-up Plan",
        domain=[("res_model", "=", "sale.order")],
        help="Activities scheduled when a quote is sent, removed when the customer answers.",
    )
    tech_expert_id = fields.Many2one(
        "res.users",
        string="Product Expert",
        help="Gets an activity when no product meets a need sheet. Empty: the salesperson.",
    )

    def write(self, vals):
        """What was sent or approved before terms were limited keeps its promise."""
        begins = self.filtered(lambda one: not one.tech_term_limit and vals.get("tech_term_limit"))
        promised = begins._tech_get_promised()
        result = super().write(vals)
        for quote, name in promised:
            quote[name] = quote._tech_get_price_fingerprint()
        return result

    def _tech_get_promised(self):
        """Return ``[(quote, field)]`` of the marks that say what the quote says today."""
        if not self:
            return []
        # sudo: marks of quotes that the one who sets the limits may not see
        quotes = self.env["sale.order"].sudo()
        domain = [("company_id", "in", self.ids), ("state", "in", ("draft", "sent"))]
        found = quotes.search([*domain, "|", *((name, "!=", False) for name in KEPT)])
        return [
            (quote, name)
            for quote in found
            for name in KEPT
            if quote[name] == quote._tech_get_price_fingerprint()
        ]
