import unittest

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.rental_booking.core.cancellation import Promise, get_kept

amounts = st.floats(0, 10_000, allow_nan=False)
shares = st.floats(0, 1, allow_nan=False)
rules = st.sampled_from(["none", "first_day", "all"])


class TestCancellation(unittest.TestCase):
    def test_a_cancellation_never_keeps_more_than_was_paid(self):
        self.assertEqual(get_kept(Promise(200.0, 100.0), 30.0, 0.5), 30.0)
        self.assertEqual(get_kept(Promise(200.0, 100.0), 200.0, 0.25), 50.0)
        self.assertEqual(get_kept(Promise(200.0, 100.0), 200.0, 0.25, rule="all"), 50.0)

    def test_nobody_came_owes_what_the_rule_says_paid_or_not(self):
        promise = Promise(300.0, 100.0)
        self.assertEqual(get_kept(promise, 0.0, 0.0, no_show=True), 0.0)
        self.assertEqual(get_kept(promise, 0.0, 0.0, no_show=True, rule="first_day"), 100.0)
        self.assertEqual(get_kept(promise, 0.0, 0.0, no_show=True, rule="all"), 300.0)
        self.assertEqual(get_kept(promise, 300.0, 0.5, no_show=True, rule="first_day"), 150.0)

    def test_the_first_day_of_half_a_day_is_the_whole(self):
        self.assertEqual(get_kept(Promise(60.0, 100.0), 0.0, 0.0, True, "first_day"), 60.0)

    @given(amounts, amounts, amounts, shares, rules)
    def test_no_show_is_between_a_cancellation_and_the_whole(self, total, day, paid, share, rule):
        promise = Promise(total, day)
        cancelled = get_kept(promise, paid, share)
        not_fetched = get_kept(promise, paid, share, True, rule)
        self.assertLessEqual(cancelled, not_fetched)
        self.assertLessEqual(not_fetched, total)
        self.assertLessEqual(not_fetched, get_kept(promise, paid, share, True, "all"))
