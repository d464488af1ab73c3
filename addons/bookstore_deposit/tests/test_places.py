from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .common import BookstoreCommon


@tagged("post_install", "-at_install")
class TestPlaces(BookstoreCommon):
    """Places, companies and trades do not cross."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_users()

    def _count(self, place, copies):
        count = self._as(self.bookseller, self.env["bookstore.count"]).create(
            {"location_id": place.id, "company_id": self.company.id}
        )
        count.action_start()
        count.scan_choice(self.title.id, copies)
        count.action_review()
        return count

    def _at(self, place):
        title = self.title.with_context(location=place.id)
        title.invalidate_recordset(["qty_available"])
        return title.qty_available

    def test_an_inventory_moves_nothing_of_another_one(self):
        self._receive(self.owner_a, 5)
        self._receive(self.owner_a, 2, place=self.reserve)
        shop, reserve = self._count(self.shop, 4), self._count(self.reserve, 3)
        shop.line_ids.write({"resolution": "elsewhere", "other_location_id": self.reserve.id})
        with self.assertRaisesRegex(UserError, reserve.name), self.env.cr.savepoint():
            shop.line_ids.action_settle()
        shop.line_ids.write({"resolution": "missing", "other_location_id": False})
        shop.line_ids.action_settle()
        reserve.line_ids.resolution = "from_missing"
        reserve.line_ids.action_settle()
        shop.action_close()
        reserve.action_close()
        self.assertEqual((self._at(self.shop), self._at(self.reserve)), (4, 3))
        self.assertBooksRight()

    def test_another_companys_place_is_refused_on_a_line(self):
        other = self.env["res.company"].create({"name": "Neighbour"})
        place = (
            self.env["stock.warehouse"]
            .search([("company_id", "=", other.id)], limit=1)
            .lot_stock_id
        )
        for document, line in (
            ("bookstore.parcel", {"kind": "deposit", "partner_id": self.owner_a.id}),
            ("bookstore.movement", {"kind": "loss"}),
        ):
            values = {"product_id": self.title.id, "quantity": 2}
            record = self._as(self.bookseller, self.env[document]).create(
                line | {"line_ids": [Command.create(values)]}
            )
            field = "location_id"
            target = record.line_ids if document == "bookstore.parcel" else record
            with self.assertRaises(UserError), self.env.cr.savepoint():
                target.write({field: place.id})
                record.action_validate()
                self.env.flush_all()

    def test_a_sheet_sells_from_the_bookshop_and_not_from_the_first_warehouse(self):
        rental = self.env["stock.warehouse"].create(
            {"name": "Rental", "code": "AAA", "company_id": self.company.id, "sequence": -5}
        )
        sheet = self._as(self.bookseller, self.env["bookstore.day.sheet"]).create({})
        self.assertEqual(sheet.warehouse_id, self.warehouse)
        self.assertFalse(rental.bookstore_has_sale_point)

    def _post_sheet(self, copies=2):
        sheet = self._as(self.bookseller, self.env["bookstore.day.sheet"]).create(
            {"line_ids": [Command.create({"product_id": self.title.id, "quantity": copies})]}
        )
        sheet.action_post()
        return sheet.sudo()

    def test_the_takings_of_a_sheet_are_in_the_accounts(self):
        self._receive(self.owner_a, 5)
        sheet = self._post_sheet()
        self.assertEqual(sheet.order_id.invoice_status, "invoiced")
        invoice = sheet.invoice_id
        self.assertEqual(invoice.state, "posted")
        self.assertEqual(invoice.invoice_date, fields.Date.context_today(self.env.user))
        self.assertEqual((invoice.amount_untaxed, invoice.amount_total), (20.0, 21.1))
        self.assertFalse(invoice.amount_residual)

    def test_a_sheet_undone_reverses_its_takings(self):
        self._receive(self.owner_a, 5)
        sheet = self._post_sheet()
        self._as(self.bookseller, sheet).action_undo()
        self.assertEqual(sheet.invoice_id.payment_state, "reversed")
        balance = sum(
            (sheet.invoice_id | sheet.invoice_id.reversal_move_ids)
            .line_ids.filtered(lambda line: line.account_id.account_type == "income")
            .mapped("balance")
        )
        self.assertEqual(balance, 0)
        self.assertOwn({self.owner_a: 5})

    def test_a_sheet_of_before_is_undone_after_later_takings(self):
        self._receive(self.owner_a, 5)
        first, later = self._post_sheet(), self._post_sheet(1)
        self._as(self.bookseller, first).action_undo()
        self.assertIn(first.payment_id.state, ("in_process", "paid"))
        entries = self.env["account.move.line"].search(
            [("journal_id", "=", first.payment_id.journal_id.id), ("parent_state", "=", "posted")]
        )
        counter = entries.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        money = entries - counter
        self.assertAlmostEqual(sum(money.mapped("balance")), later.invoice_id.amount_total)
        self.assertEqual(len(counter), 3)
        self.assertTrue(all(counter.mapped("reconciled")))

    def test_cameras_are_no_titles(self):
        camera = self.env["product.product"].create(
            {"name": "Camera", "type": "consu", "is_storable": True}
        )
        self.env["stock.quant"]._update_available_quantity(camera, self.reserve, 5)
        short = self.env["product.template"].search([("bookstore_is_short", "=", True)])
        self.assertNotIn(camera.product_tmpl_id, short)
        self.assertEqual(camera.cost_method, "standard")


@tagged("post_install", "-at_install")
class TestOtherTrade(BookstoreCommon):
    """The company's first warehouse is another trade's: books neither come nor leave there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.workshop = cls.env["stock.warehouse"].create(
            {"name": "Workshop", "code": "WKS", "sequence": -1, "company_id": cls.company.id}
        )
        cls.workshop.in_type_id.sequence = cls.warehouse.in_type_id.sequence - 1
        cls.title.bookstore_is_title = True
        cls.motor = cls.env["product.product"].create({"name": "Motor", "is_storable": True})

    def _sell(self, *goods, **vals):
        lines = [Command.create({"product_id": product.id}) for product in goods]
        vals |= {"partner_id": self.customer.id, "company_id": self.company.id}
        return self.env["sale.order"].create(vals | {"order_line": lines}).warehouse_id

    def _await(self, partner, **vals):
        vals |= {"partner_id": partner.id, "company_id": self.company.id}
        return self.env["purchase.order"].create(vals).picking_type_id

    def test_it_is_the_first_one(self):
        first = self.env["stock.warehouse"].search([("company_id", "=", self.company.id)], limit=1)
        self.assertEqual(first, self.workshop)
        self.assertEqual(self.company._get_bookstore_warehouse(), self.warehouse)

    def test_parcels_are_unpacked_in_the_shop_and_not_at_a_stand(self):
        self.env["stock.location"].create(
            {
                "name": "A stand, before the shop in the list",
                "usage": "internal",
                "location_id": self.warehouse.view_location_id.id,
                "company_id": self.company.id,
                "bookstore_use": "sale_point",
            }
        )
        self.assertEqual(self.env["bookstore.parcel"].new({})._get_default_place(), self.shop)

    def test_what_is_ordered_is_awaited_in_the_bookshop(self):
        supplier = self.env["res.partner"].create({"name": "Motors of the North"})
        receipts = self.workshop.in_type_id
        self.assertEqual(self._await(self.owner_a), self.warehouse.in_type_id)
        self.assertEqual(self._await(supplier), receipts)
        chosen = self._await(self.owner_a, picking_type_id=receipts.id)
        self.assertEqual(chosen, receipts, "what somebody chose stays")
        with Form(self.env["purchase.order"]) as form:
            form.partner_id = self.owner_a
            self.assertEqual(form.picking_type_id, self.warehouse.in_type_id)

    def test_books_leave_the_bookshop_and_motors_the_workshop(self):
        self.assertEqual(self._sell(self.title), self.warehouse)
        self.assertEqual(self._sell(self.motor), self.workshop)
        self.assertEqual(self._sell(self.title, self.motor), self.workshop)
        chosen = self._sell(self.title, warehouse_id=self.workshop.id)
        self.assertEqual(chosen, self.workshop, "what somebody chose stays")

    def test_a_new_till_sells_from_the_bookshop(self):
        tills = self.env["pos.config"].with_company(self.company)
        taken = tills.default_get(["picking_type_id", "warehouse_id"])
        expected = (self.warehouse.pos_type_id.id, self.warehouse.id)
        self.assertEqual((taken["picking_type_id"], taken["warehouse_id"]), expected)
        self.company.bookstore_undecided_partner_id = False
        taken = tills.default_get(["picking_type_id", "warehouse_id"])
        expected = (self.workshop.pos_type_id.id, self.workshop.id)
        self.assertEqual(
            (taken["picking_type_id"], taken["warehouse_id"]), expected, "no bookshop: as core does"
        )

    def test_titles_are_no_motors(self):
        action = self.env.ref("bookstore_deposit.bookstore_title_action")
        titles = self.env["product.template"].search(safe_eval(action.domain))
        self.assertIn(self.title.product_tmpl_id, titles)
        self.assertNotIn(self.motor.product_tmpl_id, titles)
        made = titles.with_context(**safe_eval(action.context)).create({"name": "By hand"})
        self.assertTrue(made.bookstore_is_title)
