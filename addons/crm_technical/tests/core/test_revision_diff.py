from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_technical.core.quote_state import REVISABLE, TRANSITIONS, quote_state
from odoo.addons.crm_technical.core.revision_diff import (
    ADDED,
    CHANGED,
    REMOVED,
    Document,
    Fact,
    QuotedLine,
    as_kept,
    diff_documents,
    diff_lines,
    diff_specifications,
    same,
)

TODAY = date(2026, 3, 2)
FACTS = ("quantity", "price", "discount", "uom", "taxes", "text")


@st.composite
def documents(draw, last=6):
    """Documents whose lines have identities of their own, several of one product."""
    keys = draw(st.lists(st.integers(1, 99), max_size=last, unique=True))
    return Document(
        {"validity": same(draw(st.sampled_from(["March", "April"])))},
        tuple(draw(quoted(key)) for key in keys),
    )


def quoted(key):
    return st.builds(
        QuotedLine,
        st.just(key),
        st.integers(1, 2),
        st.just("Motor"),
        st.integers(1, 3),
        st.fixed_dictionaries({name: st.integers(0, 3).map(same) for name in FACTS}),
        st.dictionaries(
            st.integers(1, 3), st.sampled_from("ab").map(lambda text: Fact(text, text))
        ),
    )


@given(documents())
def test_a_quote_does_not_differ_from_itself(quote):
    assert diff_documents(quote, quote) == []


@given(documents(), st.randoms())
def test_the_order_of_lines_is_no_change(quote, chance):
    mixed = list(quote.lines)
    chance.shuffle(mixed)
    assert diff_documents(quote, Document(quote.facts, tuple(mixed))) == []


@given(documents(), documents())
def test_going_back_undoes_as_many_changes(before, after):
    there, back = diff_documents(before, after), diff_documents(after, before)
    assert sorted((one.field, str(one.old), str(one.new)) for one in there) == sorted(
        (one.field, str(one.new), str(one.old)) for one in back
    )


@given(documents(), st.sampled_from(FACTS), st.data())
def test_one_printed_fact_that_changes_is_one_change(quote, name, data):
    if not quote.lines:
        quote = Document(quote.facts, (data.draw(quoted(1)),))
    place = data.draw(st.integers(0, len(quote.lines) - 1))
    line = quote.lines[place]
    changed = replace(line, facts={**line.facts, name: same("new")})
    lines = (*quote.lines[:place], changed, *quote.lines[place + 1 :])
    (change,) = diff_documents(quote, Document(quote.facts, lines))
    assert (change.what, change.field, change.new) == (CHANGED, name, "new")
    assert change.old == line.facts[name].shown


@given(documents())
def test_a_removed_line_is_the_only_change_although_its_product_is_there_again(quote):
    twins = (
        QuotedLine(101, 7, "Motor", 3, {"price": same(790), "quantity": same(3)}),
        QuotedLine(102, 7, "Motor", 20, {"price": same(750), "quantity": same(20)}),
    )
    before = Document(quote.facts, (*quote.lines, *twins))
    after = Document(quote.facts, (*quote.lines, twins[1]))
    (change,) = diff_documents(before, after)
    assert (change.what, change.field, change.old) == (REMOVED, "line", 3)


@given(documents())
def test_an_added_line_is_the_only_change(quote):
    line = QuotedLine(0, 9, "Sensor", 2)
    (change,) = diff_documents(quote, Document(quote.facts, (*quote.lines, line)))
    assert (change.what, change.field, change.new) == (ADDED, "line", 2)


def test_lines_without_identity_are_paired_by_what_is_sold():
    before = (QuotedLine(1, 5, "Promotion", 1, {"price": same(-10)}),)
    after = (QuotedLine(0, 5, "Promotion", 1, {"price": same(-12)}),)
    (change,) = diff_lines(before, after)
    assert (change.field, change.old, change.new) == ("price", -10, -12)
    assert len(diff_lines(before, (QuotedLine(0, 6, "Other", 1),))) == 2


def test_a_line_that_continues_another_is_not_taken_for_its_neighbour():
    one = QuotedLine(1, 5, "Motor", 1, {"price": same(10)})
    other = QuotedLine(2, 5, "Motor", 1, {"price": same(20)})
    new = QuotedLine(2, 5, "Motor", 1, {"price": same(20)})
    (change,) = diff_lines((one, other), (new,))
    assert (change.what, change.old) == (REMOVED, 1)


def test_a_label_or_unit_written_otherwise_is_no_change():
    old = {1: Fact("6 N·m", "[6, 6]", "Couple"), 2: Fact("20 mm", "[0.02]", "Diamètre")}
    new = {1: Fact("600 N·cm", "[6, 6]", "Couple nominal"), 2: Fact("35 mm", "[0.035]", "Diamètre")}
    (change,) = diff_specifications(old, new, "Motor")
    assert (change.label, change.old, change.new) == ("Diamètre", "20 mm", "35 mm")


@pytest.mark.parametrize(("before", "after"), [(True, False), (False, True), (False, False)])
def test_what_is_kept_internal_in_one_version_is_internal_in_the_change(before, after):
    old, new = Fact("41 EUR", 1, "Cost", before), Fact("43 EUR", 2, "Cost", after)
    (change,) = diff_specifications({1: old}, {1: new})
    assert not change.printed
    assert [one.printed for one in diff_specifications({1: old}, {})] == [before]
    assert [one.what for one in diff_specifications({}, {1: new})] == [ADDED]


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (("draft", None), "draft"),
        (("sent", date(2026, 3, 2)), "awaiting"),
        (("sent", date(2026, 3, 1)), "expired"),
        (("sent", None), "awaiting"),
        (("sale", date(2020, 1, 1)), "accepted"),
        (("cancel", None), "cancelled"),
    ],
)
def test_the_state_of_a_quote(facts, state):
    assert quote_state(*facts, TODAY) == state


def test_a_later_revision_outweighs_everything():
    assert quote_state("cancel", None, TODAY, superseded=True, rejected=True) == "superseded"
    assert quote_state("cancel", None, TODAY, rejected=True) == "rejected"


def test_nothing_leaves_superseded_and_only_answered_quotes_are_revised():
    assert TRANSITIONS["superseded"] == ()
    assert set(REVISABLE) == {"awaiting", "expired", "rejected", "cancelled"}


def test_specifications_that_stay_come_between_those_that_change():
    old = {1: Fact("6", 6, "Torque"), 2: Fact("20", 20, "Bore"), 3: Fact("A", "A", "Grade")}
    new = {1: Fact("6 N", 6, "Torque"), 2: Fact("25", 25, "Bore"), 4: Fact("Z", "Z", "Finish")}
    changes = list(diff_specifications(old, new, "Motor"))
    assert [(one.what, one.label, one.old, one.new) for one in changes] == [
        (CHANGED, "Bore", "20", "25"),
        (REMOVED, "Grade", "A", None),
        (ADDED, "Finish", None, "Z"),
    ]
    assert {(one.name, one.field, one.printed) for one in changes} == {
        ("Motor", "specification", True)
    }


def test_what_cannot_be_a_key_is_compared_as_it_is_written():
    assert same([1, 2]).compared == "[1, 2]"
    assert same(5).compared == 5
    assert same("a").printed
    (change,) = diff_documents(Document({"a": same(1)}), Document({"a": same(2)}))
    assert change.printed


def test_a_line_with_an_unknown_identity_is_paired_by_its_product_once():
    before = (QuotedLine(1, 5, "Motor", 1), QuotedLine(0, 6, "Belt", 2))
    after = (QuotedLine(9, 5, "Motor", 1), QuotedLine(0, 6, "Belt", 2), QuotedLine(8, 6, "Belt", 3))
    (change,) = diff_lines(before, after)
    assert (change.what, change.new) == (ADDED, 3)
    # one that names a line of the earlier version continues that one, whatever it sells
    (change,) = diff_lines((QuotedLine(1, 5, "Motor", 1),), (QuotedLine(1, 7, "Other", 1),)) or (0,)
    assert change == 0


KEPT = st.recursive(
    st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)


@given(KEPT)
def test_a_value_is_what_it_was_when_a_database_writes_its_digits(value):
    def rewritten(one):
        if isinstance(one, list):
            return [rewritten(each) for each in one]
        return int(one) if isinstance(one, float) and one == int(one) else one

    assert as_kept(rewritten(value)) == as_kept(value)


def test_bounds_that_differ_differ():
    assert as_kept([-1e300, 5.0]) == as_kept([-(10**300), 5]) == (-1e300, 5.0)
    assert as_kept([-1e300, 5.0]) != as_kept([-1e300, 6.0])
    assert as_kept("IP65") == "IP65" != as_kept("IP66")
    assert as_kept([1, 2]) != as_kept([2, 1])


def test_where_only_the_writing_was_kept_it_decides():
    kept, alike, other = Fact("≤ 5 W", as_kept(None)), Fact("≤ 5 W", (0, 5)), Fact("5 W", (0, 5))
    assert kept.is_as(alike) and alike.is_as(kept) and alike.is_as(other)
    assert not kept.is_as(other) and not other.is_as(kept)
    assert list(diff_specifications({1: kept}, {1: alike})) == []
    assert [one.new for one in diff_specifications({1: kept}, {1: other})] == ["5 W"]
