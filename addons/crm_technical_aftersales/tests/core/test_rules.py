"""Assignment, warranty and statistics."""

from datetime import date, datetime
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_technical_aftersales.core.assignment import Candidate, choose
from odoo.addons.crm_technical_aftersales.core.statistics import Z_95, measure, pareto, wilson
from odoo.addons.crm_technical_aftersales.core.warranty import (
    BACK,
    REPAIRED,
    SOLD,
    Event,
    add_months,
    presumption_end,
    warranty_end,
)

CANDIDATES = st.lists(
    st.builds(
        Candidate,
        key=st.integers(1, 9),
        skills=st.frozensets(st.integers(1, 3), max_size=2),
        load=st.integers(0, 4),
        most=st.integers(0, 4),
        away=st.booleans(),
    ),
    max_size=6,
    unique_by=lambda one: one.key,
)


@given(CANDIDATES, st.frozensets(st.integers(1, 3), max_size=2))
def test_who_is_chosen_is_there_has_room_and_nobody_is_better(candidates, needed):
    found = choose(candidates, needed)
    able = {
        one.key: one
        for one in candidates
        if not one.away
        and (one.most == 0 or one.load < one.most)
        and (not needed or not one.skills or one.skills & needed)
    }
    if found is None:
        assert not able
        return
    chosen = able[found]
    experts = [one for one in able.values() if one.skills & needed]
    if experts:
        assert chosen in experts
    rivals = experts or list(able.values())
    if all(one.most == chosen.most for one in rivals):
        assert chosen.load == min(one.load for one in rivals)


def test_who_waited_longest_comes_first_and_load_is_relative():
    long_ago, just_now = datetime(2026, 1, 1), datetime(2026, 2, 1)
    assert choose([Candidate(1, last=just_now), Candidate(2, last=long_ago)], []) == 2
    assert choose([Candidate(1, last=long_ago), Candidate(2)], []) == 2
    assert choose([Candidate(2), Candidate(1)], []) == 1
    assert choose([Candidate(1, load=2, most=10), Candidate(2, load=1, most=2)], []) == 1
    assert choose([Candidate(1, frozenset({1}), most=1, load=1), Candidate(2)], [1]) == 2
    assert choose([], []) is None


@pytest.mark.parametrize(
    ("hits", "sample", "expected"),
    [(3, 20, (15.0, 5.2, 36.0)), (0, 12, (0.0, 0.0, 24.2)), (12, 12, (100.0, 75.8, 100.0))],
)
def test_published_intervals(hits, sample, expected):
    assert tuple(round(100 * value, 1) for value in wilson(hits, sample)) == expected


@given(st.integers(1, 500), st.data())
def test_the_interval_holds_what_the_score_test_accepts(sample, data):
    """Each end of Wilson's interval is a share at which the observed one is just acceptable."""
    hits = data.draw(st.integers(0, sample))
    rate = wilson(hits, sample)
    assert 0 <= rate.low <= rate.share <= rate.high <= 1
    for end in (rate.low, rate.high):
        if 0 < end < 1:
            deviation = abs(rate.share - end)
            assert deviation == pytest.approx(Z_95 * sqrt(end * (1 - end) / sample), abs=1e-9)


def test_impossible_and_small_samples():
    for hits, sample in ((1, 0), (-1, 3), (4, 3)):
        with pytest.raises(ValueError, match=f"{hits} of {sample}"):
            wilson(hits, sample)
    assert measure(1, 19, 20) is None
    assert measure(0, 0, 0) is None
    assert measure(1, 20, 20) == wilson(1, 20)
    assert measure(5, 4, 1) == wilson(4, 4)


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 9), max_size=6))
def test_pareto_is_ordered_and_adds_up(weights):
    shares = pareto(weights.items())
    assert [one.weight for one in shares] == sorted(filter(None, weights.values()), reverse=True)
    running = 0
    for one in shares:
        running += one.share
        assert one.running == pytest.approx(running)
        assert one.weight == weights[one.key]
    if shares:
        assert shares[-1].running == pytest.approx(1)


DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(DAYS, st.integers(0, 60))
def test_months_keep_the_day_or_end_with_the_month(day, months):
    found = add_months(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    following = date.fromordinal(found.toordinal() + 1)
    assert found.day == day.day or (found.day < day.day and following.day == 1)


def test_a_life_of_a_serial_number():
    sold, later = date(2026, 1, 31), date(2027, 3, 1)
    assert warranty_end([], 24, 6) is None
    assert warranty_end([Event(sold, SOLD)], 0, 6) is None
    assert warranty_end([Event(sold, SOLD)], 24, 6) == date(2028, 1, 31)
    repaired = Event(date(2027, 1, 1), REPAIRED)
    assert warranty_end([repaired, Event(sold, SOLD)], 24, 6) == date(2028, 7, 31)
    assert warranty_end([Event(sold, SOLD), repaired, repaired], 24, 6) == date(2029, 1, 31)
    late = Event(date(2028, 2, 1), REPAIRED)
    assert warranty_end([Event(sold, SOLD), late], 24, 6) == date(2028, 1, 31)
    assert warranty_end([Event(sold, SOLD), repaired, late], 24, 6) == date(2029, 1, 31)
    last = Event(date(2028, 1, 31), REPAIRED)
    assert warranty_end([Event(sold, SOLD), last], 24, 6) == date(2028, 7, 31)
    assert warranty_end([Event(sold, SOLD), Event(later, BACK)], 24, 6) is None
    again = [Event(sold, SOLD), repaired, Event(later, BACK), Event(later, SOLD)]
    assert warranty_end(again, 24, 6) == date(2029, 3, 1)
    assert warranty_end([Event(sold, BACK), repaired], 24, 6) is None
    assert warranty_end([Event(sold, SOLD), Event(sold, BACK)], 24, 6) is None


def test_a_fault_is_presumed_for_a_time():
    sold, back = date(2026, 2, 28), date(2026, 9, 1)
    events = [Event(sold, SOLD), Event(date(2026, 6, 1), REPAIRED)]
    assert presumption_end(events, is_used=False) == date(2028, 2, 28), "a repair adds nothing"
    assert presumption_end(events, is_used=True) == date(2027, 2, 28)
    assert presumption_end([*events, Event(back, BACK)], is_used=False) is None
    again = [*events, Event(back, BACK), Event(back, SOLD)]
    assert presumption_end(again, is_used=True) == date(2027, 9, 1), "another one starts anew"
