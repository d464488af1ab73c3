from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.suite_l10n_fr.core.book_price import (
    ARTICLE_3,
    FREE,
    LIBRARY,
    NEW,
    OTHER,
    PUBLIC,
    SCHOOL,
    SCHOOL_BUYER,
    USED,
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

LAW = Figures(public=Decimal(5), article_3=Decimal(9))
DAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("kind", "buyer", "shipped", "discount", "rule"),
    [
        (NEW, PUBLIC, False, 5, "public"),
        (NEW, PUBLIC, True, 0, "shipped"),
        (NEW, SCHOOL_BUYER, False, 5, "public"),
        (NEW, ARTICLE_3, False, 9, "article_3"),
        (NEW, LIBRARY, True, 9, "article_3"),
        (SCHOOL, PUBLIC, False, 5, "public"),
        (SCHOOL, SCHOOL_BUYER, False, 100, "school"),
        (SCHOOL, ARTICLE_3, True, 100, "school"),
        (SCHOOL, LIBRARY, False, 100, "school"),
        (USED, PUBLIC, True, 100, "used"),
        (OTHER, PUBLIC, False, 100, "not_a_book"),
    ],
)
def test_limits(kind, buyer, shipped, discount, rule):
    limit = find_limit(Book(kind), Sale(DAY, buyer, shipped), LAW)
    assert (limit.discount, limit.rule, limit.override) == (discount, rule, False)


@pytest.mark.parametrize(
    ("published", "supplied", "old"),
    [
        (date(2024, 4, 30), date(2025, 10, 31), True),
        (date(2024, 5, 1), date(2025, 10, 31), False),  # two years sharp: not more than two
        (date(2024, 4, 30), date(2025, 11, 1), False),  # six months sharp
        (None, date(2020, 1, 1), False),
        (date(2020, 1, 1), None, False),
    ],
)
def test_old_titles(published, supplied, old):
    book = Book(NEW, published, supplied)
    assert is_old(book, DAY) is old
    for sale in (Sale(DAY), Sale(DAY, shipped=True), Sale(DAY, ARTICLE_3)):
        assert find_limit(book, sale, LAW).override is old


def test_months_of_different_lengths():
    book = Book(NEW, date(2020, 2, 29), date(2025, 8, 31))
    assert is_old(book, date(2026, 3, 1))
    assert not is_old(book, date(2026, 2, 28))
    assert is_old(Book(NEW, date(2020, 1, 1), date(2025, 12, 31)), date(2026, 7, 1))
    assert not is_old(Book(NEW, date(2020, 1, 1), date(2025, 12, 31)), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("price", "discount", "floor"),
    [
        ("8.55", 5, "8.13"),
        ("14.00", 5, "13.30"),
        ("21.10", 9, "19.21"),
        ("10.00", 0, "10.00"),
        ("9.99", 100, "0.00"),
    ],
)
def test_the_floor_is_rounded_up(price, discount, floor):
    limit = Limit(Decimal(discount), "x")
    assert floor_price(Decimal(price), limit) == Decimal(floor)


prices = st.decimals(min_value="0.01", max_value=500, places=2)


@given(prices, st.sampled_from([Decimal(5), Decimal(9), Decimal(0)]))
def test_the_floor_is_the_lowest_cent_that_the_law_allows(price, discount):
    limit = Limit(discount, "x")
    floor = floor_price(price, limit)
    assert floor * 100 >= price * (100 - discount)
    assert (floor - Decimal("0.01")) * 100 < price * (100 - discount)
    assert is_lawful(floor, price, limit)
    assert not is_lawful(floor - Decimal("0.01"), price, limit)
    assert is_lawful(price, price, limit)
    assert not is_lawful(price + Decimal("0.01"), price, limit)


@given(prices, prices, st.sampled_from([Decimal(5), Decimal(0), FREE]))
def test_the_lawful_price_is_the_nearest_one(asked, price, discount):
    limit = Limit(discount, "x")
    found = lawful_price(asked, price, limit)
    assert is_lawful(found, price, limit)
    assert is_lawful(asked, price, limit) == (found == asked)


def test_what_has_no_fixed_price_has_no_ceiling():
    assert ceiling_price(Decimal(10), Limit(FREE, "used")) is None
    assert is_lawful(Decimal(12), Decimal(10), Limit(FREE, "used"))
    assert ceiling_price(Decimal(10), Limit(Decimal(5), "public")) == 10


def test_the_fee_of_books_that_are_sent():
    fee = [
        delivery_fee(Decimal(total), Decimal(35), Decimal(3), Decimal("0.01"))
        for total in ("34.99", "35", "80")
    ]
    assert fee == [Decimal("3.00"), Decimal("0.01"), Decimal("0.01")]
