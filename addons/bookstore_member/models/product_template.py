from odoo import api, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    @api.model
    def _load_pos_data_fields(self, config_id):
        """The till gives the members' discount on books alone."""
        return [*super()._load_pos_data_fields(config_id), "bookstore_is_title"]
