from odoo.tests import Form, new_test_user, tagged

from .common import TillCommon


@tagged("post_install", "-at_install")
class TestTill(TillCommon):
    """A receipt of the till opens a case, and nothing of it is made good twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cashier = new_test_user(cls.env, "sav_cashier", "point_of_sale.group_pos_user")
        cls.motor.tech_warranty_months = 24

    def _decide(self, case, decision, **values):
        line = case.line_ids[:1]
        line.write({"decision": decision, **values})
        line.action_decide()
        return line

    # --- the door ---------------------------------------------------------------------------------

    def test_a_receipt_opens_a_case_with_its_lines(self):
        receipt = self._ring((self.remote, 2), (self.motor, 2, self.lots[:2]))
        case = self._open_receipt(receipt.with_user(self.technician))
        self.assertEqual((case.channel, case.pos_order_id), ("till", receipt))
        self.assertRecordValues(
            case.line_ids,
            [
                {"product_id": self.remote.id, "quantity": 2, "lot_id": False},
                {"product_id": self.motor.id, "quantity": 1, "lot_id": self.lots[0].id},
                {"product_id": self.motor.id, "quantity": 1, "lot_id": self.lots[1].id},
            ],
        )
        self.assertTrue(case.line_ids[1].is_under_warranty)
        self.assertEqual(receipt.with_user(self.technician).tech_case_count, 1)

    def test_the_number_of_the_receipt_finds_it(self):
        receipt = self._ring((self.remote, 1), partner=self.customer)
        orders = self.env["pos.order"].with_user(self.technician)
        found = orders.with_context(tech_receipt=True).name_search(receipt.pos_reference)
        self.assertEqual([one[0] for one in found], receipt.ids)
        self.assertIn(receipt.pos_reference, found[0][1])
        form = Form(self.env["tech.case"].with_user(self.technician))
        form.pos_order_id = receipt.with_user(self.technician)
        form.title = "Does not work"
        case = form.save()
        self.assertEqual((case.partner_id, case.channel), (self.customer, "till"))
        self.assertEqual(case.line_ids.pos_line_id, receipt.lines)

    def test_the_warranty_runs_from_the_sale(self):
        receipt = self._ring((self.motor, 1, self.lots[0]))
        self.remote.tech_warranty_months = 12
        sold = self._ring((self.remote, 1), date_order="2026-01-31 10:00:00")
        line = self._open_receipt(sold).line_ids
        self.assertEqual(str(line.warranty_until), "2027-01-31")
        case = self.env["tech.case"].create({"title": "By number", "partner_id": self.customer.id})
        line = self._line(case, lot_id=self.lots[0].id, product_id=self.motor.id)
        self.assertEqual(line.pos_line_id, receipt.lines)
        self.assertEqual(line.warranty_until, self.lots[0].tech_warranty_until)

    def test_the_receipt_of_somebody_else_is_refused(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        receipt = self._ring((self.remote, 1), partner=stranger)
        self._assert_refused("not of one sale", lambda: self._open_receipt(receipt))
        self._assert_refused("nothing to do with", lambda: self._open(pos_order_id=receipt.id))
        case = self._open()
        self._assert_refused(
            "not of one sale", lambda: self._line(case, pos_line_id=receipt.lines.id)
        )

    # --- refunds ----------------------------------------------------------------------------------

    def test_a_receipt_without_invoice_is_refunded_at_the_till(self):
        receipt = self._ring((self.remote, 3))
        sold = receipt.picking_ids.move_ids
        case = self._open_receipt(receipt)
        line = self._decide(case.with_user(self.manager), "refund", quantity=2)
        self.assertFalse(line.credit_line_ids)
        refund = case.till_refund_ids
        self.assertEqual((refund.state, refund.session_id), ("draft", self.session))
        self.assertEqual((refund.lines.qty, refund.amount_total), (-2, -72))
        self.assertEqual(line.credit_amount, 60)
        self.assertIn("till", line.still_open)
        self.assertEqual(receipt.lines.refunded_qty, 2)
        back = line.move_ids
        self.assertEqual((back.origin_returned_move_id, back.product_uom_qty), (sold, 2))
        self._pay(refund)
        self.assertEqual(refund.state, "paid")
        self.assertFalse(refund.picking_ids.filtered(lambda one: one.state == "done"))
        self._do(back.picking_id)
        self.env.invalidate_all()
        self.assertFalse(line.still_open)
        self._assert_refused("was paid at the till", line.action_undo)
        self.session.post_closing_cash_details(self.session.cash_register_balance_end)
        self.assertTrue(self.session.close_session_from_ui()["successful"])

    def test_two_lines_of_a_case_are_one_refund_and_undone_one_by_one(self):
        receipt = self._ring((self.remote, 1), (self.motor, 1, self.lots[0]))
        case = self._open_receipt(receipt)
        case.line_ids.decision = "refund"
        for line in case.line_ids:
            line.action_decide()
        refund = case.till_refund_ids
        self.assertEqual((len(refund), refund.amount_total), (1, -516))
        case.line_ids[0].action_undo()
        self.assertEqual((refund.state, refund.amount_total), ("draft", -480))
        case.line_ids[1].with_context(active_ids=receipt.ids).action_undo()
        self.assertEqual((refund.state, receipt.state), ("cancel", "paid"))
        self.assertFalse(receipt.lines.filtered("refunded_qty"))

    def test_what_a_case_settled_the_till_does_not_refund(self):
        receipt = self._ring((self.remote, 2))
        case = self._open_receipt(receipt)
        line = self._decide(case, "replace", quantity=1)
        self.assertEqual(receipt.lines.with_user(self.cashier).refunded_qty, 1)
        self._assert_refused(
            "made good by", lambda: self._ring((self.remote, -2), refund_of=receipt)
        )
        self._ring((self.remote, -1), refund_of=receipt)
        self._do(line.move_ids.picking_id)
        self.env.invalidate_all()
        self.assertEqual(receipt.lines.refunded_qty, 1, "what was sent may come back too")
        self._ring((self.remote, -1), refund_of=receipt)
        self._assert_refused(
            "made good by", lambda: self._ring((self.remote, -1), refund_of=receipt)
        )
        self.assertEqual(receipt.lines.refunded_qty, 2)

    def test_what_the_till_refunded_no_case_makes_good(self):
        receipt = self._ring((self.remote, 2))
        self._ring((self.remote, -1), refund_of=receipt)
        case = self._open_receipt(receipt)
        self.assertEqual(case.line_ids.quantity, 1)
        case.line_ids.write({"quantity": 2, "decision": "replace"})
        self._assert_refused("1 left", case.line_ids.action_decide)
        self._decide(case, "refund", quantity=1)
        self.assertFalse(receipt.has_refundable_lines)

    def test_a_refund_that_the_till_changed_is_not_paid(self):
        receipt = self._ring((self.remote, 3))
        case = self._open_receipt(receipt)
        line = self._decide(case, "refund", quantity=1)
        refund = case.till_refund_ids
        for values in ({"qty": -2}, {"price_unit": 90}, {"discount": 10}):
            with self.subTest(values=values), self.cr.savepoint() as savepoint:
                refund.lines.write(values)
                refund.lines._onchange_amount_line_all()
                refund._compute_prices()
                self._assert_refused("does not give", lambda: self._pay(refund))
                savepoint.rollback()
            self.env.invalidate_all()
        refund.action_pos_order_cancel()
        self.env.invalidate_all()
        self.assertIn("gave the refund up", line.still_open)
        self.assertEqual(receipt.lines.refunded_qty, 1, "decided is decided")
        line.action_undo()
        line.action_decide()
        self._pay(case.till_refund_ids - refund)

    def test_nobody_marks_a_line_of_the_till(self):
        receipt = self._ring((self.remote, 1))
        line = self._decide(self._open_receipt(receipt), "refund")
        lines = receipt.lines.with_user(self.cashier)
        self._assert_refused("Only a decision", lambda: lines.write({"tech_case_line_id": line.id}))
        self._assert_refused(
            "Only a decision",
            lambda: line.till_refund_line_ids.with_user(self.cashier).write(
                {"tech_case_line_id": False}
            ),
        )

    def test_a_closed_till_is_opened_first(self):
        receipt = self._ring((self.remote, 1))
        self.session.post_closing_cash_details(self.session.cash_register_balance_end)
        self.session.close_session_from_ui()
        case = self._open_receipt(receipt)
        case.line_ids.decision = "refund"
        self._assert_refused("is closed", case.line_ids.action_decide)

    # --- with an invoice --------------------------------------------------------------------------

    def test_a_receipt_with_invoice_is_credited(self):
        receipt = self._ring((self.remote, 2), partner=self.customer, invoice=True)
        self.assertEqual(receipt.account_move.state, "posted")
        case = self._open_receipt(receipt)
        line = self._decide(case, "credit", quantity=1, fee=5)
        self.assertFalse(line.till_refund_line_ids)
        note = line.credit_line_ids.move_id
        self.assertEqual((note.reversed_entry_id, note.amount_total), (receipt.account_move, 30))
        self.assertEqual(receipt.lines.refunded_qty, 1)
        note.action_post()
        self._ring((self.remote, -1), refund_of=receipt, partner=self.customer, invoice=True)
        self._assert_refused(
            "made good by", lambda: self._ring((self.remote, -1), refund_of=receipt)
        )

    def test_the_invoice_of_a_receipt_knows_its_refunds(self):
        receipt = self._ring((self.remote, 2), partner=self.customer, invoice=True)
        self._ring((self.remote, -1), refund_of=receipt, partner=self.customer, invoice=True)
        invoice = receipt.account_move
        action = invoice.action_tech_open_case()
        self.assertEqual(action["context"]["default_pos_order_id"], receipt.id)
        case = self._open(invoice_id=invoice.id)
        product = invoice.invoice_line_ids.filtered("product_id")
        line = self._line(case, invoice_line_id=product.id, quantity=2, decision="refund")
        self.assertEqual(line.pos_line_id, receipt.lines)
        self._assert_refused("1 left", line.action_decide)
        line.quantity = 1
        line.action_decide()
        note = invoice._reverse_moves([{}])
        self._assert_refused("made good by", note.action_post)

    # --- goods ------------------------------------------------------------------------------------

    def test_replaced_and_repaired_like_any_sale(self):
        receipt = self._ring((self.motor, 2, self.lots[:2]))
        case = self._open_receipt(receipt)
        replace, repair = case.line_ids
        replace.decision, repair.decision = "replace", "repair"
        case.line_ids.action_decide()
        back = replace.move_ids.filtered(lambda move: move.location_id.usage == "customer")
        self.assertTrue(back.origin_returned_move_id)
        self._do(back.picking_id, self.lots[0])
        self._do((replace.move_ids - back).picking_id, self.lots[2])
        self.assertTrue(self.lots[2].tech_warranty_until)
        self._do(repair.move_ids.picking_id, self.lots[1])
        order = repair.repair_ids
        self.assertTrue(order.under_warranty)
        order.action_validate()
        order.action_repair_start()
        order.action_repair_end()
        out = repair.move_ids.filtered(lambda move: move.location_dest_id.usage == "customer")
        self._do(out.picking_id, self.lots[1])
        self.env.invalidate_all()
        self.assertFalse(any(case.line_ids.mapped("still_open")))
        again = self._open_receipt(receipt)
        self.assertEqual(sum(again.line_ids.mapped("quantity")), 2, "both are with the customer")

    def test_a_fee_needs_an_invoice(self):
        receipt = self._ring((self.remote, 1))
        case = self._open_receipt(receipt)
        case.line_ids.write({"decision": "credit", "fee": 5})
        self._assert_refused("keeps no fee", case.line_ids.action_decide)
