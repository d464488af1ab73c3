from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.bookstore_deposit.tests.common import TillCommon

from .common import StandCommon


@tagged("post_install", "-at_install")
class TestStandTill(TillCommon, StandCommon):
    """A till that goes with the boxes: it sells from the stand, and from the shop afterwards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        accounts = cls.env["account.account"].with_company(cls.company)
        account = accounts.search(
            [
                ("account_type", "=", "liability_current"),
                ("company_ids", "in", cls.company.ids),
            ],
            limit=1,
        )
        lines = cls.tax_sale.invoice_repartition_line_ids
        lines |= cls.tax_sale.refund_repartition_line_ids
        lines.filtered(lambda line: line.repartition_type == "tax").account_id = account
        cls.title.taxes_id = cls.tax_sale  # core adds the default ones of other companies
        cls._close_till()
        cls.shop_type = cls.till.picking_type_id

    @classmethod
    def _close_till(cls):
        session = cls.till.current_session_id
        session.set_opening_control(0, "")
        session.action_pos_session_closing_control()
        assert session.state == "closed", session.state

    def _open_till(self):
        self.till.open_ui()
        type(self).till_session = self.till.current_session_id

    def test_the_till_of_the_stand_sells_from_it_until_it_comes_back(self):
        self._receive(self.owner_a, 4)
        stand = self._go({self.title: 3}, till_id=self.till.id)
        self.assertEqual(self.till.picking_type_id.default_location_src_id, stand.location_id)
        self._open_till()
        order = self._ring_up(2)
        self.assertEqual(order.picking_ids.location_id, stand.location_id)
        self._ring_up(-1, refund_of=order)
        self.assertFigures(stand, taken=3, sold=1, left=2)
        self.assertAlmostEqual(stand.sales_amount, 10.55)
        for act in (stand.action_come_back, stand.action_undo_leave):
            with self.assertRaisesRegex(UserError, "close its session first|Undo these"):
                act()
        self._close_till()
        stand.action_come_back()
        self._do(stand, "back", {self.title: 2})
        stand.action_close()
        self.assertEqual(self.till.picking_type_id, self.shop_type)
        self._open_till()
        self.assertEqual(self._ring_up(1).picking_ids.location_id, self.shop)
        self.assertOwn({self.owner_a: 2})
        self.assertFigures(stand, taken=3, sold=1, back=2)
        self.assertBooksRight()

    def test_a_closed_stand_sent_out_again_sells_from_its_place(self):
        self._receive(self.owner_a, 4)
        stand = self._go({self.title: 2}, till_id=self.till.id)
        stand.action_come_back()
        self._do(stand, "back", {self.title: 2})
        stand.action_close()
        self.assertEqual(self.till.picking_type_id, self.shop_type)
        stand = self._as(self.manager, stand)
        stand.action_reopen()
        stand.action_go_on()
        self._do(stand, "take", {self.title: 2})
        self._open_till()
        self.assertEqual(self._ring_up(1).picking_ids.location_id, stand.sudo().location_id)
        self._close_till()
        stand.action_come_back()
        self._do(stand, "back", {self.title: 1})
        stand.action_close()
        self.assertEqual(self.till.picking_type_id, self.shop_type)

    def test_the_till_is_changed_or_taken_away_while_the_stand_is_out(self):
        self._receive(self.firm, 2)
        stand = self._go({self.title: 1})
        self.assertEqual(self.till.picking_type_id, self.shop_type)
        stand.till_id = self.till
        self.assertEqual(self.till.picking_type_id.default_location_src_id, stand.location_id)
        stand.till_id = False
        self.assertEqual(self.till.picking_type_id, self.shop_type)
        self._open_till()
        with self.assertRaisesRegex(UserError, "close its session first"):
            stand.till_id = self.till

    @mute_logger("odoo.sql_db")
    def test_a_till_is_at_one_stand_at_a_time(self):
        self._receive(self.firm, 2)
        self._go({self.title: 1}, till_id=self.till.id)
        second = self._create_stand(till_id=self.till.id)
        self._scan(second, "take", {self.title: 1})
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            second.action_leave()
            second.flush_recordset()
