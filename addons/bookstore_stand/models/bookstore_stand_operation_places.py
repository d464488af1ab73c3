from odoo import models

from odoo.addons.bookstore_deposit.models.sql import stock_cells

from ..core.places import Shop, bring_home, take_from
from ..core.scans import EPSILON
from . import sql


class BookstoreStandOperation(models.Model):
    """Where a copy scanned is taken from, and where one that comes home should go."""

    _inherit = "bookstore.stand.operation"

    def _place_copies(self, quantities):
        """``[(product, place id or False, copies, advice)]`` of what was scanned."""
        taken_back = {product: n for product, n in quantities.items() if n < 0}
        added = {product: n for product, n in quantities.items() if n > 0}
        placed = self._place_taken_back(taken_back)
        if self.kind == "take":
            return placed + self._place_sources(added)
        if self.kind == "back":
            return placed + self._place_homes(added)
        return placed + [(product, False, copies, "") for product, copies in added.items()]

    def _place_taken_back(self, quantities):
        placed = []
        for product, copies in quantities.items():
            last = self.env["bookstore.stand.scan"].search(
                [
                    ("operation_id", "=", self.id),
                    ("product_id", "=", product.id),
                    ("quantity", ">", 0),
                ],
                limit=1,
            )
            placed.append((product, last.location_id.id, copies, ""))
        return placed

    def _get_placed(self, products):
        """``[(product, place, copies)]`` scanned before."""
        return self.env["bookstore.stand.scan"]._read_group(
            [("operation_id", "=", self.id), ("product_id", "in", products.ids)],
            ["product_id", "location_id"],
            ["quantity:sum"],
        )

    def _get_stock(self, products):
        """``{product id: {place id: copies}}`` in the shop and its reserves."""
        company = self.company_id
        # sudo: how many copies each place has is no secret to whoever fills boxes
        cells = stock_cells(self.env(su=True), company, products.ids)
        places = self._get_home_places()
        stock = {}
        for product_id, place_id, _owner, copies in cells:
            if place_id in places.ids:
                here = stock.setdefault(product_id, {})
                here[place_id] = here.get(place_id, 0.0) + copies
        return stock

    def _get_home_places(self):
        """Places of the shop where copies live: no stand, nothing missing."""
        # sudo: which places the shop has is no secret
        stands = (
            self.env["bookstore.stand"]
            .sudo()
            .search([("company_id", "=", self.company_id.id), ("location_id", "!=", False)])
        )
        return self.env["stock.location"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("usage", "=", "internal"),
                ("bookstore_use", "not in", ("missing", "client")),
                ("id", "not in", stands.location_id.ids),
            ]
        )

    def _get_main_shop(self):
        return self.stand_id.warehouse_id.lot_stock_id

    def _place_sources(self, quantities):
        products = self.env["product.product"].union(*quantities)
        stock = self._get_stock(products)
        for product, place, copies in self._get_placed(products):
            if place:
                here = stock.setdefault(product.id, {})
                here[place.id] = here.get(place.id, 0.0) - copies
        placed = []
        for product, copies in quantities.items():
            sources = take_from(
                copies,
                stock.get(product.id, {}),
                self.location_id.id or None,
                self._get_main_shop().id,
            )
            placed += [
                (product, place, number, self._get_source_advice(place))
                for place, number in sources.items()
            ]
        return placed

    def _get_source_advice(self, place_id):
        return self.env._("from %s", self.env["stock.location"].browse(place_id).name)

    # -- home --------------------------------------------------------------------------

    def _place_homes(self, quantities):
        if self.location_id:
            return [
                (product, self.location_id.id, copies, "") for product, copies in quantities.items()
            ]
        products = self.env["product.product"].union(*quantities)
        stock = self._get_stock(products)
        origins = self._get_origins(products)
        least = self._get_least(products)
        shops = self._get_home_places().filtered(lambda place: place.bookstore_use == "sale_point")
        shops = shops.sorted(lambda place: place != self._get_main_shop())
        self._add_scanned_homes(products, stock, origins)
        placed = []
        for product, copies in quantities.items():
            here = stock.get(product.id, {})
            homes = bring_home(
                copies,
                origins.get(product.id, {}),
                {
                    shop.id: Shop(here.get(shop.id, 0.0), least.get((product.id, shop.id), 0.0))
                    for shop in shops
                },
                self._get_main_shop().id,
            )
            wanted = self._get_wanted_back(product)
            placed += [
                (product, home.place, home.copies, self._get_home_advice(home, wanted))
                for home in homes
            ]
        return placed

    def _get_origins(self, products):
        # sudo: where copies came from, for those who put them back without reading the stock
        env = self.env(su=True)
        return sql.stand_origins(env, self.stand_id.location_id.id, products.ids)

    def _add_scanned_homes(self, products, stock, origins):
        """What was scanned home before and is not recorded yet is as good as there."""
        for product, place, copies in self._get_placed(products):
            if not place:
                continue
            here = stock.setdefault(product.id, {})
            here[place.id] = here.get(place.id, 0.0) + copies
            away = origins.setdefault(product.id, {})
            away[place.id] = away.get(place.id, 0.0) - copies

    def _get_least(self, products):
        """``{(product id, shop id): copies}`` that a sale point should have now (B109).

        Its least number, as agreed; at least one copy of what it had before the stand, or sold.
        """
        shop = self._get_main_shop()
        least = {(product.id, shop.id): 1.0 for product in products}
        # sudo: least numbers are shared by the shop
        thresholds = (
            self.env["bookstore.threshold"]
            .sudo()
            .search([("product_id", "in", products.ids), ("company_id", "=", self.company_id.id)])
        )
        for threshold in thresholds:
            key = threshold.product_id.id, (threshold.location_id or shop).id
            least[key] = max(least.get(key, 0.0), threshold.minimum)
        return least

    def _get_wanted_back(self, product):
        """The distributors whose last statement asks for copies of a title to be returned."""
        # sudo: what a statement asks for, told to whoever holds the book
        lines = (
            self.env["bookstore.statement.line"]
            .sudo()
            .search(
                [
                    ("product_id", "=", product.id),
                    ("to_return", ">", EPSILON),
                    ("company_id", "=", self.company_id.id),
                ],
                order="id desc",
            )
        )
        latest = {line.statement_id.deposit_id: line for line in reversed(lines)}
        return [
            deposit.partner_id.name
            for deposit, line in latest.items()
            if line.statement_id == deposit.statement_ids.sorted("id")[-1:]
        ]

    def _get_home_advice(self, home, wanted):
        place = self.env["stock.location"].browse(home.place).name
        why = {
            "shop_empty": self.env._("to %s, which has none", place),
            "below_least": self.env._("to %s, which has too few", place),
            "origin": self.env._("back to %s", place),
            "unknown": self.env._("to %s, origin unknown", place),
        }[home.why]
        if not wanted:
            return why
        return self.env._("%(why)s; %(owners)s want copies back", why=why, owners=", ".join(wanted))
