"""The tax of services that stands beside a tax of goods: same rate and country, counted alike."""

from collections.abc import Iterable
from typing import Any, Protocol, TypeVar


class Tax(Protocol):
    """What tells a tax: read from Odoo's record, which is not imported here."""

    amount: Any
    amount_type: Any
    price_include_override: Any
    country_id: Any
    company_id: Any
    tax_scope: Any


TaxT = TypeVar("TaxT", bound=Tax)


def as_services(taxes: Iterable[TaxT], services: Iterable[TaxT]) -> list[TaxT]:
    """Each tax, and in place of one of goods its twin of services, where there is one.

    :param services: taxes of services to choose from, the preferred first
    """
    twins: dict[tuple[Any, ...], TaxT] = {}
    for service in services:
        twins.setdefault(_kind(service), service)
    return [twins.get(_kind(tax), tax) if tax.tax_scope == "consu" else tax for tax in taxes]


def _kind(tax: Tax) -> tuple[Any, ...]:
    counted = (tax.amount, tax.amount_type, tax.price_include_override)
    return (*counted, tax.country_id, tax.company_id)
