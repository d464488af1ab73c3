from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.suite_l10n_fr.core.price_history import Price, lowest_before

BEGINS = date(2026, 6, 1)


def kept(*pairs):
    return [Price(BEGINS - timedelta(days=before), Decimal(amount)) for before, amount in pairs]


def lowest(*pairs):
    return lowest_before(kept(*pairs), BEGINS, 30)


def test_the_price_in_force_when_the_window_opens_counts():
    assert lowest((100, 20)) == 20
    assert lowest((100, 20), (10, 25)) == 20
    assert lowest((31, 20), (30, 25)) == 25
    assert lowest((30, 20), (5, 25)) == 20


def test_a_price_of_the_day_itself_is_the_reduction():
    assert lowest((100, 20), (0, 10)) == 20
    assert lowest((0, 10)) is None
    assert lowest() is None


def test_a_short_dip_counts():
    assert lowest((100, 30), (20, 18), (19, 30)) == 18


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(1, 50)), unique_by=lambda pair: pair[0]))
def test_it_is_the_lowest_price_of_any_day_of_the_window(pairs):
    def of_day(before):
        asked = [pair for pair in pairs if pair[0] >= before and pair[0] > 0]
        return min(asked)[1] if asked else None

    days = [of_day(before) for before in range(1, 31)]
    expected = min((amount for amount in days if amount is not None), default=None)
    assert lowest(*pairs) == expected
