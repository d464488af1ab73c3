from itertools import product

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
        for lens in products:
            self._receive(lens, self.shop, 2)
        first, few, many = (
            self._booking(*((lens, 1) for lens in products[:length]), start=self._monday(week))
            for week, length in ((2, 8), (3, 8), (4, 80))
        )
        first.action_confirm()
        short, long = (self._count(booking.action_confirm) for booking in (few, many))
        self.assertLessEqual(long, 3 * short, f"8 lines: {short}, 80 lines: {long}")

    def test_eighty_exemplars_are_signed_in_few_queries(self):
        """With taxes as the benchmark; units are chosen before (prepared) or at the counter."""
        self._receive(self.cable, self.shop, 200)
        self._receive_units(self.camera, self.shop, *(f"BIG-{number}" for number in range(80)))
        (self.camera | self.cable).taxes_id = self.env.company.account_sale_tax_id
        first, *measured = (
            [(self.camera, 1), (self.cable, 1)],  # what a server has read once it reads no more
            [(self.camera, 40), (self.cable, 40)],
            [(self.camera, 80)],
        )
        self._sign_both_ways(first, prepared=True)
        for goods, prepared in product(measured, (True, False)):
            for slip_type, queries in self._sign_both_ways(goods, prepared).items():
                with self.subTest(slip=slip_type, products=len(goods), prepared=prepared):
                    self.assertLessEqual(queries, 150)

    def _sign_both_ways(self, goods, prepared):
        booking = self._confirmed(*goods)
        self.assertTrue(booking.amount_tax)
        if prepared:
            booking.action_rental_prepare()
        queries = {}
        for slip_type in ("departure", "return"):
            slip = self._slip(booking, slip_type)
            for line in slip.line_ids.filtered(lambda line: not line._has_unit()):
                line.lot_id = slip.get_free_lots(line.id)[0]["id"]
            slip.set_all("ok")
            queries[slip_type] = self._count(lambda slip=slip: self._sign(slip))
        return queries
