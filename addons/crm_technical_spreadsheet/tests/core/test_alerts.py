from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_technical_spreadsheet.core.alerts import compare, is_behind

keys = st.sets(st.sampled_from("abcde"))


@given(st.lists(keys, min_size=1, max_size=12))
def test_each_state_is_told_once_from_its_beginning_to_its_end(days):
    """A key is told on the days on which it holds and did not hold the day before."""
    known, before = [], set()
    for day in days:
        news = compare(known, dict.fromkeys(sorted(day), "…"))
        assert set(news.told) == day - before
        assert set(news.over) == before - day
        known = [key for key in known if key not in news.over] + list(news.told)
        assert set(known) == day
        assert compare(known, dict.fromkeys(day, "…")).told == ()
        before = day


def test_a_target_is_compared_with_its_share_of_the_month():
    assert not is_behind(0, 1000, 0.0, 80)
    assert is_behind(799.99, 1000, 1.0, 80)
    assert not is_behind(800, 1000, 1.0, 80)
    assert not is_behind(10, 0, 1.0, 80)
