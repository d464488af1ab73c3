from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.bookstore_law_fr.core.lending import (
    Copies,
    count_levy,
    merge_titles,
    period_before,
    period_of,
    to_cents,
)

days = st.dates(date(1990, 1, 1), date(2099, 12, 31))
kinds = st.sampled_from(["month", "quarter"])
cents = st.integers(-10_000, 10_000).map(lambda number: Decimal(number) / 100)
copies = st.builds(
    Copies,
    title=st.integers(1, 3),
    unit=st.sampled_from([Decimal("8.10"), Decimal("20.00")]),
    copies=st.integers(-5, 5).map(Decimal),
    excluded=cents,
    included=cents,
)


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [("8.104265", "8.10"), ("8.105", "8.11"), ("-8.105", "-8.11"), ("0.004", "0.00")],
)
def test_cents_are_rounded_half_up_on_both_sides_of_zero(amount, rounded):
    assert to_cents(Decimal(amount)) == Decimal(rounded)


@pytest.mark.parametrize(
    ("base", "levy"), [("200.00", "12.00"), ("8.10", "0.49"), ("-8.10", "-0.49"), ("0", "0")]
)
def test_six_percent_of_the_public_price(base, levy):
    assert count_levy(Decimal(base), Decimal(6)) == Decimal(levy)


@given(st.lists(copies, max_size=8))
def test_merging_loses_no_copy_and_names_each_title_and_price_once(lines):
    merged = merge_titles(lines)
    assert len({(line.title, line.unit) for line in merged}) == len(merged)
    for name in ("copies", "excluded", "included", "base"):
        assert sum(getattr(line, name) for line in merged) == sum(
            getattr(line, name) for line in lines
        )


@given(kinds, days)
def test_periods_follow_each_other_without_a_hole(kind, day):
    first, last = period_of(kind, day)
    assert first <= day <= last
    assert first.day == 1 and (last + timedelta(days=1)).day == 1
    assert (last - first).days in (range(27, 31) if kind == "month" else range(89, 92))
    before = period_before(kind, day)
    assert before[1] + timedelta(days=1) == first
    assert period_of(kind, before[0]) == before
