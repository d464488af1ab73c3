from datetime import date

import pytest

from odoo.addons.bookstore_return.core.criteria import (
    Criteria,
    Life,
    Terms,
    find_copies,
    is_taken_back,
    months_before,
)

TODAY = date(2026, 11, 29)
OLD, RECENT = date(2025, 10, 1), date(2026, 10, 1)


@pytest.mark.parametrize(
    ("life", "criteria", "found"),
    [
        (Life(3, OLD, OLD), Criteria(TODAY), (0, ())),
        (Life(3, OLD, OLD), Criteria(TODAY, unsold_months=12), (3, ("unsold",))),
        (Life(3, OLD, OLD, RECENT), Criteria(TODAY, unsold_months=12), (0, ())),
        (Life(3, OLD, RECENT, OLD), Criteria(TODAY, unsold_months=12), (0, ())),
        (Life(3, OLD, date(2025, 11, 28)), Criteria(TODAY, unsold_months=12), (3, ("unsold",))),
        (Life(3, OLD, date(2025, 11, 29)), Criteria(TODAY, unsold_months=12), (0, ())),
        (Life(3), Criteria(TODAY, unsold_months=12), (0, ())),
        (Life(2, date(2026, 5, 28), RECENT), Criteria(TODAY, novelty_months=6), (2, ("novelty",))),
        (Life(2, date(2026, 5, 29), RECENT), Criteria(TODAY, novelty_months=6), (0, ())),
        (Life(2, date(2025, 5, 29), RECENT), Criteria(TODAY, novelty_months=6), (2, ("novelty",))),
        (Life(2, date(2025, 5, 28), RECENT), Criteria(TODAY, novelty_months=6), (0, ())),
        (Life(4, overdue=1), Criteria(TODAY, stay=True), (1, ("stay",))),
        (Life(4, overdue=9), Criteria(TODAY, stay=True), (4, ("stay",))),
        (Life(4, overdue=1), Criteria(TODAY), (0, ())),
        (
            Life(4, OLD, OLD, overdue=1),
            Criteria(TODAY, unsold_months=12, stay=True),
            (4, ("unsold", "stay")),
        ),
    ],
)
def test_what_the_criteria_find(life, criteria, found):
    assert find_copies(life, criteria) == found


@pytest.mark.parametrize(
    ("bought", "terms", "taken"),
    [
        (None, Terms(), True),
        (None, Terms(3, 0), True),
        (None, Terms(0, 12), False),
        (date(2026, 8, 29), Terms(3, 12), True),
        (date(2026, 8, 30), Terms(3, 12), False),
        (date(2025, 11, 29), Terms(3, 12), True),
        (date(2025, 11, 28), Terms(3, 12), False),
        (date(2001, 1, 1), Terms(3, 0), True),
        (TODAY, Terms(), True),
    ],
)
def test_what_a_distributor_takes_back(bought, terms, taken):
    assert is_taken_back(bought, terms, TODAY) is taken


def test_months_are_those_of_the_calendar():
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2024, 3, 31), 1) == date(2024, 2, 29)
    assert months_before(date(2026, 3, 31), 4) == date(2025, 11, 30)
    assert months_before(date(2026, 1, 15), 13) == date(2024, 12, 15)
    assert months_before(date(2026, 5, 15), 0) == date(2026, 5, 15)


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 8, 31), 2, date(2026, 6, 30)),
        (date(2026, 8, 30), 6, date(2026, 2, 28)),
        (date(2024, 8, 30), 6, date(2024, 2, 29)),
        (date(2024, 8, 29), 6, date(2024, 2, 29)),
        (date(2026, 8, 28), 6, date(2026, 2, 28)),
        (date(2026, 1, 31), 1, date(2025, 12, 31)),
        (date(2026, 12, 31), 12, date(2025, 12, 31)),
        (date(2026, 1, 31), 24, date(2024, 1, 31)),
    ],
)
def test_a_month_ends_on_its_last_day(day, months, before):
    assert months_before(day, months) == before


def test_what_nobody_asked_for_is_not_looked_for():
    life = Life(4, OLD, OLD, overdue=0)
    assert find_copies(life, Criteria(TODAY, stay=True)) == (0, ())
    assert find_copies(Life(4, overdue=-1), Criteria(TODAY, stay=True)) == (0, ())
    assert find_copies(Life(4), Criteria(TODAY, novelty_months=1)) == (0, ())
    life = Life(4, last_sale=OLD)
    assert find_copies(life, Criteria(TODAY, unsold_months=12)) == (4, ("unsold",))
    life = Life(4, date(2026, 5, 1), OLD, overdue=5)
    found = find_copies(life, Criteria(TODAY, 12, 6, True))
    assert found == (4, ("unsold", "novelty", "stay"))
    assert is_taken_back(date(2020, 1, 1), Terms(), TODAY)
    assert not is_taken_back(TODAY, Terms(1), TODAY)
