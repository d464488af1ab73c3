import random

from odoo.addons.bookstore_client_order.core.letter import dialable, sms_link
from odoo.addons.bookstore_client_order.core.queue import (
    Waiting,
    cover,
    find_state,
    set_aside,
    take_from,
)


def test_the_oldest_is_served_first_and_in_part():
    assert set_aside([Waiting(1, 3), Waiting(2, 2)], 0, 4) == {1: 3, 2: 1}


def test_who_has_copies_keeps_them_from_older_ones():
    assert set_aside([Waiting(1, 2), Waiting(2, 1, 1)], 1, 0) == {1: 0, 2: 1}


def test_fewer_wanted_serves_the_next_without_going_through_the_shop():
    assert set_aside([Waiting(1, 1, 2), Waiting(2, 1)], 2, 0) == {1: 1, 2: 1}


def test_copies_lost_are_missed_by_the_newest_untold():
    orders = [Waiting(1, 1, 1), Waiting(2, 1, 1, told=True), Waiting(3, 1, 1)]
    assert set_aside(orders, 2, 0) == {1: 1, 2: 1, 3: 0}
    assert set_aside(orders, 1, 0) == {1: 0, 2: 1, 3: 0}
    assert set_aside(orders, 0, 0) == {1: 0, 2: 0, 3: 0}


def test_a_place_below_zero_is_filled_before_anybody_is_served():
    assert set_aside([Waiting(1, 1)], -1, 1) == {1: 0}
    assert set_aside([Waiting(1, 1)], -1, 2) == {1: 1}


def test_nothing_is_made_nor_forgotten():
    chance = random.Random(7)
    for _round in range(500):
        orders = [
            Waiting(key, chance.randint(0, 4), chance.randint(0, 4), chance.random() < 0.5)
            for key in range(chance.randint(0, 5))
        ]
        inside, free = chance.randint(0, 12), chance.randint(0, 6)
        found = set_aside(orders, inside, free)
        assert all(0 <= found[order.key] <= order.open for order in orders)
        assert sum(found.values()) <= inside + free
        lacking = sum(order.open - found[order.key] for order in orders)
        spare = inside + free - sum(found.values())
        assert not (lacking and spare)
        again = [Waiting(o.key, o.open, found[o.key], o.told) for o in orders]
        rest = inside + free - sum(found.values())
        assert set_aside(again, sum(found.values()), rest) == found


def test_what_is_coming_covers_the_oldest():
    assert cover([(1, 2), (2, 1), (3, 1)], 3) == {1, 2}
    assert cover([(1, 0), (2, 1)], 1) == {2}
    assert cover([(1, 1)], 0) == set()


def test_states():
    assert find_state(Waiting(1, 0), False, False) == "done"
    assert find_state(Waiting(1, 2, 2, True), False, True) == "told"
    assert find_state(Waiting(1, 2, 1), True, False) == "ordered"
    assert find_state(Waiting(1, 2, 1), False, True) == "unavailable"
    assert find_state(Waiting(1, 2, 1), False, False) == "to_order"


def test_places_are_emptied_in_their_order():
    assert take_from(2, {1: 0, 2: -3, 3: 1, 4: 5}) == {3: 1, 4: 1}
    assert take_from(0, {1: 4}) == {}


def test_numbers_and_links_of_a_telephone():
    assert dialable("+33 (0)6.11-22") == "+3361122"
    assert dialable("") == ""
    assert sms_link("06 1", "à 3 €") == "sms:061?body=%C3%A0%203%20%E2%82%AC"
