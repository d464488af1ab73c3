"""Find a person in texts and documents, and take the person out of them.

The patterns are read by Python and by PostgreSQL: only what both understand stands in them.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

# Keys of a document whose values name or reach the person that the document part is about.
PERSONAL_KEY = re.compile(
    r"(?:first|last|full|contact|driver|customer|recipient|signed|given|family|nick)_?-?name"
    r"|signed_by|firstname|lastname|e?-?mail|phone|mobile|\btel\b|street|address[12]?$"
    r"|siret|siren|vat|birth|instructions|digicode",
    re.I,
)
DIGIT_GAP = r"[\s./()-]*"


@dataclass(frozen=True)
class Person:
    """What is known of a person.

    :param emails: addresses and logins
    :param phones: numbers as people write them
    :param names: full names
    """

    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def sure_pattern(self) -> str:
        """Pattern of what only this person has: addresses and numbers; empty when none is known."""
        parts = [email_pattern(email) for email in self.emails if email.strip()]
        parts += [pattern for phone in self.phones if (pattern := phone_pattern(phone))]
        return _either(parts)

    def name_pattern(self) -> str:
        """Pattern of the names, which others may bear too; empty when none is known."""
        return _either([pattern for name in self.names if (pattern := name_pattern(name))])

    def pattern(self) -> str:
        return _either([part for part in (self.sure_pattern(), self.name_pattern()) if part])


def _either(parts: Iterable[str]) -> str:
    return "|".join(dict.fromkeys(parts))


def _escaped(text: str) -> list[str]:
    """The text as it stands, and as JSON writes it in ASCII when that is another one."""
    plain = re.escape(text)
    ascii_text = json.dumps(text)[1:-1]
    return [plain] if ascii_text == text else [plain, re.escape(ascii_text)]


def email_pattern(email: str) -> str:
    """
    >>> bool(re.search(email_pattern("a@b.fr"), "<A@b.fr>", re.I))
    True
    >>> bool(re.search(email_pattern("a@b.fr"), "la@b.fr a@b.fr.eu"))
    False
    """
    words = "|".join(_escaped(email.strip()))
    return rf"(?<![\w.+-])(?:{words})(?!\.?[\w-])"


def phone_pattern(phone: str) -> str:
    """A number in every way of writing it; empty for what is no number of a person.

    >>> all(re.search(phone_pattern("06 12 34 56 78"), n) for n in ("+33612345678", "06.12.34.56.78"))
    True
    """
    digits = re.sub(r"\D", "", phone)
    own = digits[-9:]
    if len(own) < 9:
        return ""
    return rf"(?<!\d)(?:\+|00)?(?:\d\d{DIGIT_GAP})?0?{DIGIT_GAP.join(own)}(?!\d)"


def name_pattern(name: str) -> str:
    """First and last name in both orders; a single word names nobody.

    >>> bool(re.search(name_pattern("Jeanne Petit"), "PETIT  Jeanne", re.I))
    True
    """
    words = name.split()
    if len(words) < 2:
        return ""
    orders = [words, [*words[1:], words[0]], [words[-1], *words[:-1]]]
    parts = dict.fromkeys(
        r"\s+".join(variant)
        for order in orders
        for variant in zip(*(_both(word) for word in order), strict=True)
    )
    return rf"(?<!\w)(?:{_either(parts)})(?!\w)"


def _both(word: str) -> tuple[str, str]:
    escaped = _escaped(word)
    return escaped[0], escaped[-1]


def find_columns(row: dict[str, Any], pattern: str) -> list[str]:
    """Names of the columns in which the pattern stands."""
    search = re.compile(pattern, re.I).search
    return [name for name, value in row.items() if value and search(as_text(value))]


def as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def redact(value: Any, pattern: str, mark: str) -> Any:
    """The value without the person.

    Of a text, what the pattern finds. Of a document (also one that is written in a text), the
    personal values of each part that holds the person.
    """
    if isinstance(value, dict | list):
        return _redact_document(value, re.compile(pattern, re.I), mark)
    if not isinstance(value, str):
        return value
    document = _read_document(value)
    if document is None:
        return re.sub(pattern, lambda _found: mark, value, flags=re.I)
    ascii_only = value.isascii()
    return json.dumps(redact(document, pattern, mark), ensure_ascii=ascii_only)


def _read_document(text: str) -> Any:
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        document = json.loads(text)
    except ValueError:
        return None
    return document if isinstance(document, dict | list) else None


def _redact_document(value: Any, pattern: re.Pattern[str], mark: str) -> Any:
    if isinstance(value, list):
        return [_redact_document(part, pattern, mark) for part in value]
    if isinstance(value, dict):
        held = any(isinstance(v, str) and pattern.search(v) for v in value.values())
        cleaned = {k: _redact_document(v, pattern, mark) for k, v in value.items()}
        return _without_person(cleaned, mark) if held else cleaned
    if isinstance(value, str):
        return pattern.sub(lambda _found: mark, value)
    return value


def _without_person(part: dict[str, Any], mark: str) -> dict[str, Any]:
    return {
        key: mark if value and isinstance(value, str) and PERSONAL_KEY.search(key) else value
        for key, value in part.items()
    }
