from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    bookstore_statement_id = fields.Many2one(
        "bookstore.statement",
        "Deposit Statement",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
