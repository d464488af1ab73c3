from datetime import timedelta

from odoo import fields
from odoo.tests import TransactionCase, freeze_time


class TestRentalDemo(TransactionCase):
    """The demonstration can be installed on any day of the week."""

    def test_what_is_past_lies_before_now_and_what_comes_after(self):
        demo = self.env["rental.demo"]
        for day in range(7):
            with self.subTest(day), freeze_time(f"2026-11-{23 + day} 11:00:00"):
                now = fields.Datetime.now()
                for days in range(1, 15):
                    self.assertLess(demo._demo_moment(-days, 18), now)
                    self.assertGreater(demo._demo_moment(days, 9), now + timedelta(hours=12))
