from odoo.addons.bookstore_member.core.wallet import (
    find_contribution,
    find_order,
    find_part,
    find_share,
    find_to_come,
    find_waiting,
)


def test_a_contribution_is_neither_more_than_paid_nor_more_than_called():
    assert find_contribution(20, 0) == 0
    assert find_contribution(20, 12) == 12
    assert find_contribution(20, 20) == 20
    assert find_contribution(12, 20) == 12


def test_an_order_takes_once_what_waits_and_what_is_invoiced():
    assert find_order(20, 0) == -20
    assert find_order(0, 20) == -20
    assert find_order(15, 5) == -20
    assert find_order(0, 0) == 0


def test_an_invoice_that_rounds_otherwise_is_what_counts():
    assert find_order(find_waiting(20.01, [20.0], 0.0), 20.0) == -20


def test_what_was_invoiced_and_credited_does_not_wait_again():
    assert find_waiting(20, [], 20) == 20
    assert find_waiting(20, [10], 10) == 10
    assert find_waiting(20, [20, -20], 0) == 0
    assert find_waiting(20, [20, -20, 20], 0) == 0
    assert find_waiting(0, [], 20) == 0


def test_copies_that_are_not_coming_are_not_waited_for():
    assert find_waiting(40, [10.55], 31.65) == 29.45
    assert find_waiting(40, [10.55], 21.1) == 21.1
    assert find_waiting(40, [10.55], 0) == 0
    assert find_waiting(40, [], -5) == 0


def test_what_is_to_come_of_a_line():
    assert find_to_come(42.2, 4, 0) == 42.2
    assert find_to_come(42.2, 4, 4) == 0
    assert find_to_come(42.2, 4, 5) == 0
    assert find_to_come(-5, 1, 0) == -5


def test_an_invoice_takes_what_is_left_and_no_more_than_is_due():
    assert find_share(40, 42.2) == 40
    assert find_share(40, 10.55) == 10.55
    assert find_share(0, 10.55) == 0
    assert find_share(-5, 10.55) == 0
    assert find_share(40, -10.55) == 0


def test_parts_tell_all_and_nothing_exactly():
    assert find_part(40, 0) == 0
    assert find_part(40, 40) == 1
    assert find_part(40, 39.996) == 1
    assert find_part(40, 0.1) == 0.01
    assert find_part(40, 39.9) == 0.99
    assert find_part(40, 20) == 0.5
    assert find_part(40, 60) == 1.5
    assert find_part(40, -20) == -0.5
    assert find_part(0, 5) == 0
