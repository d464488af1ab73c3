from odoo import models

from ..core.combinations import differing, numbers_of
from ..core.compile import compile_variant


class ShopListing(models.Model):
    """The variants of a product in a shop: sent as combinations, known to orders and stock, compared
    when a catalogue is taken over."""

    _inherit = "shop.listing"

    def _send_variants(self, catalogue, variants):
        if not variants:
            return
        if "combinations" in (self.kept or []):
            self._link_combinations(catalogue, variants)
            return
        options = catalogue.options([pair for variant in variants for pair in variant.options])
        rows = {}
        for number, variant in enumerate(variants):
            keys = [options[pair] for pair in variant.options]
            row = compile_variant(variant, self.external_key, keys, default=number == 0)
            rows[tuple(row["product_option_values"])] = (variant.key, row)
        made = catalogue.save_combinations(self.external_key, [row for _key, row in rows.values()])
        links = {
            f"{self.external_key}-{made[options]}": (
                self.env["product.product"].browse(key),
                row["reference"],
            )
            for options, (key, row) in rows.items()
            if options in made
        }
        self.env["shop.binding"]._bind(self.channel_id, "product", links)

    def _link_combinations(self, catalogue, variants):
        """Orders and stock know what the shop has; nothing there is written."""
        known = catalogue.known_options()
        rows = catalogue.combinations([self.external_key]).get(self.external_key, [])
        there = {tuple(row["options"]): str(row["id"]) for row in rows}
        links = {}
        for variant in variants:
            key = there.get(numbers_of(variant.options, known))
            if key:
                product = self.env["product.product"].browse(variant.key)
                links[f"{self.external_key}-{key}"] = (product, variant.reference)
        self.env["shop.binding"]._bind(self.channel_id, "product", links)

    def _link(self, variants):
        """Orders and stock of this shop know the product from now on."""
        if not variants:
            product = self._get_own_variants()[:1]
            links = {f"{self.external_key}-0": (product, product.display_name[:200])}
            self.env["shop.binding"]._bind(self.channel_id, "product", links)

    def _read_combinations(self, catalogue):
        """``({(attribute, value): number}, {product of the shop: its combinations})``, read once for
        all of these; nothing is made."""
        several = self.filtered(lambda one: len(one._get_own_variants()) > 1)
        keys = several.filtered("external_key").mapped("external_key")
        return (catalogue.known_options(), catalogue.combinations(keys)) if keys else ({}, {})

    def _get_variant_changes(self, variants, options, rows):
        """What *Send* would write on combinations, as ``{"combinations": [in the shop, here]}``."""
        wanted = []
        for number, variant in enumerate(variants):
            row = compile_variant(variant, self.external_key, [], default=number == 0)
            wanted.append((variant.options, row))
        found = differing(wanted, options, rows)
        if not found:
            return {}
        return {
            "combinations": [
                [[" / ".join(value for _name, value in one), self._tell(row)] for one, row in side]
                for side in (
                    [(one, shown) for one, _row, shown in found],
                    [(one, row) for one, row, _shown in found],
                )
            ]
        }

    def _tell(self, row):
        """A combination in a line: reference, barcode, price above the product's."""
        if row is None:
            return "–"
        words = [row.get("reference"), row.get("ean13"), f"+{float(row.get('price') or 0):.2f}"]
        if str(row.get("default_on")) == "1":
            words.append(self.env._("shown first"))
        return " · ".join(word for word in words if word and word != "0")
