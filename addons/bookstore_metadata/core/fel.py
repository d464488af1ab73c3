"""Dilicom's "FEL à la demande": what it is asked, and what its answers say.

Written from what is public (two clients of the project Abelujo): never tried against the service.
At most 100 codes a question; prices are thousandths of a euro with taxes; no summary, no pages.
Those clients disagree on where a piece stands in an answer, so it is looked for by its name.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from odoo.addons.bookstore_deposit.core.codes import is_ean13, normalise_code

from .bnf import Found
from .unreadable import Unreadable
from .values import Price, clean

URL = "https://websfel.centprod.com/v2/DemandeFicheProduit"
MOST_CODES = 100
DONE = "OK"
UNKNOWN = "UNKNOWN_EAN"
# 9 is left out: "soon out of print" for some, "will never be published" for others.
AVAILABILITIES = {
    "1": "available",
    "2": "announced",
    "3": "missing",
    "4": "missing",
    "5": "unavailable",
    "6": "out_of_print",
    "7": "missing",
    "8": "missing",
}
_SIZES = ("haut", "larg", "epaiss")


@dataclass
class FelAnswers:
    """What was answered of each code: what is said, None when it is unknown there, or why not."""

    found: dict[str, Found | None] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


def batches(codes: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """The questions to ask about these codes: each code once, 100 at most in one.

    >>> list(batches(["9782070360024", "978-2-07-036002-4"]))
    [('9782070360024',)]

    :raises ValueError: what is no EAN of thirteen digits is never asked
    """
    wanted = list(dict.fromkeys(normalise_code(code) for code in codes))
    wrong = [code for code in wanted if not is_ean13(code)]
    if wrong:
        raise ValueError(wrong[0])
    for start in range(0, len(wanted), MOST_CODES):
        yield tuple(wanted[start : start + MOST_CODES])


def read_price(text: str) -> str:
    """Thousandths of a euro as an amount, an empty text when there is none.

    >>> read_price("00013000"), read_price("16505"), read_price("0"), read_price("n/c")
    ('13.00', '16.505', '', '')
    """
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit()) or not int(digits):
        return ""
    euros, rest = divmod(int(digits), 1000)
    return f"{euros}.{rest // 10:02}" if rest % 10 == 0 else f"{euros}.{rest:03}"


def read_dimensions(texts: dict[str, str]) -> str:
    """Height, width, thickness in millimetres and weight in grams, as far as they are said.

    >>> read_dimensions({"haut": "0320", "larg": "250", "epaiss": "15", "poids": "692"})
    '320 × 250 × 15 mm, 692 g'
    """
    sizes = [_whole(texts.get(name, "")) for name in _SIZES]
    weight = _whole(texts.get("poids", ""))
    parts = [" × ".join(map(str, sizes)) + " mm"] if all(sizes) else []
    return ", ".join([*parts, f"{weight} g"] if weight else parts)


def _whole(text: str) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() else 0


def read_answer(elements: Sequence[etree._Element], asked: Sequence[str]) -> FelAnswers:
    """What an answer says of the codes that were asked; others are not listened to.

    :param elements: the parts of the answer's body
    :raises Unreadable: ``fel_refused`` with its word, ``not_fel``
    """
    parts = [part for element in elements for part in element.iter(etree.Element)]
    products = [part for part in parts if _name(part) == "elemReponse"]
    inside = {id(part) for product in products for part in product.iter(etree.Element)}
    words = [
        (part.text or "").strip()
        for part in parts
        if _name(part) == "codeExecution" and id(part) not in inside
    ]
    if not words:
        raise Unreadable("not_fel")
    if words[0] != DONE:
        raise Unreadable("fel_refused", message=words[0][:200])
    answers = FelAnswers()
    for product in products:
        _take(answers, product, asked)
    for code in asked:
        if code not in answers.found:
            answers.failed.setdefault(code, "")
    return answers


def _take(answers: FelAnswers, product: etree._Element, asked: Sequence[str]) -> None:
    texts = _texts(product)
    code = normalise_code(texts.get("ean13", ""))
    if code not in asked or code in answers.found:
        return
    word = texts.get("codeExecution", DONE)
    diagnostic = texts.get("diagnostic", "")
    if UNKNOWN in (word, diagnostic):
        answers.found[code] = None
    elif word != DONE:
        answers.failed[code] = (diagnostic or word)[:200]
    else:
        answers.found[code] = _found(product, texts, code)


def _found(product: etree._Element, texts: dict[str, str], code: str) -> Found | None:
    """A record without a title says nothing: the code is taken for unknown."""
    name = texts.get("libetd") or texts.get("libstd") or ""
    if not name:
        return None
    amount = read_price(texts.get("prix", ""))
    day = texts.get("dtparu", "")
    values = clean(
        {
            "name": name,
            "authors": texts.get("auteur"),
            "publisher": texts.get("edit"),
            "year": day[:4],
            "availability": AVAILABILITIES.get(texts.get("codedispo", "").lstrip("0")),
            "published": _day(day),
            "distributor": texts.get("gcddistrib"),
            "dimensions": read_dimensions(texts),
        }
    )
    raw = etree.tostring(product, encoding="unicode", with_tail=False)
    return Found(code, values, raw, prices=(Price(amount),) if amount else ())


def _day(text: str) -> str:
    """A day as 2019-03-28; what is no day of eight digits stays as it is.

    >>> _day("20190328"), _day("201903")
    ('2019-03-28', '201903')
    """
    if len(text) == 8 and text.isascii() and text.isdigit():
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return text


def _texts(product: etree._Element) -> dict[str, str]:
    """``{name: first text}`` of the pieces of a product, wherever in it they stand."""
    texts: dict[str, str] = {}
    for part in product.iter(etree.Element):
        text = (part.text or "").strip()
        if text:
            texts.setdefault(_name(part), text)
    return texts


def _name(element: etree._Element) -> str:
    return str(etree.QName(element).localname)
