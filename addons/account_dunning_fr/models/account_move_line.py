from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    dunning_level_id = fields.Many2one(
        "dunning.level",
        string="Reminder Level",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    dunning_date = fields.Date(string="Reminded On", readonly=True, copy=False)
