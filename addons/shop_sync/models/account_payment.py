from odoo import fields, models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    shop_payment_ids = fields.One2many("shop.payment", "account_payment_id", string="Shop payments")
