import hashlib
import json
from decimal import Decimal

from odoo import models

from odoo.addons.shop_sync.core.errors import DataError

from ..core.compile import Facts, Variant, compile_product, differences, net_price, slugs_of


class ShopListing(models.Model):
    """What a product is to be in its shop."""

    _inherit = "shop.listing"

    def _compile(self, catalogue):
        """:return: ``(desired, variants)``
        :raises DataError: what is missing to put it into the shop
        """
        self.ensure_one()
        base, variants = self._get_variants()
        facts = self._get_facts(catalogue, base)
        desired = compile_product(facts, catalogue.languages.values(), catalogue.fields)
        if not self.external_key:
            desired.values["link_rewrite"] = slugs_of(desired.values["name"])
        return desired, variants

    def _get_facts(self, catalogue, base):
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
        subjects = ("identity", "texts", "price", "sale", "categories")
        return [name for name in subjects if channel[f"catalog_{name}"] == "odoo"]

    def _get_differences(self, desired, shown):
        kept = set(self.kept or [])
        found = differences(desired.values, shown, self._get_owned())
        return {name: value for name, value in found.items() if name not in kept}

    def _get_changes(self, desired, shown):
        """``{field: [in the shop, here]}``"""
        return {
            name: [shown.get(name), value]
            for name, value in self._get_differences(desired, shown).items()
        }

    def _get_digest(self, desired, variants):
        """Of all that would be sent: as long as it stays the same, nothing is."""
        facts = [
            desired.values,
            [[v.reference, v.options, v.barcode, str(v.extra)] for v in variants],
            self._get_picture_mark(),
            sorted(self.kept or []),
            self._get_owned(),
        ]
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
