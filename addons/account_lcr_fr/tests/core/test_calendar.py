from datetime import date, timedelta

import pytest
from dateutil.easter import easter as dateutil_easter

from odoo.addons.account_lcr_fr.core import calendar


@pytest.mark.parametrize("year", range(1990, 2100))
def test_easter_is_that_of_another_library(year):
    assert calendar.easter(year) == dateutil_easter(year)


@pytest.mark.parametrize(
    ("day", "paid"),
    [
        (date(2026, 11, 30), date(2026, 11, 30)),
        (date(2026, 10, 31), date(2026, 11, 2)),
        (date(2026, 4, 3), date(2026, 4, 7)),
        (date(2026, 5, 14), date(2026, 5, 15)),
        (date(2026, 5, 25), date(2026, 5, 26)),
        (date(2026, 5, 1), date(2026, 5, 4)),
        (date(2026, 5, 8), date(2026, 5, 11)),
        (date(2025, 12, 25), date(2025, 12, 29)),
        (date(2027, 1, 1), date(2027, 1, 4)),
        (date(2028, 7, 14), date(2028, 7, 17)),
        (date(2028, 8, 15), date(2028, 8, 16)),
        (date(2027, 11, 1), date(2027, 11, 2)),
        (date(2027, 11, 11), date(2027, 11, 12)),
    ],
)
def test_a_bill_due_on_a_closed_day_is_paid_on_the_next_open_one(day, paid):
    assert calendar.next_banking_day(day) == paid
    assert calendar.is_banking_day(day) is (day == paid)


def test_banking_days_are_counted():
    day = date(2026, 12, 24)
    assert calendar.add_banking_days(day, 0) == day
    assert calendar.add_banking_days(day, 4) == date(2026, 12, 31)
    assert calendar.add_banking_days(day, 5) == date(2027, 1, 4)
    assert calendar.add_banking_days(date(2026, 12, 26), 0) == date(2026, 12, 28)
    assert all(
        calendar.is_banking_day(calendar.next_banking_day(day + timedelta(n))) for n in range(400)
    )
