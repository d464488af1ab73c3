from odoo.tests import tagged

from .common import RentalCommon


@tagged("post_install", "-at_install")
class TestRentalSpeed(RentalCommon):
    """The counter is quick: queries are counted, not seconds."""

    def _count(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def test_a_booking_of_many_lines_is_confirmed_in_few_queries(self):
        products = self.cable.browse()
        for number in range(80):
            products |= self._create_product(f"Lens {number}")
        for product in products:
            self._receive(product, self.shop, 2)
        first, few, many = (
            self._booking(
                *((product, 1) for product in products[:length]), start=self._monday(week)
            )
            for week, length in ((2, 8), (3, 8), (4, 80))
        )
        first.action_confirm()
        short, long = (self._count(booking.action_confirm) for booking in (few, many))
        self.assertLessEqual(long, 3 * short, f"8 lines: {short}, 80 lines: {long}")

    def test_eighty_exemplars_are_signed_in_few_queries(self):
        self._receive(self.cable, self.shop, 200)
        self._receive_units(self.camera, self.shop, *(f"BIG-{number}" for number in range(80)))
        first, *measured = (
            [(self.camera, 1), (self.cable, 1)],  # what a server has read once it reads no more
            [(self.camera, 40), (self.cable, 40)],
            [(self.camera, 80)],
        )
        self._sign_both_ways(first)
        for goods in measured:
            for slip_type, queries in self._sign_both_ways(goods).items():
                self.assertLessEqual(queries, 150, f"{slip_type} of {len(goods)} products")

    def _sign_both_ways(self, goods):
        booking = self._confirmed(*goods)
        booking.action_rental_prepare()
        queries = {}
        for slip_type in ("departure", "return"):
            slip = self._slip(booking, slip_type)
            slip.set_all("ok")
            queries[slip_type] = self._count(lambda slip=slip: self._sign(slip))
        return queries
