"""The clock against a model that counts minute by minute."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_technical_aftersales.core.clock import Pause, WorkingTime, counted, due

START = datetime(2026, 7, 13)
MINUTES = 400


def at(minute):
    return START + timedelta(minutes=minute)


def spans(most=5):
    edges = st.integers(0, MINUTES)
    return st.lists(st.tuples(edges, edges).map(sorted), max_size=most)


def working(intervals):
    return WorkingTime((at(start), at(end)) for start, end in intervals)


def minutes_of(intervals):
    return {minute for start, end in intervals for minute in range(start, end)}


@given(spans(), st.integers(0, MINUTES), st.integers(0, MINUTES))
def test_work_between_is_the_minutes_of_work(intervals, start, end):
    expected = len([one for one in minutes_of(intervals) if start <= one < end])
    assert working(intervals).between(at(start), at(end)) == timedelta(minutes=expected)


@given(spans(), st.integers(0, MINUTES), st.integers(1, 60))
def test_after_is_the_first_moment_with_so_much_work(intervals, start, work):
    time, needed = working(intervals), timedelta(minutes=work)
    found = time.after(at(start), needed)
    later = sorted(one for one in minutes_of(intervals) if one >= start)
    if len(later) < work:
        assert found is None
    else:
        assert found == at(later[work - 1] + 1)
        assert time.between(at(start), found) == needed


@given(spans(), spans(3), st.integers(0, MINUTES), st.integers(0, MINUTES))
def test_pauses_never_count_and_overlap_once(intervals, pauses, start, now):
    stops = [Pause(at(begin), at(end)) for begin, end in pauses]
    expected = minutes_of(intervals) - minutes_of(pauses)
    expected = len([one for one in expected if start <= one < now])
    assert counted(working(intervals), at(start), stops, at(now)) == timedelta(minutes=expected)


@given(spans(), spans(3), st.integers(0, MINUTES), st.integers(1, 60))
def test_due_is_when_the_work_outside_pauses_is_done(intervals, pauses, start, work):
    stops = [Pause(at(begin), at(end)) for begin, end in pauses]
    left = sorted(one for one in minutes_of(intervals) - minutes_of(pauses) if one >= start)
    found = due(working(intervals), at(start), stops, timedelta(minutes=work))
    assert found == (at(left[work - 1] + 1) if len(left) >= work else None)


def test_a_lasting_pause_has_no_due_time_unless_it_was_over_before():
    time = working([(0, 100)])
    lasting = [Pause(at(50), None)]
    assert due(time, at(0), lasting, timedelta(minutes=60)) is None
    assert due(time, at(0), lasting, timedelta(minutes=50)) == at(50)
    assert counted(time, at(0), lasting, at(90)) == timedelta(minutes=50)
    both = [Pause(at(10), None), Pause(at(20), at(30))]
    assert counted(time, at(0), both, at(90)) == timedelta(minutes=10)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (1, datetime(2026, 7, 13, 11)),
        (2, datetime(2026, 7, 13, 12)),
        (3, datetime(2026, 7, 13, 15)),
        (6, datetime(2026, 7, 13, 18)),
        (7, datetime(2026, 7, 15, 10)),
        (13, datetime(2026, 7, 15, 18)),
        (14, None),
    ],
)
def test_lunch_and_the_fourteenth_of_july(hours, expected):
    days = [
        (datetime(2026, 7, day, start), datetime(2026, 7, day, end))
        for day in (13, 15)
        for start, end in ((9, 12), (14, 18))
    ]
    found = WorkingTime(days).after(datetime(2026, 7, 13, 10), timedelta(hours=hours))
    assert found == expected


def test_nothing_to_do_is_done_at_once():
    assert working([]).after(at(5), timedelta()) == at(5)
    assert working([(3, 3), (5, 4)]).intervals == []
