from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.transport_feed.core.feed_diff import (
    Plan,
    Stored,
    find_duplicates,
    hold_reason,
    plan_import,
)
from odoo.addons.transport_feed.core.feed_errors import RowIssue
from odoo.addons.transport_feed.core.feed_mapping import Row


def row(reference, mark="h1", **values):
    return Row(1, reference, mark, {"status": "in_stock", "model": "Clio"} | values)


def same(reference):
    return Row(1, reference, "h1")


def test_new_changed_same_and_missing_cars_are_told_apart():
    stored = {"A": Stored(1, "h1"), "B": Stored(2, "h1"), "C": Stored(3, "h1")}
    plan = plan_import(stored, [same("A"), row("B", "h2"), row("D")])
    assert plan.unchanged == [1]
    assert [(car, mark) for car, mark, _values in plan.update] == [(2, "h2")]
    assert [reference for reference, _mark, _values in plan.create] == ["D"]
    assert plan.gone == [3]


def test_fields_that_the_client_corrected_are_left_alone():
    stored = {"A": Stored(1, "old", locked=frozenset({"model", "category"}))}
    plan = plan_import(
        stored, [row("A", model="CLIO IV", make="Renault", category="car", category_guessed=True)]
    )
    assert plan.update == [(1, "h1", {"status": "in_stock", "make": "Renault"})]


def test_a_sold_car_leaves_the_stock_and_an_unknown_sold_car_never_enters():
    plan = plan_import({"A": Stored(1, "old")}, [row("A", status="gone"), row("B", status="gone")])
    assert (plan.gone, plan.create, plan.filtered) == ([1], [], 2)


def test_a_car_already_archived_is_not_counted_as_gone_again():
    assert plan_import({"A": Stored(1, "h1", active=False)}, [row("B")]).gone == []


def test_a_rejected_row_is_no_departure():
    rejected = Row(4, "A", issues=[RowIssue("double_reference", line=4)])
    plan = plan_import({"A": Stored(1, "h1")}, [rejected, row("B")])
    assert (plan.gone, plan.rejected) == ([], 1)


def test_as_many_missing_cars_as_unreadable_lines_stay():
    broken = [RowIssue("columns", line=3)]
    stored = {"A": Stored(1, "h1"), "B": Stored(2, "h1"), "C": Stored(3, "h1")}
    plan = plan_import(stored, [same("A"), same("B")], broken)
    assert plan.gone == []
    assert plan.issues[-1].code == "gone_kept"
    plan = plan_import(stored, [same("A")], broken)
    assert plan.gone == [2, 3]


def test_a_sudden_drop_is_held_and_a_small_one_is_not():
    assert hold_reason(Plan(gone=list(range(40)), read=60, active_count=100), 30) == (
        "drop",
        40,
        40,
    )
    assert hold_reason(Plan(gone=list(range(20)), read=80, active_count=100), 30) is None
    assert hold_reason(Plan(gone=list(range(100)), read=0, active_count=100), 100) == (
        "all_gone",
        100,
        100,
    )
    assert hold_reason(Plan(gone=[1, 2, 3], read=1, active_count=4), 30) == ("drop", 3, 75)
    assert hold_reason(Plan(gone=list(range(7)), read=2, active_count=9), 30) == ("drop", 7, 78)
    assert hold_reason(Plan(gone=[1], read=1, active_count=2), 30) is None
    assert hold_reason(Plan(gone=[1], read=0, active_count=1), 30) == ("all_gone", 1, 100)
    assert hold_reason(Plan(gone=[1, 2, 3], read=7, active_count=10), 30) is None
    assert hold_reason(Plan(gone=[1, 2, 3, 4], read=7, active_count=10), 30) == ("drop", 4, 40)


def test_the_car_of_the_first_provider_stays():
    cars = [
        (10, 2, ("AB123CD", "")),
        (11, 1, ("AB123CD", "V1")),
        (12, 3, ("", "V1")),
        (13, 1, ("", "")),
    ]
    assert find_duplicates(cars) == {10: 11, 12: 11}


@given(
    st.lists(
        st.tuples(
            st.integers(1, 5),
            st.tuples(st.sampled_from(["", "A", "B", "C"]), st.sampled_from(["", "1", "2", "3"])),
        ),
        max_size=12,
    )
)
def test_a_keeper_is_never_a_double_itself(cars):
    numbered = [(number, priority, keys) for number, (priority, keys) in enumerate(cars, 1)]
    doubles = find_duplicates(numbered)
    assert not set(doubles.values()) & doubles.keys()
    kept = [keys for number, _priority, keys in numbered if number not in doubles]
    for position in (0, 1):
        marks = [keys[position] for keys in kept if keys[position]]
        assert len(marks) == len(set(marks))


STATE = st.dictionaries(st.sampled_from("ABCDEFGH"), st.sampled_from(["h1", "h2"]), max_size=8)


@given(STATE, STATE)
def test_every_car_is_in_exactly_one_list(before, after):
    stored = {name: Stored(ord(name), mark) for name, mark in before.items()}
    rows = [
        same(name) if before.get(name) == mark else row(name, mark) for name, mark in after.items()
    ]
    plan = plan_import(stored, rows)
    known = [*plan.unchanged, *(update[0] for update in plan.update), *plan.gone]
    assert sorted(known) == sorted(ord(name) for name in before)
    assert {create[0] for create in plan.create} == after.keys() - before.keys()
