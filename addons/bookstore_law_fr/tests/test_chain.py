import random
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .common import LawCommon


@tagged("post_install", "-at_install")
class TestChain(LawCommon):
    """Whatever the bookshop does, the chain of the till stays without gap nor alteration."""

    SALES = 30

    def test_sales_refunds_undo_late_orders_a_day_sheet_and_an_inventory_leave_the_chain_clean(
        self,
    ):
        chance = random.Random(286)
        self._receive(self.owner_a, self.SALES)
        self._receive(self.owner_b, self.SALES)
        sold = []
        for number in range(self.SALES):
            days = chance.choice([0, 0, 0, 1, 4])  # made offline, sent days later
            date = fields.Datetime.now() - timedelta(days=days)
            sold.append(self._ring_up(1, date=date))
            if number % 5 == 4:
                self._ring_up(-1, refund_of=sold.pop(chance.randrange(len(sold))))
            if number % 7 == 6:
                self._decide_and_undo(chance)
        self._sheet_and_undo()
        self._count(chance)
        page = self._as(self.bookseller, self.env["bookstore.till.law"]).create({})
        self.assertEqual(page.order_count, self.SALES + self.SALES // 5)
        self.assertEqual((page.gap_count, page.altered, page.unhashed_count), (0, "", 0))
        self.assertTrue(page.is_clean)
        report = self.company.with_context(lang="en_US")._check_pos_hash_integrity()
        self.assertEqual(report["corrupted_orders"], "None")
        self.assertBooksRight()

    def _decide_and_undo(self, chance):
        waiting = self._pending().filtered(lambda entry: entry.quantity > 0)
        entry = chance.choice(waiting)
        self._as(self.bookseller, entry).action_decide(chance.choice(entry.open_candidate_ids).id)
        if chance.random() < 0.5:
            self._as(self.bookseller, entry).action_undo_decision()

    def _sheet_and_undo(self):
        sheet = self._as(self.bookseller, self.env["bookstore.day.sheet"]).create(
            {
                "date": fields.Date.context_today(self.env.user) - timedelta(days=6),
                "warehouse_id": self.warehouse.id,
                "line_ids": [Command.create({"product_id": self.title.id, "quantity": 2})],
            }
        )
        sheet.action_post()
        sheet.action_undo()

    def _count(self, chance):
        """A copy was stolen, and a sale comes while the place is locked."""
        count = self._as(self.manager, self.env["bookstore.count"]).create(
            {"location_id": self.shop.id, "company_id": self.company.id}
        )
        count.action_start()
        copies = int(self.title.with_context(location=self.shop.id).qty_available)
        count.scan_choice(self.title.id, copies - 1)
        count.action_review()
        count.line_ids.resolution = "loss"
        count.action_settle()
        count.action_close()

    def test_a_hole_or_an_altered_sale_is_seen(self):
        orders = self._ring_up(1) | self._ring_up(1) | self._ring_up(1)
        page = self.env["bookstore.till.law"].create({})
        self.assertTrue(page.is_clean)
        self.env.cr.execute(
            "UPDATE pos_order_line SET price_unit = 1 WHERE order_id = %s", [orders[1].id]
        )
        self.env.invalidate_all()
        page.invalidate_recordset()
        self.assertEqual(page.altered, orders[1].name)
        self.assertFalse(page.is_clean)


@tagged("post_install", "-at_install", "slow", "-standard")
class TestChainLong(TestChain):
    """Five hundred sales."""

    allow_inherited_tests_method = True
    SALES = 500
