from dataclasses import dataclass, replace

from odoo.addons.suite_base.core.service_tax import as_services


@dataclass(frozen=True)
class Tax:
    tax_scope: object = "consu"
    amount: float = 20.0
    amount_type: str = "percent"
    price_include_override: object = False
    country_id: str = "FR"
    company_id: str = "House"


GOODS = Tax()
SERVICE = Tax("service")


def test_a_tax_of_goods_becomes_its_twin_of_services():
    assert as_services([GOODS], [SERVICE]) == [SERVICE]


def test_each_thing_that_tells_a_tax_tells_twins_apart():
    for other in (
        {"amount": 10.0},
        {"amount_type": "fixed"},
        {"price_include_override": "tax_included"},
        {"country_id": "BE"},
        {"company_id": "Other"},
    ):
        assert as_services([GOODS], [replace(SERVICE, **other)]) == [GOODS]


def test_what_is_no_tax_of_goods_stays():
    for scope in ("service", False):
        tax = Tax(scope, 20.0)
        assert as_services([tax], [replace(SERVICE, tax_scope="service")]) == [tax]


def test_the_first_of_two_twins_is_taken_and_the_order_stays():
    first, second = replace(SERVICE), Tax("service", 20.0)
    assert as_services([GOODS], [first, second])[0] is first
    reduced = replace(GOODS, amount=5.5)
    assert as_services([reduced, GOODS], [SERVICE]) == [reduced, SERVICE]
