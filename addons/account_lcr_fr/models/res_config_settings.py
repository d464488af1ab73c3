from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    lcr_journal_id = fields.Many2one(related="company_id.lcr_journal_id", readonly=False)
    lcr_receivable_account_id = fields.Many2one(
        related="company_id.lcr_receivable_account_id", readonly=False
    )
    lcr_collection_account_id = fields.Many2one(
        related="company_id.lcr_collection_account_id", readonly=False
    )
    lcr_discount_account_id = fields.Many2one(
        related="company_id.lcr_discount_account_id", readonly=False
    )
    lcr_fee_account_id = fields.Many2one(related="company_id.lcr_fee_account_id", readonly=False)
    lcr_interest_account_id = fields.Many2one(
        related="company_id.lcr_interest_account_id", readonly=False
    )
