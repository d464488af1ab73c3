from datetime import date, datetime, timedelta
from decimal import Decimal

from odoo.addons.transport_order.core.terms import (
    Terms,
    cancel_fee,
    moment_fault,
    wanted_fault,
)

NOON = datetime(2026, 3, 2, 12)
HOUR = timedelta(hours=1)
TERMS = Terms(Decimal(64), 24)


def fee(pickup, amount=300, accepted=NOON - 48 * HOUR):
    return cancel_fee(TERMS, Decimal(amount), NOON, pickup, accepted)


def test_the_free_period_ends_so_many_hours_before_the_pick_up():
    assert fee(NOON + 24 * HOUR) == 0
    assert fee(NOON + 24 * HOUR - timedelta(seconds=1)) == 64
    assert fee(None) == 0


def test_the_fee_is_never_more_than_the_transport():
    assert fee(NOON, amount=50) == 50
    assert fee(NOON, amount=64) == 64


def test_nothing_is_due_before_the_acceptance():
    assert fee(NOON - 900 * HOUR, accepted=NOON + HOUR) == 0
    assert fee(NOON - 900 * HOUR, accepted=NOON) == 64


def test_wanted_days_are_neither_over_nor_in_another_year():
    today = date(2026, 3, 2)
    assert wanted_fault(None, today) == ""
    assert wanted_fault(today, today) == ""
    assert wanted_fault(date(2026, 3, 1), today) == "past"
    assert wanted_fault(today + timedelta(days=366), today) == ""
    assert wanted_fault(today + timedelta(days=367), today) == "far"


def test_a_moment_is_plausible_within_a_clock_s_tolerance_and_a_year():
    assert moment_fault(NOON + timedelta(minutes=10), NOON, NOON) == ""
    assert moment_fault(NOON + timedelta(minutes=10, seconds=1), NOON, NOON) == "future"
    assert moment_fault(NOON - timedelta(days=366), NOON, NOON) == ""
    assert moment_fault(NOON - timedelta(days=366, seconds=1), NOON, NOON) == "past"
