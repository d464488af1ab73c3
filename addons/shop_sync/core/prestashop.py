"""PrestaShop 1.6 → 9 behind the channel interface, through its web service."""

from collections.abc import Iterator
from typing import Any

from odoo.addons.suite_base.core.sessions import open_session

from . import normaliser
from .channel import Channel, register
from .client import PrestaShopClient, any_of
from .clock import to_utc
from .prestashop_catalogue import CatalogueReader
from .prestashop_facts import ShopFacts
from .prestashop_orders import EPOCH, FAR_FUTURE, OrderReader
from .prestashop_push import Writer, pieces_of

Row = dict[str, Any]

STOCK_PAGE = 5000
STOCK_FIELDS = (
    "id,id_product,id_product_attribute,id_shop,id_shop_group,quantity,depends_on_stock,"
    "out_of_stock,location"
)


@register("prestashop")
class PrestaShop(ShopFacts, CatalogueReader, Writer, OrderReader, Channel):
    """:param references: reference tables of an earlier run (saves requests), see `references`
    :param zone: the shop's time zone
    """

    def __init__(
        self,
        client: Any,
        references: Any = None,
        zone: str = "Europe/Paris",
        shop_id: str = "",
        start: str = "",
    ) -> None:
        self.client = client
        self.references = references or {}
        self.zone = zone
        self.shop_id = shop_id
        self.start = start
        self._begin_orders()
        if shop_id:
            client.defaults["id_shop"] = shop_id

    @classmethod
    def connect(
        cls, url: str, key: str, limiter: Any, *, policy: Any = None, **options: Any
    ) -> Any:
        return cls(PrestaShopClient(url, key, limiter, open_session(policy)), **options)

    def usage(self) -> Any:
        return {"requests": self.client.requests, "writes": self.client.writes}

    def capabilities(self) -> Any:
        return {
            # Orders by date last: the others first mark their place, so that nothing which happens
            # while the orders are read for the first time is missed.
            "pull": [
                "product",
                "order_by_id",
                "payment",
                "refund",
                "message",
                "address",
                "order",
            ],
            "push": ["stock", "shipment"],
            "verify": ["stock", "pack", "tracking", "payment", "order"],
        }

    # -- pulling --------------------------------------------------------------------------------

    def pull(self, flow: Any, cursor: Row) -> Any:
        return getattr(self, f"_pull_{flow}")(dict(cursor))

    def _shop_filter(self) -> Any:
        return {"filter[id_shop]": f"[{self.shop_id}]"} if self.shop_id else {}

    # -- verifying ------------------------------------------------------------------------------

    def verify(self, kind: str, keys: Any = None) -> Any:
        return getattr(self, f"_verify_{kind}")(keys)

    def _verify_stock(self, keys: Any) -> Any:
        """Stock rows, whole; combinations' parents are marked, they only carry a sum."""
        rows = self._stock_rows(keys)
        with_combinations = {
            normaliser.text(row["id_product"])
            for row in rows
            if normaliser.reference(row["id_product_attribute"])
        }
        return {
            normaliser.text(row["id"]): {
                **{name: normaliser.text(value) for name, value in row.items()},
                "product": _product_key(row),
                "quantity": pieces_of(row),
                "parent": not normaliser.reference(row["id_product_attribute"])
                and normaliser.text(row["id_product"]) in with_combinations,
                "backorder": self._sells_without_stock(row),
            }
            for row in rows
        }

    def _sells_without_stock(self, row: Row) -> bool:
        """``out_of_stock``: 0 no, 1 yes, 2 as the shop does in general."""
        choice = normaliser.text(row.get("out_of_stock"))
        general = self.references.get("settings", {}).get("PS_ORDER_OUT_OF_STOCK")
        return bool(choice == "1" or (choice == "2" and general == "1"))

    def _verify_pack(self, keys: Any) -> Any:
        """``{product key: [[product key of a part, pieces of it in one pack]]}``"""
        return {
            f"{pack}-0": [
                [f"{part['product_id']}-{part['combination_id'] or 0}", part["quantity"]]
                for part in parts
            ]
            for pack, parts in self._packs().items()
            if keys is None or f"{pack}-0" in keys
        }

    def _stock_rows(self, keys: Any) -> Any:
        # No filter by shop: stock that shops share hangs on their group; `id_shop` gives both.
        params = {"display": self._display("stock_availables", STOCK_FIELDS)}
        if keys is not None:
            return [
                row
                for condition in any_of(keys)
                for row in self.client.rows(
                    "stock_availables", **{**params, "filter[id]": condition}
                )
            ]
        rows, last = [], 0
        while True:
            page = self.client.rows(
                "stock_availables",
                **{**params, "filter[id]": f">[{last}]", "sort": "[id_ASC]", "limit": STOCK_PAGE},
            )
            rows += page
            if len(page) < STOCK_PAGE:
                return rows
            last = page[-1]["id"]

    def _verify_tracking(self, keys: Any) -> Any:
        """``{order: tracking}`` of these orders: an edit of it leaves no other trace."""
        found = {}
        for condition in any_of(keys):
            for row in normaliser.by_id(
                self.client.rows(
                    "order_carriers",
                    **{
                        "filter[id_order]": condition,
                        "display": "[id,id_order,tracking_number]",
                    },
                )
            ):
                found[normaliser.text(row["id_order"])] = normaliser.text(row["tracking_number"])
        return found

    def _verify_order(self, keys: Any) -> Any:
        """``{order: (state, total)}`` of the orders from `start` on; or of these keys, whatever
        their date and whichever shop they belong to now."""
        display = "[id,current_state,total_paid_tax_incl,date_upd]"
        if keys is not None:
            rows = self._rows_of("orders", keys, {"display": display, "date": 1})
            return {normaliser.text(row["id"]): _shown_order(row) for row in rows}
        window = {"filter[date_upd]": f"[{self.start or EPOCH},{FAR_FUTURE}]"}
        rows = self._all_rows("orders", {**window, **self._shop_filter(), "display": display})
        return {normaliser.text(row["id"]): _shown_order(row) for row in rows}

    def _verify_payment(self, keys: Any) -> Any:
        """``{payment: {"reference", "amount", "method", "paid_at"}}`` from `start` on: neither an
        edit nor a removal of one leaves a trace elsewhere."""
        window = {"filter[date_add]": f"[{self.start or EPOCH},{FAR_FUTURE}]"}
        display = "[id,order_reference,amount,payment_method,date_add]"
        return {
            normaliser.text(row["id"]): {
                "reference": normaliser.text(row["order_reference"]),
                "amount": normaliser.amount(row["amount"]),
                "method": normaliser.text(row["payment_method"]),
                "paid_at": to_utc(normaliser.text(row["date_add"]), self.zone),
            }
            for row in self._all_rows("order_payments", {**window, "display": display})
        }

    def _rows_of(self, resource: str, keys: Any, params: Row) -> Iterator[Any]:
        for condition in any_of(keys):
            yield from self.client.rows(resource, **{**params, "filter[id]": condition})

    def _all_rows(self, resource: str, params: Row) -> Iterator[Any]:
        """All rows of a list, a thousand at a time."""
        last = 0
        while True:
            rows = self.client.rows(
                resource,
                **{
                    **params,
                    "date": 1,
                    "filter[id]": f">[{last}]",
                    "sort": "[id_ASC]",
                    "limit": 1000,
                },
            )
            yield from rows
            if len(rows) < 1000:
                return
            last = rows[-1]["id"]


def _shown_order(row: Row) -> Any:
    return {
        "state": normaliser.text(row["current_state"]),
        "total": normaliser.amount(row["total_paid_tax_incl"]),
    }


def _product_key(row: Row) -> Any:
    """Of a stock row: the key of the product document that it is the stock of."""
    combination = normaliser.reference(row["id_product_attribute"]) or 0
    return f"{normaliser.text(row['id_product'])}-{combination}"
