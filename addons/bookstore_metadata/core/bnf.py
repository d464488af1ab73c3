"""The general catalogue of the Bibliothèque nationale de France, asked by ISBN (SRU, no key).

https://catalogue.bnf.fr/api/SRU, Licence Ouverte. It promises nothing: slow, 503 at night, no known
limit, so one question a title, five seconds, and what was answered is kept by the caller.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from odoo.addons.bookstore_deposit.core.codes import is_isbn, normalise_code
from odoo.addons.bookstore_deposit.core.unimarc import parse_records
from odoo.addons.suite_base.core.addresses import UnsafeUrl
from odoo.addons.suite_base.core.outgoing import AnswerRefused, CallPolicy, call

from .safe_xml import check_xml, parse_xml
from .unreadable import Unreadable
from .values import Price, clean

URL = "https://catalogue.bnf.fr/api/SRU"
TIMEOUT = 5
LARGEST = 2 * 1024 * 1024
USER_AGENT = "odoo-suite bookstore_metadata/19.0 (bookshop catalogue look-up by ISBN)"
RECORDS = 5
_LOCAL = {"localhost", "127.0.0.1", "::1"}
_SRU = "{http://www.loc.gov/zing/srw/}"
_DIAGNOSTIC = "{http://www.loc.gov/zing/srw/diagnostic/}message"


@dataclass(frozen=True)
class Found:
    """The record chosen among ``count``: what it says, and itself whole.

    ``price`` are the words of the day of its deposit, perhaps in francs: to read, never to write;
    ``prices`` the fixed ones of who sells it, each from its day. ``is_withdrawn``: its sender no
    longer lists it.
    """

    identifier: str
    values: dict[str, str]
    raw: str
    price: str = ""
    count: int = 1
    prices: tuple[Price, ...] = ()
    is_withdrawn: bool = False
    is_digital: bool = False


def isbn10(code: str) -> str:
    """The ISBN of ten digits of a 978, else an empty text: old books are known by it only.

    >>> isbn10("9782070360024"), isbn10("9791032305690")
    ('2070360024', '')
    """
    if not code.startswith("978"):
        return ""
    nine = code[3:12]
    total = sum(int(digit) * (10 - position) for position, digit in enumerate(nine))
    check = -total % 11
    return nine + ("X" if check == 10 else str(check))


def check_url(url: str) -> str:
    """The address when it is https, or of this very machine.

    :raises UnsafeUrl: ``scheme``
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError as error:
        raise UnsafeUrl("host") from error
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _LOCAL):
        raise UnsafeUrl("scheme", host)
    return url


def question(url: str, code: str) -> str:
    """The address that asks for one ISBN, in both spellings.

    >>> question("https://h/SRU", "9782070360024")[:60]
    'https://h/SRU?version=1.2&operation=searchRetrieve&query=bib'

    :raises ValueError: ``code`` is no ISBN: stationery is never asked
    """
    if not is_isbn(code):
        raise ValueError(code)
    code = normalise_code(code)
    spellings = [text for text in (isbn10(code), code) if text]
    query = " or ".join(f'bib.isbn all "{text}"' for text in spellings)
    words = {
        "version": "1.2",
        "operation": "searchRetrieve",
        "query": query,
        "recordSchema": "unimarcxchange",
        "maximumRecords": str(RECORDS),
    }
    return f"{url}?{urlencode(words)}"


class BnfClient:
    """Asks the catalogue, one title at a time."""

    def __init__(self, policy: CallPolicy, url: str = URL, timeout: float = TIMEOUT) -> None:
        self._policy = replace(
            policy,
            timeout=timeout,
            total_time=timeout,
            max_bytes=LARGEST,
            user_agent=USER_AGENT,
        )
        self._url = url

    def ask(self, code: str) -> Found | None:
        """The record of an ISBN, None when the catalogue has none.

        :raises OutgoingError: no answer, or a refused one
        :raises Unreadable: the answer is not one of the catalogue
        """
        address = question(check_url(self._url), code)
        answer = call(address, headers={"Accept": "application/xml"}, policy=self._policy)
        if answer.status != 200:
            host = urlsplit(address).hostname or ""
            raise AnswerRefused("http_status", host, status=answer.status)
        return read_answer(answer.body, code)


def read_answer(body: bytes, code: str) -> Found | None:
    """The record to take from an answer of the catalogue.

    :raises Unreadable: ``not_xml`` and the like, ``not_sru``, ``refused`` with its words
    """
    root = parse_xml(body)
    number = root.find(f"{_SRU}numberOfRecords")
    if root.tag != f"{_SRU}searchRetrieveResponse":
        raise Unreadable("not_sru")
    message = next(root.iter(_DIAGNOSTIC), None)
    if message is not None:
        raise Unreadable("refused", message=(message.text or "")[:200])
    if number is None or not (number.text or "").strip().isdigit():
        raise Unreadable("not_sru")
    return choose(parse_records(check_xml(body)), code)


def choose(records: Sequence[dict[str, Any]], code: str) -> Found | None:
    """The one record that tells most of the book that is sold today.

    A record that names the ISBN as wrong only (010$z) is another book. Then those with a place of
    publication (214, second indicator 0), then the latest; the first one of equals.
    """
    wanted = normalise_code(code)
    right = [
        record
        for record in records
        if record["title"] and wanted in map(normalise_code, record["isbns"])
    ]
    if not right:
        return None
    best = max(right, key=lambda record: (record["has_publication"], record["year"]))
    return found_of(best, len(right))


def found_of(record: dict[str, Any], count: int = 1) -> Found:
    """What a parsed record tells."""
    return Found(record["record_id"], values_of(record), record["raw"], record["price"], count)


def values_of(record: dict[str, Any]) -> dict[str, str]:
    """The record's fields under the names of ``values.FIELDS``."""
    number = re.sub(r"^[\s.,;:]+", "", record["number"])
    collection = f"{record['collection']} ; {number}" if number else record["collection"]
    names = ("authors", "publisher", "year", "pages", "summary")
    return clean(
        {"name": record["title"], "collection": collection} | {name: record[name] for name in names}
    )
