from datetime import date, timedelta

import pytest

from odoo.addons.bookstore_member.core.months import find_first_due, find_next_due, list_dues


@pytest.mark.parametrize("day", [1, 15, 28])
def test_every_month_of_four_years_is_there_once(day):
    dues = list(list_dues(date(2024, 1, day), day, date(2027, 12, 31)))
    assert [due.day for due in dues] == [day] * 48
    months = [(due.year, due.month) for due in dues]
    assert months == [(year, month) for year in range(2024, 2028) for month in range(1, 13)]


def test_nothing_is_due_before_its_day():
    first = date(2026, 5, 10)
    assert list(list_dues(first, 10, first - timedelta(days=1))) == []
    assert list(list_dues(first, 10, first)) == [first]


@pytest.mark.parametrize("offset", range(0, 70, 3))
def test_the_first_due_day_is_the_next_one_of_its_kind(offset):
    start = date(2025, 11, 20) + timedelta(days=offset)
    due = find_first_due(start, 12)
    assert due >= start
    assert due.day == 12
    assert due - start < timedelta(days=32)
    assert all((start + timedelta(days=days)).day != 12 for days in range((due - start).days))


def test_december_is_followed_by_january():
    assert find_next_due(date(2025, 12, 31), 28) == date(2026, 1, 28)
    assert find_next_due(date(2026, 11, 3), 3) == date(2026, 12, 3)
