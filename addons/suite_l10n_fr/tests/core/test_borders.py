"""Both sides of the law's limits: months, cents, offices of La Poste, ways to count days."""

from datetime import date
from decimal import Decimal

import pytest

from odoo.addons.suite_l10n_fr.core.book_price import (
    ARTICLE_3,
    FREE,
    LIBRARY,
    NEW,
    SCHOOL,
    Book,
    Figures,
    Limit,
    Sale,
    ceiling_price,
    delivery_fee,
    find_limit,
    floor_price,
    is_lawful,
    is_old,
    lawful_price,
)
from odoo.addons.suite_l10n_fr.core.due_dates import Ceilings, latest_due
from odoo.addons.suite_l10n_fr.core.identifiers import compact, is_valid, siren_of
from odoo.addons.suite_l10n_fr.core.price_history import Price, lowest_before

LAW = Figures(public=Decimal(5), article_3=Decimal(9))
DAY = date(2026, 5, 1)


def test_nobody_said_that_a_book_is_sent():
    assert find_limit(Book(), Sale(DAY), LAW) == Limit(Decimal(5), "public", False)
    assert find_limit(Book(), Sale(DAY, shipped=True), LAW) == Limit(Decimal(0), "shipped", False)
    assert find_limit(Book(SCHOOL), Sale(DAY, LIBRARY, True), LAW) == Limit(FREE, "school")
    assert find_limit(Book(NEW), Sale(DAY, ARTICLE_3, True), LAW).rule == "article_3"


@pytest.mark.parametrize(
    ("supplied", "first"),
    [
        (date(2025, 8, 31), date(2026, 3, 1)),  # six months later is the 28th
        (date(2025, 8, 30), date(2026, 3, 1)),
        (date(2025, 8, 29), date(2026, 3, 1)),
        (date(2025, 8, 28), date(2026, 3, 1)),
        (date(2025, 8, 27), date(2026, 2, 28)),
        (date(2027, 8, 31), date(2028, 3, 1)),  # the 29th
        (date(2027, 8, 29), date(2028, 3, 1)),
        (date(2027, 8, 28), date(2028, 2, 29)),
        (date(2025, 12, 31), date(2026, 7, 1)),  # the 30th
        (date(2025, 12, 30), date(2026, 7, 1)),
        (date(2025, 12, 29), date(2026, 6, 30)),
        (date(2025, 6, 15), date(2025, 12, 16)),
        (date(2025, 7, 31), date(2026, 2, 1)),
    ],
)
def test_six_months_have_the_days_of_their_month(supplied, first):
    book = Book(published=date(2000, 1, 1), supplied=supplied)
    assert is_old(book, first)
    assert not is_old(book, date.fromordinal(first.toordinal() - 1))


def test_two_years_of_a_leap_day():
    book = Book(published=date(2024, 2, 29), supplied=date(2024, 3, 1))
    assert is_old(book, date(2026, 3, 1))
    assert not is_old(book, date(2026, 2, 28))


def test_prices_at_their_limits():
    limit = Limit(Decimal(5), "public")
    assert floor_price(Decimal("8.55"), limit, Decimal("0.1")) == Decimal("8.2")
    assert str(floor_price(Decimal("10"), limit)) == "9.50"
    assert not is_lawful(Decimal("10.01"), Decimal("10"), limit)
    assert lawful_price(Decimal("11"), Decimal("10"), limit) == 10
    assert lawful_price(Decimal("11"), Decimal("10"), Limit(FREE, "used")) == 11
    assert lawful_price(Decimal("-1"), Decimal("10"), Limit(FREE, "used")) == 0
    assert ceiling_price(Decimal("10"), Limit(Decimal("99.9"), "x")) == 10


@pytest.mark.parametrize(("fee", "rounded"), [("3.005", "3.01"), ("3.0049", "3.00"), ("3", "3.00")])
def test_a_fee_is_in_cents(fee, rounded):
    assert str(delivery_fee(Decimal(1), Decimal(35), Decimal(fee), Decimal(0))) == rounded


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("35600000000048", True),  # its seat: the usual check digit
        ("35600000049837", True),  # an office: the sum is a multiple of five
        ("35600000049838", False),
        ("35600000049836", False),
        ("3560000004983", False),
        ("356000000498370", False),
        ("3560000004983A", False),
        ("356000000", True),
        ("356000001", False),
        ("73282932049837", False),
    ],
)
def test_offices_of_la_poste(number, valid):
    assert is_valid(number) is valid
    assert siren_of(number) == (number[:9] if valid else "")


def test_what_is_between_the_digits_is_left_out():
    assert compact(" 732-829.320 / 00074 ") == "73282932000074"
    assert not is_valid("²73282932")


def test_ways_to_count_are_named():
    law = Ceilings(days=60, end_of_month=45, periodic=45, transport=30)
    with pytest.raises(TypeError):
        latest_due(DAY, law, True)
    assert latest_due(DAY, law) == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("since", "lowest"),
    [
        (date(2026, 5, 2), 10),  # the day the window opens
        (date(2026, 5, 1), 10),
        (date(2026, 5, 31), 10),
        (date(2026, 6, 1), None),
    ],
)
def test_a_window_of_thirty_days(since, lowest):
    found = lowest_before([Price(since, Decimal(10))], date(2026, 6, 1), 30)
    assert found == (None if lowest is None else Decimal(lowest))
