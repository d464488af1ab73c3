"""Reading a PrestaShop's orders: complete, each change once, and past what cannot be read."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from . import normaliser
from .channel import Page
from .client import any_of
from .clock import LOCAL, parse_local, rewind
from .errors import DataError, TransientError
from .prestashop_complete import THREAD_RESOURCES, OrderCompleter, _date

Row = dict[str, Any]

PAGE = 200
ADDRESS_PAGE = 1000
EPOCH = "1970-01-01 00:00:00"
FAR_FUTURE = "2099-12-31 23:59:59"
# A second is over for certain this long after it began, whatever the fractions of both clocks.
SETTLED = timedelta(seconds=2)
ORDER_FIELDS = (
    "id,id_address_delivery,id_address_invoice,id_currency,id_lang,id_customer,id_carrier,"
    "current_state,module,date_add,date_upd,shipping_number,note,payment,gift,gift_message,"
    "total_discounts_tax_incl,total_discounts_tax_excl,total_paid_tax_incl,total_paid_tax_excl,"
    "total_shipping_tax_incl,total_shipping_tax_excl,total_wrapping_tax_incl,"
    "total_wrapping_tax_excl,total_products,total_products_wt,carrier_tax_rate,id_cart,reference"
)

text = normaliser.text
reference = normaliser.reference


class OrderReader(OrderCompleter):
    """The part of the PrestaShop channel that reads orders. Expects ``client``, ``zone``, ``start``,
    ``references``, `_table`, `_load_table`, `_display`, `_shop_filter`, `_is_old`, `_discounts_of`."""

    def _begin_orders(self) -> None:
        self._seen_payments: set[str] = set()
        self._fetched: dict[str, str] = {}
        self._reloaded: set[tuple[str, str]] = set()

    # -- orders by date of change ---------------------------------------------------------------

    def _pull_order(self, cursor: Row) -> Iterator[Any]:
        """Orders by (date_upd, id). Pages start at a date, inclusive; rows seen are skipped, and
        when one second fills a whole page, that second is read by id.

        Each pass reads again from a little before the last date; of those rows, the ones that were
        read after their second was over are known (``seen``).
        """
        date = rewind(cursor.get("date", ""), self.zone) if cursor.get("date") else self.start
        date = date or EPOCH
        known = set(cursor.get("seen", ()))
        recent: dict[str, str] = {}
        page: set[str] = set()
        while True:
            rows = self._orders_from(date)
            recent.update((_stamp(row), _date(row)) for row in rows)
            fresh = [row for row in rows if self._is_fresh(row, known | page)]
            page = {_stamp(row) for row in rows}
            moved, recent = self._move(cursor, rows, recent)
            if fresh or moved != cursor:
                cursor = moved
                yield Page(self._documents(fresh), cursor)
            if len(rows) < PAGE:
                return
            if _date(rows[-1]) == date:
                cursor = yield from self._pull_one_second(date, int(rows[-1]["id"]), cursor)
                date = _next_second(date)
            else:
                date = _date(rows[-1])

    def _is_fresh(self, row: Row, known: Any) -> Any:
        return _stamp(row) not in known and self._fetched.get(text(row["id"])) != _date(row)

    def _move(self, cursor: Row, rows: list[Row], recent: Any) -> Any:
        """The cursor after these rows: their last date, and what is settled shortly before it.

        :return: (cursor, the rows that the next pass will see again)
        """
        date = max([cursor.get("date", ""), *map(_date, rows[-1:])])
        if not date:
            return cursor, recent
        first, over = rewind(date, self.zone), self._shop_time() - SETTLED
        recent = {mark: moment for mark, moment in recent.items() if moment >= first}
        last = over.strftime(LOCAL)
        seen = sorted(mark for mark, moment in recent.items() if moment < last)
        return {**cursor, "date": date, "seen": seen}, recent

    def _shop_time(self) -> Any:
        """What the shop's clock showed with its last answer, in its own time zone."""
        if self.client.access_time is None:
            return datetime(1970, 1, 2)
        moment = datetime.fromtimestamp(self.client.access_time, ZoneInfo(self.zone))
        return moment.replace(tzinfo=None)

    def _orders_from(self, date: Any) -> Any:
        window = f"[{date},{FAR_FUTURE}]"
        return self._orders(**{"filter[date_upd]": window, "sort": "[date_upd_ASC,id_ASC]"})

    def _pull_one_second(self, date: Any, last: Any, cursor: Row) -> Any:
        """The rest of a second that fills more than a page (a mass change), by id. How far it was
        read once it was over is kept (``second``): the next pass does not read it all again.

        :return: the cursor
        """
        known = cursor.get("second") or {}
        if known.get("date") == date:
            last = max(last, known["id"])
        over = date < (self._shop_time() - SETTLED).strftime(LOCAL)
        while True:
            rows = self._orders(
                **{"filter[date_upd]": f"[{date}]", "filter[id]": f">[{last}]", "sort": "[id_ASC]"}
            )
            if not rows:
                return cursor
            last = int(rows[-1]["id"])
            if over:
                cursor = {**cursor, "second": {"date": date, "id": last}}
            yield Page(self._documents(rows), cursor)

    # -- what leaves no trace in the date of change -----------------------------------------------

    def _pull_order_by_id(self, cursor: Row) -> Iterator[Any]:
        """New orders by id: ``date_upd`` is local time and runs twice through one hour a year."""
        if "id" not in cursor:
            yield Page([], {"id": self._highest_id("orders")})
            return
        while True:
            rows = self._orders(**{"filter[id]": f">[{cursor['id']}]", "sort": "[id_ASC]"})
            if not rows:
                return
            cursor = {"id": int(rows[-1]["id"])}
            yield Page(self._documents(rows), cursor)
            if len(rows) < PAGE:
                return

    def _highest_id(self, resource: str) -> Any:
        rows = self.client.rows(resource, display="[id]", sort="[id_DESC]", limit=1)
        return int(rows[0]["id"]) if rows else 0

    def _pull_payment(self, cursor: Row) -> Iterator[Any]:
        """Payments by id: they have no ``date_upd`` and do not touch their order's."""
        for rows, moved in self._by_id("order_payments", cursor, "[id,order_reference]"):
            new = {
                text(row["order_reference"])
                for row in rows
                if text(row["id"]) not in self._seen_payments
            } - {""}
            yield Page(self._orders_where("reference", sorted(new)), moved)

    def _pull_refund(self, cursor: Row) -> Iterator[Any]:
        """Credit slips by id; not every version touches their order's date."""
        if not self._may_read("order_slip"):
            return
        for rows, moved in self._by_id("order_slip", cursor, "[id,id_order]"):
            orders = {reference(row.get("id_order")) for row in rows} - {""}
            yield Page(self._orders_where("id", sorted(orders)), moved)

    def _pull_message(self, cursor: Row) -> Iterator[Any]:
        """Messages of the customer service by id; they hang on a thread, the thread on an order."""
        if not self._may_read(*THREAD_RESOURCES):
            return
        for rows, moved in self._by_id("customer_messages", cursor, "[id,id_customer_thread]"):
            threads = sorted({reference(row.get("id_customer_thread")) for row in rows} - {""})
            orders = set()
            for condition in any_of(threads):
                orders |= {
                    reference(row.get("id_order"))
                    for row in self.client.rows(
                        "customer_threads", **{"filter[id]": condition, "display": "[id,id_order]"}
                    )
                }
            yield Page(self._orders_where("id", sorted(orders - {""})), moved)

    def _by_id(self, resource: str, cursor: Row, display: str) -> Iterator[Any]:
        """``(rows, cursor)`` of rows newer than the cursor; nothing but the place at first."""
        if "id" not in cursor:
            yield [], {"id": self._highest_id(resource)}
            return
        while True:
            rows = self.client.rows(
                resource,
                **{
                    "filter[id]": f">[{cursor['id']}]",
                    "sort": "[id_ASC]",
                    "limit": PAGE,
                    "display": display,
                },
            )
            if not rows:
                return
            cursor = {"id": int(rows[-1]["id"])}
            yield rows, cursor
            if len(rows) < PAGE:
                return

    def _pull_address(self, cursor: Row) -> Iterator[Any]:
        """Addresses edited after their creation; their orders' ``date_upd`` does not move."""
        if "date" not in cursor:
            rows = self.client.rows(
                "addresses", sort="[date_upd_DESC]", limit=1, display="[id,date_upd]", date=1
            )
            yield Page([], {"date": _date(rows[0]) if rows else EPOCH})
            return
        rows, began = self._addresses_since(rewind(cursor["date"], self.zone))
        edited = {
            _stamp(row): text(row["id"]) for row in rows if _date(row) != text(row.get("date_add"))
        }
        known = set(cursor.get("seen", ()))
        new = sorted({key for mark, key in edited.items() if mark not in known})
        for start in range(0, len(new), PAGE):
            part = new[start : start + PAGE]
            documents = self._orders_where("id_address_delivery", part)
            yield Page(documents + self._orders_where("id_address_invoice", part), cursor)
        # What is edited while the pages are read may lie behind them: never past their begin.
        newest = max(map(_date, rows), default=EPOCH)
        date = max(cursor["date"], min(newest, began.strftime(LOCAL)))
        first, settled = rewind(date, self.zone), (began - SETTLED).strftime(LOCAL)
        seen = sorted(mark for mark in edited if first <= mark.partition("@")[2] < settled)
        moved = {"date": date, "seen": seen}
        if moved != {"seen": [], **cursor}:
            yield Page([], moved)

    def _addresses_since(self, date: Any) -> Any:
        """Addresses changed since `date`, page by page in the order of their ids: thousands may
        have been edited in one second.

        :return: (rows, the shop's time when the reading began)
        """
        rows, last, began = [], 0, None
        while True:
            page = self.client.rows(
                "addresses",
                **{
                    "filter[date_upd]": f"[{date},{FAR_FUTURE}]",
                    "filter[id]": f">[{last}]",
                    "sort": "[id_ASC]",
                    "limit": ADDRESS_PAGE,
                    "date": 1,
                    "display": "[id,date_add,date_upd]",
                },
            )
            began = began or self._shop_time()
            rows += page
            if len(page) < ADDRESS_PAGE:
                return rows, began
            last = page[-1]["id"]

    def _orders_where(self, field: str, values: Any) -> Any:
        """Complete orders, among those changed since the start date: an old customer's address
        must not bring back years of orders."""
        documents = []
        window = f"[{self.start or EPOCH},{FAR_FUTURE}]"
        for condition in any_of(values):
            rows = self.client.rows(
                "orders",
                **{
                    f"filter[{field}]": condition,
                    "display": "[id]",
                    "date": 1,
                    "filter[date_upd]": window,
                    **self._shop_filter(),
                },
            )
            keys = [text(row["id"]) for row in rows]
            documents += self.fetch("order", [key for key in keys if key not in self._fetched])
        return documents

    def fetch(self, kind: str, keys: Any) -> Any:
        """Documents of these orders as they are now."""
        if kind != "order":
            raise DataError("unknown_kind", kind=kind)
        documents = []
        for start in range(0, len(keys), PAGE):
            for condition in any_of(keys[start : start + PAGE]):
                documents += self._documents(self._orders(**{"filter[id]": condition}))
        return documents

    # -- rows -------------------------------------------------------------------------------------

    def _orders(self, **params: Any) -> Any:
        """Rows of ``orders``; when a list cannot be read, only those that spoil it are marked."""
        params = {"date": 1, "limit": PAGE, **self._shop_filter(), **params}
        try:
            return self._order_rows(params)
        except (DataError, TransientError) as error:
            self._assert_worth_halving(error)
            heads = self.client.rows("orders", **{**params, "display": "[id,reference,date_upd]"})
        rows = {text(row["id"]): row for row in self._in_parts(heads, self._order_rows_of)}
        return [rows[text(head["id"])] for head in heads if text(head["id"]) in rows]

    def _order_rows(self, params: Row) -> Any:
        display = self._display("orders", ORDER_FIELDS)
        return self.client.rows("orders", **{**params, "display": display})

    def _order_rows_of(self, heads: list[Row]) -> Any:
        found = []
        for condition in any_of(text(head["id"]) for head in heads):
            found += self._order_rows({"filter[id]": condition})
        return found


def _stamp(row: Row) -> Any:
    return f"{text(row['id'])}@{_date(row)}"


def _next_second(date: Any) -> Any:
    return (parse_local(date) + timedelta(seconds=1)).strftime(LOCAL)
