from odoo import api, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

SENTENCES = {
    "catalog_no_reference": _lt(
        "The product has no internal reference. A shop tells its products by it: enter one."
    ),
    "catalog_same_reference": _lt(
        "Another product of this shop has the reference %(reference)s too. Give one of them another"
        " reference."
    ),
    "catalog_no_category": _lt(
        "The product is in no category of this shop, so nobody would find it. Choose one."
    ),
    "catalog_no_tax": _lt(
        "The shop has no tax rule of %(rate)s %%. Make it in the shop: International › Taxes."
    ),
    "catalog_doubled": _lt(
        "The shop has several products with the reference %(reference)s. Delete or rename all but one"
        " of them there, then read the catalogue again."
    ),
    "catalog_not_taken": _lt(
        "The shop answered that it took these fields, and shows something else: %(fields)s."
    ),
    "catalog_bad_picture": _lt(
        "The picture %(name)s cannot be opened: shops take JPEG, PNG, GIF and WEBP. Put another one on"
        " the product, or untick it in its documents."
    ),
    "catalog_no_feature": _lt(
        "The shop does not take the feature %(feature)s with the value %(value)s. Write it in a shorter"
        " or simpler way."
    ),
    "catalog_no_redirect": _lt(
        "Hidden, the product is to lead to %(product)s, which is not in this shop. Put it there first, or"
        " choose something else."
    ),
    "catalog_redirect_old": _lt(
        "This version of the shop leads from a hidden product to another product only, not to a category."
    ),
    "catalog_foreign_list": _lt(
        "The price list %(name)s is in another currency than the shop. Choose one in the shop's currency"
        " on the shop's page, or enter a price for this shop."
    ),
    "catalog_empty": _lt(
        "The shop answered that it has no products at all. Nothing was changed here: check its key and"
        " whether it is under maintenance, then read the catalogue again."
    ),
    "catalog_gone": _lt("The product is no longer in the shop. Send it again to make it anew."),
}


class ShopError(models.AbstractModel):
    _inherit = "shop.error"

    @api.model
    def _get_explanations(self):
        return super()._get_explanations() | SENTENCES
