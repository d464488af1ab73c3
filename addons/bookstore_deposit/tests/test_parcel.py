from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import BookstoreCommon


@tagged("post_install", "-at_install")
class TestParcel(BookstoreCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.title.barcode = "2-07-036002-4"

    def _parcel(self, kind="deposit", **vals):
        return self.env["bookstore.parcel"].create(
            {"kind": kind, "partner_id": self.owner_a.id, "location_id": self.shop.id} | vals
        )

    def test_an_isbn_is_kept_as_thirteen_digits(self):
        self.assertEqual(self.title.barcode, "9782070360024")

    def test_copies_are_scanned_in_any_spelling(self):
        parcel = self._parcel()
        for code in ("9782070360024", "978-2-07-036002-4", "2070360024", " 2-07-036002-4 "):
            self.assertEqual(parcel.scan(code)["status"], "ok", code)
        self.assertEqual(parcel.line_ids.quantity, 4)

    def test_an_unknown_barcode_in_a_run_does_not_stop_it(self):
        parcel = self._parcel()
        answers = [
            parcel.scan(code)["status"] for code in ("2070360024", "9782221096819", "2070360024")
        ]
        self.assertEqual(answers, ["ok", "unknown", "ok"])
        self.assertEqual(parcel.line_ids.quantity, 2)

    def test_an_unknown_isbn_becomes_a_record_on_the_spot(self):
        parcel = self._parcel()
        answer = parcel.scan_new_title("2221096819", "Histoire", "12,50 €", "R. Laffont", "Essai")
        self.assertEqual(answer["status"], "ok")
        title = parcel.line_ids.product_id
        self.assertEqual(title.barcode, "9782221096819")
        self.assertEqual(title.lst_price, 12.5)
        self.assertEqual(title.bookstore_publisher_id.name, "R. Laffont")
        self.assertEqual(title.product_tag_ids.name, "Essai")

    def test_a_price_that_is_no_price_is_refused_and_nothing_is_lost(self):
        parcel = self._parcel()
        parcel.scan("2070360024")
        answer = parcel.scan_new_title("2221096819", "Histoire", "douze", "")
        self.assertEqual(answer["status"], "refused")
        self.assertIn("douze", answer["message"])
        self.assertEqual(parcel.line_ids.quantity, 1)

    def test_a_price_below_zero_is_answered_not_raised(self):
        parcel = self._parcel()
        answer = parcel.scan_new_title("9782221096819", "Histoire", "-5", "")
        self.assertEqual(answer["status"], "refused")
        self.assertEqual(parcel.scan("9782070360024")["status"], "ok")

    def test_a_book_recorded_on_the_spot_in_france_bears_its_vat_and_a_notebook_does_not(self):
        self.company.account_fiscal_country_id = self.company.country_id
        self.tax_sale.active = False  # as the French chart of accounts brings it
        parcel = self._parcel()
        parcel.scan_new_title("2221096819", "Histoire", "12,50", "R. Laffont")
        book = parcel.line_ids.product_id
        self.assertEqual(self._get_taxes(book.taxes_id), self.tax_sale)
        self.assertTrue(self.tax_sale.active)
        self.assertEqual(self._get_taxes(book.supplier_taxes_id), self.tax_purchase)
        parcel.scan_new_title("0012345678905", "Carnet", "6", "")
        carnet = parcel.line_ids.product_id - book
        self.assertNotIn(self.tax_sale, carnet.taxes_id)

    def _get_taxes(self, taxes):
        """Those of the shop: core gives a title shared by companies the taxes of each."""
        return taxes._filter_taxes_by_company(self.company)

    def test_a_title_typed_with_its_isbn_bears_the_vat_of_books(self):
        self.company.account_fiscal_country_id = self.company.country_id
        with Form(self.env["product.template"]) as form:
            form.name = "Histoire"
            form.barcode = "9782221096819"
        self.assertEqual(self._get_taxes(form.record.taxes_id), self.tax_sale)
        self.assertEqual(self._get_taxes(form.record.supplier_taxes_id), self.tax_purchase)

    def test_an_archived_title_is_found_by_its_isbn_and_comes_back(self):
        archived = self._create_title("Out of print", barcode="9782253004226")
        archived.product_tmpl_id.action_archive()
        parcel = self._parcel()
        self.assertEqual(parcel.scan("978-2-253-00422-6")["product_id"], archived.id)
        parcel.action_validate()
        self.assertTrue(archived.active)

    def test_words_without_accents_find_the_title(self):
        found = self._create_title("L'Éducation sentimentale", bookstore_authors="Gustave Flaubert")
        answer = self._parcel().scan("education flaubert")
        self.assertEqual([title["id"] for title in answer["titles"]], found.ids)

    def test_a_deposit_parcel_opens_the_deposit_and_lists_its_titles(self):
        parcel = self._parcel(
            partner_id=self.owner_c.id,
            discount=30,
            line_ids=[Command.create({"product_id": self.title.id, "quantity": 2})],
        )
        parcel.action_validate()
        deposit = self.env["bookstore.deposit"].search([("partner_id", "=", self.owner_c.id)])
        self.assertRecordValues(deposit.line_ids, [{"product_id": self.title.id, "wanted": 2}])
        self.assertEqual(deposit.discount, 30)

    def test_a_firm_parcel_is_valued_and_billed(self):
        parcel = self._receive(self.firm, 4, discount=40)
        parcel.partner_id = self.owner_c
        self.title.invalidate_recordset(["total_value"])
        self.assertAlmostEqual(self.title.total_value, 4 * 6.0)
        parcel.action_bill()
        self.assertAlmostEqual(parcel.bill_id.amount_untaxed, 24.0)
        first = parcel.bill_id
        first.button_cancel()
        parcel.action_bill()
        self.assertNotEqual(parcel.bill_id, first, "a cancelled bill is made again")

    def test_a_gift_costs_nothing_and_is_ours(self):
        parcel = self._parcel(
            "gift",
            partner_id=False,
            line_ids=[Command.create({"product_id": self.title.id, "quantity": 1})],
        )
        parcel.action_validate()
        self.assertOwn({self.firm: 1})
        self.assertEqual(parcel.amount_cost, 0)

    def test_the_announced_total_is_compared_and_never_enforced(self):
        parcel = self._parcel(
            announced_total=20.0,
            discount=40,
            line_ids=[Command.create({"product_id": self.title.id, "quantity": 3})],
        )
        self.assertAlmostEqual(parcel.total_gap, 2.0)
        parcel.action_validate()
        self.assertEqual(parcel.state, "done")

    def test_missing_and_damaged_copies_make_a_claim(self):
        parcel = self._parcel(
            line_ids=[
                Command.create(
                    {"product_id": self.title.id, "quantity": 3, "missing": 1, "damaged": 1}
                )
            ]
        )
        parcel.action_validate()
        self.assertTrue(parcel.claim_number)
        self.assertEqual(parcel.claim_state, "open")
        letter = self.env["mail.compose.message"].with_context(
            **parcel.action_send_claim()["context"]
        )
        self.assertIn("are missing or damaged", letter.create({}).body)
        html, _type = self.env["ir.actions.report"]._render_qweb_html(
            "bookstore_deposit.report_claim", parcel.ids
        )
        self.assertIn("Les Contemplations", html.decode())

    def test_a_price_that_differs_is_told_and_put_in_the_record_in_one_click(self):
        parcel = self._parcel(
            line_ids=[Command.create({"product_id": self.title.id, "price": 11.9})]
        )
        self.assertTrue(parcel.line_ids.price_differs)
        parcel.line_ids.action_take_price()
        self.assertAlmostEqual(self.title.lst_price, 11.9)
        self.assertFalse(parcel.line_ids.price_differs)

    def test_signs_without_a_word_find_no_title(self):
        self.assertEqual(self._parcel().scan("—?!")["status"], "unknown")

    def test_a_number_used_twice_is_pointed_out(self):
        first = self._parcel(number="BL-77")
        self.assertFalse(first.duplicate_id)
        self.assertEqual(self._parcel(number="BL-77").duplicate_id, first)

    def test_a_parcel_is_put_in_stock_once(self):
        parcel = self._receive(self.owner_a, 3)
        with self.assertRaisesRegex(UserError, "is “In stock”"):
            parcel.action_validate()
        self.assertOwn({self.owner_a: 3})

    def test_a_parcel_is_undone_by_counter_movements(self):
        parcel = self._receive(self.owner_a, 3)
        parcel.action_undo()
        self.assertOwn({})
        self.assertEqual(parcel.state, "cancelled")
        self.assertBooksRight()

    def test_a_parcel_whose_copies_were_sold_cannot_be_undone(self):
        parcel = self._receive(self.owner_a, 3)
        self._sell()
        with self.assertRaisesRegex(UserError, "owns 2 copies"):
            parcel.action_undo()

    def test_a_return_takes_only_the_distributors_own_copies(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 2)
        with self.assertRaisesRegex(UserError, "owns 2 copies"):
            self._send_back(self.owner_a, 3)
        self._send_back(self.owner_a, 2)
        self.assertOwn({self.owner_b: 2})
        self.assertBooksRight()

    def test_a_bookseller_receives_a_parcel_without_stock_manager_rights(self):
        user = self.env["res.users"].create(
            {
                "name": "Bookseller",
                "login": "bookseller",
                "company_id": self.company.id,
                "company_ids": [Command.set(self.company.ids)],
                "group_ids": [
                    Command.link(self.env.ref("bookstore_deposit.group_bookstore_user").id)
                ],
            }
        )
        with Form(self.env["bookstore.parcel"].with_user(user)) as form:
            form.kind = "deposit"
            form.partner_id = self.owner_a
            with form.line_ids.new() as line:
                line.product_id = self.title
                line.quantity = 2
        parcel = form.record
        parcel.action_validate()
        self._receive(self.owner_b, 1)
        self._sell()
        self._pending().with_user(user).action_decide(self.owner_a.id)
        statement = self._statement(self.deposit_a.with_user(user))
        statement.action_bill()
        self.assertEqual(statement.bill_id.sudo().amount_untaxed, 6.0)

    def test_the_documents_render(self):
        self._receive(self.owner_a, 2)
        statement = self._statement(self.deposit_a)
        render = self.env["ir.actions.report"]._render_qweb_html
        html, _type = render("bookstore_deposit.report_statement", statement.ids)
        self.assertIn("Les Contemplations", html.decode())
        parcel = self.env["bookstore.parcel"].search([("partner_id", "=", self.owner_a.id)])
        html, _type = render("bookstore_deposit.report_parcel", parcel.ids)
        self.assertIn("Les Contemplations", html.decode())
        self.assertFalse(self.company._get_bookstore_address(), "the company heads its papers")
        shop = self.company._get_bookstore_warehouse()
        shop.partner_id = self.env["res.partner"].create(
            {"name": "Shop", "street": "6 place Saint-Bruno", "phone": "+33 4 99 00 06 38"}
        )
        self.assertEqual(shop.bookstore_address, "6 place Saint-Bruno, +33 4 99 00 06 38")
        for report, record in (("statement", statement), ("parcel", parcel), ("claim", parcel)):
            html, _type = render(f"bookstore_deposit.report_{report}", record.ids)
            for line in (shop.name, "6 place Saint-Bruno", "+33 4 99 00 06 38"):
                self.assertIn(line, html.decode(), report)
