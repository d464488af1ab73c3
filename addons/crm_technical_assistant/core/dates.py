"""Days, hours and periods as people write them, in French and in English (on folded text)."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, time, timedelta

DAYS = {
    "lundi": 0, "mardi": 1, "mercredi": 2, "jeudi": 3, "vendredi": 4, "samedi": 5, "dimanche": 6,
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
}  # fmt: skip
MONTHS = {
    "janvier": 1, "fevrier": 2, "mars": 3, "avril": 4, "mai": 5, "juin": 6, "juillet": 7, "aout": 8,
    "septembre": 9, "octobre": 10, "novembre": 11, "decembre": 12,
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12,
}  # fmt: skip
NUMBERS = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6,
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
}  # fmt: skip

_DAY, _MONTH, _COUNT = "|".join(DAYS), "|".join(MONTHS), "|".join(NUMBERS)
_BEFORE = r"(?:\b(?:pour|le|on|the|d'ici|by|ce|this|next)\s+)*"
_UNITS = r"(?P<unit>jours?|days?|semaines?|weeks?|mois|months?)"
_TIME = re.compile(
    r"(?:\b(?:a|at|vers)\s+)?(?:\b(?P<hour>\d{1,2})\s?(?:h\s?(?P<minute>\d{2})?\b"
    r"|:\s?(?P<minutes>\d{2})\s?(?P<half>am|pm)?\b|(?P<halves>am|pm)\b)|\b(?P<noon>midi|noon)\b)"
)

FARTHEST = 36500
"""Nobody plans so many days, weeks or months ahead: that is no day."""

Found = tuple[date, int, int]
Period = tuple[date, date]


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, the last of a shorter month.

    >>> add_months(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _count(text: str) -> int:
    return int(text) if text.isdigit() else NUMBERS[text]


def _later(today: date, count: int, unit: str) -> date | None:
    if count > FARTHEST:
        return None
    if unit.startswith("mo"):
        return add_months(today, count)
    return today + timedelta(days=count * (7 if unit[0] in "sw" else 1))


def _on(today: date, day: int, month: int, year: int | None) -> date | None:
    """Return a day of the calendar; without a year the next one from today on."""
    try:
        found = date(year or today.year, month, day)
        return found if year or found >= today else date(today.year + 1, month, day)
    except ValueError:
        return None


def _read_relative(found: re.Match[str], today: date) -> date:
    shift = {"apr": 2, "day": 2, "dem": 1, "tom": 1}.get(found["word"][:3], 0)
    return today + timedelta(days=shift)


def _read_numbers(found: re.Match[str], today: date) -> date | None:
    year = int(found["year"]) if found["year"] else None
    return _on(today, int(found["day"]), int(found["month"]), year and year % 100 + 2000)


def _read_named(found: re.Match[str], today: date) -> date | None:
    return _on(
        today,
        int(found["day"]),
        MONTHS[found["month"]],
        int(found["year"]) if found["year"] else None,
    )


def _read_week_day(found: re.Match[str], today: date) -> date:
    return today + timedelta(days=(DAYS[found["name"]] - today.weekday() - 1) % 7 + 1)


def _read_iso(found: re.Match[str], _today: date) -> date | None:
    return _on(date.min, int(found["day"]), int(found["month"]), int(found["year"]))


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date | None]], ...] = (
    (re.compile(r"\b(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b"), _read_iso),
    (
        re.compile(
            rf"{_BEFORE}\b(?P<word>apres[- ]demain|day after tomorrow|demain|tomorrow|aujourd'hui|today)\b"
            r"(?:\s+(?:matin|midi|apres[- ]midi|soir|morning|afternoon|evening)\b)?"
        ),
        _read_relative,
    ),
    (
        re.compile(
            rf"{_BEFORE}\b(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})\b(?: (?P<year>20\d\d))?"
        ),
        _read_named,
    ),
    (
        re.compile(
            rf"{_BEFORE}\b(?P<month>{_MONTH}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year>20\d\d))?"
        ),
        _read_named,
    ),
    (
        re.compile(
            rf"{_BEFORE}\b(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})(?:/(?P<year>\d{{2}}(?:\d\d)?))?\b"
        ),
        _read_numbers,
    ),
    (
        re.compile(rf"\b(?:dans|in|d'ici)\s+(?P<count>\d+|{_COUNT})\s+{_UNITS}\b"),
        lambda found, today: _later(today, _count(found["count"]), found["unit"]),
    ),
    (
        re.compile(
            rf"{_BEFORE}\b(?P<name>{_DAY})\b(?:\s+(?:prochain|matin|apres[- ]midi|morning|afternoon)\b)?"
        ),
        _read_week_day,
    ),
)


def find_day(folded: str, today: date) -> Found | None:
    """Return ``(day, start, end)`` of the day that a text names.

    >>> find_day("appel vendredi", date(2026, 3, 11))
    (datetime.date(2026, 3, 13), 6, 14)
    """
    for pattern, read in _READERS:
        if (found := pattern.search(folded)) and (day := read(found, today)):
            return day, found.start(), found.end()
    return None


def find_time(folded: str) -> tuple[time, int, int] | None:
    """Return ``(hour, start, end)`` of the hour that a text names.

    >>> find_time("at 2:30 pm")
    (datetime.time(14, 30), 0, 10)
    """
    for found in _TIME.finditer(folded):
        if found["noon"]:
            return time(12), found.start(), found.end()
        hour, half = int(found["hour"]), found["half"] or found["halves"]
        minute = int(found["minute"] or found["minutes"] or 0)
        if half and hour > 12:
            continue
        hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
        if hour < 24 and minute < 60:
            return time(hour, minute), found.start(), found.end()
    return None


_WITHIN = re.compile(
    r"\b(?:dans|d'ici|in|within|next|sous|prochaine?s?)\s+(?:(?:les|the|next)\s+)*"
    rf"(?P<count>\d+|{_COUNT})\s+(?:prochaine?s?\s+)?{_UNITS}\b"
)
_NEXT = re.compile(
    r"\b(?:(?P<month>mois prochain|next month)|(?P<week>semaine prochaine|next week))\b"
)
_THIS = re.compile(
    r"\b(?:cette?|this|ce)\s+(?P<unit>mois|month|annee|year|semaine|week|trimestre|quarter)\b"
)
_IN_MONTH = re.compile(
    rf"\b(?:en|in|fin|debut|mois de|mois d')\s*(?P<month>{_MONTH})\b(?: (?P<year>20\d\d))?"
)


def find_period(folded: str, today: date) -> Period | None:
    """Return the first and last day of the time that a text names.

    >>> find_period("qui se terminent ce mois-ci", date(2026, 3, 11))
    (datetime.date(2026, 3, 11), datetime.date(2026, 3, 31))
    """
    if found := _WITHIN.search(folded):
        last = _later(today, _count(found["count"]), found["unit"])
        return (today, last) if last else None
    if found := _NEXT.search(folded):
        return _next(today, bool(found["month"]))
    if found := _THIS.search(folded):
        return today, _end_of(today, found["unit"])
    if found := _IN_MONTH.search(folded):
        month = MONTHS[found["month"]]
        year = int(found["year"] or today.year + (month < today.month))
        first = date(year, month, 1)
        return first, _end_of(first, "month")
    return None


def _next(today: date, month: bool) -> Period:
    if month:
        first = add_months(today.replace(day=1), 1)
        return first, _end_of(first, "month")
    first = today + timedelta(days=7 - today.weekday())
    return first, first + timedelta(days=6)


def _end_of(day: date, unit: str) -> date:
    if unit in ("semaine", "week"):
        return day + timedelta(days=6 - day.weekday())
    months = {"annee": 12, "year": 12, "trimestre": 3, "quarter": 3}.get(unit, 1)
    first = day.replace(day=1, month=(day.month - 1) // months * months + 1)
    return add_months(first, months) - timedelta(days=1)
