from datetime import date, timedelta
from itertools import pairwise

import pytest

from odoo.addons.shop_sync_commission.core.periods import get_period, walk_periods

KINDS = ("biweekly", "monthly", "quaterly", "semi", "annual")


@pytest.mark.parametrize(
    ("kind", "day", "first", "last"),
    [
        ("monthly", date(2028, 2, 29), date(2028, 2, 1), date(2028, 2, 29)),
        ("monthly", date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
        ("biweekly", date(2026, 1, 15), date(2026, 1, 1), date(2026, 1, 15)),
        ("biweekly", date(2026, 1, 31), date(2026, 1, 16), date(2026, 1, 31)),
        ("quaterly", date(2026, 6, 30), date(2026, 4, 1), date(2026, 6, 30)),
        ("semi", date(2026, 7, 1), date(2026, 7, 1), date(2026, 12, 31)),
        ("semi", date(2026, 6, 30), date(2026, 1, 1), date(2026, 6, 30)),
        ("annual", date(2026, 5, 5), date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_day_has_its_period(kind, day, first, last):
    assert get_period(kind, day) == (first, last)


@pytest.mark.parametrize("kind", KINDS)
def test_each_day_lies_in_one_period(kind):
    day, periods = date(2027, 1, 1), []
    while day < date(2029, 1, 1):
        first, last = get_period(kind, day)
        assert first <= day <= last
        if not periods or periods[-1] != (first, last):
            periods.append((first, last))
        day += timedelta(days=1)
    for (_first, last), (first, _last) in pairwise(periods):
        assert first == last + timedelta(days=1)
    assert periods == list(walk_periods(kind, date(2027, 1, 1), date(2028, 12, 31)))


def test_only_what_is_over_is_walked_and_a_changed_rhythm_goes_on_where_it_stopped():
    found = list(walk_periods("quaterly", date(2026, 2, 1), date(2026, 9, 29)))
    assert found == [(date(2026, 2, 1), date(2026, 3, 31)), (date(2026, 4, 1), date(2026, 6, 30))]
    assert not list(walk_periods("monthly", date(2026, 2, 1), date(2026, 2, 27)))
