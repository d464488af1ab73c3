from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    bookstore_member_mail = fields.Boolean(
        related="company_id.bookstore_member_mail", readonly=False
    )
    bookstore_member_account_id = fields.Many2one(related="company_id.bookstore_member_account_id")
    bookstore_member_journal_id = fields.Many2one(related="company_id.bookstore_member_journal_id")
