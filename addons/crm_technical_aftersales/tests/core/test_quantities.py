"""Who was given what: the guard against a model that follows single units."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_technical_aftersales.core.quantities import (
    Delivered,
    HandCredit,
    InvoiceLine,
    as_invoiced,
    balance,
    left_on_lines,
    refundable,
    replaceable,
    share_out,
)

STEPS = st.lists(st.sampled_from(["refund", "replace", "send", "hand"]), min_size=1, max_size=25)


@given(st.integers(0, 5), STEPS)
def test_what_the_guard_allows_never_exceeds_what_was_sold(sold, steps):
    """Every unit that left may be made good once; a replacement that left is a unit again."""
    out, credited, settled, refunds, replaced, sent = sold, 0, 0, 0, 0, 0
    for step in steps:
        facts = Delivered(out, 0, sold, credited, settled)
        if step == "refund" and refundable(facts) >= 1 and sold - credited - refunds >= 1:
            settled, refunds = settled + 1, refunds + 1
        elif step == "replace" and replaceable(facts) >= 1:
            settled, replaced = settled + 1, replaced + 1
        elif step == "send" and sent < replaced:
            sent, out = sent + 1, out + 1
        elif step == "hand":
            more = facts._replace(credited=credited + 1)
            if balance(as_invoiced(more)) >= 0 and refunds + credited < sold:
                credited += 1
        assert refunds + credited <= sold
        assert refunds + credited + replaced <= sold + sent


def test_facts_are_read_as_they_were():
    assert replaceable(Delivered(out=3, invoiced=3)) == 3
    assert replaceable(Delivered(out=3, back=1, invoiced=2)) == 2
    assert replaceable(Delivered(out=3, back=1, invoiced=3)) == 3
    assert replaceable(Delivered(out=2, back=1, invoiced=1)) == 1
    assert refundable(Delivered(out=0, invoiced=2)) == 2
    assert replaceable(Delivered(out=0, invoiced=2)) == 0
    assert refundable(Delivered(out=2, invoiced=0)) == 0
    assert refundable(Delivered(out=2, invoiced=2, credited=1, settled=0.5)) == 0.5
    assert refundable(Delivered(out=1, invoiced=1, settled=1)) == 0
    assert refundable(Delivered(out=1, invoiced=1, settled=1 - 1e-9)) == 0
    assert balance(Delivered(out=1, invoiced=1, credited=1, settled=1)) == -1


QUANTITIES = st.integers(0, 6)
LINES = st.lists(
    st.tuples(st.sampled_from("ab"), QUANTITIES, st.sampled_from([5.0, 9.0])), max_size=4
)
CREDITS = st.lists(
    st.tuples(st.sampled_from("ab"), QUANTITIES, st.sampled_from([5.0, 9.0])), max_size=4
)


@given(LINES, CREDITS)
def test_left_of_a_group_is_invoiced_less_credited(lines, credits):
    sold = [InvoiceLine(key, *line) for key, line in enumerate(lines)]
    given_back = [HandCredit(*credit) for credit in credits]
    left = left_on_lines(sold, given_back, {})
    for group in "ab":
        invoiced = sum(line.quantity for line in sold if line.group == group)
        credited = sum(credit.quantity for credit in given_back if credit.group == group)
        members = [left[line.key] for line in sold if line.group == group]
        assert sum(members) == max(invoiced - credited, 0)
        assert all(one >= 0 for one in members)


def test_a_credit_is_of_the_line_with_its_price():
    sold = [InvoiceLine(1, "a", 2, 10.0), InvoiceLine(2, "a", 2, 5.0)]
    assert left_on_lines(sold, [HandCredit("a", 1, 5.0)], {}) == {1: 2, 2: 1}
    assert left_on_lines(sold, [HandCredit("a", 3, 5.0)], {}) == {1: 1, 2: 0}
    assert left_on_lines(sold, [], {1: 2.0, 2: 0.5}) == {1: 0, 2: 1.5}


@given(st.integers(0, 20), st.lists(QUANTITIES, max_size=5))
def test_shares_are_taken_in_order_and_no_more_than_there_is(wanted, quantities):
    left = dict(enumerate(quantities))
    shares = share_out(wanted, left)
    assert sum(shares.values()) == min(wanted, sum(quantities))
    assert all(0 < share <= left[key] for key, share in shares.items())
    open_keys = [key for key in left if shares.get(key, 0) < left[key]]
    if open_keys:
        assert all(key <= open_keys[0] for key in shares)
