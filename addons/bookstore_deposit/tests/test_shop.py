from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import BookstoreCommon


@tagged("post_install", "-at_install")
class TestShop(BookstoreCommon):
    def _alerts(self, kind):
        return self.env["bookstore.alert"].search(
            [("kind", "=", kind), ("state", "=", "open"), ("company_id", "=", self.company.id)]
        )

    def test_a_sale_from_the_reserve_is_noticed(self):
        self._receive(self.firm, 2, place=self.reserve)
        self._sell(place=self.reserve)
        alert = self._alerts("reserve_sale")
        self.assertEqual(alert.product_id, self.title)
        alert.action_solve()
        self.assertEqual(alert.state, "solved")

    def test_an_empty_shop_with_copies_in_reserve_is_noticed_until_refilled(self):
        self._receive(self.firm, 1)
        self._receive(self.firm, 2, place=self.reserve)
        self._sell()
        self.assertTrue(self._alerts("shop_empty"))
        self.assertTrue(self.title.product_tmpl_id.bookstore_is_short)
        self._move("transfer", 1, source=self.reserve, target=self.shop)
        self.assertFalse(self._alerts("shop_empty"))

    def test_negative_stock_of_our_own_title_is_noticed_until_entered(self):
        self._sell()
        self.assertTrue(self._alerts("negative"))
        self._move("irregular_in", target=self.shop)
        self.assertFalse(self._alerts("negative"))
        self.assertBooksRight()

    def test_an_alert_is_snoozed(self):
        self._receive(self.firm, 2, place=self.reserve)
        self._sell(place=self.reserve)
        alert = self._alerts("reserve_sale")
        alert.action_snooze()
        due = self.env["bookstore.alert"].search([("is_due", "=", True)])
        self.assertNotIn(alert, due)

    def test_gifts_losses_and_corrections_are_recorded_and_undone(self):
        self._receive(self.owner_a, 5)
        for kind in ("gift", "loss", "irregular_out"):
            movement = self._move(kind)
            self.assertOwn({self.owner_a: 4})
            movement.action_undo()
            self.assertOwn({self.owner_a: 5})
        self.assertBooksRight()

    def test_a_movement_of_someone_elses_copies_is_refused(self):
        self._receive(self.owner_a, 5)
        with self.assertRaisesRegex(UserError, "owns 0 copies"):
            self._move("loss", owner=self.owner_b)

    def test_a_day_sheet_sells_by_title(self):
        self._receive(self.owner_a, 3)
        self._receive(self.owner_b, 3)
        sheet = self.env["bookstore.day.sheet"].create({"warehouse_id": self.warehouse.id})
        self.assertEqual(sheet.scan("contemplations")["status"], "choice")
        sheet.scan_choice(self.title.id, 2)
        sheet.action_post()
        self.assertEqual(sheet.order_id.state, "sale")
        self.assertAlmostEqual(sheet.order_id.amount_total, 21.1)
        self.assertEqual(self._pending().quantity, 2)
        self.assertAlmostEqual(self._pending().price_sold, 10.55)
        with self.assertRaisesRegex(UserError, "is “Posted”"):
            sheet.action_post()
        self.assertBooksRight()

    def test_a_day_sheet_of_an_earlier_day_sells_at_the_price_of_that_day(self):
        self._receive(self.firm, 6)
        other = self._create_title("Les Châtiments", 8.0)
        self._receive(self.firm, 2, title=other)
        today = fields.Date.context_today(self.env.user)
        self.title.list_price = 99.9  # until this moment it was 10.55
        lines = [Command.create({"product_id": self.title.id, "quantity": 2})]
        sheets = self.env["bookstore.day.sheet"]
        sheet = sheets.create({"warehouse_id": self.warehouse.id, "line_ids": lines})
        self.assertAlmostEqual(sheet.line_ids.price, 99.9)
        sheet.date = today - timedelta(days=3)
        self.assertAlmostEqual(sheet.line_ids.price, 10.55)
        sheet.line_ids.price = 5.0  # a copy that suffered
        sheet.write({"line_ids": [Command.create({"product_id": other.id})]})
        sheet.date = today - timedelta(days=2)
        self.assertEqual(sheet.line_ids.mapped("price"), [5.0, 8.0])
        with Form(sheets.with_context(default_warehouse_id=self.warehouse.id)) as form:
            with form.line_ids.new() as line:
                line.product_id = self.title
                self.assertAlmostEqual(line.price, 99.9)
            form.date = today - timedelta(days=3)
        late = form.record
        self.assertAlmostEqual(late.line_ids.price, 10.55)
        late.action_post()
        self.assertAlmostEqual(late.order_id.amount_total, 10.55)
        self.assertBooksRight()

    def test_the_title_shows_its_copies_by_place_and_owner(self):
        self._receive(self.owner_a, 3)
        self._receive(self.firm, 1, place=self.reserve)
        self._sell()
        template = self.title.product_tmpl_id
        self.assertIn("Reserve 1", template.bookstore_places)
        self.assertIn("Distributor A 3", template.bookstore_owners)
        self.assertIn("own stock 1", template.bookstore_owners)
        self.assertEqual(template.bookstore_total, 3)
        self.assertEqual(template.bookstore_sold_since, 1)

    def test_copies_gone_before_their_owner_was_known_are_told_in_words(self):
        undecided = self.env.company.bookstore_undecided_partner_id
        rows = [(None, None, undecided.id, -2.0), (None, None, self.owner_a.id, 3.0)]
        told = self.env["product.template"]._bookstore_format_cells(rows, "res.partner", 2)
        self.assertEqual(set(told.split(" · ")), {"Distributor A 3", "2 gone, to be decided"})

    def test_a_parcel_that_goes_back_is_never_in_stock(self):
        parcels = self.env["bookstore.parcel"]
        for kind, state, stage in (
            ("return", "done", "Sent back"),
            ("return", "draft", "Being packed"),
            ("firm", "done", "In stock"),
        ):
            self.assertEqual(parcels.new({"kind": kind, "state": state}).stage, stage)

    def test_titles_are_found_by_any_words_without_accents(self):
        title = self._create_title("Œuvres complètes", bookstore_authors="Émile Zola")
        search = self.env["product.template"].search
        for words in ("oeuvres", "zola COMPLETES", "émile", "OEUVRES émile"):
            self.assertIn(
                title.product_tmpl_id, search([("bookstore_find", "ilike", words)]), words
            )

    def test_the_list_of_titles_takes_a_constant_number_of_queries(self):
        titles = self.env["product.product"].concat(
            *[self._create_title(f"Title {number}") for number in range(40)]
        )
        fields = {
            "name": {},
            "bookstore_places": {},
            "bookstore_owners": {},
            "bookstore_total": {},
            "bookstore_last_entry": {},
            "bookstore_sold_since": {},
        }
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(20):
            titles.product_tmpl_id.web_read(fields)

    def test_the_nightly_check_names_the_record_that_is_wrong(self):
        self._receive(self.owner_a, 3)
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.title.id), ("owner_id", "=", self.owner_a.id)]
        )
        quant.sudo().quantity = 2
        self.env["bookstore.allocation"]._cron_check_books()
        notes = self._alerts("check").mapped("note")
        self.assertTrue([note for note in notes if "Distributor A owns 2" in note], notes)
        quant.sudo().quantity = 3
        self.env["bookstore.allocation"]._cron_check_books()
        self.assertFalse(self._alerts("check"))

    def test_the_nightly_check_tells_each_title_in_the_language_of_the_shop(self):
        self.firm.lang = "en_US"
        titles = self.title | self._create_title("Wrong too")
        for title in titles:
            self._receive(self.owner_a, 3, title)
        quants = self.env["stock.quant"].search(
            [("product_id", "in", titles.ids), ("owner_id", "=", self.owner_a.id)]
        )
        quants.sudo().quantity = 2
        for _night in range(2):
            self.env["bookstore.allocation"]._cron_check_books()
            owners_wrong = self._alerts("check").filtered(lambda alert: "I3" in alert.note)
            self.assertEqual(owners_wrong.product_id, titles)
            self.assertEqual(len(owners_wrong), 2)

    def test_core_adjustments_keep_the_books_right_and_leave_undecided_copies_alone(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 2)
        self._sell()
        quants = self.env["stock.quant"].search(
            [("product_id", "=", self.title.id), ("location_id", "=", self.shop.id)]
        )
        by_owner = quants.with_context(inventory_mode=True).grouped("owner_id")
        by_owner[self.owner_b].inventory_quantity = 3
        by_owner[self.owner_b].action_apply_inventory()
        self.assertEqual(self._own()[self.owner_b], 3)
        self.assertBooksRight()
        by_owner[self.undecided].inventory_quantity = 0
        with self.assertRaisesRegex(UserError, "cannot be adjusted"):
            by_owner[self.undecided].action_apply_inventory()

    def test_today_counts_what_waits(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 2)
        self._sell(2)
        tiles = {tile["key"]: tile["count"] for tile in self.env["bookstore.alert"].get_today()}
        self.assertEqual(tiles["decisions"], 1, "two copies, one line of the list that it opens")

    def test_the_field_of_today_shows_the_title_or_says_what_to_do(self):
        self._create_users()
        title = self._create_title("Les Misérables", barcode="9782070368228")
        (title | self.title).product_tmpl_id._bookstore_mark_title()
        title.bookstore_authors = self.title.bookstore_authors = "Victor Hugo"
        today = self._as(self.bookseller, self.env["bookstore.alert"])
        template = title.product_tmpl_id
        for code in ("9782070368228", "2-07-036822-X", " 207036822X ", "miserables", "hugo mis"):
            found = today.action_find_title(code)
            self.assertEqual((found["res_id"], found["views"][0][1]), (template.id, "form"), code)
        title.active = False
        self.assertEqual(today.action_find_title("9782070368228")["res_id"], template.id)
        title.active = True
        found = today.action_find_title("hugo")
        self.assertEqual(found["context"], {"search_default_bookstore_find": "hugo"})
        for code, told in (
            ("9782070360025", "9782070360025"),
            ("9782221096819", "Scan it into a parcel"),
            ("Bouvard", "No title matches"),
            ("", "No title matches"),
        ):
            with self.assertRaisesRegex(UserError, told):
                today.action_find_title(code)
        outsider = new_test_user(self.env, "outsider_of_today", "base.group_user")
        with self.assertRaises(AccessError):
            today.with_user(outsider).action_find_title("9782070368228")

    def test_a_stranger_reads_and_decides_nothing(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 2)
        self._sell()
        allocation = self._pending()
        outsider = new_test_user(self.env, "outsider", "base.group_user")
        portal = new_test_user(self.env, "outsider_portal", "base.group_portal")
        for user in (outsider, portal):
            with self.assertRaises(AccessError):
                allocation.with_user(user).action_decide(self.owner_a.id)
            with self.assertRaises(AccessError):
                allocation.with_user(user).read(["owner_id"])
            with self.assertRaises(AccessError):
                self.env["bookstore.count"].with_user(user).create({"location_id": self.shop.id})

    def test_another_companys_bookseller_sees_nothing(self):
        self._receive(self.owner_a, 2)
        other = self.env["res.company"].create({"name": "Another bookshop entirely"})
        user = self.env["res.users"].create(
            {
                "name": "Elsewhere",
                "login": "elsewhere",
                "company_id": other.id,
                "company_ids": [Command.set(other.ids)],
                "group_ids": [
                    Command.link(self.env.ref("bookstore_deposit.group_bookstore_user").id)
                ],
            }
        )
        elsewhere = self.env(user=user, context={"allowed_company_ids": other.ids})
        self.assertFalse(elsewhere["bookstore.allocation"].search([]))
        with self.assertRaises(AccessError):
            self.deposit_a.with_env(elsewhere).read(["discount"])

    def test_a_company_without_deposit_is_left_to_core(self):
        other = self.env["res.company"].create({"name": "No bookshop"})
        self.assertFalse(other.bookstore_active)
