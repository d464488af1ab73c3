"""Which part of the house an add-on belongs to: its name begins with the part's word."""

AREAS = {
    "rental": "rental",
    "bookstore": "bookshop",
    "transport": "transport",
    "crm": "technical",
    "shop": "shops",
    "account": "accounting",
    "suite": "house",
}


def area_of(module: str) -> str:
    """Return the part of the house that an add-on belongs to.

    >>> area_of("bookstore_deposit"), area_of("crm_technical"), area_of("website_event")
    ('bookshop', 'technical', 'other')
    """
    return AREAS.get(module.partition("_")[0], "other")
