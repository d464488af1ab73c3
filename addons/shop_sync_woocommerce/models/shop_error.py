from odoo import api, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

EXPLANATIONS = {
    "woo_key_form": _lt(
        "This is no key of WooCommerce. Enter its consumer key and its consumer secret with a colon"
        " between them: ck_…:cs_…"
    ),
    "woo_needs_https": _lt(
        "The address of %(host)s begins with http://: customers' data would travel in clear. Enter"
        " it with https://"
    ),
    "woo_wrong_key": _lt(
        "The shop refuses the key. In the shop: WooCommerce › Settings › Advanced › REST API, check"
        " that the key exists and may read, then enter consumer key and secret here again."
    ),
    "woo_read_only": _lt(
        "The key may only read. In the shop: WooCommerce › Settings › Advanced › REST API › the key,"
        " “Permissions”: Read/Write."
    ),
    "woo_forbidden": _lt(
        "The user of the key may not use “%(resource)s” (%(message)s). In the shop: WooCommerce ›"
        " Settings › Advanced › REST API › the key, choose a user who manages the shop."
    ),
    "woo_no_permalinks": _lt(
        "The shop writes its addresses in the old way, in which WooCommerce cannot be asked. In the"
        " shop: Settings › Permalinks, choose anything but “Plain”."
    ),
    "woo_no_woocommerce": _lt(
        "There is a WordPress at this address, but WooCommerce does not answer in it. In the shop:"
        " Plugins, check that WooCommerce is active."
    ),
    "woo_no_wordpress": _lt(
        "There is no WordPress at %(host)s. Check the address: if the shop lies in a folder, it"
        " belongs to the address."
    ),
    "woo_not_found": _lt(
        "The shop answered with a web page instead of data (“%(excerpt)s”). Check the connection:"
        " its address or its permalinks may have been changed."
    ),
    "woo_page": _lt(
        "A page stands before the shop (status %(status)s: “%(excerpt)s”). Ask its host, or whoever"
        " set up its protection, to let this server in to /wp-json."
    ),
    "woo_too_old": _lt(
        "WooCommerce %(version)s cannot be asked for what changed. Have it updated to 5.8 or later."
    ),
    "woo_batch_too_large": _lt("The shop takes fewer lines at once. We send less of them."),
    "woo_not_counted": _lt(
        "The shop does not count the stock of this product any more. In the shop: the product ›"
        " Inventory, “Track stock quantity for this product”."
    ),
    "woo_closed": _lt(
        "Order %(order)s stands at “%(state)s” in the shop: its state was left as it is. Correct it"
        " in the shop by hand."
    ),
    "woo_unpaid": _lt(
        "Order %(order)s is not paid in the shop, which would count it as paid with the state"
        " “completed”. Once the money is there: set the order to “processing” in the shop, then retry."
    ),
}


class ShopError(models.AbstractModel):
    """What can go wrong with a WooCommerce, in sentences."""

    _inherit = "shop.error"

    @api.model
    def _get_explanations(self):
        return super()._get_explanations() | EXPLANATIONS
