from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.suite_l10n_fr.core.due_dates import Ceilings, latest_due, month_end

LAW = Ceilings(days=60, end_of_month=45, periodic=45, transport=30)


@pytest.mark.parametrize(
    ("day", "options", "latest"),
    [
        ("2026-01-15", {}, "2026-03-16"),
        ("2026-01-15", {"end_of_month": True}, "2026-03-31"),
        ("2026-01-31", {"end_of_month": True}, "2026-03-31"),
        ("2026-03-02", {"end_of_month": True}, "2026-05-15"),
        ("2028-01-16", {"end_of_month": True}, "2028-03-31"),
        ("2026-01-15", {"periodic": True}, "2026-03-01"),
        ("2026-01-31", {"transport": True}, "2026-03-02"),
        ("2028-01-31", {"transport": True}, "2028-03-01"),
        ("2026-01-15", {"transport": True, "end_of_month": True, "periodic": True}, "2026-02-14"),
        ("2026-01-15", {"end_of_month": True, "periodic": True}, "2026-03-01"),
    ],
)
def test_latest_due_date(day, options, latest):
    assert latest_due(date.fromisoformat(day), LAW, **options) == date.fromisoformat(latest)


def test_month_ends():
    assert month_end(date(2028, 2, 1)) == date(2028, 2, 29)
    assert month_end(date(2026, 12, 31)) == date(2026, 12, 31)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_both_countings_of_end_of_month_are_within_the_limit(day):
    limit = latest_due(day, LAW, end_of_month=True)
    after_month = day
    while (after_month + timedelta(days=1)).day != 1:
        after_month += timedelta(days=1)
    assert after_month + timedelta(days=45) <= limit
    after_days = day + timedelta(days=45)
    while (after_days + timedelta(days=1)).day != 1:
        after_days += timedelta(days=1)
    assert after_days <= limit
    assert limit in (after_month + timedelta(days=45), after_days)
