"""What people and files write – figures, yes and no, names – read one way everywhere.

A text is understood whole or refused: nothing is guessed and nothing is dropped.
"""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

SPACES = " \u00a0\u202f\u2007\u2009\t"
"""What may stand between the groups of a figure: French figures use the second and the third."""
_APOSTROPHES = "'’"
_MINUS = "-\u2212"
_LONGEST = 40  # characters; no price, stock or measure is longer

_GROUPED = re.compile(r"[1-9]\d{0,2}(?:(?P<space> )\d{3}(?: \d{3})*|'\d{3}(?:'\d{3})*)")
_PLAIN = re.compile(r"\d+")


class TextError(ValueError):
    """A text that is not what the reader looks for; ``text`` is what was given."""

    def __init__(self, text: object) -> None:
        super().__init__(str(text))
        self.text = str(text)


class NotANumber(TextError):
    """The text, taken whole, is no figure."""


class AmbiguousNumber(TextError):
    """``1,234`` or ``1.234``: a figure of thousands or of thousandths, only the file knows."""


class NotABoolean(TextError):
    """The text is no yes and no no."""


def read_number(
    value: object, decimal_mark: str | None = None, units: Iterable[str] = ()
) -> Decimal:
    """The figure written the French, English or Swiss way, exactly.

    Groups are of three, parted by spaces, apostrophes, or by the mark that is not the decimal one.
    The last of two different marks is the decimal one. One single mark before exactly three
    digits can be read two ways: ``decimal_mark`` says what it is, and without it nobody guesses.

    >>> read_number("1 234,50"), read_number("45,210.00"), read_number("45'210"), read_number("−5")
    (Decimal('1234.50'), Decimal('45210.00'), Decimal('45210'), Decimal('-5'))
    >>> read_number("1,234", decimal_mark=","), read_number("1,234", decimal_mark=".")
    (Decimal('1.234'), Decimal('1234'))
    >>> read_number("12,50 €", units=("€", "EUR"))
    Decimal('12.50')

    :param value: a text, or the number of a spreadsheet's cell (never a boolean)
    :param decimal_mark: ``,`` or ``.`` when the file or its column is known to use it
    :param units: what may stand before or after the figure, in any case (a currency, ``km``)
    :raises AmbiguousNumber: ``1,234`` without ``decimal_mark``
    :raises NotANumber: anything else that is not one figure: ``1e5``, ``12O5``, ``5 %``, empty
    """
    if decimal_mark not in (None, ",", "."):
        raise ValueError(f"The decimal mark is , or . and not {decimal_mark!r}")
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return _exact(value)
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise NotANumber(value)
    body = _without_unit(_one_space(value), units)
    negative = body[:1] in tuple(_MINUS)
    if body[:1] in ("+", *_MINUS):
        body = body[1:].strip()
    whole, decimals = _split(value, body, decimal_mark)
    number = Decimal(f"{whole}.{decimals}" if decimals else whole)
    return -number if negative else number


def find_decimal_mark(texts: Iterable[str]) -> str | None:
    """The decimal mark that a column of figures shows, None when none shows or two disagree.

    >>> find_decimal_mark(["1,234", "12,5", "7"]), find_decimal_mark(["1,234", "1.234"])
    (',', None)
    """
    found = set()
    for text in texts:
        try:
            one, other = (_try(text, mark) for mark in ",.")
        except NotANumber:
            continue
        marks = [char for char in text if char in ",."]
        if one == other and marks and marks.count(marks[-1]) == 1:
            found.add(marks[-1])
        elif one == other and marks:
            found.add("." if marks[-1] == "," else ",")  # 1.234.567: points part the groups
    return found.pop() if len(found) == 1 else None


def _try(text: str, mark: str) -> Decimal:
    return read_number(text, decimal_mark=mark)


def _exact(value: int | float | Decimal) -> Decimal:
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise NotANumber(value)
    return number


def _one_space(text: str) -> str:
    for space in SPACES:
        text = text.replace(space, " ")
    for apostrophe in _APOSTROPHES:
        text = text.replace(apostrophe, "'")
    return text.strip()


def _without_unit(text: str, units: Iterable[str]) -> str:
    lower = text.casefold()
    for unit in sorted((unit.casefold() for unit in units), key=len, reverse=True):
        if unit and lower.endswith(unit):
            return text[: len(text) - len(unit)].strip()
        if unit and lower.startswith(unit):
            return text[len(unit) :].strip()
    return text


def _split(value: str, body: str, decimal_mark: str | None) -> tuple[str, str]:
    """Digits before and after the decimal mark."""
    if not body.isascii():  # digits of other scripts are digits to ``re`` too
        raise NotANumber(value)
    marks = [char for char in body if char in ",."]
    if not marks:
        return _whole(value, body, ""), ""
    last = marks[-1]
    head, _mark, tail = body.rpartition(last)
    other = "." if last == "," else ","
    if marks.count(last) > 1:  # twice the same mark: it parts the groups, nothing is decimal
        if other in marks:
            raise NotANumber(value)
        return _whole(value, body, last), ""
    if not _PLAIN.fullmatch(tail):
        raise NotANumber(value)
    if other not in marks and re.fullmatch(r"[1-9]\d{0,2}", head) and len(tail) == 3:
        if decimal_mark is None:
            raise AmbiguousNumber(value)
        return (head, tail) if decimal_mark == last else (head + tail, "")
    return _whole(value, head, other) if head else "0", tail


def _whole(value: str, text: str, mark: str) -> str:
    """Digits of the part before the decimal mark, its groups checked."""
    if _PLAIN.fullmatch(text):
        return text
    if mark and mark in text:
        if " " in text or "'" in text:
            raise NotANumber(value)
        text = text.replace(mark, "'")
    if not _GROUPED.fullmatch(text):
        raise NotANumber(value)
    return text.replace(" ", "").replace("'", "")


# -- yes and no -----------------------------------------------------------------------------------

YES = frozenset({"1", "oui", "o", "yes", "y", "true", "t", "vrai", "v", "x", "✓", "✔"})
NO = frozenset({"0", "non", "n", "no", "false", "f", "faux", "✗", "✘"})


def read_boolean(value: object, yes: Iterable[str] = (), no: Iterable[str] = ()) -> bool:
    """Yes or no written in French or English, as a digit or as a cross.

    >>> read_boolean("Oui"), read_boolean("x"), read_boolean("FAUX"), read_boolean("HS", no=["hs"])
    (True, True, False, False)

    :param yes: more words of this field that mean yes (``roulant``), ``no`` those that mean no
    :raises NotABoolean: another word, or none: nothing written is not a no
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float, Decimal)) and value in (0, 1):
        return bool(value)
    word = fold(value).strip() if isinstance(value, str) else ""
    for words, answer in ((yes, True), (no, False), (YES, True), (NO, False)):
        if word and word in {fold(known) for known in words}:
            return answer
    raise NotABoolean(value)


# -- names ----------------------------------------------------------------------------------------

# Letters that Unicode does not take apart.
_LIGATURES = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i"}
)


def fold(text: str | None) -> str:
    """Lower case without accents or ligatures, everything else as it stands.

    >>> fold("Œuvre"), fold("Straße"), fold("L'Été à Łódź")
    ('oeuvre', 'strasse', "l'ete a lodz")
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text or "").casefold())
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return kept.translate(_LIGATURES)


def fold_words(*texts: object) -> str:
    """The folded words of several texts, one space between them: what a search looks into.

    >>> fold_words("Œuvres complètes,", None, "t. 2")
    'oeuvres completes t 2'
    """
    return " ".join(re.findall(r"[^\W_]+", fold(" ".join(str(text) for text in texts if text))))


def fold_key(text: str | None) -> str:
    """The folded letters and digits alone: to tell whether two names are spelled alike.

    >>> fold_key("N° de série") == fold_key("n°de-serie")
    True
    """
    return fold_words(text).replace(" ", "")
