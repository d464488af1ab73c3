from odoo import fields, models


class ProductCategory(models.Model):
    _inherit = "product.category"

    fr_payment_sector = fields.Selection(
        [("transport", "Transport (30 days at most)")],
        string="Payment Sector",
        help="Road transport, commission and hire of vehicles are paid within 30 days of the"
        " invoice, whatever was agreed (C. com. L441-11). Empty: as the parent category.",
    )

    def _fr_get_payment_sector(self):
        """The sector of the category, or of the nearest parent that has one."""
        category = self
        while category and not category.fr_payment_sector:
            category = category.parent_id
        return category.fr_payment_sector
