from odoo import api, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

SENTENCES = {
    "campaign_price": _lt(
        "The shop asks %(shop)s instead of %(wanted)s: another reduction of this product stands in the"
        " shop, or its price changed since the preview."
    ),
    "campaign_left": _lt("The shop still shows this reduction; it is taken away at the next pass."),
    "voucher_no_gift": _lt(
        "The gift %(product)s is not linked to a product of this shop. Put it in the shop, or choose"
        " another gift."
    ),
    "voucher_taken": _lt(
        "The shop has a voucher of its own with this code. It stays as it is; choose another code for"
        " the campaign, or delete the voucher in the shop."
    ),
}


class ShopError(models.AbstractModel):
    _inherit = "shop.error"

    @api.model
    def _get_explanations(self):
        return super()._get_explanations() | SENTENCES
