from odoo import fields, models


class DunningReminderLine(models.Model):
    """One late due amount in a reminder, as it was when the reminder was written."""

    _name = "dunning.reminder.line"
    _inherit = "suite.guard.mixin"
    _description = "Line of a Reminder"
    _order = "date_due, id"

    reminder_id = fields.Many2one("dunning.reminder", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="reminder_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    move_line_id = fields.Many2one(
        "account.move.line", required=True, index=True, ondelete="cascade"
    )
    move_id = fields.Many2one(related="move_line_id.move_id", string="Invoice")
    date_due = fields.Date(string="Due Date", required=True)
    days = fields.Integer(string="Days Late", aggregator=None)
    owed = fields.Monetary(help="Open amount, less credits of the customer.")
    own_currency_id = fields.Many2one("res.currency", string="Currency of the Invoice")
    own_owed = fields.Monetary(
        string="Due in Its Currency",
        currency_field="own_currency_id",
        help="What the customer owes; in another currency its euros are those of the invoice's day.",
    )
    level_id = fields.Many2one("dunning.level", ondelete="set null")
    is_moving = fields.Boolean(help="This reminder brings it to its level.")
    interest = fields.Monetary()
    indemnity = fields.Monetary()
