from odoo import api, models
from odoo.fields import Domain

PAGE = 80
DECIDE = ("several", "found", "conflict", "error")
SHOWN = (
    "state",
    "published",
    "dirty",
    "price_here",
    "name_here",
    "category_id",
    "channel_id",
    "product_tmpl_id",
)


class ShopGrid(models.AbstractModel):
    """The grid of products by shops: everything that a page of it shows, in a number of queries that
    grows neither with the products nor with the shops."""

    _name = "shop.grid"
    _description = "Grid of Products and Shops"

    @api.model
    def get_page(self, filters, offset=0):
        """:param filters: ``search``, ``category_id`` (of products), ``show``, ``channel_id``,
            ``product_ids``; each may be missing
        :return: what the screen shows
        """
        listings = self.env["shop.listing"]
        listings.check_access("read")
        templates = self.env["product.template"]
        shops = self._get_shops(filters)
        domain = self._get_domain(filters)
        products = templates.search_fetch(
            domain, ["name", "default_code"], offset=offset, limit=PAGE, order="name, id"
        )
        cells = self._get_cells(products, shops)
        return {
            "shops": [self._prepare_shop(shop) for shop in shops],
            "every_shop": [{"id": shop.id, "name": shop.name} for shop in self._get_shops({})],
            "categories": self._get_categories(),
            "rows": [
                {
                    "id": product.id,
                    "name": product.name,
                    "code": product.default_code or "",
                    "cells": [cells[product, shop] for shop in shops],
                }
                for product in products
            ],
            "total": templates.search_count(domain),
            "limit": PAGE,
            "can_edit": listings.has_access("write"),
        }

    # -- what is shown --------------------------------------------------------------------------------

    @api.model
    def _get_shops(self, filters):
        domain = Domain("engine", "=", "prestashop")
        if filters.get("channel_id"):
            domain &= Domain("id", "=", filters["channel_id"])
        return self.env["shop.channel"].search_fetch(
            domain, ["name", "currency_id", "catalog_mode", "languages"], order="sequence, id"
        )

    @api.model
    def _get_domain(self, filters):
        """Products that a page, or a change of all that it filters, is about."""
        domain = Domain("sale_ok", "=", True)
        if filters.get("product_ids"):
            domain &= Domain("id", "in", filters["product_ids"])
        if filters.get("category_id"):
            domain &= Domain("categ_id", "child_of", filters["category_id"])
        for word in (filters.get("search") or "").split():
            domain &= Domain.OR(
                Domain(name, "ilike", word)
                for name in (
                    "name",
                    "product_variant_ids.default_code",
                    "product_variant_ids.barcode",
                )
            )
        return domain & self._get_show_domain(filters)

    @api.model
    def _get_show_domain(self, filters):
        """Products with a place in one of the shops shown that is as wanted."""
        shop = filters.get("channel_id")
        there = Domain("channel_id", "=", shop) if shop else Domain.TRUE
        show = filters.get("show")
        if show == "out":
            return Domain("shop_listing_ids", "not any", there)
        if show in self._get_places():
            return Domain("shop_listing_ids", "any", there & self._get_place_domain(filters))
        return Domain.TRUE

    @api.model
    def _get_place_domain(self, filters):
        """The places that are as wanted: those that a change of all that is filtered is about."""
        return self._get_places().get(filters.get("show"), Domain.TRUE)

    @api.model
    def _get_places(self):
        return {
            "in": Domain.TRUE,
            "decide": Domain("state", "in", DECIDE),
            "conflict": Domain("state", "=", "conflict"),
            "refused": Domain("state", "=", "error"),
            "to_send": Domain("state", "in", ("new", "to_send"))
            | (Domain("state", "=", "same") & Domain("dirty", "=", True)),
            "hidden": Domain("published", "=", False),
            "own_price": Domain("price_here", "!=", 0),
            "incomplete": self.env["shop.listing"]._get_lacking_domain(),
        }

    @api.model
    def _get_categories(self):
        """Categories of products, as somebody filters by them."""
        categories = self.env["product.category"].search_fetch(
            [], ["complete_name"], order="complete_name"
        )
        return [{"id": one.id, "name": one.complete_name} for one in categories]

    @api.model
    def _prepare_shop(self, shop):
        return {
            "id": shop.id,
            "name": shop.name,
            "currency_id": shop.currency_id.id,
            "mode": shop.catalog_mode,
        }

    # -- cells ----------------------------------------------------------------------------------------

    @api.model
    def _get_cells(self, products, shops):
        """``{(product, shop): what its cell shows}``"""
        listings = self.env["shop.listing"].search_fetch(
            [("product_tmpl_id", "in", products.ids), ("channel_id", "in", shops.ids)], SHOWN
        )
        lacks = listings._get_lacks()
        languages = listings._get_language_lacks()
        prices = self._get_prices(products, shops)
        labels = dict(listings._fields["state"]._description_selection(self.env))
        words = listings._get_lack_words()
        places = {(listing.product_tmpl_id, listing.channel_id): listing for listing in listings}
        cells = {}
        for product in products:
            for shop in shops:
                listing = places.get((product, shop))
                cells[product, shop] = cell = {
                    "id": False,
                    "price": prices[product, shop],
                    "shop": shop.id,
                }
                if listing:
                    cell |= listing._prepare_cell(labels)
                    cell |= self._prepare_lacks(lacks[listing], languages[listing], words)
        return cells

    @api.model
    def _prepare_lacks(self, lacks, languages, words):
        """A description is missing in languages, where these are known."""
        whole = [code for code in lacks if not languages or code != "description"]
        return {
            "missing": ", ".join(words[code] for code in whole),
            "languages": [
                {"code": code, "missing": words.get(lack, "")} for code, lack in languages
            ],
        }

    @api.model
    def _get_prices(self, products, shops):
        """``{(product, shop): price}`` of the shops' price lists, or the products' own."""
        pricelists = shops.catalog_pricelist_id
        listed = pricelists._shop_read_prices(products)
        return {
            (product, shop): listed[shop.catalog_pricelist_id, product]
            if shop.catalog_pricelist_id
            else product.list_price
            for product in products
            for shop in shops
        }

    # -- changing many --------------------------------------------------------------------------------

    @api.model
    def action_change(self, filters, channel_ids, operation):
        """Ask for what is to change in many places at once.

        :param filters: as for ``get_page``; ``product_ids`` and ``show`` where rows were ticked
        """
        self.env["shop.listing"].check_access("write")
        wizard = self.env["shop.listing.bulk"].create(
            {
                "filters": filters,
                "channel_ids": [(6, 0, channel_ids)],
                "operation": operation,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change in the shops"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [[False, "form"]],
            "target": "new",
        }
