import random
from collections import Counter
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.suite_base.tests.concurrency import Race

from ..models import sql
from .common import BookstoreCommon, CommittedShop, TillCommon


class MergeCommon(BookstoreCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_users()
        cls.kept = cls._create_title("Les Contemplations (kept)", barcode="9782070417797")
        cls.other = cls._create_title("Contemplations, Les (other)", barcode="9782253014997")

    def _prepare(self, *titles, user=None, kept=None):
        merges = self.env["bookstore.merge"]
        merges = self._as(user or self.manager, merges)
        titles = titles or (self.kept, self.other)
        return merges.create(
            {
                "title_ids": [Command.set([title.id for title in titles])],
                "kept_id": (kept or titles[0]).id,
            }
        )

    def _merge(self, *titles, **options):
        merge = self._prepare(*titles, **options)
        merge.action_merge()
        return merge

    def _cells(self, *titles):
        """Copies by place and owner, of all these records together."""
        found = Counter()
        ids = [title.id for title in titles]
        for _title, place, owner, copies in sql.stock_cells(self.env, self.company, ids):
            found[place, owner] += copies
        return {cell: copies for cell, copies in found.items() if copies}

    def _owed(self):
        """What each deposit would be owed now, by distributor."""
        owed = {}
        for deposit in self.env["bookstore.deposit"].search([("company_id", "=", self.company.id)]):
            found = sql.open_exits(self.env, self.company, deposit.partner_id)
            amount = sum(
                copies * price * (1 - discount / 100)
                for lines in found.values()
                for copies, price, discount, _tax in lines
            )
            owed[deposit.partner_id.name] = round(amount, 6)
        return owed

    def _assert_refused(self, words, call):
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            call()
        self.assertIn(words, str(caught.exception))


@tagged("post_install", "-at_install")
class TestMerge(MergeCommon):
    """Two records of one book become one; nothing that is done is rewritten."""

    def _live(self):
        """A life of both records: deposits, firm copies, sales decided and not."""
        self._receive(self.owner_a, 5, self.kept)
        self._receive(self.owner_b, 4, self.other)
        self._receive(self.firm, 3, self.other, place=self.reserve)
        self._sell(2, self.kept)
        self._sell(1, self.other)
        self._move("transfer", 1, self.kept, self.shop, self.reserve)

    def test_copies_and_debts_are_the_same_afterwards(self):
        self._live()
        cells, owed = self._cells(self.kept, self.other), self._owed()
        value = self.kept.total_value + self.other.total_value
        done = self.env["stock.move"].search([("product_id", "=", self.other.id)])
        before = done.read(["product_id", "quantity", "state", "date", "restrict_partner_id"])
        merge = self._merge()
        self.assertEqual(merge.state, "done")
        self.assertEqual(self._cells(self.kept), cells)
        self.assertEqual(self._cells(self.other), {})
        self.assertEqual(self._owed(), owed)
        self.env.invalidate_all()
        self.assertAlmostEqual(self.kept.total_value + self.other.total_value, value, 2)
        self.assertEqual(done.read(list(before[0])), before, "done movements are as they were")
        self.assertFalse(self.other.active)
        self.assertFalse(self.other.product_tmpl_id.active)
        self.assertBooksRight()

    def test_the_statement_takes_the_sales_of_both_records(self):
        self._receive(self.owner_a, 5, self.kept)
        self._receive(self.owner_a, 4, self.other)
        first = self._statement(self.deposit_a)
        first.action_close()
        self._sell(2, self.kept)
        self._sell(1, self.other)
        draft = self._statement(self.deposit_a)
        owed = draft.amount_total
        self._merge()
        self.assertEqual(draft.line_ids.product_id, self.kept)
        self.assertEqual(draft.line_ids.mapped("sold"), [3])
        self.assertEqual(draft.line_ids.mapped("initial"), [9])
        self.assertEqual(draft.amount_total, owed)
        draft.action_close()
        self.assertEqual(
            first.line_ids.product_id, self.kept | self.other, "what was closed tells as it did"
        )
        self.assertBooksRight()

    def test_the_list_of_a_deposit_has_the_title_once(self):
        lines = self.env["bookstore.deposit.line"]
        for title, wanted in ((self.kept, 2), (self.other, 3)):
            lines.create(
                {"deposit_id": self.deposit_a.id, "product_id": title.id, "wanted": wanted}
            )
        lines.create({"deposit_id": self.deposit_b.id, "product_id": self.other.id, "wanted": 1})
        merge = self._merge()
        self.assertEqual(self.deposit_a.line_ids.mapped("wanted"), [5])
        self.assertEqual(self.deposit_b.line_ids.product_id, self.kept)
        merge.action_separate()
        self.env.invalidate_all()
        wanted = {line.product_id: line.wanted for line in self.deposit_a.line_ids}
        self.assertEqual(wanted, {self.kept: 2, self.other: 3})
        self.assertEqual(self.deposit_b.line_ids.product_id, self.other)

    def test_the_former_isbn_finds_the_title(self):
        self._merge()
        scan = self.env["bookstore.scan.mixin"].with_user(self.bookseller)
        scan = scan.with_context(allowed_company_ids=self.company.ids)
        for code in ("9782253014997", "2253014990", "978-2-253-01499-7"):
            self.assertEqual(scan._find_scanned(code).id, self.kept.id, code)
        titles = self.env["product.template"]
        found = titles.search([("bookstore_find", "ilike", "9782253014997")])
        self.assertEqual(found, self.kept.product_tmpl_id)
        found = titles.search([("bookstore_find", "ilike", "contemplations les other")])
        self.assertEqual(found, self.kept.product_tmpl_id)
        codes = self.env["product.uom"].search([("product_id", "=", self.kept.id)])
        self.assertEqual(codes.mapped("barcode"), ["9782253014997"], "the till knows it too")

    def test_history_and_last_entry_are_read_through_the_title(self):
        self._receive(self.owner_b, 4, self.other)
        self._sell(1, self.other)
        entry, sold = self.other.bookstore_last_entry, self.other.bookstore_sold_since
        self._merge()
        self.env.invalidate_all()
        self.assertEqual(self.kept.bookstore_last_entry, entry)
        self.assertEqual((self.kept.bookstore_sold_since, sold), (1, 1))
        history = self.kept.product_tmpl_id.action_view_bookstore_history()
        moves = self.env["stock.move"].search(history["domain"])
        self.assertLessEqual({"receipt", "sale"}, set(moves.mapped("bookstore_kind")))

    def test_what_the_other_record_says_is_chosen(self):
        tag = self.env["product.tag"].create({"name": "Poetry of the merge"})
        self.other.product_tmpl_id.write(
            {"bookstore_authors": "Victor Hugo", "bookstore_pages": 512, "product_tag_ids": tag.ids}
        )
        self.kept.bookstore_pages = 480
        merge = self._prepare()
        said = {line.field: line for line in merge.difference_ids}
        self.assertTrue(said["bookstore_authors"].is_taken, "the kept one says nothing of it")
        self.assertFalse(said["bookstore_pages"].is_taken)
        self.assertEqual(
            (said["bookstore_pages"].ours, said["bookstore_pages"].theirs), ("480", "512")
        )
        said["name"].is_taken = True
        merge.action_merge()
        self.assertEqual(self.kept.name, "Contemplations, Les (other)")
        self.assertEqual(self.kept.bookstore_authors, "Victor Hugo")
        self.assertEqual(self.kept.bookstore_pages, 480)
        self.assertEqual(self.kept.product_tag_ids, tag)
        merge.action_separate()
        self.env.invalidate_all()
        self.assertEqual(self.kept.name, "Les Contemplations (kept)")
        self.assertFalse(self.kept.bookstore_authors)
        self.assertFalse(self.kept.product_tag_ids)

    def test_open_orders_name_the_kept_title_at_the_agreed_price(self):
        self._receive(self.firm, 3, self.other)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "warehouse_id": self.warehouse.id,
                "order_line": [
                    Command.create(
                        {"product_id": self.other.id, "product_uom_qty": 2, "price_unit": 9.99}
                    )
                ],
            }
        )
        order.action_confirm()
        bought = self.env["purchase.order"].create(
            {
                "partner_id": self.owner_a.id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create(
                        {"product_id": self.other.id, "product_qty": 4, "price_unit": 5.5}
                    )
                ],
            }
        )
        bought.button_confirm()
        name = order.order_line.name
        merge = self._merge()
        self.assertEqual(order.order_line.product_id, self.kept)
        self.assertEqual((order.order_line.price_unit, order.order_line.name), (9.99, name))
        self.assertEqual(order.picking_ids.move_ids.product_id, self.kept)
        self.assertEqual(order.picking_ids.state, "assigned", "the copies are reserved again")
        self.assertEqual(bought.order_line.product_id, self.kept)
        self.assertEqual(bought.order_line.price_unit, 5.5)
        merge.action_separate()
        self.env.invalidate_all()
        self.assertEqual(order.order_line.product_id, self.other)
        self.assertEqual(order.picking_ids.move_ids.product_id, self.other)
        self.assertEqual(order.picking_ids.state, "assigned")
        self._validate(order.picking_ids)
        self.assertEqual(order.order_line.qty_delivered, 2)
        self.assertBooksRight()

    def test_a_delivery_before_the_merge_comes_back_after_it(self):
        """Core returns the former record's copies; they are the kept title's at once."""
        self._receive(self.owner_b, 4, self.other)
        picking = self._deliver(self.bookseller, 2, self.other)
        self._merge()
        self._press_return(self.bookseller, picking, 1)
        self.assertEqual(picking.sale_id.order_line.qty_delivered, 1)
        self.assertOwn({self.owner_b: 3}, self.kept)
        self.assertEqual(self._cells(self.other), {})
        self.assertBooksRight()

    def test_documents_of_before_are_undone_after_the_merge(self):
        parcel = self._receive(self.owner_b, 4, self.other)
        loss = self._move("loss", 1, self.other)
        self._merge()
        loss.action_undo()
        self.assertOwn({self.owner_b: 4}, self.kept)
        parcel.action_undo()
        self.assertOwn({}, self.kept)
        self.assertEqual(self._cells(self.other), {})
        self.assertBooksRight()

    def test_copies_sold_beyond_the_stock_follow(self):
        self._receive(self.owner_a, 1, self.kept)
        self._receive(self.owner_b, 1, self.other)
        self._sell(3, self.other)
        cells = self._cells(self.kept, self.other)
        merge = self._merge()
        self.assertEqual(self._cells(self.kept), cells)
        self.assertTrue(self._pending(self.kept))
        self.assertBooksRight()
        merge.action_separate()
        self.assertBooksRight()

    def test_separated_again_everything_is_as_before(self):
        self._live()
        before = [self._cells(self.kept), self._cells(self.other), self._owed()]
        merge = self._merge()
        merge.action_separate()
        self.env.invalidate_all()
        after = [self._cells(self.kept), self._cells(self.other), self._owed()]
        self.assertEqual(after, before)
        self.assertTrue(self.other.active and self.other.product_tmpl_id.active)
        self.assertFalse(self.other.bookstore_merged_into_id)
        self.assertEqual(
            self.env["bookstore.scan.mixin"]._find_scanned("9782253014997"), self.other
        )
        self.assertBooksRight()
        self._merge()
        self.assertBooksRight()

    def test_what_happened_since_keeps_them_together(self):
        self._live()
        merge = self._merge()
        self._sell(1, self.kept)
        self._assert_refused("since the merge", merge.action_separate)
        self.assertEqual(merge.state, "done")

    def test_a_merge_of_merged_titles_is_separated_last_first(self):
        third = self._create_title("Contemplations (third)")
        self._receive(self.owner_a, 2, self.other)
        first = self._merge()
        second = self._merge(third, self.kept)
        self.assertEqual(self.other.bookstore_merged_into_id, third)
        self.assertEqual(third.barcode, "9782070417797", "the one without an ISBN takes it")
        self.assertOwn({self.owner_a: 2}, third)
        self._assert_refused("since the merge", first.action_separate)
        second.action_separate()
        self.env.invalidate_all()
        self.assertEqual(self.other.bookstore_merged_into_id, self.kept)
        self.assertEqual(self.kept.barcode, "9782070417797")
        self.assertOwn({self.owner_a: 2}, self.kept)
        self.assertBooksRight()

    # -- changed since ---------------------------------------------------------------

    def _assert_kept_together(self, merge):
        """Refused for what somebody did since, in the words that name it."""
        self._assert_refused("was changed since", merge.action_separate)
        self.env.invalidate_all()
        self.assertEqual(merge.state, "done")

    def test_a_statement_closed_since_is_not_rewritten(self):
        for copies in (2, 0):  # the line of the other record went, or became the kept title's
            kept = self._create_title(f"Kept with {copies}")
            other = self._create_title(f"Other beside {copies}")
            self._receive(self.owner_a, 3, other)
            if copies:
                self._receive(self.owner_a, copies, kept)
            self._statement(self.deposit_a).action_close()
            draft = self._statement(self.deposit_a)
            merge = self._merge(kept, other)
            draft.action_close()
            told = draft.line_ids.read(["product_id", "initial", "current"])
            self._assert_kept_together(merge)
            self.assertEqual(draft.line_ids.read(["product_id", "initial", "current"]), told)
            self.assertIn(kept, draft.line_ids.product_id)

    def test_an_order_confirmed_since_stays_with_its_movements(self):
        bought = self.env["purchase.order"].create(
            {
                "partner_id": self.owner_a.id,
                "company_id": self.company.id,
                "order_line": [Command.create({"product_id": self.other.id, "product_qty": 4})],
            }
        )
        sold = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "warehouse_id": self.warehouse.id,
                "order_line": [Command.create({"product_id": self.other.id})],
            }
        )
        merge = self._merge()
        sold.action_confirm()
        self._assert_kept_together(merge)
        sold._action_cancel()
        bought.button_confirm()
        self._assert_kept_together(merge)
        self.assertEqual(bought.order_line.product_id, self.kept)
        self._validate(bought.picking_ids)
        self.assertEqual(bought.order_line.qty_received, 4)

    def test_an_order_still_in_preparation_goes_back(self):
        bought = self.env["purchase.order"].create(
            {
                "partner_id": self.owner_a.id,
                "company_id": self.company.id,
                "order_line": [Command.create({"product_id": self.other.id, "product_qty": 4})],
            }
        )
        self._merge().action_separate()
        self.env.invalidate_all()
        self.assertEqual(bought.order_line.product_id, self.other)

    def test_a_number_typed_since_is_not_given_twice(self):
        titles = self.env["bookstore.list"].create({"name": "For a class"})
        titles._add({self.kept: 2, self.other: 3})
        merge = self._merge()
        titles.line_ids.quantity = 6
        self._assert_kept_together(merge)
        self.assertEqual(titles.line_ids.mapped("quantity"), [6])
        titles.line_ids.quantity = 5
        merge.action_separate()
        self.env.invalidate_all()
        found = {line.product_id: line.quantity for line in titles.line_ids}
        self.assertEqual(found, {self.kept: 2, self.other: 3})

    def test_what_was_taken_off_a_list_since_does_not_come_back(self):
        titles = self.env["bookstore.list"].create({"name": "For a class"})
        titles._add({self.kept: 2, self.other: 3})
        merge = self._merge()
        titles.line_ids.unlink()
        merge.action_separate()
        self.env.invalidate_all()
        self.assertFalse(titles.line_ids)

    def test_distributors_supply_the_kept_title_and_come_back_whole(self):
        common = {"company_id": self.company.id, "product_tmpl_id": self.other.product_tmpl_id.id}
        only, twice = self.env["product.supplierinfo"].create(
            [
                common | {"partner_id": self.owner_b.id, "price": 4},
                common
                | {
                    "partner_id": self.owner_a.id,
                    "price": 5,
                    "delay": 9,
                    "date_start": "2020-01-15",
                },
                {
                    "partner_id": self.owner_a.id,
                    "company_id": self.company.id,
                    "product_tmpl_id": self.kept.product_tmpl_id.id,
                },
            ]
        )[:2]
        self.assertEqual(only.product_id, self.other, "filled in by Odoo")
        before = twice.read(["product_id", "product_tmpl_id", "price", "delay", "date_start"])
        merge = self._merge()
        self.assertEqual(self.kept._select_seller(partner_id=self.owner_b, quantity=1), only)
        merge.action_separate()
        self.env.invalidate_all()
        self.assertEqual(self.other._select_seller(partner_id=self.owner_b, quantity=1), only)
        again = self.other.seller_ids.filtered(lambda seller: seller.partner_id == self.owner_a)
        after = again.read(list(before[0]))
        self.assertEqual(after, [before[0] | {"id": again.id}])
        self.assertFalse(self.kept._select_seller(partner_id=self.owner_b, quantity=1))

    # -- refused ---------------------------------------------------------------------

    def test_a_discount_of_its_own_is_not_dropped(self):
        lines = self.env["bookstore.deposit.line"]
        lines |= lines.create({"deposit_id": self.deposit_a.id, "product_id": self.kept.id})
        own = {"has_own_discount": True, "discount": 45}
        lines |= lines.create({"deposit_id": self.deposit_a.id, "product_id": self.other.id} | own)
        merge = self._prepare()
        self._assert_refused("different discounts", merge.action_merge)
        lines.write(own)
        merge.action_merge()
        self.assertEqual(self.deposit_a.line_ids.mapped("discount"), [45])

    def test_what_cannot_be_merged_is_said_in_one_sentence(self):
        merge = self._merge()
        self._assert_refused("“Merged”", merge.action_merge)
        again = self._prepare()
        self._assert_refused("already", again.action_merge)
        alone = self._prepare(self.kept)
        self._assert_refused("two records", alone.action_merge)
        service = self._create_title("A reading", type="service", is_storable=False)
        self._assert_refused("copies are alike", self._prepare(self.kept, service).action_merge)
        self._assert_refused("instead of taking it", self.other.product_tmpl_id.action_unarchive)

    def test_other_companies_keep_their_books(self):
        elsewhere = self.env["res.company"].create({"name": "Another shop of the merge"})
        merge = self._prepare()
        self.other.company_id = elsewhere
        self._assert_refused("different companies", merge.action_merge)
        self.other.company_id = False
        warehouse = self.env["stock.warehouse"].sudo().search([("company_id", "=", elsewhere.id)])
        quants = self.env["stock.quant"].sudo()
        quants._update_available_quantity(self.other, warehouse.lot_stock_id, 2)
        self._assert_refused("several shops", merge.action_merge)

    def test_documents_of_other_companies_do_not_follow(self):
        elsewhere = self.env["res.company"].create({"name": "Another shop with a list"})
        titles = self.env["bookstore.list"].create(
            {
                "company_id": elsewhere.id,
                "line_ids": [Command.create({"product_id": self.other.id})],
            }
        )
        merge = self._prepare()
        self._assert_refused("several shops", merge.action_merge)
        self.assertEqual(titles.line_ids.product_id, self.other)
        titles.unlink()
        (self.kept | self.other).company_id = elsewhere
        self._assert_refused("different companies", merge.action_merge)
        (self.kept | self.other).company_id = self.company
        merge.action_merge()
        self.assertEqual(merge.state, "done")

    def test_a_title_being_counted_stays_what_it_is(self):
        self._receive(self.firm, 2, self.other)
        count = self.env["bookstore.count"].create({"location_id": self.shop.id})
        count.action_start()
        self._assert_refused(count.name, self._prepare().action_merge)
        count.action_review()
        self._assert_refused(count.name, self._prepare().action_merge)

    def test_a_delivery_done_in_part_is_finished_first(self):
        self._receive(self.firm, 1, self.other)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "warehouse_id": self.warehouse.id,
                "order_line": [Command.create({"product_id": self.other.id, "product_uom_qty": 2})],
            }
        )
        order.action_confirm()
        picking = order.picking_ids
        picking.move_ids.write({"quantity": 1, "picked": True})
        self._assert_refused("being prepared", self._prepare().action_merge)
        picking.with_context(skip_backorder=True).button_validate()
        self._assert_refused("in part", self._prepare().action_merge)

    # -- rights ------------------------------------------------------------------------

    def test_only_a_manager_merges(self):
        merge = self._prepare()
        for call in (
            lambda: self._prepare(user=self.bookseller),
            lambda: self._as(self.bookseller, merge).action_merge(),
            lambda: self._as(self.bookseller, merge).action_swap(),
            lambda: self._as(self.bookseller, merge.difference_ids).write({"is_taken": True}),
            lambda: self._as(
                self.bookseller, (self.kept | self.other).product_tmpl_id
            ).action_bookstore_merge(),
        ):
            with self.assertRaises(AccessError):
                call()
        merge.action_merge()
        with self.assertRaises(AccessError):
            self._as(self.bookseller, merge).action_separate()

    def test_no_request_types_what_follows(self):
        merge = self._prepare()
        for vals in (
            {"state": "done"},
            {"followed": [{"kind": "made", "model": "res.users", "ids": [2]}]},
            {"fingerprint": "x"},
            {"move_ids": [Command.clear()]},
        ):
            with self.assertRaises(AccessError):
                merge.write(vals)
        with self.assertRaises(AccessError):
            merge.difference_ids.write({"field": "standard_price"})
        with self.assertRaises(AccessError):
            merge.difference_ids.create(
                {"merge_id": merge.id, "title_id": self.other.id, "field": "active"}
            )
        for title in (self.other, self._as(self.manager, self.other)):
            with self.assertRaises(AccessError):
                title.with_user(self.manager).write({"bookstore_merged_into_id": self.kept.id})
        with self.assertRaises(AccessError):
            self._as(self.manager, self.env["product.product"]).with_context(
                default_bookstore_merged_into_id=self.kept.id
            ).create({"name": "Born merged"})
        merge.action_merge()
        with self.assertRaises(AccessError):
            merge.write({"kept_id": self.other.id})

    def test_titles_of_a_list_begin_a_merge(self):
        titles = self._as(self.manager, (self.kept | self.other).product_tmpl_id)
        action = titles.action_bookstore_merge()
        merge = self.env["bookstore.merge"].browse(action["res_id"])
        self.assertEqual(merge.title_ids, self.kept | self.other)
        kept = merge.kept_id
        merge.action_swap()
        self.assertNotEqual(merge.kept_id, kept)
        self._assert_refused("two or more", titles[0].action_bookstore_merge)

    def test_every_line_of_a_title_was_thought_of(self):
        """A new list of titles says what becomes of it when two records are merged."""
        history = {
            "bookstore.count.line",
            "bookstore.count.scan",
            "bookstore.title.guard",
            "bookstore.merge",
            "bookstore.merge.difference",
            "bookstore.price.change",
            "bookstore.lending.line",
            "bookstore.stand.scan",
        }
        followed = {follower["model"] for follower in self.env["bookstore.merge"]._get_followers()}
        lines = {
            name
            for name, model in self.env.items()
            if name.startswith("bookstore.") and model._auto and not model._transient
            for field in model._fields.values()
            if field.type == "many2one"
            and field.store
            and not field.related
            and field.comodel_name in ("product.product", "product.template")
        }
        self.assertFalse(lines - followed - history)


@tagged("post_install", "-at_install")
class TestMergeTill(MergeCommon, TillCommon):
    def test_a_till_that_did_not_know_sells_and_refunds(self):
        self._receive(self.owner_a, 3, self.kept)
        self._receive(self.owner_b, 3, self.other)
        ticket = self._ring_up(1, title=self.other)
        lines = ticket.lines.read(["product_id", "price_unit", "qty"])
        self._merge()
        self.assertEqual(ticket.lines.read(["product_id", "price_unit", "qty"]), lines)
        self._ring_up(-1, refund_of=ticket, title=self.other)
        self.assertOwn({self.owner_a: 3, self.owner_b: 3}, self.kept)
        self._ring_up(1, title=self.other)
        self.assertEqual(self._cells(self.other), {})
        self.assertEqual(self._pending(self.kept).quantity, 1, "of A or of B: asked")
        self.assertBooksRight()

    def test_sold_to_be_shipped_later_stays_the_sale_of_its_ticket(self):
        self._receive(self.owner_b, 3, self.other)
        today = fields.Date.to_string(fields.Date.context_today(self.env.user))
        ticket = self._ring_up(
            2, title=self.other, price=9, partner_id=self.customer.id, shipping_date=today
        )
        self._merge()
        self.assertEqual(ticket.picking_ids.move_ids.product_id, self.kept)
        self._validate(ticket.picking_ids)
        entry = self.env["bookstore.allocation"].search(
            [("product_id", "=", self.kept.id), ("kind", "=", "sale")]
        )
        self.assertEqual(entry.pos_order_line_id, ticket.lines)
        self.assertEqual((entry.price_sold, entry.customer_id), (9, self.customer))
        self._ring_up(-1, refund_of=ticket, title=self.other, price=9)
        self.assertOwn({self.owner_b: 2}, self.kept)
        self.assertEqual(self._cells(self.other), {})
        self.assertBooksRight()

    def test_a_ticket_of_before_that_comes_late_is_owed_at_the_price_of_its_record(self):
        tax = self.tax_purchase.copy({"amount": 20, "name": "VAT 20 %"})
        kept = self._create_title("Fifteen euros", 15)
        other = self._create_title("Twelve euros", 12, supplier_taxes_id=[Command.set(tax.ids)])
        self._receive(self.owner_b, 3, other)
        self._merge(kept, other)
        before = fields.Datetime.now() - timedelta(hours=1)
        late = self._ring_up(1, title=other, price=12, date=before)
        now = self._ring_up(1, title=other, price=12)
        entries = self.env["bookstore.allocation"].search(
            [("product_id", "=", kept.id), ("kind", "=", "sale")]
        )
        told = {
            entry.pos_order_line_id.order_id: (entry.public_price, entry.tax_key)
            for entry in entries
        }
        self.assertEqual(told, {late: (12, str(tax.id)), now: (15, str(self.tax_purchase.id))})
        self.assertBooksRight()

    def test_a_basket_not_paid_yet_comes_first(self):
        self._receive(self.firm, 3, self.other)
        line = {"product_id": self.other.id, "qty": 1, "price_unit": 9}
        line |= {"price_subtotal": 9, "price_subtotal_incl": 9}
        self.env["pos.order"].create(
            {
                "session_id": self.till_session.id,
                "company_id": self.company.id,
                "amount_tax": 0,
                "amount_total": 9,
                "amount_paid": 0,
                "amount_return": 0,
                "lines": [Command.create(line)],
            }
        )
        self._assert_refused("not paid yet", self._prepare().action_merge)


@tagged("post_install", "-at_install")
class TestMergeProperty(MergeCommon):
    """Lives of three records of one book, merged and separated at any moment, beside counters."""

    def test_totals_before_are_totals_after(self):
        for seed in (1, 2, 3):
            with self.subTest(seed=seed):
                self._play(seed, 14)

    def _play(self, seed, steps):
        chance = random.Random(seed)
        titles = [self._create_title(f"Record {number} of {seed}", 10.55) for number in range(3)]
        used, merges = list(titles), []
        copies = Counter()  # independent: copies by place, as a person counts them
        for step in range(steps):
            title = chance.choice(titles)
            place = chance.choice([self.shop, self.reserve])
            act = chance.choice(["in", "in", "sell", "sell", "merge", "separate", "decide"])
            if act == "in":
                owner = chance.choice([self.owner_a, self.owner_b, self.firm])
                self._receive(owner, 3, title, place)
                copies[place.id] += 3
            elif act == "sell":
                self._sell(1, title, place)
                copies[place.id] -= 1
            elif act == "decide":
                for entry in self._pending(title)[:1]:
                    if entry.open_candidate_ids:
                        entry.action_decide(entry.open_candidate_ids[0].id, quantity=1)
            else:
                self._play_merge(act, chance, titles, merges)
            found = Counter()
            for (place_id, _owner), quantity in self._cells(*used).items():
                found[place_id] += quantity
            told = f"seed {seed}, step {step}, {act}"
            self.assertEqual(+found, +copies, told)
            self.assertEqual(-found, -copies, told)
            self.assertFalse(self.env["bookstore.allocation"]._find_broken(self.company), told)

    def _play_merge(self, act, chance, titles, merges):
        cells, owed = self._cells(*titles), self._owed()
        if act == "merge" and len(titles) > 1:
            kept, other = chance.sample(titles, 2)
            merges.append(self._merge(kept, other))
            titles.remove(other)
        elif act == "separate" and merges:
            merge = merges[-1]
            try:
                with self.env.cr.savepoint():
                    merge.action_separate()
            except UserError as error:
                self.assertIn("since the merge", str(error))
                return
            merges.pop()
            self.env.invalidate_all()
            titles += list(merge.title_ids - merge.kept_id)
        self.assertEqual(self._cells(*titles), cells)
        self.assertEqual(self._owed(), owed)


@tagged("post_install", "-at_install")
class TestMergeThreads(CommittedShop, BookstoreCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.threads = Race(cls.registry, context={"allowed_company_ids": cls.company.ids})

    def setUp(self):
        super().setUp()
        self.kept = self._create_title(f"Kept {self._testMethodName}")
        self.other = self._create_title(f"Other {self._testMethodName}")
        self._receive(self.owner_a, 3, self.other)
        self.merge = self._prepare(self.kept)

    def _prepare(self, kept):
        return self.env["bookstore.merge"].create(
            {
                "title_ids": [Command.set((self.kept | self.other).ids)],
                "kept_id": kept.id,
            }
        )

    def _merger(self, merge):
        merge_id = merge.id
        return lambda env: env["bookstore.merge"].browse(merge_id).action_merge()

    @mute_logger("odoo.service.model", "odoo.sql_db")
    def test_each_into_the_other_at_once_is_done_once(self):
        opposite = self._prepare(self.other)
        self._commit()
        results = self.threads.run(self._merger(self.merge), self._merger(opposite))
        self.assertEqual(sum(result is True for result in results), 1, results)
        self._renew()
        merged = (self.kept | self.other).filtered("bookstore_merged_into_id")
        self.assertEqual(len(merged), 1)
        self.assertOwn({self.owner_a: 3}, (self.kept | self.other) - merged)
        self.assertBooksRight()

    @mute_logger("odoo.service.model", "odoo.sql_db")
    def test_a_sale_of_the_same_moment_is_in_the_total(self):
        self._commit()
        other_id, shop_id, customers_id = self.other.id, self.shop.id, self.customers.id

        def sell(env):
            moves = env["stock.move"]
            move = moves.create(
                moves._prepare_bookstore_move_vals(
                    env["product.product"].browse(other_id),
                    1,
                    env["stock.location"].browse(shop_id),
                    env["stock.location"].browse(customers_id),
                    "sale",
                )
            )
            move._action_done()
            return move.id

        results = self.threads.run(self._merger(self.merge), sell, sell)
        self.assertTrue(results[0] is True and all(results[1:]), results)
        self._renew()
        self.assertOwn({self.owner_a: 1}, self.kept)
        self.assertOwn({}, self.other)
        self.assertBooksRight()
