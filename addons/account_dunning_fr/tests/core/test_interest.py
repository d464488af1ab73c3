"""Late interest against a model that counts every single day, and cases counted by hand."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.account_dunning_fr.core.interest import (
    Debt,
    RateMissing,
    days_of_year,
    find_spans,
    half_year,
    sum_interest,
)

RATES = {
    date(2024, 1, 1): Decimal("14.50"),
    date(2024, 7, 1): Decimal("14.25"),
    date(2025, 1, 1): Decimal("13.15"),
    date(2025, 7, 1): Decimal("12.15"),
    date(2026, 1, 1): Decimal("12.15"),
}
D = Decimal


def interest(due, amount, until, payments=()):
    return sum_interest(find_spans(Debt(due, D(amount), payments), until, RATES.get))


@pytest.mark.parametrize(
    ("due", "amount", "until", "payments", "expected"),
    [
        # on the due date nothing is owed; the day after, one day is
        (date(2025, 3, 31), "1000", date(2025, 3, 31), (), "0.00"),
        (date(2025, 3, 31), "1000", date(2025, 4, 1), (), "0.36"),  # 1000 × 13.15 % / 365
        (date(2025, 3, 31), "1000", date(2025, 4, 30), (), "10.81"),  # 30 days: 10.8082
        # two half-years: 30 days at 13.15, 31 at 12.15
        (date(2025, 5, 31), "1200", date(2025, 7, 31), (), "25.35"),  # 12.9699 + 12.3830
        # a leap year: 29 days of February, 366 in the year
        (date(2024, 1, 31), "5000", date(2024, 2, 29), (), "57.45"),  # 5000 × 14.5 % × 29 / 366
        # a leap year and the next: 31 / 366 at 14.25, 31 / 365 at 13.15
        (date(2024, 11, 30), "2000", date(2025, 1, 31), (), "46.48"),  # 24.1393 + 22.3370
        # a part is paid on the 16th: 16 days of 1000, 14 days of 400
        (date(2025, 3, 31), "1000", date(2025, 4, 30), ((date(2025, 4, 16), D(600)),), "7.78"),
        # paid before it was due
        (date(2025, 3, 31), "1000", date(2025, 4, 30), ((date(2025, 3, 1), D(600)),), "4.32"),
        # paid on the due date: nothing runs; on the day after: a day
        (date(2025, 3, 31), "1000", date(2025, 4, 30), ((date(2025, 3, 31), D(1000)),), "0.00"),
        (date(2025, 3, 31), "1000", date(2025, 4, 30), ((date(2025, 4, 1), D(1000)),), "0.36"),
        (date(2025, 3, 31), "1000", date(2025, 4, 30), ((date(2025, 4, 2), D(1000)),), "0.72"),
        # a year: 181 days at 13.15 and 184 at 12.15
        (date(2024, 12, 31), "10000", date(2025, 12, 31), (), "1264.59"),
        # paid too much
        (date(2025, 3, 31), "1000", date(2025, 4, 30), ((date(2025, 3, 1), D(1500)),), "0.00"),
        # the example of the specification: 45 days at the central bank's 2.15 + 10
        (date(2026, 3, 31), "1200", date(2026, 5, 15), (), "17.98"),  # 17.9753
        # and paid on that day, looked at later: those 45 days
        (date(2026, 3, 31), "1200", date(2026, 5, 15), ((date(2026, 5, 15), D(1200)),), "17.98"),
        (date(2026, 3, 31), "1200", date(2026, 6, 20), ((date(2026, 5, 15), D(1200)),), "17.98"),
    ],
)
def test_by_hand(due, amount, until, payments, expected):
    assert interest(due, amount, until, payments) == D(expected)


def test_the_floor_of_the_example():
    """The same at three times the legal interest of the half-year, 2.62."""
    debt = Debt(date(2026, 3, 31), D(1200))
    spans = find_spans(debt, date(2026, 5, 15), lambda _day: 3 * D("2.62"))
    assert sum_interest(spans) == D("11.63")


days = st.dates(date(2024, 1, 1), date(2026, 6, 30))
cents = st.integers(1, 10**7).map(lambda number: D(number) / 100)


@given(days, cents, days, st.lists(st.tuples(days, cents), max_size=4))
def test_as_counted_day_by_day(due, amount, until, payments):
    total, day = D(0), due + timedelta(days=1)
    while day <= until:
        owed = amount - sum((paid for when, paid in payments if when < day), D(0))
        year = (date(day.year, 12, 31) - date(day.year - 1, 12, 31)).days
        first = max(one for one in RATES if one <= day)
        total += max(owed, D(0)) * RATES[first] / 100 / year
        day += timedelta(days=1)
    found = interest(due, amount, until, payments)
    assert abs(found - total) <= D("0.0051")
    assert found == found.quantize(D("0.01"), ROUND_HALF_UP)


@given(days, cents, days, st.lists(st.tuples(days, cents), max_size=4))
def test_spans_are_whole(due, amount, until, payments):
    spans = find_spans(Debt(due, amount, payments), until, RATES.get)
    for span in spans:
        assert due < span.first <= span.last <= until
        assert half_year(span.first) == half_year(span.last)
        assert 0 < span.base <= amount
    assert all(one.last < two.first for one, two in pairwise(spans))


def test_a_missing_rate_is_named():
    with pytest.raises(RateMissing) as caught:
        interest(date(2026, 6, 1), "100", date(2026, 7, 1))
    assert caught.value.day == date(2026, 7, 1)
    assert interest(date(2026, 6, 1), "100", date(2026, 6, 30)) == D("0.97")
    paid = ((date(2026, 6, 30), D(100)),)
    assert interest(date(2026, 6, 29), "100", date(2026, 9, 30), paid) == D("0.03")


def test_years():
    assert [days_of_year(year) for year in (1900, 2000, 2023, 2024)] == [365, 366, 365, 366]
