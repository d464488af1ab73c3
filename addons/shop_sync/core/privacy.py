"""What is kept of persons ends: an order without those who ordered it."""

from typing import Any

Row = dict[str, Any]
PERSONAL = (
    "firstname",
    "lastname",
    "company",
    "email",
    "siret",
    "vat_number",
    "street",
    "street2",
    "phone",
    "mobile",
    "other",
)


def forget_persons(document: Row) -> Row:
    """The document with goods, money and dates, and nothing that names or reaches a person.

    >>> forget_persons({"customer": {"id": "7", "email": "a@b.fr"}, "note": "Sonner"})
    {'customer': {'id': '', 'email': ''}, 'note': ''}
    """
    kept = dict(document)
    for part in ("customer", "invoice_address", "delivery_address"):
        if isinstance(kept.get(part), dict):
            kept[part] = _without(kept[part])
    if "messages" in kept:
        kept["messages"] = []
    if "note" in kept:
        kept["note"] = ""
    if isinstance(kept.get("wrapping"), dict):
        kept["wrapping"] = {**kept["wrapping"], "message": ""}
    if "lines" in kept:
        kept["lines"] = [
            {name: value for name, value in line.items() if name != "customizations"}
            for line in kept["lines"]
        ]
    return kept


def _without(person: Row) -> Row:
    return {
        name: "" if name in (*PERSONAL, "id") and isinstance(value, str) else value
        for name, value in person.items()
    }
