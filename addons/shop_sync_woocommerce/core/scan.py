"""Reading what changed in a WooCommerce: complete, each change once, wherever the reading was cut.

The REST API sorts by id and filters by date of change; it has no "after this id" and pages by
offset. So a scan reads everything changed since a moment in the order of ids, and each page begins
with the last record of the page before: if that one is gone (somebody deleted a record before it,
and all others moved up), it steps back. What changes while it is read is found by the next scan,
which begins a little before this one did.

A record that does not load, or that the key may not see, is counted and left out of its page: a
short page ends nothing, the number of all records does.
"""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

Row = dict[str, Any]

PAGE = 100
GMT = "%Y-%m-%dT%H:%M:%S"
OVERLAP = timedelta(seconds=120)
# A second is over for certain this long after it began, whatever the fractions of both clocks.
SETTLED = timedelta(seconds=2)
# WordPress takes the date that it is asked for (in GMT) for one of the site's own time. In the night
# when clocks are put forward an hour of it is none, and what is asked from 02:03 on comes from 03:03
# on. Clocks are put forward before this hour, wherever a shop is.
MORNING = 5
SKIPPED = timedelta(hours=1)


class Scan:
    """One reading of a list, from a cursor to the next.

    :param client: has ``page`` and ``shop_time``
    :param path: ``orders`` or ``products``
    :param params: what else is asked of the list
    :param start: take what changed from this moment on (GMT, or empty)
    """

    def __init__(self, client: Any, path: str, params: Row, start: str) -> None:
        self._client = client
        self._path = path
        self._params = params
        self._start = start

    def pages(self, cursor: Row) -> Iterator[tuple[list[Row], Row]]:
        """``(rows that are new or changed, cursor to keep with them)``"""
        place = dict(cursor.get("scan") or {}) or self._begin(cursor)
        known, told = set(cursor.get("seen", ())), False
        while True:
            rows, whole = self._after(place)
            place = self._move(place, rows)
            fresh = [row for row in rows if _stamp(row) not in known]
            if not whole:
                moved = self._end(cursor, place)
                if fresh or told or moved != cursor:
                    yield fresh, moved
                return
            if fresh:
                told = True
                yield fresh, {**cursor, "scan": dict(place)}

    def _begin(self, cursor: Row) -> Row:
        since = _overlapping(cursor["date"]) if cursor.get("date") else self._start
        return {"since": since, "began": "", "offset": 0, "last": 0, "newest": "", "recent": []}

    def _after(self, place: Row) -> tuple[list[Row], bool]:
        """Records behind the last one, and whether there may be more."""
        offset = max(0, place["offset"] - 1)
        behind: dict[int, Row] = {}
        page = self._read(place, offset)
        # The clock of the first answer: what changes from then on is for the next scan.
        place["began"] = place["began"] or self._shop_time()
        place["offset"], total = offset + PAGE, page.total
        while True:
            found = {int(row["id"]): row for row in page.rows}
            behind |= {key: row for key, row in found.items() if key > place["last"]}
            if offset == 0 or any(key <= place["last"] for key in found):
                return [behind[key] for key in sorted(behind)], place["offset"] < total
            # By half a page: a record that comes into the list meanwhile moves others down.
            offset = max(0, offset - PAGE // 2)
            page = self._read(place, offset)

    def _read(self, place: Row, offset: int) -> Any:
        since = {"modified_after": place["since"], "dates_are_gmt": True} if place["since"] else {}
        return self._client.page(
            self._path,
            per_page=PAGE,
            offset=offset,
            orderby="id",
            order="asc",
            **since,
            **self._params,
        )

    def _move(self, place: Row, rows: list[Row]) -> Row:
        if not rows:
            return place
        newest = max([place["newest"], *map(_date, rows)])
        # Only what lies within the overlap of the next scan has to be known again.
        first = _overlapping(min(newest, place["began"]))
        recent = [*place["recent"], *([_date(row), _stamp(row)] for row in rows)]
        return {
            **place,
            "last": int(rows[-1]["id"]),
            "newest": newest,
            "recent": [entry for entry in recent if entry[0] >= first],
        }

    def _end(self, cursor: Row, place: Row) -> Row:
        date = max(cursor.get("date", ""), min(place["newest"], place["began"]))
        if not date:
            return {name: value for name, value in cursor.items() if name != "scan"}
        first, settled = _overlapping(date), _earlier(place["began"], SETTLED)
        seen = {stamp for moment, stamp in place["recent"] if first <= moment < settled}
        # Also what the shop did not show this time, in the night when clocks are put forward.
        seen |= {stamp for stamp in cursor.get("seen", ()) if stamp.partition("@")[2] >= first}
        moved = {"date": date, "seen": sorted(seen)}
        if "scan" not in cursor and moved == {"seen": [], **cursor}:
            return cursor
        return moved

    def _shop_time(self) -> str:
        seconds = self._client.shop_time
        return gmt(time.time() if seconds is None else seconds)


def gmt(seconds: float) -> str:
    """
    >>> gmt(0)
    '1970-01-01T00:00:00'
    """
    return datetime.fromtimestamp(seconds, timezone.utc).strftime(GMT)


def in_parts(rows: list[Row], read: Callable[[list[Row]], list[Any]], spoiled: Any) -> list[Any]:
    """``read(rows)``, by halves around what cannot be read: one broken record holds up itself.

    :param spoiled: ``spoiled(error) -> bool``, whether fewer records at once may help
    :return: what `read` gives; a row that spoils it as ``(row, error)``
    """
    try:
        return read(rows)
    except Exception as error:
        if not spoiled(error):
            raise
        if len(rows) == 1:
            return [(rows[0], error)]
    middle = len(rows) // 2
    return in_parts(rows[:middle], read, spoiled) + in_parts(rows[middle:], read, spoiled)


def _earlier(date: str, span: timedelta) -> str:
    return (datetime.strptime(date[:19], GMT) - span).strftime(GMT)


def _overlapping(date: str) -> str:
    """From when on to ask, where all is known until `date`. A later date never asks earlier.

    >>> _overlapping("2026-03-29T12:00:00"), _overlapping("2026-03-29T02:30:00")
    ('2026-03-29T11:58:00', '2026-03-29T01:28:00')
    >>> _overlapping("2026-03-29T00:01:30"), _overlapping("2026-03-29T00:02:00")
    ('2026-03-28T23:59:30', '2026-03-28T23:59:59')
    """
    since = datetime.strptime(date[:19], GMT) - OVERLAP
    if since.hour < MORNING:
        midnight = since.replace(hour=0, minute=0, second=0)
        since = max(since - SKIPPED, midnight - timedelta(seconds=1))
    return since.strftime(GMT)


def _date(row: Row) -> str:
    return str(row.get("date_modified_gmt") or row.get("date_created_gmt") or "")[:19]


def _stamp(row: Row) -> str:
    return f"{row['id']}@{_date(row)}"
