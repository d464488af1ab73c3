from datetime import date, timedelta
from decimal import Decimal
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_technical_contract.core.prices import monthly, revise
from odoo.addons.crm_technical_contract.core.terms import (
    Term,
    add_months,
    information_window,
    is_told,
    last_day_for_notice,
    leaving_day,
    term_after,
    terms,
)

days = st.dates(date(2000, 1, 1), date(2050, 12, 31))
lengths = st.integers(1, 40)


@given(days, st.integers(0, 60))
def test_months_are_counted_on_the_calendar(day, count):
    later = add_months(day, count)
    assert (later.year - day.year) * 12 + later.month - day.month == count
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@given(days, lengths, lengths)
def test_terms_follow_each_other_without_gap_and_do_not_wander(anchor, first, following):
    some = list(islice(terms(anchor, first, following), 8))
    assert some[0].start == anchor
    for one, other in pairwise(some):
        assert one.after == other.start == one.end + timedelta(days=1)
        assert other.start.day in (anchor.day, (one.end + timedelta(days=1)).day)
    assert some[7].start == add_months(anchor, first + 6 * following)


@pytest.mark.parametrize(
    ("anchor", "first", "following", "ends"),
    [
        ((2026, 1, 1), 12, 12, [(2026, 12, 31), (2027, 12, 31)]),
        ((2026, 1, 31), 1, 1, [(2026, 2, 27), (2026, 3, 30), (2026, 4, 29)]),
        ((2024, 2, 29), 12, 12, [(2025, 2, 27), (2026, 2, 27), (2027, 2, 27), (2028, 2, 28)]),
        ((2025, 8, 31), 6, 6, [(2026, 2, 27), (2026, 8, 30)]),
        ((2026, 3, 15), 3, 0, [(2026, 6, 14)]),
    ],
)
def test_terms_end_the_day_before_the_next_begins(anchor, first, following, ends):
    found = islice(terms(date(*anchor), first, following), len(ends))
    assert [one.end for one in found] == [date(*end) for end in ends]
    assert following or len(list(terms(date(*anchor), first, following))) == 1


@pytest.mark.parametrize(
    ("end", "months", "extra", "last"),
    [
        ((2026, 12, 31), 2, 0, (2026, 10, 31)),
        ((2026, 12, 31), 3, 0, (2026, 9, 30)),
        ((2026, 2, 28), 3, 0, (2025, 11, 30)),
        ((2024, 2, 29), 1, 0, (2024, 1, 31)),
        ((2026, 5, 30), 3, 0, (2026, 2, 27)),
        ((2026, 3, 30), 1, 0, (2026, 2, 27)),
        ((2026, 12, 31), 0, 30, (2026, 12, 1)),
        ((2026, 12, 31), 1, 15, (2026, 11, 15)),
        ((2026, 6, 14), 2, 0, (2026, 4, 14)),
        ((2026, 1, 31), 0, 0, (2026, 1, 31)),
    ],
)
def test_the_last_day_for_notice(end, months, extra, last):
    assert last_day_for_notice(date(*end), months, extra) == date(*last)


@given(days, st.integers(0, 12))
def test_whole_months_lie_between_the_notice_and_the_end(end, months):
    last = last_day_for_notice(end, months)
    after = end + timedelta(days=1)
    assert add_months(last, months) <= after
    assert (after - last).days <= 31 * months + 1


@pytest.mark.parametrize(
    ("last", "window"),
    [
        ((2025, 10, 31), ((2025, 7, 31), (2025, 9, 30))),
        ((2026, 5, 31), ((2026, 3, 1), (2026, 4, 30))),
        ((2024, 5, 31), ((2024, 3, 1), (2024, 4, 30))),
        ((2026, 11, 15), ((2026, 8, 15), (2026, 10, 15))),
    ],
)
def test_the_window_in_which_a_consumer_is_told(last, window):
    assert information_window(date(*last), 3, 1) == tuple(date(*day) for day in window)


@pytest.mark.parametrize(
    ("end", "months", "extra", "letter", "told"),
    [
        # the last day is 30 May: three months before it February has no such day
        ((2026, 7, 30), 2, 0, (2026, 2, 28), False),
        ((2026, 7, 30), 2, 0, (2026, 3, 1), True),
        # 29 May: the 29th of February is in time where there is one
        ((2024, 7, 29), 2, 0, (2024, 2, 29), True),
        ((2026, 7, 29), 2, 0, (2026, 2, 28), False),
        # a day too early, the first one, the last one, a day too late
        ((2025, 12, 31), 2, 0, (2025, 7, 30), False),
        ((2025, 12, 31), 2, 0, (2025, 7, 31), True),
        ((2025, 12, 31), 2, 0, (2025, 9, 30), True),
        ((2025, 12, 31), 2, 0, (2025, 10, 1), False),
        # notice by the week, in a term of one month: its first day is too late already
        ((2026, 2, 27), 0, 7, (2026, 1, 20), True),
        ((2026, 2, 27), 0, 7, (2026, 1, 31), False),
        # never, and for the term before only
        ((2025, 12, 31), 2, 0, None, False),
        ((2026, 12, 31), 2, 0, (2025, 8, 5), False),
    ],
)
def test_a_letter_is_in_time_or_not(end, months, extra, letter, told):
    window = information_window(last_day_for_notice(date(*end), months, extra), 3, 1)
    assert is_told(letter and date(*letter), window) is told


@given(days)
def test_the_window_is_never_too_early_nor_too_late(last):
    first, until = information_window(last, 3, 1)
    assert first < until < last
    assert add_months(first, 3) >= last
    assert add_months(until, 1) <= last


@given(days, lengths, lengths, st.integers(0, 1500), st.integers(0, 6))
def test_a_notice_ends_the_first_term_it_is_in_time_for(anchor, first, following, after, months):
    notice = anchor + timedelta(days=after)
    end = leaving_day(anchor, first, following, notice, months)
    assert notice <= last_day_for_notice(end, months)
    ends = [one.end for one in islice(terms(anchor, first, following), 1700) if one.end < end]
    assert all(notice > last_day_for_notice(one, months) for one in ends)


@pytest.mark.parametrize(
    ("notice", "free_from", "end"),
    [
        ((2025, 10, 31), (2026, 1, 1), (2025, 12, 31)),
        ((2025, 11, 1), (2026, 1, 1), (2025, 12, 31)),
        ((2026, 1, 1), (2026, 1, 1), (2026, 1, 1)),
        ((2026, 3, 5), (2026, 1, 1), (2026, 3, 5)),
        ((2028, 2, 29), (2028, 1, 1), (2028, 2, 29)),
        ((2026, 3, 5), None, (2026, 12, 31)),
    ],
)
def test_who_was_not_told_of_a_renewal_leaves_on_any_day_after_it(notice, free_from, end):
    free = free_from and date(*free_from)
    found = leaving_day(date(2025, 1, 1), 12, 12, date(*notice), 2, free_from=free)
    assert found == date(*end)


@given(days, lengths, lengths, st.integers(0, 1500), st.integers(0, 1500))
def test_nobody_is_held_longer_because_he_was_not_told(anchor, first, following, after, renewed):
    notice, free = (anchor + timedelta(days=count) for count in (after, renewed))
    bound = leaving_day(anchor, first, following, notice, 2)
    found = leaving_day(anchor, first, following, notice, 2, free_from=free)
    assert notice <= found <= bound


def test_a_contract_that_is_not_renewed_ends_with_its_term_whatever_the_notice():
    anchor = date(2026, 1, 1)
    assert leaving_day(anchor, 12, 0, date(2026, 12, 30), 3) == date(2026, 12, 31)
    assert term_after(anchor, 12, 0, date(2026, 12, 31)) is None
    assert term_after(anchor, 12, 6, date(2026, 12, 31)) == Term(
        date(2027, 1, 1), date(2027, 6, 30)
    )


@pytest.mark.parametrize(
    ("base", "current", "rise", "fall", "amount"),
    [
        ("300", "309.5", None, None, "1238.00"),
        ("300", "309.5", "2", None, "1224.00"),
        ("300", "290", None, None, "1160.00"),
        ("300", "290", None, "0", "1200.00"),
        ("300", "290", "5", "1", "1188.00"),
        ("276.5", "281.3", None, None, "1220.83"),
        ("3", "3.00001", None, None, "1200.00"),
    ],
)
def test_an_amount_follows_its_index_within_its_limits(base, current, rise, fall, amount):
    limits = [None if one is None else Decimal(one) for one in (rise, fall)]
    assert revise(Decimal("1200"), Decimal(base), Decimal(current), *limits) == Decimal(amount)


@pytest.mark.parametrize(("base", "current"), [("0", "1"), ("1", "0"), ("-1", "1")])
def test_an_index_is_positive(base, current):
    with pytest.raises(ValueError, match="positive"):
        revise(Decimal(1), Decimal(base), Decimal(current))


def test_an_amount_by_the_month():
    amounts = [monthly(1200, every) for every in ("month", "quarter", "half", "year")]
    assert amounts == [1200, 400, 200, 100]
