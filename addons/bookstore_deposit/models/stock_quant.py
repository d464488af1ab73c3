from odoo import api, models
from odoo.exceptions import UserError

#: What only movements change: the journal would not know of it otherwise.
MOVED_FIELDS = frozenset(["owner_id", "quantity", "location_id", "product_id"])


class StockQuant(models.Model):
    _inherit = "stock.quant"

    @api.model_create_multi
    def create(self, vals_list):
        quants = super().create(vals_list)
        if not self.env.su and any(vals.get("quantity") for vals in vals_list):
            quants._bookstore_check_not_typed()
        return quants

    def write(self, vals):
        if not self.env.su and MOVED_FIELDS & set(vals):
            self._bookstore_check_not_typed()
        return super().write(vals)

    def _bookstore_check_not_typed(self):
        """Copies of titles and their owners change by movements and inventories, for everybody."""
        titles = self.filtered(
            lambda quant: quant.company_id.bookstore_active and quant.product_id.bookstore_is_title
        )
        if titles:
            raise UserError(
                self.env._(
                    "The copies of %s are not typed into the stock. Record a movement or an"
                    " inventory: it asks whose copies they are.",
                    titles[0].product_id.name,
                )
            )
