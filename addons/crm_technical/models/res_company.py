from odoo import fields, models


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
