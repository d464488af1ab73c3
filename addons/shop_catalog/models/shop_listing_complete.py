from odoo import api, models
from odoo.fields import Domain
from odoo.tools import is_html_empty
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

LACKS = {
    "reference": _lt("reference"),
    "category": _lt("category"),
    "description": _lt("description"),
    "picture": _lt("picture"),
    "untold": _lt("no description"),
    "translation": _lt("description not translated"),
}
# As an editor leaves a text that was deleted.
EMPTY_TEXTS = (False, "", "<p></p>", "<p><br></p>")


class ShopListing(models.Model):
    """What a visitor of the shop would look for in vain; of many products at once."""

    _inherit = "shop.listing"

    @api.depends(
        "product_tmpl_id", "category_id", "description_here", "product_tmpl_id.default_code"
    )
    @api.depends_context("lang")
    def _compute_missing(self):
        words, lacks = self._get_lack_words(), self._get_lacks()
        for listing in self:
            listing.missing = ", ".join(words[code] for code in lacks[listing])

    @api.model
    def _get_lack_words(self):
        return {code: str(word) for code, word in LACKS.items()}

    def _get_lacks(self):
        """``{listing: codes of what is missing}``"""
        pictured = self.product_tmpl_id._shop_get_pictured_ids()
        return {listing: listing._get_own_lacks(pictured) for listing in self}

    def _get_own_lacks(self, pictured):
        product = self.product_tmpl_id
        lacks = {
            # of a product with variants the whole has one of its own
            "reference": not (product.default_code or product.shop_reference),
            "category": not self.category_id,
            "description": is_html_empty(self.description_here or product.shop_description),
            "picture": product._origin.id not in pictured,
        }
        return [code for code, absent in lacks.items() if absent]

    @api.model
    def _get_lacking_domain(self):
        """Those of which ``_get_lacks`` tells anything."""
        return Domain("product_tmpl_id", "!=", False) & Domain.OR(
            [
                Domain("product_tmpl_id.default_code", "=", False)
                & Domain("product_tmpl_id.shop_reference", "=", False),
                Domain("category_id", "=", False),
                Domain("product_tmpl_id.image_1920", "=", False),
                Domain("description_here", "in", EMPTY_TEXTS)
                & Domain("product_tmpl_id.shop_description", "in", EMPTY_TEXTS),
            ]
        )

    # -- languages ------------------------------------------------------------------------------------

    def _get_language_lacks(self):
        """``{listing: [(language of its shop, what is missing in it)]}``, the shop's first language
        first: a description that says the same in another one is not translated."""
        codes = {shop: shop._get_catalog_languages() for shop in self.channel_id}
        texts = {
            lang: self._get_descriptions(lang) for pairs in codes.values() for _iso, lang in pairs
        }
        found = {}
        for listing in self:
            first, found[listing] = None, []
            for iso, lang in codes[listing.channel_id]:
                text = texts[lang][listing.id]
                lack = "untold" if is_html_empty(text) else ""
                if first and text == first:
                    lack = "translation"
                first = first or (None if lack else text)
                found[listing].append((iso.upper(), lack))
        return found

    def _get_descriptions(self, lang):
        return {
            listing.id: listing.description_here or listing.product_tmpl_id.shop_description
            for listing in self.with_context(lang=lang)
        }
