from odoo import api, models
from odoo.tools import split_every

from odoo.addons.shop_sync.core.errors import DataError

STEP = 500


class ShopListing(models.Model):
    """Taking over a catalogue that is there already: matched, compared, and nothing changed before
    somebody says so."""

    _inherit = "shop.listing"

    @api.model
    def _read_shop(self, channel, catalogue):
        """Read the whole catalogue of a shop; what is known is compared, the rest is matched.

        :return: number of products read
        """
        self.env["shop.category"]._read_shop(channel, catalogue)
        known = self.search([("channel_id", "=", channel.id)]).grouped("external_key")
        rows = dict(catalogue.read_all())
        if not rows and any(known):
            raise DataError("catalog_empty")
        found = self._match(channel, {k: row for k, row in rows.items() if k not in known})
        categories = {
            category.external_key: category.id
            for category in self.env["shop.category"].search([("channel_id", "=", channel.id)])
        }
        self._compare_rows(
            catalogue,
            {
                known.get(key) or self._adopt(channel, key, row, found[key], categories): row
                for key, row in rows.items()
            },
        )
        gone = self.browse([x.id for key, x in known.items() if key and key not in rows])
        gone.write(
            {
                "external_key": False,
                "state": "error",
                "error_code": "catalog_gone",
                "dirty": False,
            }
        )
        return len(rows)

    @api.model
    def _match(self, channel, rows):
        """``{key: products}`` by the link that orders made, by reference, by barcode."""
        links = self.env["shop.binding"]._targets(channel, "product", [f"{key}-0" for key in rows])
        found = {}
        for field, name in (("default_code", "reference"), ("barcode", "ean13")):
            wanted = {row.get(name) for row in rows.values()} - {"", None, "0"}
            products = self.env["product.product"].search_fetch(
                [(field, "in", list(wanted)), ("company_id", "in", (False, channel.company_id.id))],
                [field, "product_tmpl_id"],
            )
            for value, group in products.grouped(field).items():
                found[name, value] = group.product_tmpl_id
        taken = self.search([("channel_id", "=", channel.id)]).product_tmpl_id
        nothing = self.env["product.template"]
        return {
            key: (
                self.env["product.product"].browse(links.get(f"{key}-0", [])).product_tmpl_id
                or found.get(("reference", row.get("reference")), nothing)
                or found.get(("ean13", row.get("ean13")), nothing)
            )
            - taken
            for key, row in rows.items()
        }

    @api.model
    def _adopt(self, channel, key, row, products, categories):
        waiting = self.search(
            [
                ("channel_id", "=", channel.id),
                ("external_key", "=", False),
                ("product_tmpl_id", "in", products.ids),
            ]
        )
        free = products - self.search([("channel_id", "=", channel.id)]).product_tmpl_id
        state = "found" if len(free) == 1 else "several" if len(free) > 1 else "unknown"
        keys = [categories[place] for place in row.get("categories", ()) if place in categories]
        vals = {
            "external_key": key,
            "state": state,
            "shown_reference": row.get("reference"),
            "shown_name": next(iter(row.get("name", {}).values()), ""),
            "category_ids": [(6, 0, keys)],
            "category_id": categories.get(row.get("id_category_default"), False),
            "published": row.get("active") == "1",
            "dirty": False,
        }
        if waiting:
            waiting[0].write(vals | {"state": "found"})
            return waiting[0]
        product = free.id if len(free) == 1 else False
        return self.create({"channel_id": channel.id, "product_tmpl_id": product} | vals)

    @api.model
    def _compare_rows(self, catalogue, rows):
        """:param rows: ``{listing: what stands in the shop}``"""
        for ids in split_every(STEP, [listing.id for listing in rows]):
            listings = self.browse(ids)
            ours = listings.filtered("product_tmpl_id")
            first = ours.filtered(
                lambda one: not one.digest and one.state not in ("left", "to_send")
            )
            more, pictures = ours._read_more(catalogue), first._read_pictures()
            options, combinations = first._read_combinations(catalogue)
            for listing in listings:
                listing._compare_with(
                    catalogue,
                    rows[listing],
                    more.get(listing, {}),
                    pictures.get(listing, {}),
                    (options, combinations.get(listing.external_key, [])),
                )

    def _compare_with(self, catalogue, row, more, pictures, combinations):
        """Show what differs; what was equal stays equal, what a person decided stays decided."""
        self.shown = row
        self.shown_reference = row.get("reference")
        self.shown_name = next(iter(row.get("name", {}).values()), "")
        if not self.product_tmpl_id or self.state in ("left", "to_send"):
            return
        try:
            desired, variants = self._compile(catalogue, more)
        except DataError as error:
            if self.state == "found":  # nobody said “send” yet: compared anew at the next reading
                self.write({"error_code": error.code, "error_params": error.params})
            else:
                self._refuse(error)
            return
        changes = self._get_changes(desired, row)
        if not self.digest:
            changes |= self._get_first_changes(row, variants, pictures, combinations)
        self.notes = desired.notes
        if not changes:
            self.write({"changes": False, "error_code": False})
            if self.state in ("found", "conflict", "error"):
                self.write({"state": "same", "sent": desired.values, "dirty": True})
        elif self.state in ("same", "error", "conflict"):
            self._ask(changes, desired, row)
        else:
            self.write({"changes": changes, "error_code": False, "error_params": False})

    def _ask(self, changes, desired, row):
        """What the shop changed is asked. Where Odoo drives, what only we changed is sent, and what was
        refused is sent again once it is mended here."""
        is_driven = self.channel_id.catalog_mode == "drive"
        if self.state == "error" and is_driven:
            if not self._is_edited(desired, row):
                self.changes = changes
        elif self.state == "same" and self.digest and is_driven:
            if not self._is_edited(desired, row):
                self.dirty = True
        else:
            self.write({"state": "conflict", "changes": changes})

    def _get_first_changes(self, row, variants, pictures, combinations):
        """What the first sending would do besides: combinations, and our pictures beside the shop's."""
        changes = self._get_variant_changes(variants, *combinations)
        if set(pictures) - set(self._get_known_pictures()):
            changes["pictures"] = [
                row.get("id_default_image") not in (None, "", "0"),
                len(pictures),
            ]
        return {name: both for name, both in changes.items() if name not in (self.kept or [])}

    def _compare(self, catalogue):
        shown = catalogue.fetch([listing.external_key for listing in self if listing.external_key])
        there = self.filtered(lambda listing: listing.external_key in shown)
        self._compare_rows(catalogue, {one: shown[one.external_key] for one in there})

    def action_create_product(self):
        """Make a product here for one that only the shop knows."""
        self.check_access("write")
        handler = self.env["shop.handler.product"].sudo()  # sudo: see action_send.
        for listing in self.sudo().filtered(
            lambda x: x.state == "unknown" and not x.product_tmpl_id
        ):
            channel, shown = listing.channel_id, listing.shown or {}
            rate = channel._open_catalogue().tax_groups.get(shown.get("id_tax_rules_group"))
            product = handler._create_products(
                channel, {listing.external_key: _document(listing.external_key, shown, rate)}
            )[listing.external_key]
            listing.product_tmpl_id = product.product_tmpl_id
            product.product_tmpl_id.shop_description = next(
                iter(shown.get("description", {}).values()), ""
            )
            listing._compare(channel._open_catalogue())


def _document(key, shown, rate):
    """What the shop shows, as the import of products takes it."""
    document = {
        "id": key,
        "combination_id": "",
        "reference": shown.get("reference") or "",
        "ean13": shown.get("ean13") or "",
        "name": next(iter(shown.get("name", {}).values()), ""),
        "price_tax_excl": shown.get("price") or "0",
        "weight": shown.get("weight") or "0",
        "virtual": False,
        "active": shown.get("active") == "1",
    }
    return document | ({"tax_rate": rate} if rate is not None else {})
