from odoo import fields, models


class EbicsSignature(models.Model):
    """One person's signature under one order. Only signing with the passphrase makes one."""

    _name = "ebics.signature"
    _inherit = "suite.guard.mixin"
    _description = "EBICS Signature"
    _order = "id"
    _rec_name = "subscriber_id"

    order_id = fields.Many2one("ebics.order", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    subscriber_id = fields.Many2one("ebics.subscriber", string="Signed By", required=True)
    user_id = fields.Many2one(related="subscriber_id.user_id", store=True)
    value = fields.Text(required=True)
    digest = fields.Char(required=True, help="SHA-256 of the file that was signed.")
    fingerprint = fields.Char(help="Of the key that signed.")
    create_date = fields.Datetime(string="Signed On")

    _one_each = models.UniqueIndex(
        "(order_id, user_id)", "This person has signed this order already."
    )
