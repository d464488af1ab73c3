"""What is to be invoiced, beside a model that counts the days one by one."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from odoo.addons.crm_technical_contract.core.schedule import Due, Rate, schedule
from odoo.addons.crm_technical_contract.core.terms import Pause
from odoo.addons.crm_technical_contract_invoice.core.settling import (
    Booked,
    Difference,
    find_current,
    find_next,
    settle,
)

JAN, FEB, MAR = (date(2026, month, 1) for month in (1, 2, 3))
MONTHS = [
    Due(JAN, date(2026, 1, 31), Decimal(31), 0),
    Due(FEB, date(2026, 2, 28), Decimal(28), 0),
    Due(MAR, date(2026, 3, 31), Decimal(31), 2),
]


def _book(differences, booked):
    for one in differences:
        was = booked.get(one.start)
        booked[one.start] = Booked(one.end, one.amount + (was.amount if was else 0))


def test_a_period_is_ripe_on_its_first_day_or_after_its_last():
    assert [one.start for one in settle(MONTHS, {}, JAN, FEB)] == [JAN, FEB]
    assert [one.start for one in settle(MONTHS, {}, JAN, FEB, arrears=True)] == [JAN]
    assert settle(MONTHS, {}, JAN, date(2026, 1, 31), arrears=True) == []
    assert [one.start for one in settle(MONTHS, {}, FEB, MAR)] == [FEB, MAR]
    assert settle(MONTHS, {}, JAN, date(2025, 12, 31)) == []


def test_what_is_invoiced_tells_its_pauses_and_whether_it_corrects():
    booked = {MAR: Booked(date(2026, 3, 31), Decimal(30))}
    assert settle(MONTHS, booked, MAR, MAR) == [
        Difference(MAR, date(2026, 3, 31), Decimal(1), False, 2)
    ]
    assert settle(MONTHS, {}, MAR, MAR) == [
        Difference(MAR, date(2026, 3, 31), Decimal(31), True, 2)
    ]


def test_what_was_booked_stays_though_it_is_not_ripe_any_more():
    booked = {FEB: Booked(date(2026, 2, 28), Decimal(28))}
    assert settle(MONTHS[1:2], booked, JAN, FEB, arrears=True) == []
    assert settle(MONTHS[1:2], booked, MAR, FEB) == []
    assert settle([], booked, MAR, JAN) == [Difference(FEB, date(2026, 2, 28), Decimal(-28), False)]
    assert settle([], {FEB: Booked(date(2026, 2, 28), Decimal(0))}, MAR, JAN) == []


def test_a_pause_without_end_waits():
    rests = date(2026, 2, 10)
    assert [one.start for one in settle(MONTHS, {}, JAN, FEB, resting=rests)] == [JAN]
    assert [one.start for one in settle(MONTHS, {}, JAN, MAR, resting=rests)] == [JAN, FEB]
    booked = {FEB: Booked(date(2026, 2, 28), Decimal(5))}
    assert settle(MONTHS[1:], booked, FEB, date(2026, 2, 28), resting=rests) == []
    assert [one.amount for one in settle(MONTHS[1:], booked, FEB, MAR, resting=rests)] == [23]


def test_the_next_invoice():
    assert find_next(MONTHS, JAN, JAN, False) == MONTHS[1]
    assert find_next(MONTHS, JAN, JAN, True) == MONTHS[0]
    assert find_next(MONTHS, MAR, JAN, False) == MONTHS[2]
    assert find_next(MONTHS, JAN, MAR, False) is None
    assert find_next(MONTHS, JAN, JAN, False, resting=FEB) is None
    assert find_next(MONTHS, JAN, JAN, False, booked={FEB}) == MONTHS[2]
    assert find_current(MONTHS, date(2026, 1, 31)) == JAN
    assert find_current(MONTHS, FEB) == FEB
    assert find_current(MONTHS, date(2025, 1, 1)) == JAN
    assert find_current(MONTHS, date(2026, 4, 1)) is None


def _count(anchor, until, every, amount, pauses, start, day, arrears):
    """What all periods that are ripe cost, day by day."""
    total = Decimal(0)
    for due in schedule(anchor, until, [Rate(anchor, amount, every)]):
        if due.start < start or (due.end + timedelta(days=1) if arrears else due.start) > day:
            continue
        whole = schedule(anchor, date(2040, 1, 1), [Rate(anchor, amount, every)])
        days = next((one.end - one.start).days + 1 for one in whole if one.start == due.start)
        run = sum(
            not any(p.start <= due.start + timedelta(days=n) <= p.end for p in pauses)
            for n in range((due.end - due.start).days + 1)
        )
        total += (amount * run / days).quantize(Decimal("0.01"), "ROUND_HALF_UP")
    return total


@pytest.mark.parametrize("seed", range(25))
def test_whatever_happens_drafts_and_posted_are_what_is_due(seed):
    chance = random.Random(seed)
    anchor = date(2026, 1, 1) + timedelta(days=chance.randrange(60))
    until, every = anchor + timedelta(days=chance.randrange(300, 800)), chance.choice((1, 3, 6, 12))
    amount, arrears, pauses, booked = Decimal(chance.randrange(1, 90_000)) / 100, False, [], {}
    day = anchor
    for _time in range(30):
        act = chance.randrange(4)
        if act == 0:
            first = anchor + timedelta(days=chance.randrange(700))
            last = first + timedelta(days=chance.randrange(90))
            if all(last < one.start or one.end < first for one in pauses):
                pauses.append(Pause(first, last))
        elif act == 1 and pauses:
            pauses.pop()
        elif act == 2:
            amount = Decimal(chance.randrange(1, 90_000)) / 100
        day += timedelta(days=chance.randrange(40))
        dues = schedule(anchor, until, [Rate(anchor, amount, every)], pauses)
        _book(settle(dues, booked, anchor, day, arrears), booked)
        total = sum(one.amount for one in booked.values())
        assert total == _count(anchor, until, every, amount, pauses, anchor, day, arrears)
        assert settle(dues, booked, anchor, day, arrears) == [], "twice invoices once"
