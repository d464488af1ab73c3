import random
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.bookstore_deposit.tests.common import BookstoreCommon, CommittedShop
from odoo.addons.bookstore_law_fr.core.lending import period_before
from odoo.addons.suite_base.core.tables import read_table, text_rows
from odoo.addons.suite_base.tests.concurrency import Race

from .common import LawCommon, make_french

GLN_SHOP, GLN_LIBRARY, GLN_COUNCIL = "3025590000015", "3025590000114", "3025590000220"


class LendingCommon(LawCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.novel = cls._create_title(
            "L'Assommoir", 21.10, fr_book_kind="new", barcode="9782070360024"
        )
        (cls.book | cls.novel).write(
            {"bookstore_is_title": True, "taxes_id": [Command.set(cls.tax_sale.ids)]}
        )
        cls.library, cls.school = cls.buyers["library"], cls.buyers["article_3"]
        cls.library.global_location_number = GLN_LIBRARY
        cls.company.partner_id.global_location_number = GLN_SHOP
        cls.today = fields.Date.context_today(cls.env.user)
        cls.last = period_before("quarter", cls.today)
        cls.before = period_before("quarter", cls.last[0])
        cls.declarations = cls._as(cls.manager, cls.env["bookstore.lending"])

    def _invoice(self, *lines, partner=None, day=None, kind="out_invoice", post=True):
        """:param lines: values, or a title"""
        day = day or self.last[0]
        move = self.env["account.move"].create(
            {
                "move_type": kind,
                "partner_id": (partner or self.library).id,
                "company_id": self.company.id,
                "invoice_date": day,
                "date": day,
                "invoice_line_ids": [
                    Command.create(line if isinstance(line, dict) else self._line(line))
                    for line in lines
                ],
            }
        )
        if post:
            move.action_post()
        return move

    def _credit(self, invoice, day, copies=None):
        credit = invoice._reverse_moves([{"invoice_date": day, "date": day}])
        if copies:
            credit.invoice_line_ids.quantity = copies
        credit.action_post()
        return credit

    def _declare(self, dates=None, **vals):
        first, last = dates or self.last
        return self.declarations.create({"date_from": first, "date_to": last} | vals)


@tagged("post_install", "-at_install")
class TestLending(LendingCommon):
    """What is declared of the books of libraries, and that each invoice is declared once."""

    def test_the_levy_is_counted_on_the_public_price_not_on_what_the_library_paid(self):
        invoice = self._invoice(self._line(self.novel, quantity=10, discount=8.95))
        declaration = self._declare()
        self.assertEqual(declaration.document_ids.move_id, invoice)
        self.assertRecordValues(
            declaration,
            [
                {
                    "copies": 10,
                    "amount_excluded": invoice.amount_untaxed,
                    "amount_included": invoice.amount_total,
                    "base": 200,
                    "levy": 12,
                }
            ],
        )
        self.assertLess(declaration.amount_excluded, 182.2)

    def test_a_price_changed_after_the_sale_changes_nothing(self):
        self._invoice(self.novel)
        order = self._order(self._line(self.novel), partner=self.library)
        order.action_confirm()
        order.date_order = fields.Datetime.now() - timedelta(minutes=1)
        self.novel.list_price = 31.65
        order.order_line.qty_delivered = 1
        ordered = order._create_invoices()
        ordered.action_post()
        typed = self._invoice(self._line(self.novel, price_unit=31.65), day=self.today)
        kept = {
            document.move_id: document.base
            for document in self.env["bookstore.lending.document"].search(
                [("company_id", "=", self.company.id)]
            )
        }
        self.assertEqual((kept[ordered], kept[typed]), (20, 30))
        self.assertEqual(self._declare().base, 20)

    def test_only_new_books_at_the_vat_of_books_of_organisations_that_lend(self):
        used, sold_off = (
            self._create_title(kind, 10.55, fr_book_kind=kind) for kind in ("used", "remainder")
        )
        invoice = self._invoice(self.book, used, sold_off, self.bag)
        self._invoice(used, self.bag)
        self._invoice(self.book, partner=self.school)
        self._invoice(self.book, partner=self.buyers["public"])
        declaration = self._declare()
        self.assertEqual(declaration.document_ids.move_id, invoice)
        self.assertEqual(declaration.line_ids.product_id, self.book)
        self.assertEqual(declaration.base, 8.10)

    def test_a_book_sold_off_by_a_manager_is_not_declared(self):
        self._make_old(self.book)
        line = self._line(self.book, price_unit=3, fr_price_reason="Older edition")
        order = self._order(line, partner=self.library)
        order.action_confirm()
        order.order_line.qty_delivered = 1
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertFalse(invoice.fr_lending_document_ids)

    def test_a_school_with_a_lending_library_is_declared_once_it_is_known(self):
        invoice = self._invoice(self.book, partner=self.school)
        declaration = self._declare()
        self.assertFalse(declaration.document_ids)
        self.novel.list_price = 99
        self.school.fr_book_lends = True
        declaration.action_collect()
        self.assertEqual(declaration.document_ids.move_id, invoice)
        self.school.fr_book_lends = False
        declaration.action_collect()
        self.assertFalse(declaration.document_ids)

    def test_credit_notes_count_below_zero_in_their_own_period_late_invoices_in_the_next(self):
        invoice = self._invoice(self._line(self.novel, quantity=3), day=self.before[0])
        older = self._invoice(self.novel, day=self.before[0] - timedelta(days=1))
        first = self._declare(self.before)
        first.action_declare()
        self.assertEqual((first.document_ids.move_id, first.levy), (invoice, 3.6))
        self.novel.write({"list_price": 42.20, "fr_book_kind": "used"})
        credit = self._credit(invoice, self.last[0], copies=1)
        late = self._invoice(self.book, day=self.before[1])
        second = self._declare()
        self.assertEqual(second.document_ids.move_id, credit | late)
        self.assertEqual(second.document_ids.filtered("is_late").move_id, late)
        self.assertRecordValues(second, [{"copies": 0, "base": -20 + 8.10, "document_count": 2}])
        self.assertFalse(older.fr_lending_document_ids.declaration_id, "before the first one")

    def test_a_credit_note_of_a_declared_invoice_counts_though_its_client_lends_no_more(self):
        invoice = self._invoice(self.novel, day=self.before[0])
        self._declare(self.before).action_declare()
        self.library.fr_book_lends = False
        credit = self._credit(invoice, self.last[0])
        declaration = self._declare()
        self.assertEqual((declaration.document_ids.move_id, declaration.levy), (credit, -1.2))

    def test_what_is_declared_is_frozen_and_taken_back_by_a_correction_only(self):
        wrong, right = self._invoice(self.novel), self._invoice(self.book)
        declaration = self._declare()
        with self.assertRaisesRegex(UserError, "is in preparation"):
            self._declare(self.before)
        declaration.action_declare()
        for refused in (wrong.button_draft, wrong.button_cancel, declaration.unlink):
            with self.assertRaises(UserError):
                refused()
        for act in (
            lambda: declaration.write({"date_to": self.today}),
            lambda: declaration.write({"document_ids": [Command.clear()]}),
            lambda: declaration.document_ids.unlink(),
            declaration.action_declare,
            declaration.action_collect,
        ):
            with self.assertRaises(UserError):
                act()
        correction = self.declarations.browse(declaration.action_correct()["res_id"])
        correction.write({"document_ids": [Command.delete(self._documents(correction, right).id)]})
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            wrong.button_draft()
        correction.action_declare()
        self.assertEqual((correction.copies, correction.levy), (-1, -1.2))
        following = self._declare(self.before)
        following.write({"period": "free", "date_to": self.today - timedelta(days=1)})
        self.assertEqual(following.document_ids.move_id, wrong)
        self.assertEqual(
            self._documents(declaration, wrong).state, "taken_back", "the first one is history"
        )
        with self.assertRaisesRegex(UserError, "nothing to take back"):
            correction.action_correct()

    def _documents(self, declaration, moves):
        return declaration.document_ids.filtered(lambda document: document.move_id in moves)

    def test_an_invoice_taken_back_before_it_is_declared_leaves_the_declaration(self):
        invoice = self._invoice(self.novel)
        declaration = self._declare()
        invoice.button_draft()
        self.assertEqual((declaration.document_count, declaration.levy), (0, 0))
        invoice.invoice_line_ids.quantity = 2
        invoice.action_post()
        declaration.action_collect()
        self.assertEqual(declaration.copies, 2)

    def test_without_a_valid_gln_nothing_is_declared(self):
        self._invoice(self.novel)
        self.library.global_location_number = "3025590000115"
        self.company.partner_id.global_location_number = False
        declaration = self._declare()
        partners = self.library | self.company.partner_id
        self.assertEqual(declaration.missing_partner_ids, partners)
        with self.assertRaisesRegex(UserError, "GLN of .*library"):
            declaration.action_declare()
        self._type_gln(declaration, {self.library: GLN_LIBRARY, self.company.partner_id: GLN_SHOP})
        declaration.action_declare()
        self.library.global_location_number = GLN_COUNCIL
        self.assertEqual((declaration.document_ids.gln, declaration.gln), (GLN_LIBRARY, GLN_SHOP))

    def _type_gln(self, declaration, typed):
        """A manager of the bookshop without rights on contacts types what is missing."""
        manager = new_test_user(
            self.env,
            "gln_manager",
            groups="bookstore_deposit.group_bookstore_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        action = self._as(manager, declaration).action_fill_gln()
        wizard = self._as(manager, self.env[action["res_model"]]).browse(action["res_id"])
        self.assertEqual(wizard.line_ids.partner_id, declaration.missing_partner_ids)
        wizard.line_ids[0].gln = "3025590000115"
        with self.assertRaisesRegex(UserError, "is no GLN"):
            wizard.action_save()
        stranger = wizard.line_ids.create(
            {"wizard_id": wizard.id, "partner_id": self.customer.id, "gln": GLN_SHOP}
        )
        for line in wizard.line_ids - stranger:
            line.gln = typed[line.partner_id]
        with self.assertRaises(AccessError):
            wizard.action_save()
        stranger.unlink()
        wizard.action_save()
        with self.assertRaises(AccessError):
            self._as(manager, self.library).name = "Mine"

    def test_less_money_for_copies_that_stay_is_no_copy_given_back(self):
        invoice = self._invoice(self._line(self.novel) | {"quantity": 10})
        declaration = self._declare()
        before = (declaration.copies, declaration.levy)
        day = {"invoice_date": self.last[0], "date": self.last[0]}
        cut = invoice._reverse_moves([day])
        cut.invoice_line_ids.price_unit = 1.5
        cut.action_post()
        declaration.action_collect()
        self.assertEqual((declaration.copies, declaration.levy), before)
        self._credit(invoice, self.last[0], copies=4)
        declaration.action_collect()
        self.assertEqual(declaration.copies, before[0] - 4)

    def test_a_correction_takes_back_under_the_gln_that_was_declared(self):
        self._invoice(self.novel)
        declaration = self._declare()
        declaration.action_declare()
        declared = declaration.document_ids.gln
        self.library.global_location_number = GLN_COUNCIL
        action = declaration.action_correct()
        correction = declaration.browse(action["res_id"])
        self.assertEqual(correction.document_ids.gln, declared)

    def test_a_period_that_runs_is_not_declared_nor_one_that_is_no_quarter(self):
        declaration = self._declare(period="free", date_to=self.today)
        with self.assertRaisesRegex(UserError, "invoices may still come"):
            declaration.action_declare()
        with self.assertRaises(ValidationError):
            declaration.period = "quarter"

    def test_both_files_open_again(self):
        self._invoice(self._line(self.novel, quantity=10))
        self.env["res.lang"]._activate_lang("fr_FR")
        declaration = self._declare().with_context(lang="fr_FR")
        rows = [
            list(text_rows(read_table(declaration._get_csv(t)))) for t in ("invoices", "titles")
        ]
        number = declaration.document_ids.number
        day = self.last[0].strftime("%d/%m/%Y")
        amounts = ["200,00", "211,00", "200,00", "6,00", "12,00"]
        self.assertEqual(
            rows[0][1:],
            [
                ["302-5590000114", "library", number, day, "10", *amounts],
            ],
        )
        self.assertEqual(
            rows[1][1:],
            [[number, "302-5590000114", "978-2070360024", "L'Assommoir", "10", "20,00", "200,00"]],
        )
        page = self.env["ir.actions.report"]._render_qweb_html(
            "bookstore_law_fr.report_lending", declaration.ids
        )[0]
        self.assertIn(GLN_LIBRARY.encode(), page)

    def test_till_sales_with_an_invoice_count_and_the_others_are_asked_about(self):
        moment = fields.Datetime.now().replace(hour=12) - timedelta(
            days=(self.today - self.last[1]).days
        )
        orders = [self._ring_up(1, title=self.novel, price=21.10, date=moment) for _ in range(2)]
        for order in orders:
            order.partner_id = self.library
        declaration = self._declare(period="free", date_to=self.today - timedelta(days=1))
        self.assertEqual(declaration.till_count, 2)
        orders[0].action_pos_order_invoice()
        invoice = orders[0].account_move
        self.assertEqual(invoice.fr_lending_document_ids.base, 20)
        declaration.invalidate_recordset()
        self.assertEqual(declaration.till_count, 1)
        asked = self.env["pos.order"].search(declaration.action_view_till_sales()["domain"])
        self.assertEqual(asked, orders[1])

    def test_today_asks_for_the_quarter_that_ended(self):
        self._invoice(self.novel)
        self._invoice(self.novel, day=self.today)
        alerts = self.env["bookstore.alert"]

        def tile(user):
            tiles = {tile["key"]: tile for tile in self._as(user, alerts).get_today()}
            return tiles.get("lending")

        self.assertFalse(tile(self.bookseller), "who may not declare is not asked")
        self.assertEqual(tile(self.manager)["count"], 1)
        self._declare().action_declare()
        self.assertEqual(tile(self.manager)["count"], 0)

    def test_nobody_types_what_is_declared(self):
        self._invoice(self.novel)
        declaration = self._declare()
        for record in (declaration, declaration.document_ids, declaration.line_ids):
            for name in sorted(record._get_guarded_names() - {"line_ids"}):
                with self.subTest(field=name), self.assertRaises(AccessError):
                    record.write({name: record.sudo()[name] or False})
        for model in ("bookstore.lending.document", "bookstore.lending.line"):
            with self.assertRaises(AccessError):
                self._as(self.manager, self.env[model]).create({})
        for act in (declaration.read, declaration.action_declare, declaration.action_collect):
            with self.assertRaises(AccessError):
                getattr(self._as(self.bookseller, declaration), act.__name__)()
        other = self.env["res.company"].create({"name": "Another shop"})
        self.manager.company_ids |= other
        elsewhere = declaration.with_user(self.manager).with_context(allowed_company_ids=other.ids)
        with self.assertRaises(AccessError):
            elsewhere.action_declare()


@tagged("post_install", "-at_install")
class TestLendingWalk(LendingCommon):
    """A random year: what was declared is what an independent count of the acts says."""

    STEPS = 40

    def test_each_invoice_is_declared_once_whatever_comes(self):
        seed = random.randrange(10**6)
        self.chance = random.Random(seed)
        self.titles = {self.book: 810, self.novel: 2000, self.bag: 0}  # cents without VAT
        self.clients = [self.library, self.school, self.buyers["public"]]
        self.truth, self.declared = {}, []
        self.start = self.before[0]
        with self.subTest(seed=seed):
            self._live()

    def _live(self):
        acts = (self._sell, self._sell, self._sell, self._give_back, self._reprice, self._tell)
        for _step in range(self.STEPS):
            self.chance.choice(acts)()
        self._tell(self.today - timedelta(days=1))
        documents = self.env["bookstore.lending.document"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(len(documents.move_id), len(documents))
        self.assertEqual(
            {
                document.move_id: (document.copies, round(100 * document.base))
                for document in documents
            },
            self.truth,
        )
        self.assertEqual(
            sum(round(100 * one.base) for one in self.declared),
            sum(base for _copies, base in self.truth.values()),
        )

    def _sell(self):
        client, day = self.chance.choice(self.clients), self._pick_day()
        sold = [
            (title, self.chance.randint(1, 4))
            for title in self.titles
            if self.chance.random() < 0.6
        ]
        if not sold:
            return
        invoice = self._invoice(
            *(
                self._line(title, quantity=copies, price_unit=title.list_price)
                for title, copies in sold
            ),
            partner=client,
            day=day,
        )
        books = [(title, copies) for title, copies in sold if self.titles[title]]
        if client == self.library and books:
            self.truth[invoice] = (
                sum(copies for _title, copies in books),
                sum(self.titles[title] * copies for title, copies in books),
            )

    def _pick_day(self):
        return self.start + timedelta(days=self.chance.randrange((self.today - self.start).days))

    def _give_back(self):
        sold = [move for move, (copies, _base) in self.truth.items() if copies > 0]
        sold = [move for move in sold if not move.reversal_move_ids]
        if not sold:
            return
        invoice = self.chance.choice(sold)
        credit = self._credit(invoice, max(self._pick_day(), invoice.invoice_date))
        copies, base = self.truth[invoice]
        self.truth[credit] = (-copies, -base)

    def _reprice(self):
        """Prices change today; what was sold on an earlier day keeps its price."""
        title = self.chance.choice([self.book, self.novel])
        title.list_price = round(self.chance.uniform(5, 40), 2)

    def _tell(self, day=None):
        declaration = self.declarations.search([("state", "=", "draft")]) or self._declare(
            self.before, period="free"
        )
        declaration.write({"date_to": day or self._pick_day()})
        declaration.action_declare()
        self.declared.append(declaration)


@tagged("post_install", "-at_install")
class TestLendingTogether(CommittedShop, BookstoreCommon):
    """Two people at the same moment, in real transactions."""

    @classmethod
    def _create_company(cls):
        company = super()._create_company()
        make_french(company)
        return company

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_of_two_people_who_prepare_a_declaration_one_is_told(self):
        first, last = period_before("quarter", fields.Date.context_today(self.env.user))
        company_id = self.company.id
        threads = Race(self.registry, context={"allowed_company_ids": [company_id]})

        def prepare(env):
            vals = {"company_id": company_id, "date_from": first, "date_to": last}
            return env["bookstore.lending"].create(vals).id

        results = threads.run(prepare, prepare)
        self._renew()
        made = self.env["bookstore.lending"].search([("company_id", "=", company_id)])
        self.assertEqual([result for result in results if isinstance(result, int)], made.ids)
        (refused,) = [result for result in results if not isinstance(result, int)]
        self.assertIsInstance(refused, (UniqueViolation, UserError))

        def declare(env):
            return env["bookstore.lending"].browse(made.id).action_declare()

        made.company_id.partner_id.global_location_number = GLN_SHOP
        self._commit()
        results = threads.run(declare, declare)
        self._renew()
        self.assertEqual(made.state, "declared")
        self.assertEqual(results.count(True), 1, results)
        self.assertTrue(any(isinstance(result, UserError) for result in results), results)
