"""Special prices and vouchers in a PrestaShop, over the connection of ``shop_sync``."""

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from odoo.addons.shop_sync.core.client import any_of
from odoo.addons.shop_sync.core.errors import DataError, ShopError
from odoo.addons.shop_sync.core.normaliser import text
from odoo.addons.shop_sync.core.xmlwriter import write_rows

from .compiler import Article, natural_key, same_value

Row = dict[str, Any]

PAGE = 1000
BATCH = 500
FIELDS = (
    "[id,id_product,id_product_attribute,id_group,from_quantity,id_shop,id_shop_group,id_currency,"
    "id_country,id_customer,id_cart,price,reduction,reduction_tax,reduction_type,from,to]"
)
# The price that somebody sees who is nobody in particular; the shop would take its default group.
VISITOR = "1"


class Promotions:
    """:param adapter: a conversation with the shop, see ``shop_sync.core.prestashop``"""

    def __init__(self, adapter: Any) -> None:
        self._adapter = adapter
        self._client = adapter.client

    # -- prices ---------------------------------------------------------------------------------------

    def articles(self, keys: Iterable[str]) -> dict[str, Article]:
        """``{key: Article}`` as the shop asks them without any special price."""
        wanted = list(keys)
        rates = self._adapter._group_rates()
        products = {key.split("-")[0] for key in wanted}
        rows = {
            str(row["id"]): row
            for row in self._between("products", products, "[id,price,id_tax_rules_group]")
        }
        extras = {
            f"{row['id_product']}-{row['id']}": Decimal(str(row["price"] or 0))
            for row in self._between(
                "combinations",
                {key.split("-")[0] for key in wanted if not key.endswith("-0")},
                "[id,id_product,price]",
                "id_product",
            )
        }
        found = {}
        for key in wanted:
            row = rows.get(key.split("-")[0])
            if row is not None and (key.endswith("-0") or key in extras):
                rate = Decimal(str(rates.get(str(row["id_tax_rules_group"])) or 0))
                net = Decimal(str(row["price"] or 0)) + extras.get(key, Decimal(0))
                found[key] = Article(key, _cents(net * (100 + rate) / 100), rate)
        return found

    def asked(
        self, products: Iterable[str], group: str = VISITOR, quantity: int = 1
    ) -> dict[str, Decimal]:
        """``{product: price with tax}`` as the shop itself computes it now."""
        params: Row = {
            "price[asked][use_tax]": 1,
            "price[asked][group]": group if group != "0" else VISITOR,
            "price[asked][quantity]": quantity,
        }
        return {
            str(row["id"]): _cents(Decimal(str(row["asked"])))
            for row in self._between("products", set(products), "[id,asked]", **params)
            if row.get("asked") not in (None, "")
        }

    def _between(
        self, resource: str, keys: set[str], display: str, field: str = "id", **params: Any
    ) -> Iterator[Row]:
        """Rows of these keys, asked by intervals: a thousand numbers fit in no address."""
        ordered = sorted(map(int, keys))
        for start in range(0, len(ordered), PAGE):
            chunk = ordered[start : start + PAGE]
            span = {f"filter[{field}]": f"[{chunk[0]},{chunk[-1]}]", "limit": 10 * PAGE}
            yield from (
                row
                for row in self._client.rows(resource, display=display, **span, **params)
                if int(row[field]) in set(chunk)
            )

    # -- special prices ---------------------------------------------------------------------------------

    def find(self, products: Iterable[str]) -> list[Row]:
        """All special prices of these products, ours and others."""
        rows = self._between("specific_prices", set(products), FIELDS, "id_product")
        return [{name: str(value) for name, value in row.items()} for row in rows]

    def save(self, rows: list[Row]) -> dict[tuple[str, ...], str | ShopError]:
        """Make special prices. One that is there already is found, not made again; the shop refuses
        a second one of the same key anyhow.

        :return: ``{natural key: number, or the error}``
        """
        wanted = {natural_key(row): row for row in rows}
        products = {row["id_product"] for row in rows}
        found = self._known(products)
        missing = [row for key, row in wanted.items() if key not in found]
        errors: dict[tuple[str, ...], ShopError] = {}
        for start in range(0, len(missing), BATCH):
            self._post(missing[start : start + BATCH], errors)
        if missing:
            found = self._known(products)
        self._correct(wanted, found)
        return {
            key: str(found[key]["id"])
            if key in found
            else errors.get(key) or DataError("not_taken", key=key[0])
            for key in wanted
        }

    def _known(self, products: Iterable[str]) -> dict[tuple[str, ...], Row]:
        return {natural_key(row): row for row in self.find(products)}

    def _post(self, rows: list[Row], errors: dict[tuple[str, ...], ShopError]) -> None:
        try:
            self._client.send_rows("POST", "specific_prices", "specific_price", rows)
        except ShopError as error:
            if error.kind == "config":
                raise
            # A part may have been saved: what is there now is looked up before a repeat.
            there = self._known({row["id_product"] for row in rows})
            left = [row for row in rows if natural_key(row) not in there]
            if len(left) == 1 or error.kind == "transient":
                errors.update({natural_key(row): error for row in left})
            elif left:
                middle = len(left) // 2
                self._post(left[:middle], errors)
                self._post(left[middle:], errors)

    def _correct(self, wanted: dict[Any, Row], found: dict[Any, Row]) -> None:
        """Another value under the same key."""
        names = ("price", "reduction", "reduction_tax", "reduction_type")
        rows = [
            {"id": str(found[key]["id"]), **{name: row[name] for name in names}}
            for key, row in wanted.items()
            if key in found and not same_value(row, found[key])
        ]
        if not rows:
            return
        if self._adapter._may_patch("specific_prices"):
            self._client.send_rows("PATCH", "specific_prices", "specific_price", rows)
            return
        for row in rows:
            whole = next(
                given for given in wanted.values() if found[natural_key(given)]["id"] == row["id"]
            )
            body = {"id": row["id"], **whole}
            self._client.send_rows("PUT", f"specific_prices/{row['id']}", "specific_price", [body])

    def remove(self, rows: list[Row]) -> set[tuple[str, ...]]:
        """Take special prices away, also those whose number we never learnt.

        :return: natural keys that are still there
        """
        wanted = {natural_key(row) for row in rows}
        products = {row["id_product"] for row in rows}
        found = self._known(products)
        keys = sorted(int(row["id"]) for key, row in found.items() if key in wanted)
        for start in range(0, len(keys), BATCH):
            part = ",".join(map(str, keys[start : start + BATCH]))
            self._client.delete("specific_prices", id=f"[{part}]")
        return wanted & set(self._known(products)) if keys else set()

    # -- vouchers ---------------------------------------------------------------------------------------

    def save_voucher(self, row: Row, again: bool = False) -> str:
        """Make a voucher, looked up by its code first: the shop would take the same code twice.

        :param again: it was asked for before and the answer was lost: it may be there
        :raises DataError: the shop has a voucher of this code that is not ours
        """
        known = self._of_code(row["code"])
        mine = [rule for rule in known if again and _is_ours(rule, row)]
        if mine:
            return str(mine[0]["id"])
        if known:
            raise DataError("voucher_taken", voucher=row["code"])
        texts: dict[str, str] = {key: row["name"] for key in self._adapter._table("languages")}
        try:
            body = write_rows("cart_rule", [row | {"name": texts}])
            self._client.write_body("POST", "cart_rules", "cart_rule", body)
        except ShopError as error:
            known = self._of_code(row["code"])
            if not known:
                raise error
        known = known or self._of_code(row["code"])
        if not known:
            raise DataError("not_taken", key=row["code"])
        return str(known[0]["id"])

    def vouchers(self, code: str) -> list[str]:
        return [str(rule["id"]) for rule in self._of_code(code) if str(rule["code"]) == code]

    def remove_voucher(self, code: str, number: str | None, facts: Row | None = None) -> None:
        """Take away the voucher that we made, whatever else has its code.

        :param number: its number in the shop; nothing when the answer to its making was lost
        :param facts: what it was asked with, by which it is told then
        """
        if number:
            found = self._client.rows("cart_rules", display="[id]", **{"filter[id]": f"[{number}]"})
        else:
            found = [rule for rule in self._of_code(code) if facts and _is_ours(rule, facts)]
        for rule in found:
            self._client.delete(f"cart_rules/{rule['id']}")

    # -- vouchers in series -------------------------------------------------------------------------------

    def series(self, codes: Iterable[str]) -> dict[str, Row]:
        """``{code: its voucher in the shop}``; nobody else makes such codes."""
        display = "[id,code,name,date_from,date_to,quantity]"
        wanted = set(codes)
        return {
            code: row
            for condition in any_of(sorted(wanted))
            for row in self._client.rows(
                "cart_rules", display=display, **{"filter[code]": condition}
            )
            if (code := str(row["code"])) in wanted  # a shop that misreads it answers with all
        }

    def save_series(self, rows: list[Row]) -> dict[str, str | ShopError]:
        """Make vouchers, looked up by their codes first: a cut answer doubles none.

        :return: ``{code: number, or the error}``
        """
        wanted = {row["code"]: row for row in rows}
        found = self.series(wanted)
        errors: dict[str, ShopError] = {}
        missing = [row for code, row in wanted.items() if code not in found]
        if missing:
            self._post_series(missing, errors)
            found = self.series(wanted)
        return {
            code: str(found[code]["id"])
            if code in found
            else errors.get(code) or DataError("not_taken", key=code)
            for code in wanted
        }

    def _post_series(self, rows: list[Row], errors: dict[str, ShopError]) -> None:
        languages = list(self._adapter._table("languages"))
        named = [row | {"name": dict.fromkeys(languages, row["name"])} for row in rows]
        try:
            body = write_rows("cart_rule", named)
            self._client.write_body("POST", "cart_rules", "cart_rule", body)
        except ShopError as error:
            if error.kind == "config":
                raise
            # A part may have been saved.
            there = self.series(row["code"] for row in rows)
            left = [row for row in rows if row["code"] not in there]
            if len(left) == 1 or error.kind == "transient":
                errors.update({row["code"]: error for row in left})
                return
            middle = len(left) // 2
            for half in filter(None, (left[:middle], left[middle:])):
                self._post_series(half, errors)

    def remove_series(self, codes: Iterable[str]) -> tuple[set[str], set[str]]:
        """:return: codes that were used until then, codes that are still there"""
        wanted = list(codes)
        found = self.series(wanted)
        numbers = sorted(int(row["id"]) for row in found.values())
        for start in range(0, len(numbers), BATCH):
            part = ",".join(map(str, numbers[start : start + BATCH]))
            self._client.delete("cart_rules", id=f"[{part}]")
        used = {code for code, row in found.items() if is_used(row)}
        return used, set(self.series(wanted)) if found else set()

    def _of_code(self, code: str) -> list[Row]:
        """Vouchers that a customer gets by this code: the shop takes small letters for capitals."""
        display = "[id,code,name,date_from,date_to]"
        rows = self._client.rows("cart_rules", display=display, **{"filter[code]": f"[{code}]"})
        return [row for row in rows if str(row["code"]).casefold() == code.casefold()]


def voucher_facts(row: Row) -> Row:
    """What tells a voucher of ours from another one with its code."""
    return {name: row[name] for name in ("name", "date_from", "date_to")}


def is_used(rule: Row) -> bool:
    """A shop counts down how often a voucher may be used still.

    >>> is_used({"quantity": "0"}), is_used({"quantity": 1})
    (True, False)
    """
    return int(float(str(rule.get("quantity") or 0))) <= 0


def _is_ours(rule: Row, facts: Row) -> bool:
    return all(str(text(rule.get(name))) == facts[name] for name in voucher_facts(facts))


def _cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)
