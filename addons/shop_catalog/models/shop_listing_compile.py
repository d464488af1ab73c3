import hashlib
import json
from decimal import Decimal

from odoo import models

from odoo.addons.shop_sync.core.errors import DataError

from ..core.compile import Facts, Variant, compile_product, differences, narrow, net_price, slugs_of


class ShopListing(models.Model):
    """What a product is to be in its shop."""

    _inherit = "shop.listing"

    def _read_more(self, catalogue):
        """Hook: ``{listing: further facts}`` that are read for all of these at once."""
        return {listing: {} for listing in self}

    def _compile(self, catalogue, more):
        """:param more: what `_read_more` read of it
        :return: ``(desired, variants)``
        :raises DataError: what is missing to put it into the shop
        """
        self.ensure_one()
        base, variants = self._get_variants()
        facts = self._get_facts(catalogue, base, more)
        desired = compile_product(facts, catalogue.languages.values(), catalogue.fields)
        if not self.external_key:
            desired.values["link_rewrite"] = slugs_of(desired.values["name"])
        return desired, variants

    def _get_facts(self, catalogue, base, more):
        product = self.product_tmpl_id
        codes = {
            key: self.env["shop.category"]._get_lang(c) for c, key in catalogue.languages.items()
        }
        variants = self._get_own_variants()
        several = len(variants) > 1
        return Facts(
            reference=self._get_reference(),
            texts={
                name: {key: self._get_text(name, code) for key, code in codes.items()}
                for name in ("name", "description", "description_short", "meta_title")
            },
            price=base,
            tax_group=self._get_tax_group(catalogue),
            barcode="" if several else variants.barcode or "",
            weight=Decimal(str(variants[:1].weight or 0)),
            active=self.published and product.active and product.sale_ok,
            categories=self._get_categories(),
            makers=self._get_makers(catalogue),
            redirect=self._get_redirect(),
            **more,
        )

    def _get_reference(self):
        variants = self._get_own_variants()
        several = len(variants) != 1
        found = self.product_tmpl_id.shop_reference if several else variants.default_code
        if not found:
            raise DataError("catalog_no_reference")
        return found.strip()

    def _get_own_variants(self):
        """Of an archived product, which is hidden in the shop, the archived ones."""
        product = self.product_tmpl_id
        return product.with_context(active_test=product.active).product_variant_ids

    def _get_text(self, name, lang):
        listing = self.with_context(lang=lang)
        product = listing.product_tmpl_id
        if name == "name":
            return listing.name_here or product.name or ""
        if name == "description":
            return listing.description_here or product.shop_description or ""
        if name == "description_short":
            return product.shop_short_description or ""
        return product.shop_meta_title or listing.name_here or product.name or ""

    def _get_categories(self):
        chosen = (self.category_id | self.category_ids).filtered("external_key")
        if not chosen and not self.external_key:
            raise DataError("catalog_no_category")
        if not chosen:
            return ()
        first = self.category_id.external_key or chosen[0].external_key
        return (first, *(c.external_key for c in chosen if c.external_key != first))

    def _get_supplier(self):
        """The first that sells it to the shop's company."""
        company = self.channel_id.company_id
        return self.product_tmpl_id.seller_ids.filtered(
            lambda seller: not seller.company_id or seller.company_id == company
        )[:1]

    def _get_maker_names(self):
        """``{field of the shop: name}``"""
        return {
            "id_supplier": self._get_supplier().partner_id.commercial_partner_id.name or "",
            "id_manufacturer": self.product_tmpl_id.shop_brand or "",
        }

    def _get_makers(self, catalogue):
        if self.channel_id.catalog_makers != "odoo":
            return None
        supplier, brand = (
            catalogue.makers.key(field, name) for field, name in self._get_maker_names().items()
        )
        return supplier, self._get_supplier().product_code or "", brand

    def _get_redirect(self):
        """:raises DataError: what it leads to is not in this shop"""
        if not self.redirect:
            return None
        if self.redirect.endswith("category"):
            return self.redirect, next(iter(self._get_categories()), "0")
        if self.redirect == "404":
            return self.redirect, "0"
        target = self.redirect_tmpl_id.shop_listing_ids.filtered(
            lambda other: other.channel_id == self.channel_id and other != self
        )
        if not target.external_key:
            if self.published and self.product_tmpl_id.active and self.product_tmpl_id.sale_ok:
                return None  # nobody is led anywhere yet: asked again when it is hidden
            name = self.redirect_tmpl_id.display_name or "–"
            raise DataError("catalog_no_redirect", product=name)
        return self.redirect, target.external_key

    def _get_tax(self):
        company = self.channel_id.company_id
        return self.product_tmpl_id.taxes_id.filtered(
            lambda tax: tax.company_id == company and tax.amount_type == "percent"
        )[:1]

    def _get_tax_group(self, catalogue):
        rate = Decimal(str(self._get_tax().amount or 0))
        groups = catalogue.tax_groups
        fitting = [key for key, known in groups.items() if Decimal(str(known)) == rate]
        if not fitting and not rate:
            return "0"
        if not fitting:
            raise DataError("catalog_no_tax", rate=f"{rate.normalize():f}")
        shown = (self.shown or {}).get("id_tax_rules_group")
        return shown if shown in fitting else min(fitting, key=int)

    def _get_variants(self):
        """:return: (base price without tax, [Variant])"""
        variants = self._get_own_variants()
        prices = {variant: self._get_net_price(variant) for variant in variants}
        base = min(prices.values(), default=self._get_net_price(self.env["product.product"]))
        if len(variants) < 2:
            return base, []
        return base, [
            Variant(
                variant.id,
                variant.default_code or f"{self.product_tmpl_id.shop_reference}-{variant.id}",
                tuple(
                    (value.attribute_id.name, value.name)
                    for value in variant.product_template_attribute_value_ids
                ),
                variant.barcode or "",
                prices[variant] - base,
            )
            for variant in variants
        ]

    def _get_net_price(self, variant):
        """:raises DataError: the shop's price list is in another currency than the shop"""
        pricelist = self.channel_id.catalog_pricelist_id
        if pricelist and not self.price_here and pricelist.currency_id != self.currency_id:
            raise DataError("catalog_foreign_list", name=pricelist.display_name)
        tax = self._get_tax()
        price = self.price_here or self._get_list_price(variant)
        return net_price(
            Decimal(str(price)), Decimal(str(tax.amount or 0)), bool(tax.price_include)
        )

    def _has_several_prices(self):
        """Whether its variants differ in price, which one price of its own would end."""
        variants = self._get_own_variants()
        return len(variants) > 1 and len({self._get_list_price(one) for one in variants}) > 1

    def _get_list_price(self, variant):
        pricelist = self.channel_id.catalog_pricelist_id
        product = variant or self.product_tmpl_id
        if not pricelist:
            return product.lst_price if variant else product.list_price
        return pricelist._get_product_price(product, 1.0)

    # -- comparing --------------------------------------------------------------------------------------

    def _get_owned(self):
        """Subjects that this shop takes from here."""
        channel = self.channel_id
        subjects = ("identity", "texts", "price", "sale", "categories", "makers")
        return [name for name in subjects if channel[f"catalog_{name}"] == "odoo"]

    def _narrow(self, desired, shown):
        """What stands in the shop, as far as it is ours to say."""
        return narrow(shown, desired.values, self.sent or {})

    def _get_differences(self, desired, shown):
        kept = set(self.kept or [])
        found = differences(desired.values, self._narrow(desired, shown), self._get_owned())
        return {name: value for name, value in found.items() if name not in kept}

    def _get_changes(self, desired, shown):
        """``{field: [in the shop, here]}``"""
        ours = self._narrow(desired, shown)
        return {
            name: [ours.get(name), value]
            for name, value in self._get_differences(desired, shown).items()
        }

    def _get_digest(self, desired, variants):
        """Of all that would be sent: as long as it stays the same, nothing is."""
        facts = [
            # an address is made once
            {name: value for name, value in desired.values.items() if name != "link_rewrite"},
            [[v.reference, v.options, v.barcode, str(v.extra)] for v in variants],
            _mark(desired.pictures),
            sorted(self.kept or []),
            self._get_owned(),
        ]
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _mark(pictures):
    """What the digest holds of pictures; of one alone as it was when there was one."""
    digests = list(pictures)
    return digests if len(digests) > 1 else "".join(digests)
