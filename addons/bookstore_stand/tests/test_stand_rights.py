from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import StandCommon


@tagged("post_install", "-at_install")
class TestStandRights(StandCommon):
    """A bookseller does all the work of a stand, and types none of what follows from it."""

    def test_a_bookseller_goes_to_a_stand_and_back(self):
        self._receive(self.firm, 3)
        mine = self._as(self.bookseller, self.env["bookstore.stand"])
        stand = mine.create({"event": "Fair", "company_id": self.company.id})
        self._scan(stand, "take", {self.title: 3})
        stand.action_print()
        stand.action_leave()
        self._do(stand, "sale", {self.title: 1})
        self._do(stand, "gift", {self.title: 1})
        stand.action_come_back()
        self._do(stand, "back", {self.title: 1}).action_undo()
        stand.action_lose_rest()
        stand._get_open_operation("loss").action_record()
        stand.action_close()
        self.assertFigures(stand, taken=3, sold=1, given=1, lost=1)

    def test_what_follows_from_scans_is_not_typed(self):
        self._receive(self.firm, 2)
        stand = self._as(self.bookseller, self._create_stand({self.title: 2}))
        operation = self._scan(stand, "take", {self.title: 1})
        refused = [
            (stand, {"state": "out"}),
            (stand, {"location_id": self.shop.id}),
            (operation, {"state": "done"}),
            (operation.scan_ids, {"quantity": 5}),
            (operation.scan_ids, {"product_id": self.bag.id}),
            (operation.scan_ids, {"is_recorded": True}),
        ]
        for record, vals in refused:
            with self.assertRaises(AccessError, msg=vals):
                record.write(vals)
        with self.assertRaises(AccessError):
            operation.scan_ids.create(
                {"operation_id": operation.id, "product_id": self.bag.id, "quantity": 1}
            )
        stand.action_leave()
        for vals in ({"location_id": self.reserve.id}, {"kind": "loss"}, {"date": "2020-01-01"}):
            with self.assertRaises(AccessError, msg=vals):
                operation.write(vals)
        with self.assertRaises(AccessError):
            operation.scan_ids.location_id = self.reserve
        with self.assertRaises(AccessError):
            operation.movement_ids.stand_operation_id = False
        with self.assertRaises(UserError):
            operation.unlink()
        with self.assertRaisesRegex(UserError, "its line is kept"):
            stand.line_ids.unlink()
        stand.write({"venue": "Elsewhere", "date": "2026-01-01", "note": "Cold"})
        stand.line_ids.wanted = 7

    def test_another_company_sees_nothing(self):
        stand = self._create_stand({self.title: 1})
        self._scan(stand, "take", {self.title: 1})
        other = self.env["res.company"].create({"name": "Another bookshop"})
        self.bookseller.company_ids = [Command.link(other.id)]
        self.bookseller.company_id = other
        self.bookseller.company_ids = [Command.set(other.ids)]
        for record in (stand, stand.line_ids, stand.operation_ids, stand.operation_ids.scan_ids):
            with self.assertRaises(AccessError):
                record.with_user(self.bookseller).with_context(allowed_company_ids=other.ids).read(
                    ["display_name"]
                )

    def test_a_clerk_of_the_stock_has_no_part_in_it(self):
        stand = self._create_stand({self.title: 1})
        with self.assertRaises(AccessError):
            self._as(self.clerk, stand).action_take()
