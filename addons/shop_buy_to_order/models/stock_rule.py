from odoo import api, models


class StockRule(models.Model):
    _inherit = "stock.rule"

    @api.model
    def run(self, procurements, raise_user_error=True):
        """What a customer's own goods need is bought by `shop.buy.need`: no other rule looks for it."""
        others = [wish for wish in procurements if not wish.values.get("buy_at_supplier")]
        return super().run(others, raise_user_error=raise_user_error)

    def _get_custom_move_fields(self):
        return [*super()._get_custom_move_fields(), "buy_line_id"]
