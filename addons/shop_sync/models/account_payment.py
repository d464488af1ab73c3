from odoo import fields, models


class AccountPayment(models.Model):
    _name = "account.payment"
    _inherit = ["account.payment", "shop.told.mixin"]

    shop_payment_ids = fields.One2many("shop.payment", "account_payment_id", string="Shop payments")
    shop_correction_id = fields.Many2one(
        "shop.payment",
        string="Corrects shop payment",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    shop_refund_order_id = fields.Many2one(
        "sale.order",
        string="Refunds shop order",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
