from datetime import date, timedelta
from decimal import Decimal
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_technical_contract.core.schedule import Rate, schedule
from odoo.addons.crm_technical_contract.core.terms import (
    DAY,
    Pause,
    add_months,
    leaving_day,
    paused_days,
    term_after,
    terms,
)

days = st.dates(date(2000, 1, 1), date(2050, 12, 31))
EVERY = st.sampled_from([1, 3, 6, 12])


@st.composite
def rests(draw, anchor):
    """Pauses after ``anchor`` that do not overlap."""
    found, day = [], anchor
    for gap, length in draw(
        st.lists(st.tuples(st.integers(1, 300), st.integers(1, 90)), max_size=3)
    ):
        start = day + timedelta(days=gap)
        day = start + timedelta(days=length)
        found.append(Pause(start, day - DAY))
    return found


@given(st.data(), days, st.integers(1, 24), st.integers(1, 24))
def test_a_longer_term_has_its_days_beside_the_paused_ones(data, anchor, first, following):
    pauses = data.draw(rests(anchor))
    some = list(islice(terms(anchor, first, following, pauses), 6))
    for one, other in pairwise(some):
        assert one.after == other.start
    usual = list(islice(terms(anchor, first, following), 6))
    lost = paused_days(anchor, some[-1].end, pauses)
    assert some[-1].end == usual[-1].end + timedelta(days=lost)


def test_a_pause_moves_the_term_its_notice_and_what_follows():
    anchor, pause = date(2025, 1, 1), [Pause(date(2025, 3, 1), date(2025, 3, 31))]
    some = list(islice(terms(anchor, 12, 12, pause), 2))
    assert [one.end for one in some] == [date(2026, 1, 31), date(2027, 1, 31)]
    assert term_after(anchor, 12, 12, date(2026, 1, 31), pause).start == date(2026, 2, 1)
    assert leaving_day(anchor, 12, 12, date(2025, 11, 30), 2, 0, pause) == date(2026, 1, 31)
    assert leaving_day(anchor, 12, 12, date(2025, 12, 1), 2, 0, pause) == date(2027, 1, 31)


def test_a_pause_over_the_end_of_a_term_belongs_to_that_term_whole():
    pause = [Pause(date(2025, 12, 20), date(2026, 1, 18))]
    assert next(terms(date(2025, 1, 1), 12, 12, pause)).end == date(2026, 1, 30)


def test_terms_that_have_begun_keep_their_length():
    some = islice(terms(date(2025, 1, 1), 12, 24, (), (12, 12)), 4)
    assert [one.end.year for one in some] == [2025, 2026, 2028, 2030]
    assert len(list(terms(date(2025, 1, 1), 12, 0, (), (12, 12)))) == 2


def _amounts(anchor, until, rates, pauses=()):
    return [str(due.amount) for due in schedule(anchor, until, rates, pauses)]


DUES = [
    ([((2026, 1, 1), 300, 3)], [], ["300.00"] * 4),
    ([((2026, 1, 1), 300, 3)], [((2026, 4, 1), (2026, 6, 30))], ["300.00", "0.00", "300.00", "300.00"]),
    ([((2026, 1, 1), 310, 1), ((2026, 1, 11), 620, 1)], [], ["520.00"] + ["620.00"] * 11),
    ([((2026, 1, 1), 1200, 12), ((2026, 7, 1), 100, 1)], [], ["595.07"] + ["100.00"] * 6),
    ([((2026, 1, 1), 365, 12)], [((2026, 12, 22), (2027, 1, 10))], ["355.00"]),
]  # fmt: skip


@pytest.mark.parametrize(("rates", "pauses", "amounts"), DUES)
def test_what_is_due(rates, pauses, amounts):
    rates = [Rate(date(*day), Decimal(amount), every) for day, amount, every in rates]
    pauses = [Pause(date(*first), date(*last)) for first, last in pauses]
    assert _amounts(date(2026, 1, 1), date(2026, 12, 31), rates, pauses) == amounts


def test_the_last_part_of_a_period_and_a_leap_year():
    rate = [Rate(date(2024, 1, 1), Decimal(366), 12)]
    assert _amounts(date(2024, 1, 1), date(2024, 2, 29), rate) == ["60.00"]
    assert _amounts(date(2023, 12, 31), date(2024, 12, 30), rate) == ["366.00"]


@given(st.data(), days, EVERY, st.integers(0, 900), st.integers(1, 100000))
def test_every_day_is_due_once(data, anchor, every, length, cents):
    """Against a model that adds up the days one by one."""
    until, amount = anchor + timedelta(days=length), Decimal(cents) / 100
    pauses = data.draw(rests(anchor))
    change = anchor + timedelta(days=data.draw(st.integers(1, 900)))
    rates = [Rate(anchor, amount, every), Rate(change, 2 * amount, every)]
    dues = schedule(anchor, until, rates, pauses)
    assert dues[0].start == anchor
    assert dues[-1].end == until
    assert sum(due.paused for due in dues) == paused_days(anchor, until, pauses)
    for place, due in enumerate(dues):
        assert not place or dues[place - 1].end + DAY == due.start == add_months(
            anchor, place * every
        )
        whole = (add_months(anchor, (place + 1) * every) - due.start).days
        sold = [due.start + timedelta(days=n) for n in range((due.end - due.start).days + 1)]
        free = [day for day in sold if not any(one.start <= day <= one.end for one in pauses)]
        model = sum((amount * (1 + (day >= change)) for day in free), Decimal(0)) / whole
        assert abs(due.amount - model) <= Decimal("0.0051")
