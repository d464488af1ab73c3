"""Terms of payment compared."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_technical.core.patience import Patience, get_patience

PARTS = st.lists(st.tuples(st.integers(0, 120), st.floats(1, 1000)), min_size=1, max_size=5)


def test_the_last_instalment_and_the_mean():
    assert get_patience([(0, 30.0), (60, 70.0)], 2.0) == Patience(60, 42.0, 2.0)
    assert get_patience([]) == Patience(0, 0.0, 0.0)
    assert get_patience([(10, 0.0), (30, 0.0)]) == Patience(30, 30.0, 0.0)


def test_each_way_of_giving_more():
    own = Patience(30, 15.0, 1.0)
    assert Patience(31, 15.0, 1.0).exceeds(own)
    assert Patience(30, 15.1, 1.0).exceeds(own)
    assert Patience(30, 15.0, 1.5).exceeds(own)
    assert not own.exceeds(own)
    assert not Patience(29, 14.0, 0.0).exceeds(own)
    assert not Patience(30, 15.004, 1.004).exceeds(own), "a rounding is no gift"


@given(PARTS, st.integers(1, 60))
def test_later_is_always_more(parts, days):
    later = [(day + days, amount) for day, amount in parts]
    assert get_patience(later).exceeds(get_patience(parts))
    assert not get_patience(parts).exceeds(get_patience(later))


@given(PARTS)
def test_the_mean_lies_among_the_days(parts):
    found = get_patience(parts)
    days = [day for day, _amount in parts]
    assert min(days) - 1e-6 <= found.mean <= found.last + 1e-6
    assert found.last == max(days)
