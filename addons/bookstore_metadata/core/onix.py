"""ONIX 3.0 messages of publishers and distributors: titles, their fixed price and its day.

Reference names and short tags, read one product at a time. Only price type 04 is the price that
the law fixes (loi n° 81-766 du 10 août 1981); 02 is a recommendation and is left out. A price that
applies from a later day keeps its day. A notice of deletion says so and deletes nothing.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from lxml import etree

from odoo.addons.bookstore_deposit.core.codes import is_ean13, is_isbn, normalise_code

from .bnf import Found
from .safe_xml import check_xml
from .unreadable import Unreadable
from .values import Price, clean

LARGEST_MB = 60
MOST_PRODUCTS = 20_000
FIXED_PRICE = "04"
DELETED = "05"
# List 65, in the words of the shop.
AVAILABILITIES = {
    "10": "announced",
    "11": "announced",
    "12": "announced",
    "20": "available",
    "21": "available",
    "22": "to_order",
    "23": "to_order",
    "30": "missing",
    "31": "missing",
    "32": "missing",
    "33": "missing",
    "34": "missing",
    "40": "unavailable",
    "41": "replaced",
    "42": "unavailable",
    "43": "unavailable",
    "45": "unavailable",
    "46": "unavailable",
    "47": "unavailable",
    "48": "unavailable",
    "49": "unavailable",
    "51": "out_of_print",
}
# Only what is read: short tag → reference name.
_SHORT = {
    "product": "Product", "a001": "RecordReference", "a002": "NotificationType",
    "productidentifier": "ProductIdentifier", "b221": "ProductIDType", "b244": "IDValue",
    "descriptivedetail": "DescriptiveDetail", "b012": "ProductForm", "titledetail": "TitleDetail",
    "b202": "TitleType", "titleelement": "TitleElement", "x409": "TitleElementLevel",
    "b203": "TitleText", "b030": "TitlePrefix", "b031": "TitleWithoutPrefix",
    "x410": "PartNumber", "b257": "PartNumber", "contributor": "Contributor",
    "b035": "ContributorRole", "b036": "PersonName", "b039": "NamesBeforeKey", "b040": "KeyNames",
    "b047": "CorporateName", "extent": "Extent", "b218": "ExtentType", "b219": "ExtentValue",
    "b220": "ExtentUnit", "collection": "Collection", "collateraldetail": "CollateralDetail",
    "textcontent": "TextContent", "x426": "TextType", "d104": "Text",
    "publishingdetail": "PublishingDetail", "imprint": "Imprint", "b079": "ImprintName",
    "publisher": "Publisher", "b291": "PublishingRole", "b081": "PublisherName",
    "publishingdate": "PublishingDate", "x448": "PublishingDateRole", "b306": "Date",
    "productsupply": "ProductSupply", "supplydetail": "SupplyDetail",
    "j396": "ProductAvailability", "supplydate": "SupplyDate", "x461": "SupplyDateRole",
    "price": "Price", "x462": "PriceType", "j151": "PriceAmount", "j152": "CurrencyCode",
    "j261": "PriceQualifier", "pricedate": "PriceDate", "x476": "PriceDateRole",
    "territory": "Territory", "x449": "CountriesIncluded",
}  # fmt: skip


@dataclass(frozen=True)
class _Node:
    """A part of a product by reference names."""

    text: str
    parts: dict[str, list["_Node"]] = field(default_factory=dict)

    def all(self, name: str) -> list["_Node"]:
        return self.parts.get(name, [])

    def say(self, name: str) -> str:
        return self.parts[name][0].text if name in self.parts else ""


def read_onix(data: bytes) -> list[tuple[list[str], Found]]:
    """``(its code, what it says)`` of each product that bears an EAN or ISBN; nothing of it when it cannot be read.

    :raises Unreadable: ``too_big``, ``too_many``, ``not_onix``, and those of ``safe_xml``
    """
    if len(data) > LARGEST_MB * 1024 * 1024:
        raise Unreadable("too_big", limit=LARGEST_MB)
    notices = []
    for number, (node, raw) in enumerate(_products(check_xml(data)), 1):
        if number > MOST_PRODUCTS:
            raise Unreadable("too_many", limit=MOST_PRODUCTS)
        code = _code(node)
        if code:
            notices.append(([code], _read_product(node, raw)))
    if not notices:
        raise Unreadable("empty")
    return notices


def is_onix(data: bytes) -> bool:
    """Whether a file begins like a message of ONIX.

    >>> is_onix(b'<?xml version="1.0"?><ONIXMessage release="3.0">'), is_onix(b"<a/>")
    (True, False)
    """
    return bool(re.search(rb"<(?:\w+:)?ONIXmessage\b", data[:4096], re.IGNORECASE))


def _products(data: bytes) -> Iterator[tuple[_Node, str]]:
    events = etree.iterparse(
        io.BytesIO(data),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    root = None
    try:
        for event, element in events:
            if root is None:
                root = element
                _check_root(element)
            elif event == "end" and element.getparent() is root:
                if _name(element) == "Product":
                    raw = etree.tostring(element, encoding="unicode", with_tail=False)
                    yield _node(element), raw
                root.remove(element)
    except etree.XMLSyntaxError as error:
        raise Unreadable("not_xml") from error


def _check_root(element: etree._Element) -> None:
    release = element.get("release") or "3.0"
    if etree.QName(element).localname.lower() != "onixmessage" or not release.startswith("3"):
        raise Unreadable("not_onix")


def _name(element: etree._Element) -> str:
    name = str(etree.QName(element).localname)
    return _SHORT.get(name, name)


def _node(element: etree._Element) -> _Node:
    parts: dict[str, list[_Node]] = {}
    for child in element.iterchildren(etree.Element):
        parts.setdefault(_name(child), []).append(_node(child))
    text = "".join(element.itertext(etree.Element)) if parts else (element.text or "")
    return _Node(re.sub(r"\s+", " ", text).strip(), parts)


def _read_product(node: _Node, raw: str) -> Found:
    described = (node.all("DescriptiveDetail") or [_Node("")])[0]
    published = (node.all("PublishingDetail") or [_Node("")])[0]
    supplies = [one for part in node.all("ProductSupply") for one in part.all("SupplyDetail")]
    values = clean(
        {
            "name": _title(described),
            "authors": _authors(described),
            "publisher": _publisher(published),
            "collection": _collection(described),
            "year": _day_of(published, "PublishingDate", "PublishingDateRole", ("01",))[:4],
            "pages": _pages(described),
            "summary": _summary(node),
            "availability": _availability(supplies),
        }
    )
    return Found(
        node.say("RecordReference")[:100],
        values,
        raw,
        prices=_prices(supplies),
        is_withdrawn=node.say("NotificationType") == DELETED,
        is_digital=described.say("ProductForm")[:1] == "E",
    )


def _code(node: _Node) -> str:
    found = {one.say("ProductIDType"): one.say("IDValue") for one in node.all("ProductIdentifier")}
    for kind in ("15", "03", "02"):
        code = normalise_code(found.get(kind, ""))
        if is_isbn(code) or is_ean13(code):
            return code
    return ""


def _title(described: _Node) -> str:
    for detail in described.all("TitleDetail"):
        if detail.say("TitleType") in ("01", ""):
            elements = detail.all("TitleElement")
            own = [one for one in elements if one.say("TitleElementLevel") == "01"] or elements[:1]
            return ". ".join(filter(None, map(_element_title, own)))
    return ""


def _element_title(element: _Node) -> str:
    prefix, rest = element.say("TitlePrefix"), element.say("TitleWithoutPrefix")
    glue = "" if prefix.endswith(("'", "’")) else " "
    title = element.say("TitleText") or f"{prefix}{glue if prefix else ''}{rest}"
    return ". ".join(filter(None, [title, element.say("PartNumber")]))


def _authors(described: _Node) -> str:
    people = [(one.say("ContributorRole"), _person(one)) for one in described.all("Contributor")]
    writers = [name for role, name in people if role in ("A01", "A12", "")]
    first = [name for role, name in people if role == "A01"]
    names = first or writers or [name for _role, name in people]
    return ", ".join(dict.fromkeys(filter(None, names)))


def _person(contributor: _Node) -> str:
    parts = f"{contributor.say('NamesBeforeKey')} {contributor.say('KeyNames')}".strip()
    return contributor.say("PersonName") or parts or contributor.say("CorporateName")


def _publisher(published: _Node) -> str:
    imprints = [one.say("ImprintName") for one in published.all("Imprint")]
    houses = [
        one.say("PublisherName")
        for one in published.all("Publisher")
        if one.say("PublishingRole") in ("01", "")
    ]
    return next(filter(None, [*imprints, *houses]), "")


def _collection(described: _Node) -> str:
    for one in described.all("Collection"):
        for detail in one.all("TitleDetail"):
            for element in detail.all("TitleElement"):
                name, number = element.say("TitleText"), element.say("PartNumber")
                if name:
                    return f"{name} ; {number}" if number else name
    return ""


def _pages(described: _Node) -> str:
    extents = {
        one.say("ExtentType"): one.say("ExtentValue")
        for one in described.all("Extent")
        if one.say("ExtentUnit") == "03"
    }
    return next((extents[kind] for kind in ("11", "00", "08", "05") if kind in extents), "")


def _summary(node: _Node) -> str:
    texts = {
        text.say("TextType"): text.say("Text")
        for part in node.all("CollateralDetail")
        for text in part.all("TextContent")
    }
    text = next((texts[kind] for kind in ("03", "02") if kind in texts), "")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]{0,200}>", " ", text)).strip()


def _availability(supplies: list[_Node]) -> str:
    codes = [one.say("ProductAvailability") for one in supplies]
    return next((AVAILABILITIES[code] for code in codes if code in AVAILABILITIES), "")


def _prices(supplies: list[_Node]) -> tuple[Price, ...]:
    """The fixed prices in euros, each from its day; the one that ended is left to its day."""
    prices: dict[date | None, Price] = {}
    for one in (price for part in supplies for price in part.all("Price")):
        if one.say("PriceType") == FIXED_PRICE and one.say("CurrencyCode") in ("EUR", ""):
            amount = _amount(one.say("PriceAmount"))
            day = _date(_day_of(one, "PriceDate", "PriceDateRole", ("14",)))
            if amount and not _is_partial(one):
                prices.setdefault(day, Price(amount, day))
    return tuple(sorted(prices.values(), key=lambda price: price.day or date.min))


def _is_partial(price: _Node) -> bool:
    """A price for libraries, members or other lands than France is not that of the shelf."""
    lands = " ".join(one.say("CountriesIncluded") for one in price.all("Territory")).split()
    return price.say("PriceQualifier") not in ("", "00", "05") or bool(lands and "FR" not in lands)


def _amount(text: str) -> str:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return ""
    if not amount.is_finite() or not 0 < amount < 100_000:
        return ""
    return f"{amount:.2f}" if amount == round(amount, 2) else ""


def _day_of(node: _Node, name: str, role: str, roles: tuple[str, ...]) -> str:
    for one in node.all(name):
        if one.say(role) in roles:
            return one.say("Date")
    return ""


def _date(text: str) -> date | None:
    match = re.fullmatch(r"(\d{4})-?(\d{2})-?(\d{2})(?:T.*)?", text)
    if not match:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None
