from odoo import models


class ShopListing(models.Model):
    """The specifications of a product are its features in the shops."""

    _inherit = "shop.listing"

    def _get_owned(self):
        owned = super()._get_owned()
        return [*owned, "features"] if self.channel_id.catalog_features == "odoo" else owned

    def _read_more(self, catalogue):
        more = super()._read_more(catalogue)
        if not catalogue.features:
            return more
        codes = {
            key: self.env["shop.category"]._get_lang(c) for c, key in catalogue.languages.items()
        }
        variants = {listing: listing._get_own_variants() for listing in self}
        every = self.env["product.product"].union(*variants.values())
        values = every._tech_get_specifications() if every else {}
        for listing, own in variants.items():
            told = listing._get_told_values([values.get(one, {}) for one in own])
            features = [
                feature
                for group in told
                for feature in group._shop_get_features(codes, catalogue.features.several)
            ]
            sent_before = (listing.sent or {}).get("product_features")
            # What nobody describes here is the shop's own business.
            if features or sent_before:
                more[listing]["features"] = tuple(features)
        return more

    def _get_told_values(self, values):
        """:param values: ``[{attribute id: value}]``, one a variant
        :return: the values of each attribute, in their order; of variants those that differ"""
        groups = {}
        for own in values:
            for key, value in own.items():
                if value.attribute_id.shop_feature and value.kind != "document":
                    groups[key] = groups.get(key, value) | value
        return [group.sorted("value_min") for group in groups.values()]
