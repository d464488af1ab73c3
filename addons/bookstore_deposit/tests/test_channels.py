from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import BookstoreCommon


@tagged("post_install", "-at_install")
class TestChannels(BookstoreCommon):
    """Whichever door copies take, by real buttons and real people: one truth."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_users()

    def _decide(self, owner, quantity=None):
        """The *Decide* button of the list, as a bookseller presses it."""
        pending = self._as(self.bookseller, self._pending())
        context = {"active_model": "bookstore.allocation", "active_ids": pending.ids}
        with Form(pending.env["bookstore.decide"].with_context(**context)) as form:
            form.owner_id = owner
            if quantity:
                form.quantity = quantity
        form.record.action_confirm()

    def _journal(self, **values):
        domain = [("product_id", "=", self.title.id)]
        domain += [(name, "=", value) for name, value in values.items()]
        return self.env["bookstore.allocation"].search(domain)

    def _bill(self, deposit):
        statement = self._statement(self._as(self.bookseller, deposit))
        statement.action_close()
        return statement.amount_untaxed

    def test_a_delivery_returned_by_its_button_is_credited_to_its_owner(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 1)
        picking = self._deliver(self.clerk)
        self._decide(self.owner_b)
        self.assertEqual(self._bill(self.deposit_b), 6.5)
        self._press_return(self.clerk, picking)
        self.assertOwn({self.owner_a: 2, self.owner_b: 1})
        self.assertEqual(self._journal(state="decided", quantity=-1).owner_id, self.owner_b)
        self.assertFalse(self._pending())
        self.assertEqual(self._bill(self.deposit_b), -6.5)
        self.assertBooksRight()

    def test_an_undecided_delivery_returned_leaves_no_question(self):
        self._receive(self.owner_a, 1)
        self._receive(self.owner_b, 2)
        picking = self._deliver(self.clerk)
        self._press_return(self.clerk, picking)
        self.assertFalse(self._pending())
        self.assertFalse(self.deposit_a.blocking_count or self.deposit_b.blocking_count)
        self.assertOwn({self.owner_a: 1, self.owner_b: 2})
        self.assertBooksRight()

    def test_a_sale_taken_back_by_the_button_is_not_undone_again(self):
        self._receive(self.owner_a, 3)
        picking = self._deliver(self.clerk, 2)
        self._press_return(self.clerk, picking)
        with self.assertRaisesRegex(UserError, "taken back"):
            self._as(self.bookseller, self._journal(quantity=2)).action_undo_decision()
        self.assertOwn({self.owner_a: 3})
        self.assertBooksRight()

    def test_an_exchange_takes_back_one_copy_and_asks_about_the_other(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 2)
        picking = self._deliver(self.clerk)
        self._decide(self.owner_a)
        self._press_return(self.clerk, picking, exchange=True)
        self.assertOwn({self.owner_a: 2, self.owner_b: 2, self.undecided: -1})
        self.assertEqual(self._pending().candidate_ids, self.owner_a | self.owner_b)
        self.assertBooksRight()

    def test_a_duplicate_of_a_delivery_is_a_sale_of_its_own(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 2)
        picking = self._deliver(self.clerk)
        self._decide(self.owner_a)
        again = picking.copy()
        again.action_confirm()
        self._validate(again)
        self.assertOwn({self.owner_a: 1, self.owner_b: 2, self.undecided: -1})
        self.assertBooksRight()

    def test_a_return_of_a_return_is_a_sale_again(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 2)
        picking = self._deliver(self.clerk)
        self._decide(self.owner_b)
        back = self._press_return(self.clerk, picking)
        self._press_return(self.clerk, back)
        self.assertOwn({self.owner_a: 2, self.owner_b: 2, self.undecided: -1})
        self.assertBooksRight()

    def test_a_scrapped_copy_waits_like_any_loss(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 2)
        scrap = self._as(self.clerk, self.env["stock.scrap"]).create(
            {"product_id": self.title.id, "scrap_qty": 1, "location_id": self.shop.id}
        )
        scrap.do_scrap()
        self.assertEqual(self._pending().kind, "loss")
        self.assertBooksRight()

    def test_a_parcels_transfer_is_returned_within_what_its_owner_has(self):
        parcel = self._receive(self.owner_a, 3)
        self._deliver(self.clerk, 2)
        with self.assertRaisesRegex(UserError, "owns 1 copies"), self.env.cr.savepoint():
            self._press_return(self.clerk, parcel.picking_ids, 3)
        self._press_return(self.clerk, parcel.picking_ids, 1)
        self.assertOwn({})
        self.assertBooksRight()

    def test_a_part_of_a_sale_is_decided_by_a_bookseller(self):
        self._receive(self.owner_a, 3)
        self._receive(self.owner_b, 2)
        self._deliver(self.clerk, 4)
        self._decide(self.owner_a, 3)
        self.assertFalse(self._pending())  # the fourth can only be B's
        self.assertOwn({self.owner_b: 1})
        self.assertBooksRight()

    def test_a_fraction_of_a_copy_is_not_decided(self):
        self._receive(self.owner_a, 3)
        self._receive(self.owner_b, 3)
        self._deliver(self.clerk, 2)
        with self.assertRaisesRegex(UserError, "Between 1 and 2"):
            self._decide(self.owner_a, 0.5)

    def test_a_delivery_whose_owner_was_said_takes_only_what_it_has(self):
        self._receive(self.owner_a, 1)
        self._receive(self.owner_b, 3)
        picking = self._deliver_said(self.owner_b, 1)
        self.assertOwn({self.owner_a: 1, self.owner_b: 2})
        with self.assertRaisesRegex(UserError, "owns 1 copies"), self.env.cr.savepoint():
            self._deliver_said(self.owner_a, 2)
        self._press_return(self.clerk, picking)
        self.assertOwn({self.owner_a: 1, self.owner_b: 3})
        self.assertBooksRight()

    def test_a_return_of_a_transfer_with_an_owner_is_its_sales(self):
        self._receive(self.owner_a, 3)
        self._receive(self.owner_b, 3)
        picking = self._deliver_said(self.owner_b, 2, of_transfer=True)
        sale = self._journal(kind="sale")
        self._press_return(self.clerk, picking)
        self.assertEqual(sale.reversed_quantity, 2)
        with self.assertRaisesRegex(UserError, "taken back"):
            self._as(self.bookseller, sale).action_undo_decision()
        self.assertOwn({self.owner_a: 3, self.owner_b: 3})
        self.assertBooksRight()

    def _deliver_said(self, owner, quantity, of_transfer=False):
        order = self._as(self.clerk, self.env["sale.order"]).create(
            {
                "partner_id": self.customer.id,
                "warehouse_id": self.warehouse.id,
                "order_line": [(0, 0, {"product_id": self.title.id, "product_uom_qty": quantity})],
            }
        )
        order.action_confirm()
        if of_transfer:
            order.picking_ids.owner_id = owner
        else:
            order.picking_ids.move_ids.restrict_partner_id = owner
        return self._validate(order.picking_ids)

    def test_a_loss_of_firm_copies_takes_only_firm_ones(self):
        self._receive(self.owner_a, 3)
        with self.assertRaisesRegex(UserError, "owns 0 copies"):
            self._move("loss", 3, owner=self.firm)
        self.assertOwn({self.owner_a: 3})

    def test_a_loss_that_answers_the_last_question_closes_its_alert(self):
        self._receive(self.owner_a, 1)
        self._receive(self.owner_b, 1)
        self._deliver(self.clerk)
        alert = self.env["bookstore.alert"].search(
            [("product_id", "=", self.title.id), ("kind", "=", "ambiguity")]
        )
        self.assertEqual(alert.state, "open")
        self._move("loss", 1, owner=self.owner_a)
        self.assertFalse(self._pending())
        self.assertEqual(alert.state, "solved")
        self.assertBooksRight()

    def test_a_transfer_of_copies_nobody_has_is_told(self):
        self._move("transfer", 2, target=self.reserve)
        alert = self.env["bookstore.alert"].search(
            [("product_id", "=", self.title.id), ("kind", "=", "negative")]
        )
        self.assertEqual(alert.location_id, self.shop)

    def test_a_return_parcel_takes_copies_where_they_are(self):
        self._receive(self.owner_a, 3)
        self._receive(self.owner_a, 2, place=self.reserve)
        self._send_back(self.owner_a, 5)
        self.assertOwn({})
        for place in (self.shop, self.reserve):
            copies = self.title.with_context(location=place.id)
            copies.invalidate_recordset(["qty_available"])
            self.assertEqual(copies.qty_available, 0)

    def test_found_copies_whose_owner_is_said_are_its_own(self):
        self._receive(self.owner_a, 1)
        self._move("irregular_in", 2, target=self.shop, owner=self.firm)
        self.assertOwn({self.owner_a: 1, self.firm: 2})
        other = self._create_title("Never entrusted")
        self._move("irregular_in", 2, other, target=self.shop)
        self.assertOwn({self.firm: 2}, other)


@tagged("post_install", "-at_install")
class TestFound(BookstoreCommon):
    """Copies that entered without an owner: the question is put off, nothing is guessed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_users()

    def setUp(self):
        super().setUp()
        self._receive(self.owner_a, 1)
        self._receive(self.owner_b, 1)
        self.found = self._move("irregular_in", 2, target=self.shop)

    def _decide(self, owner, quantity=None):
        self._as(self.bookseller, self._pending()).action_decide(owner.id, quantity=quantity)

    def test_found_copies_wait_for_their_owner(self):
        self.assertOwn({self.owner_a: 1, self.owner_b: 1, self.undecided: 2})
        self.assertEqual(self.title.qty_available, 4)
        self.assertEqual(
            self._pending().open_candidate_ids, self.owner_a | self.owner_b | self.firm
        )
        self.assertTrue(self.deposit_a.blocking_count and self.deposit_b.blocking_count)
        alert = self.env["bookstore.alert"].search(
            [("product_id", "=", self.title.id), ("kind", "=", "ambiguity")]
        )
        self.assertEqual(alert.state, "open")
        self.assertBooksRight()
        self._decide(self.owner_a, 1)
        self._decide(self.firm)
        self.assertOwn({self.owner_a: 2, self.owner_b: 1, self.firm: 1})
        self.assertEqual(alert.state, "solved")
        self.assertBooksRight()

    def test_what_leaves_meanwhile_is_not_deduced(self):
        self._sell(2)
        self._sell(2)
        self.assertOwn({self.owner_a: 1, self.owner_b: 1, self.undecided: -2})
        self.assertEqual(len(self._pending()), 3)
        alerts = self.env["bookstore.alert"].search([("product_id", "=", self.title.id)])
        self.assertEqual(alerts.mapped("kind"), ["ambiguity"], "the stock had these copies")
        self.assertBooksRight()
        entry = self._pending().filtered(lambda entry: entry.kind == "irregular_in")
        self._as(self.bookseller, entry).action_decide(self.owner_b.id)
        self.assertOwn({self.owner_a: 1, self.owner_b: 3, self.undecided: -4})
        self._pending()[0].action_decide(self.owner_b.id)
        self.assertBooksRight()

    def test_the_advice_is_not_followed_for_found_copies(self):
        self._pending().action_decide_advised()
        self.assertEqual(self._pending().quantity, 2)

    def test_a_wrong_answer_is_taken_back(self):
        self._decide(self.owner_a)
        entry = self.env["bookstore.allocation"].search(
            [("move_id", "in", self.found.move_ids.ids), ("state", "=", "decided")]
        )
        with self.assertRaisesRegex(UserError, "Undo that decision first"):
            self._as(self.bookseller, self.found).action_undo()
        self._as(self.bookseller, entry).action_undo_decision()
        self.assertOwn({self.owner_a: 1, self.owner_b: 1, self.undecided: 2})
        self._decide(self.owner_b)
        self._send_back(self.owner_b, 3)
        with self.assertRaisesRegex(UserError, "left since"):
            self._as(self.bookseller, entry).action_undo_decision()
        self.assertBooksRight()

    def test_a_stated_answer_is_taken_back_in_the_next_statement(self):
        self._decide(self.owner_a)
        first = self._statement(self.deposit_a)
        first.action_close()
        self.assertEqual(first.line_ids.adjusted, 2)
        entry = self.env["bookstore.allocation"].search(
            [("kind", "=", "irregular_in"), ("owner_id", "=", self.owner_a.id)]
        )
        entry.action_undo_decision()
        self._decide(self.owner_b)
        second = self._statement(self.deposit_a)
        self.assertEqual((second.line_ids.adjusted, second.line_ids.current), (-2, 1))
        self.assertBooksRight()

    def test_an_entry_made_by_mistake_is_undone(self):
        self._as(self.bookseller, self.found).action_undo()
        self.assertOwn({self.owner_a: 1, self.owner_b: 1})
        self.assertFalse(self._pending())
        self.assertBooksRight()

    def test_an_entry_whose_copies_left_is_not_undone(self):
        self._sell(3)
        with self.assertRaisesRegex(UserError, "left since"):
            self.found.action_undo()

    def test_an_inventory_puts_the_question_off_too(self):
        count = self.env["bookstore.count"].create({"location_id": self.shop.id})
        count.action_start()
        count.scan_choice(self.title.id, 5)
        count.action_review()
        count.line_ids.resolution = "entry"
        count.action_settle()
        self.assertOwn({self.owner_a: 1, self.owner_b: 1, self.undecided: 3})
        count.line_ids.action_undo()
        self.assertOwn({self.owner_a: 1, self.owner_b: 1, self.undecided: 2})
        self.assertBooksRight()


@tagged("post_install", "-at_install")
class TestOversold(BookstoreCommon):
    """Copies sold while nobody had any stay open to whoever brings some."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_users()
        cls.deposit_c = cls._create_deposit(cls.owner_c, discount=25)

    def _blocked(self, deposit):
        self.env.invalidate_all()
        return deposit.blocking_count

    def test_the_copy_beyond_the_stock_is_open_to_the_next_parcel(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 1)
        self._deliver(self.clerk, 4)
        self.assertOwn({self.undecided: -1})
        self._receive(self.owner_c, 2)
        self.assertTrue(self._blocked(self.deposit_c))
        self._receive(self.owner_a, 1)
        self.assertEqual(self._pending().quantity, 1)
        self.assertTrue(self._blocked(self.deposit_a))
        self._as(self.bookseller, self._pending()).action_decide(self.owner_c.id)
        self.assertOwn({self.owner_a: 1, self.owner_c: 1})
        self.assertBooksRight()

    def test_a_title_never_entrusted_before_asks_its_first_parcel(self):
        self._deliver(self.clerk, 2)
        self.assertOwn({self.firm: -2})
        self._receive(self.owner_c, 2)
        self.assertOwn({self.owner_c: 2, self.undecided: -2})
        self.assertTrue(self._blocked(self.deposit_c))
        alert = self.env["bookstore.alert"].search(
            [("product_id", "=", self.title.id), ("state", "=", "open"), ("kind", "=", "negative")]
        )
        self.assertTrue(alert)
        self._as(self.bookseller, self._pending()).action_decide(self.owner_c.id)
        self.assertOwn({})
        self.assertEqual(alert.state, "solved")
        statement = self._statement(self.deposit_c)
        self.assertEqual(statement.line_ids.sold, 2)
        self.assertBooksRight()

    def test_a_sale_brought_back_in_part_asks_about_the_rest(self):
        picking = self._deliver(self.clerk, 2)
        self._press_return(self.clerk, picking, 1)
        self.assertOwn({self.firm: -1})
        self._receive(self.owner_c, 2)
        self.assertOwn({self.owner_c: 2, self.undecided: -1})
        self.assertBooksRight()

    def test_a_firm_parcel_that_covers_the_sale_leaves_nothing_to_ask(self):
        self._deliver(self.clerk, 2)
        self._receive(self.firm, 3)
        self._receive(self.owner_c, 2)
        self.assertOwn({self.firm: 1, self.owner_c: 2})
        self.assertFalse(self._pending())

    def test_no_parcel_answers_alone_whatever_the_order(self):
        for first, second in ((self.owner_a, self.owner_b), (self.owner_b, self.firm)):
            title = self._create_title(f"Oversold {first.name}")
            self._receive(first, 1, title)
            self._sell(3, title)
            self._receive(second, 2, title)
            self.assertEqual(sum(self._pending(title).mapped("quantity")), 2)
            self._receive(first, 2, title)
            self.assertEqual(sum(self._pending(title).mapped("quantity")), 2)
        self.assertBooksRight()

    def test_saying_no_to_the_only_distributor_leaves_the_question_open(self):
        self._receive(self.owner_a, 1)
        self._sell(2)
        self._receive(self.owner_c, 1)
        self._as(self.bookseller, self._pending()).action_exclude(self.owner_c.id)
        self.assertFalse(self._blocked(self.deposit_c))
        self.assertEqual(self._pending().quantity, 1)
        self.assertBooksRight()

    def test_an_oversold_copy_brought_back_closes_its_question(self):
        self._receive(self.owner_a, 1)
        picking = self._deliver(self.clerk, 2)
        self._press_return(self.clerk, picking, 1)
        self.assertFalse(self._pending())
        self.assertOwn({})
        self.assertBooksRight()

    def test_the_parcel_asks_about_what_was_sold_before_it(self):
        self._receive(self.owner_a, 1)
        self._sell(3)
        parcel = self._as(self.bookseller, self.env["bookstore.parcel"]).create(
            {
                "kind": "deposit",
                "partner_id": self.owner_c.id,
                "line_ids": [(0, 0, {"product_id": self.title.id, "quantity": 2})],
            }
        )
        action = parcel.action_validate()
        question = self._as(self.bookseller, self.env[action["res_model"]]).browse(action["res_id"])
        self.assertEqual((question.line_ids.waiting, question.line_ids.quantity), (2, 2))
        question.action_confirm()
        self.assertEqual(self._pending().quantity, 2, "“later” answers nothing")
        question.line_ids.write({"answer": "yes", "quantity": 1})
        question.action_confirm()
        self.assertOwn({self.owner_c: 1, self.undecided: -1})
        self.assertBooksRight()


@tagged("post_install", "-at_install")
class TestNightlyCheck(BookstoreCommon):
    """States that no door leads to, planted by hand: each is found and named."""

    def _broken(self):
        self.env.flush_all()
        return self.env["bookstore.allocation"]._find_broken(self.company)

    def test_an_owner_below_zero_is_named(self):
        self._receive(self.owner_a, 1)
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.title.id), ("owner_id", "=", self.owner_a.id)]
        )
        quant.quantity = -2
        found = [text for rule, _title, text in self._broken() if rule == "I6"]
        self.assertEqual(len(found), 1)
        self.assertIn("Distributor A owns -2", found[0])

    def test_an_owner_below_zero_that_an_alert_tells_of_is_known(self):
        self._sell(1)
        self.assertOwn({self.firm: -1})
        self.assertEqual(self._broken(), [])

    def test_an_entry_nobody_can_decide_is_named(self):
        self._receive(self.owner_a, 1)
        self._receive(self.owner_b, 1)
        sale = self._sell(1)
        self._pending().sudo().quantity = -1
        found = [text for rule, _title, text in self._broken() if rule == "I6"]
        self.assertTrue(any(f"({sale.reference or ''}" in text for text in found), found)

    def test_the_check_leaves_an_alert_for_what_it_finds(self):
        self._receive(self.owner_a, 1)
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.title.id), ("owner_id", "=", self.owner_a.id)]
        )
        quant.quantity = -2
        self.env["bookstore.allocation"]._cron_check_books()
        alerts = self.env["bookstore.alert"].search(
            [("product_id", "=", self.title.id), ("kind", "=", "check")]
        )
        self.assertIn("Distributor A owns -2", " ".join(alerts.mapped("note")))
