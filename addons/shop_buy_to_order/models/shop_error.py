from odoo import api, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

SENTENCES = {
    "buy_page_not_taken": _lt(
        "The shop was told that %(key)s is sold on order, and shows something else: %(fields)s."
    ),
}


class ShopError(models.AbstractModel):
    _inherit = "shop.error"

    @api.model
    def _get_explanations(self):
        return super()._get_explanations() | SENTENCES
