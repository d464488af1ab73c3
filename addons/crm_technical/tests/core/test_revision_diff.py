from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_technical.core.quote_state import REVISABLE, TRANSITIONS, quote_state
from odoo.addons.crm_technical.core.revision_diff import QuotedLine, diff_lines

TODAY = date(2026, 3, 2)
lines = st.builds(
    QuotedLine,
    st.integers(1, 4),
    st.just("Motor"),
    st.integers(1, 3),
    st.sampled_from([10, 20]),
    st.sampled_from([0, 5]),
    st.dictionaries(st.sampled_from(["Torque", "IP"]), st.sampled_from(["a", "b"])),
)
quotes = st.lists(lines, max_size=6)


@given(quotes)
def test_a_quote_does_not_differ_from_itself(quote):
    assert diff_lines(quote, quote) == []


@given(quotes, quotes)
def test_going_back_undoes_as_many_changes(before, after):
    there, back = diff_lines(before, after), diff_lines(after, before)
    assert len(there) == len(back)
    assert sorted((one.field, str(one.old), str(one.new)) for one in there) == sorted(
        (one.field, str(one.new), str(one.old)) for one in back
    )


@given(quotes, lines)
def test_an_added_line_is_the_only_change(quote, line):
    (change,) = diff_lines(quote, [*quote, line])
    assert (change.what, change.new) == ("added", line.quantity)


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
