from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ShopSyncCommon


@tagged("post_install", "-at_install")
class TestMoney(ShopSyncCommon):
    """Each payment known by its order and number, on the shop's day, followed when it changes."""

    def setUp(self):
        super().setUp()
        self.row, self.product = self._product(quantity=50, price=107)
        self.product.invoice_policy = "order"

    def _imported(self, state=2, quantity=1):
        """An order of 136.80 by bank wire; its payment is posted in the bank journal."""
        self.key = self._sell(self.row, quantity, state=state)
        self._start()
        self._synchronise()
        return self._order_of(self.key)

    def _payment_row(self, number=-1):
        rows = self.store.tables["order_payments"].rows
        return rows[sorted(rows)[number]]

    def _invoice(self, order):
        invoice = order._create_invoices()
        invoice.action_post()
        return invoice

    # -- whose money ----------------------------------------------------------------------------------

    def test_two_orders_that_number_their_own_payments_keep_their_own_money(self):
        esb = self._json_channel()
        self._send_json(
            esb,
            self._document("A", "120.00", payments=[self._paid("77", "120.00")]),
            self._document("B", "36.00", payments=[self._paid("77", "36.00")]),
        )
        first, second = self._order_of("A", esb), self._order_of("B", esb)
        self.assertEqual((first.shop_paid, second.shop_paid), (120.0, 36.0))
        payments = first.shop_payment_ids | second.shop_payment_ids
        self.assertEqual(sorted(payments.mapped("amount")), [36.0, 120.0])
        (first | second).order_line.product_id.invoice_policy = "order"
        (first | second).action_confirm()
        invoice = self._invoice(second)
        payment = second.shop_payment_ids.account_payment_id
        paid_by = invoice.line_ids.matched_credit_ids.credit_move_id.move_id
        self.assertEqual(paid_by, payment.move_id)

    def test_one_number_under_one_reference_for_two_customers_is_refused(self):
        esb = self._json_channel()
        self._send_json(
            esb,
            self._document("A", "120.00", reference="R", payments=[self._paid("77", "120.00")]),
            self._document("B", "36.00", reference="R", payments=[self._paid("77", "36.00")]),
        )
        waiting = self._messages("waiting", channel=esb)
        self.assertEqual(waiting.error_code, "payment_of_another")
        self.assertIn("77", waiting.error_text)
        self.assertEqual(self._order_of("A", esb).shop_paid, 120.0)

    def test_money_never_meets_another_customers_invoice(self):
        order = self._imported()
        stranger = self.env["res.partner"].create({"name": "Autre"})
        order.sudo().partner_invoice_id = stranger
        self.assertEqual(self._invoice(order).payment_state, "not_paid")

    # -- changes --------------------------------------------------------------------------------------

    def test_an_edited_payment_asks_with_both_versions(self):
        order = self._imported()
        self._payment_row()["amount"] = "100.000000"
        self._touch_order(self.key)
        self._synchronise()
        payment = order.shop_payment_ids
        self.assertEqual((payment.state, payment.amount, payment.booked), ("changed", 100.0, 136.8))
        note = " ".join(order.activity_ids.mapped("note"))
        self.assertIn("136.8", note)
        self.assertIn("100.0", note)
        payment.action_follow_shop()
        self.assertEqual((payment.state, payment.booked), ("done", 100.0))
        self.assertEqual(payment.correction_ids.payment_type, "outbound")
        self.assertAlmostEqual(payment.correction_ids.amount, 36.8)

    def test_another_day_and_method_move_the_money_in_the_accounts(self):
        order = self._imported()
        journal = self.env["account.journal"].create(
            {"name": "Chèques", "type": "bank", "code": "CHQ"}
        )
        self.env["shop.mapping"]._get_payment(self.channel, "Chèque").journal_id = journal
        first = order.shop_payment_ids.account_payment_id
        self._payment_row().update(payment_method="Chèque", date_add="2026-11-02 00:10:00")
        self.channel.last_check = False
        self._synchronise()
        payment = order.shop_payment_ids
        self.assertEqual(payment.state, "changed")
        payment.action_follow_shop()
        self.assertEqual((payment.state, payment.booked), ("done", 136.8))
        booked = {
            (entry.date, entry.journal_id, entry.payment_type): entry.amount
            for entry in payment.correction_ids
        }
        self.assertEqual(
            booked,
            {
                (first.date, first.journal_id, "outbound"): 136.8,
                (date(2026, 11, 2), journal, "inbound"): 136.8,
            },
        )
        self.assertEqual(order.shop_money_state, "fits")

    def test_another_journal_of_a_method_is_for_later_payments(self):
        payment = self._imported().shop_payment_ids
        first = payment.account_payment_id
        payment.mapping_id.journal_id = self.env["account.journal"].create(
            {"name": "Nouvelle banque", "type": "bank", "code": "NEW"}
        )
        self._payment_row()["amount"] = "100.000000"
        self.channel.last_check = False
        self._synchronise()
        payment.action_follow_shop()
        self.assertEqual(payment.correction_ids.journal_id, first.journal_id)
        self.assertAlmostEqual(payment.correction_ids.amount, 36.8)

    def test_an_edit_without_any_date_is_found_by_the_nightly_check(self):
        order = self._imported()
        self._payment_row()["amount"] = "100.000000"
        self.channel.last_check = False
        self._synchronise()
        self.assertEqual(order.shop_payment_ids.state, "changed")

    def test_a_payment_that_still_waits_follows_the_shop(self):
        self.env["account.journal"].search([("type", "=", "bank")]).type = "general"
        order = self._imported()
        self.assertEqual(order.shop_payment_ids.state, "waiting")
        self._payment_row()["amount"] = "100.000000"
        self._touch_order(self.key)
        self._synchronise()
        self.assertEqual(order.shop_payment_ids.amount, 100.0)
        self.assertFalse(order.shop_payment_ids.account_payment_id)

    def test_a_deleted_payment_is_taken_back_when_somebody_says_so(self):
        order = self._imported()
        row = self._payment_row()
        self.store.delete("order_payments", [row["id"]])
        self.channel.last_check = False
        self._synchronise()
        payment = order.shop_payment_ids
        self.assertEqual((payment.state, payment.gone), ("changed", True))
        payment.action_follow_shop()
        self.assertEqual((payment.state, payment.booked), ("ignored", 0.0))

    def test_replaying_everything_changes_nothing(self):
        order = self._imported()
        before = self.env["account.payment"].search_count([])
        for _round in range(2):
            self.channel.last_check = False
            self._touch_order(self.key)
            self._synchronise()
            self._messages("done").filtered("order_id")[-1:].action_replay()
            self._synchronise()
        self.assertEqual(self.env["account.payment"].search_count([]), before)
        self.assertEqual(order.shop_payment_ids.mapped("state"), ["done"])

    # -- the day --------------------------------------------------------------------------------------

    def test_a_payment_after_midnight_belongs_to_the_new_month(self):
        esb = self._json_channel(time_zone="Europe/Paris")
        payment = self._paid("1", "120.00", "2026-10-31T23:30:00Z")
        self._send_json(esb, self._document("A", "120.00", payments=[payment]))
        booked = self._order_of("A", esb).shop_payment_ids.account_payment_id
        self.assertEqual(booked.date, date(2026, 11, 1))

    def test_the_two_hours_of_the_clock_change_are_one_day(self):
        esb = self._json_channel(time_zone="Europe/Paris")
        payments = [
            self._paid("1", "60.00", "2026-10-25T00:30:00Z"),
            self._paid("2", "60.00", "2026-10-25T01:30:00Z"),
            self._paid("3", "60.00", "2026-03-28T22:59:59Z"),
            self._paid("4", "60.00", "2026-03-28T23:00:00Z"),
        ]
        self._send_json(esb, self._document("A", "240.00", payments=payments))
        booked = self._order_of("A", esb).shop_payment_ids.sorted("external_key")
        self.assertEqual(
            booked.account_payment_id.mapped("date"),
            [date(2026, 10, 25)] * 2 + [date(2026, 3, 28), date(2026, 3, 29)],
        )

    # -- what does not fit ----------------------------------------------------------------------------

    def test_an_order_paid_twice_is_a_to_do(self):
        order = self._imported()
        self.store.add_payment(order.shop_reference, "136.80", "Virement bancaire")
        self._synchronise()
        self.assertEqual((order.shop_money_state, order.shop_money_difference), ("over", 136.8))
        self.assertIn("136.8", order.activity_ids.summary)
        self.assertEqual(self.channel.money_count, 1)
        self.assertEqual(self.channel.health, "you")
        self.assertEqual(len(order.activity_ids), 1)
        self._synchronise()
        self.assertEqual(len(order.activity_ids), 1, "it is told once")

    def test_a_receipt_that_the_shop_wrote_twice_is_counted_once(self):
        order = self._imported()
        self.store.add_payment(order.shop_reference, "136.80", "Virement bancaire")
        self._synchronise()
        order.shop_payment_ids.sorted("id")[-1].action_same_receipt()
        self.assertEqual((order.shop_money_state, order.shop_paid), ("fits", 136.8))
        booked = order._shop_get_moves().line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        self.assertAlmostEqual(sum(booked.mapped("balance")), -136.8)

    def test_a_cancelled_order_whose_money_stays_is_to_refund(self):
        order = self._imported()
        self.store.set_state(self.key, 6)
        self._synchronise()
        self.assertEqual(order.state, "cancel")
        self.assertEqual((order.shop_money_state, order.shop_money_difference), ("refund", 136.8))
        order.action_shop_refund()
        self.assertEqual(order.shop_money_state, "fits")
        refund = self.env["account.payment"].search([("shop_refund_order_id", "=", order.id)])
        self.assertEqual((refund.payment_type, refund.amount), ("outbound", 136.8))
        self.assertFalse(order.activity_ids)

    def test_too_little_is_written_off(self):
        order = self._imported()
        self._payment_row()["amount"] = "136.000000"
        self._touch_order(self.key)
        self._synchronise()
        order.shop_payment_ids.action_follow_shop()
        self.assertEqual((order.shop_money_state, order.shop_money_difference), ("under", -0.8))
        invoice = self._invoice(order)
        self.assertEqual(invoice.payment_state, "partial")
        account = self.env["account.account"].search([("account_type", "=", "expense")], limit=1)
        self.company.default_cash_difference_expense_account_id = account
        order.action_shop_write_off()
        self.assertEqual(order.shop_money_state, "fits")
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))

    def test_waiting_takes_it_off_the_list_for_a_week(self):
        order = self._imported()
        self.store.add_payment(order.shop_reference, "5.00", "Virement bancaire")
        self._synchronise()
        order.action_shop_wait()
        self.assertEqual(self.channel.money_count, 0)
        self.assertEqual(order.shop_money_state, "over")

    def test_whoever_sells_and_invoices_duplicates_an_order(self):
        order = self._imported()
        groups = "sales_team.group_sale_manager,account.group_account_manager"
        copied = order.with_user(new_test_user(self.env, "all_round", groups)).copy().sudo()
        self.assertTrue(order.shop_payment_ids)
        self.assertFalse(copied.shop_payment_ids or copied.shop_reference or copied.shop_total)

    def test_only_those_who_invoice_decide(self):
        order = self._imported()
        self.store.add_payment(order.shop_reference, "5.00", "Virement bancaire")
        self._synchronise()
        seller = new_test_user(self.env, "seller", "shop_sync.group_shop_sync_user")
        for method in ("action_shop_refund", "action_shop_write_off", "action_shop_wait"):
            with self.assertRaises(AccessError):
                getattr(order.with_user(seller), method)()
        for values in ({"shop_total": 1.0}, {"shop_money_settled": 5.0}, {"shop_removed": True}):
            with self.assertRaises(AccessError):
                order.with_user(seller).write(values)
        with self.assertRaises(AccessError):
            order.shop_payment_ids.with_user(seller).write({"state": "ignored"})

    def test_split_orders_that_share_a_payment_fit_together(self):
        first = self._sell(self.row, 1, state=10, reference="SPLITSPLI")
        second = self._sell(self.row, 2, state=10, reference="SPLITSPLI")
        customer = self.store.tables["orders"].rows[first]["id_customer"]
        self.store.tables["orders"].rows[second]["id_customer"] = customer
        self.store.add_payment("SPLITSPLI", "402.00", "Virement bancaire")
        self._start()
        self._synchronise()
        orders = self._order_of(first) | self._order_of(second)
        self.assertEqual(len(orders), 2)
        self.assertEqual(set(orders.mapped("shop_money_state")), {"fits"})


@tagged("post_install", "-at_install")
class TestRefunds(ShopSyncCommon):
    """A credit slip of the shop becomes one credit note, once, on the right lines and taxes."""

    def setUp(self):
        super().setUp()
        self.row, self.product = self._product(quantity=50, price=107)
        self.product.invoice_policy = "order"
        self.key = self._sell(self.row, 3, state=2)
        self._start()
        self._synchronise()
        self.order = self._order_of(self.key)

    def _slip(self, pieces, shipping=("0", "0"), key=None):
        key = key or self.key
        details = self.store.tables["order_details"]
        line = details.rows[details.where("id_order", [str(key)])[0]]
        self.store.insert(
            "order_slip",
            id_order=str(key),
            total_shipping_tax_incl=shipping[0],
            total_shipping_tax_excl=shipping[1],
            **{
                "@order_slip_details": [
                    {
                        "id": "1",
                        "id_order_detail": str(line["id"]),
                        "product_quantity": str(pieces),
                        "amount_tax_excl": f"{107 * pieces:.6f}",
                        "amount_tax_incl": f"{128.4 * pieces:.6f}",
                    }
                ]
                if pieces
                else []
            },
        )

    def _invoice(self):
        invoice = self.order._create_invoices()
        invoice.action_post()
        return invoice

    def test_a_partial_refund_becomes_one_credit_note(self):
        invoice = self._invoice()
        self._slip(1)
        self._synchronise()
        note = self.order.shop_refund_ids.move_id
        self.assertEqual((note.state, note.move_type), ("posted", "out_refund"))
        self.assertEqual((note.amount_total, note.amount_untaxed), (128.4, 107.0))
        self.assertEqual(note.reversed_entry_id, invoice)
        self.assertEqual(note.invoice_line_ids.product_id, self.product)
        self.assertEqual(
            (self.order.shop_money_state, self.order.shop_money_difference), ("refund", 128.4)
        )
        self._touch_order(self.key)
        self._synchronise()
        self.assertEqual(len(self.order.shop_refund_ids), 1)
        self.order.action_shop_refund()
        self.assertEqual(self.order.shop_money_state, "fits")

    def test_shipping_alone_is_refunded_at_its_own_rate(self):
        self._invoice()
        self._slip(0, ("8.40", "7.00"))
        self._synchronise()
        note = self.order.shop_refund_ids.move_id
        self.assertEqual((note.amount_total, note.amount_untaxed), (8.4, 7.0))

    def test_a_slip_before_the_invoice_waits_for_it(self):
        self._slip(3, ("8.40", "7.00"))
        self._synchronise()
        self.assertEqual(self.order.shop_refund_ids.state, "waiting")
        invoice = self._invoice()
        note = self.order.shop_refund_ids.move_id
        self.assertEqual(note.amount_total, invoice.amount_total)

    def test_a_slip_for_more_than_was_sold_asks(self):
        self._invoice()
        self._slip(4)
        self._synchronise()
        self.assertEqual(self.order.shop_refund_ids.error_code, "refund_exceeds")
        self.assertFalse(self.order.shop_refund_ids.move_id)

    def test_a_refund_of_everything_leaves_the_voucher_with_the_shop(self):
        """The slip names the goods at their price; the customer had paid ten per cent less."""
        key = self._book().add_one(5, lines=[(self.row, None, 1)], state=2)
        self._synchronise()
        order = self._order_of(key)
        invoice = order._create_invoices()
        invoice.action_post()
        self._slip(1, ("8.40", "7.00"), key=key)
        self._touch_order(key)
        self._synchronise()
        note = order.shop_refund_ids.move_id
        self.assertEqual(
            (note.amount_total, note.amount_untaxed), (invoice.amount_total, invoice.amount_untaxed)
        )
        self.assertLess(note.amount_total, 136.8)

    def test_goods_that_came_back_return_to_stock_and_others_do_not(self):
        self._invoice()
        self.order.picking_ids.move_ids.picked = True
        self.order.picking_ids._action_done()
        self._slip(2)
        self._synchronise()
        refund = self.order.shop_refund_ids
        self.assertEqual(self.product.qty_available, 47, "refunded, and not sent back")
        clerk = new_test_user(self.env, "clerk", "stock.group_stock_user")
        action = refund.with_user(clerk).action_return_goods()
        again = refund.with_user(clerk).action_return_goods()
        self.assertEqual(action["res_id"], again["res_id"], "one return for one slip")
        back = self.env["stock.picking"].browse(action["res_id"])
        self.assertEqual(back.move_ids.product_uom_qty, 2)
        back.move_ids.picked = True
        back._action_done()
        self.assertEqual(self.product.qty_available, 49)
