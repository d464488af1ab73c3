from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.rental_deposit.core.holding import (
    Hold,
    covers,
    find_keepable,
    find_problem,
)

cents = st.integers(0, 10_000)


def test_never_more_than_what_is_held():
    assert find_problem(Hold(500, kept=150), 351, 900) == "too_much"
    assert find_problem(Hold(500, kept=150), 350, 900) == ""
    assert find_problem(Hold(500, kept=150, given_back=350), 1, 900) == "too_much"


def test_never_more_than_what_is_due_nor_nothing():
    assert find_problem(Hold(500), 151, 150) == "over_due"
    assert find_problem(Hold(500), 0, 150) == "nothing"
    assert find_problem(Hold(500), -5, 150) == "nothing"


def test_a_lapsed_hold_gives_nothing():
    assert find_problem(Hold(500), 100, 150, is_lapsed=True) == "lapsed"


def test_the_whole_or_nothing():
    assert find_problem(Hold(500, whole_only=True), 499, 900) == "whole_only"
    assert find_problem(Hold(500, whole_only=True), 500, 900) == ""
    assert find_keepable(Hold(500, whole_only=True), 499) == 0
    assert find_keepable(Hold(500, whole_only=True), 500) == 500


def test_a_certificate_covers_the_day_of_the_return():
    assert covers(date(2027, 3, 4), date(2027, 3, 4))
    assert not covers(date(2027, 3, 3), date(2027, 3, 4))
    assert not covers(None, date(2027, 3, 4))


@given(cents, st.lists(cents, max_size=8), st.booleans(), cents)
def test_all_that_is_kept_is_never_more_than_the_hold(amount, wishes, whole, due):
    hold = Hold(amount, whole_only=whole)
    for asked in wishes:
        if not find_problem(hold, asked, due):
            hold = hold._replace(kept=hold.kept + asked)
    assert 0 <= hold.rest <= amount
    keepable = find_keepable(hold, due)
    assert keepable == 0 or not find_problem(hold, keepable, due)
