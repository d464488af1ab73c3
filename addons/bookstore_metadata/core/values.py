"""What a source says of a title beside what the shop says: which fields differ, and how.

Values are texts, as a person reads them; figures are compared as figures, names without regard to
case, accents and marks, because catalogues have rules of their own for those.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from odoo.addons.suite_base.core.text import fold_words

FIELDS = (
    "name",
    "authors",
    "publisher",
    "collection",
    "year",
    "pages",
    "summary",
    "price",
)
# Said by sources that sell, kept beside: nobody has to decide about it.
KEPT = ("availability", "published", "distributor", "dimensions")
_WHOLE = {"year", "pages"}
_FIGURES = _WHOLE | {"price"}
LONGEST = {"summary": 20_000}
_LONGEST = 500
_LARGEST = Decimal(100_000)
# Never written without a person who says so: the price is the shop's, and the law's.
NEVER_FILLED = frozenset({"price"})


@dataclass(frozen=True)
class Difference:
    """One field: ``is_gap`` when the shop says nothing and the source may fill it at once."""

    field: str
    ours: str
    theirs: str
    is_gap: bool


@dataclass(frozen=True)
class Price:
    """A fixed price with taxes, in euros; ``day`` from which it applies, None: since ever."""

    amount: str
    day: date | None = None


def price_on(prices: Iterable[Price], day: date) -> str:
    """The price that applies on a day, or an empty text.

    >>> price_on([Price("9.90"), Price("10.50", date(2027, 1, 1))], date(2026, 12, 31))
    '9.90'
    """
    begun = [price for price in prices if price.day is None or price.day <= day]
    return max(begun, key=lambda price: price.day or date.min).amount if begun else ""


def clean(values: Mapping[str, object]) -> dict[str, str]:
    """The known fields that say something, as short texts.

    >>> clean({"name": " Salammbô ", "year": 0, "pages": 320, "other": "x"})
    {'name': 'Salammbô', 'pages': '320'}
    """
    texts = {}
    for name in (*FIELDS, *KEPT):
        text = str(values.get(name) or "").strip()
        if text and _is_usual(name, text):
            texts[name] = text[: LONGEST.get(name, _LONGEST)]
    return texts


def _is_usual(name: str, text: str) -> bool:
    if name not in _FIGURES:
        return True
    if name in _WHOLE and not (text.isascii() and text.isdigit()):
        return False
    figure = _figure(text)
    return figure is not None and 0 < figure <= _LARGEST


def _figure(text: str) -> Decimal | None:
    try:
        figure = Decimal(text)
    except InvalidOperation:
        return None
    return figure if figure.is_finite() else None


def same(name: str, ours: str, theirs: str) -> bool:
    """Whether two values say the same.

    >>> same("authors", "Victor Hugo", "HUGO, Victor"), same("price", "9.9", "9.90")
    (True, True)
    >>> same("name", "Les Misérables", "Les misérables. Tome 1")
    False
    """
    if name in _FIGURES:
        return _figure(ours or "0") == _figure(theirs or "0")
    if name == "authors":
        return sorted(fold_words(ours).split()) == sorted(fold_words(theirs).split())
    if name == "collection" and " ; " not in ours:  # the shop leaves its number out
        theirs = theirs.partition(" ; ")[0]
    return _folded(ours) == _folded(theirs)


def _folded(text: str) -> str:
    """Letters and figures only; a text of marks alone stays what it is."""
    return " ".join(fold_words(text).split()) or text.strip()


def differences(ours: Mapping[str, str], theirs: Mapping[str, str]) -> list[Difference]:
    """The fields of which the source says something else than the shop.

    >>> [(one.field, one.is_gap) for one in differences({"year": "1994"}, {"year": "1995", "pages": "9"})]
    [('year', False), ('pages', True)]
    """
    found = []
    for name in FIELDS:
        theirs_text, ours_text = theirs.get(name, ""), ours.get(name, "")
        if theirs_text and not same(name, ours_text, theirs_text):
            gap = not ours_text and name not in NEVER_FILLED
            found.append(Difference(name, ours_text, theirs_text, gap))
    return found
