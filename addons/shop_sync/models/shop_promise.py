from collections import defaultdict
from decimal import Decimal

from odoo import api, models

from . import sql

NAMES = ("product_id", "combination_id", "reference", "ean13", "name")


class ShopPromise(models.AbstractModel):
    """The ledger of promised stock: what shops have sold and Odoo has not set aside yet. A shop took
    these pieces off its shelf for a customer; to show them again would sell them twice."""

    _name = "shop.promise"
    _description = "Promised Stock"

    @api.model
    def _get_promised(self, warehouses):
        """Pieces promised out of these warehouses by whatever shop, ``{product id: pieces}``."""
        if not warehouses:
            return {}
        promised = defaultdict(float)
        for source in (sql.promised_by_quotations, sql.promised_by_deliveries):
            for product_id, pieces in source(self.env, warehouses.ids).items():
                promised[product_id] += pieces
        for product_id, pieces in self._get_unread(warehouses).items():
            promised[product_id] += pieces
        return {product_id: pieces for product_id, pieces in promised.items() if pieces}

    @api.model
    def _get_unread(self, warehouses):
        """Pieces in documents that were read and not carried out: they wait for their turn, or for
        a person."""
        # sudo: a shop's stock depends on what all shops sold from it.
        channels = (
            self.env["shop.channel"]
            .sudo()
            .with_context(active_test=False)
            .search([("id", "!=", False)])
        )
        channels = channels.filtered(lambda shop: shop._get_shipping_warehouse() in warehouses)
        if not channels:
            return {}
        rows = sql.open_document_lines(self.env, channels.ids)
        free = self._get_states_without_promise(channels)
        pieces = defaultdict(lambda: defaultdict(float))
        places = self._find_products(rows)
        for channel_id, key, state, line, order_id in rows:
            if (channel_id, state) in free:
                continue
            for part in _pieces_of(line):
                for product_id in places[channel_id, part[0]]:
                    pieces[channel_id, key, order_id][product_id] += part[1]
        return self._beyond_orders(pieces)

    @api.model
    def _beyond_orders(self, pieces):
        """Of documents whose order exists, only what they ask for beyond it: the rest is counted
        there, as a quotation, a delivery or a reservation."""
        orders = self.env["sale.order"].browse([order for _c, _k, order in pieces if order])
        held = defaultdict(float)
        for line in orders.filtered(lambda order: order.state != "cancel").order_line:
            held[line.order_id.id, line.product_id.id] += line.product_uom_id._compute_quantity(
                line.product_uom_qty, line.product_id.uom_id, round=False
            )
        promised = defaultdict(float)
        for (_channel, _key, order_id), products in pieces.items():
            for product_id, count in products.items():
                promised[product_id] += max(0, count - held.get((order_id, product_id), 0))
        return promised

    @api.model
    def _get_states_without_promise(self, channels):
        """``{(shop, state)}`` in which the shop has taken nothing off its shelf, or gave it back."""
        states = self.env["shop.mapping"].search_fetch(
            [
                ("channel_id", "in", channels.ids),
                ("kind", "=", "state"),
                "|",
                ("holds_stock", "=", False),
                ("action", "in", ("cancel", "ignore")),
            ],
            ["channel_id", "external_key"],
        )
        return {(state.channel_id.id, state.external_key) for state in states}

    @api.model
    def _find_products(self, rows):
        """``{(shop, product key): product ids}``. Where nobody has chosen yet which of several
        products is meant, it is each of them: none may be sold twice."""
        builder = self.env["shop.order.builder"]
        wanted = {}
        for channel_id, _key, _state, line, _order in rows:
            for part, _count in _pieces_of(line):
                wanted[channel_id, part] = dict(zip(NAMES, part, strict=True))
        bindings = self.env["shop.binding"].search_fetch(
            [
                ("kind", "=", "product"),
                ("channel_id", "in", list({channel for channel, _part in wanted})),
                ("external_key", "in", list({builder._product_key(p) for p in wanted.values()})),
            ],
            ["channel_id", "external_key", "res_id"],
        )
        linked = {(link.channel_id.id, link.external_key): link.res_id for link in bindings}
        loose = {}
        found = {}
        for key, row in wanted.items():
            product_id = linked.get((key[0], builder._product_key(row)))
            if product_id:
                found[key] = [product_id]
            else:
                loose[key] = row
        return found | self._find_candidates(loose)

    @api.model
    def _find_candidates(self, loose):
        products = self.env["product.product"].search_fetch(
            [
                "|",
                ("default_code", "in", list({row["reference"] for row in loose.values()} - {""})),
                ("barcode", "in", list({row["ean13"] for row in loose.values()} - {""})),
            ],
            ["default_code", "barcode"],
        )
        return {
            key: [
                product.id
                for product in products
                if (row["reference"] and product.default_code == row["reference"])
                or (row["ean13"] and product.barcode == row["ean13"])
            ]
            for key, row in loose.items()
        }


def _pieces_of(line):
    """``[((product, combination, reference, barcode, name), pieces)]`` of a line; of a pack its
    parts."""
    quantity = Decimal(str(line.get("quantity") or 0))
    parts = line.get("pack") or [{**line, "quantity": "1"}]
    return [
        (_identity(part), float(quantity * Decimal(str(part.get("quantity") or 0))))
        for part in parts
        if quantity > 0
    ]


def _identity(part):
    return tuple(str(part.get(name) or "") for name in NAMES)
