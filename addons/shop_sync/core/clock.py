"""The shop's clock. Cursors stay in the shop's own local time and are never converted; only the
dates inside documents become UTC."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

LOCAL = "%Y-%m-%d %H:%M:%S"
NEVER = ("", "0000-00-00", "0000-00-00 00:00:00")
USUAL_OVERLAP = timedelta(seconds=120)


def parse_local(text: Any) -> Any:
    """A shop's local date, or None for its ways of saying "never"."""
    if text in NEVER or text is None:
        return None
    return datetime.strptime(text, LOCAL if len(text) > 10 else "%Y-%m-%d")


def to_utc(text: Any, zone: str) -> Any:
    """Shop local time → ``2026-11-21T22:26:55Z``; "never" becomes the epoch.

    >>> to_utc("2026-11-21 23:26:55", "Europe/Paris")
    '2026-11-21T22:26:55Z'
    """
    local = parse_local(text)
    if local is None:
        return "1970-01-01T00:00:00Z"
    moment = local.replace(tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def overlap(local: Any, zone: str) -> Any:
    """How far to read back before the cursor: two minutes, plus the repeated hour when the clocks
    went back shortly before (``date_upd`` is local time: 02:10 comes twice)."""
    tz = ZoneInfo(zone)
    after = local.replace(tzinfo=tz).utcoffset()
    before = (local - timedelta(hours=3)).replace(tzinfo=tz, fold=0).utcoffset()
    repeated = max(before - after, timedelta())
    if local.replace(tzinfo=tz, fold=0).utcoffset() != local.replace(tzinfo=tz, fold=1).utcoffset():
        ambiguous = local.replace(tzinfo=tz, fold=0).utcoffset()
        repeated = max(repeated, ambiguous - local.replace(tzinfo=tz, fold=1).utcoffset())
    return USUAL_OVERLAP + repeated


def rewind(text: Any, zone: str) -> Any:
    """The local time from which to read again, as text."""
    local = parse_local(text)
    if local is None:
        return "1970-01-01 00:00:00"
    return (local - overlap(local, zone)).strftime(LOCAL)
