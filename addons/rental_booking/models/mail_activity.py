from odoo import fields, models


class MailActivity(models.Model):
    """A warning of a booking knows which product is short, whatever its words say."""

    _inherit = "mail.activity"

    rental_short_product_id = fields.Many2one(
        "product.product",
        "Short product",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
