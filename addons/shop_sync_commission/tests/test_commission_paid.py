from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import CommissionCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-10")
class TestCommissionPaid(CommissionCommon):
    """What is paid earns; what went back is taken back; once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule(channel_ids=cls.shop.ids)

    def _amounts(self, settlements):
        return [(str(one.date_to), round(one.total, 2)) for one in settlements]

    def test_parts_of_an_invoice_earn_their_part(self):
        invoice = self._invoice(self._order(100, -20, carriage=20))
        line = self._lines_of(invoice)
        self.assertEqual(sum(line.mapped("shop_open")), 0)
        self._pay(invoice, 60)  # of 120
        self.assertEqual(sum(line.mapped("shop_base")), 40)
        self.assertEqual(sum(line.mapped("shop_open")), 2)
        self._pay(invoice, day="2026-03-02")
        self.assertEqual(sum(line.mapped("shop_open")), 4)
        made = self._settle("2026-06-09")
        self.assertEqual(self._amounts(made), [("2026-01-31", 2.0), ("2026-03-31", 2.0)])
        self.assertEqual(sum(line.mapped("shop_open")), 0)
        self.assertFalse(self._settle("2026-06-09"))
        self.assertEqual(made[0].shop_base, 40)
        self.assertTrue(all(line.mapped("settled")))

    def test_a_refund_after_the_settlement_is_taken_back_in_the_next_period(self):
        invoice = self._invoice(self._order(100, 50))
        self._pay(invoice)
        first = self._settle("2026-01-31")
        self.assertEqual(first.total, 7.5)
        note = self._credit(invoice, "2026-02-05", price=100)
        self._pay(note, day="2026-02-06")
        self.assertEqual(sum(self._lines_of(invoice, note).mapped("shop_open")), -5)
        second = self._settle("2026-02-28")
        self.assertEqual(second.total, -5)
        self.assertEqual(second.line_ids.mapped("shop_kind"), ["back"])
        self.assertEqual(second.shop_clawback, -5)
        self.assertEqual(first.total, 7.5)

    def test_money_that_is_taken_off_again_is_taken_back(self):
        invoice = self._invoice(self._order(100))
        payment = self._pay(invoice)
        self._settle("2026-01-31")
        payment.action_cancel()
        self.assertEqual(self._lines_of(invoice).shop_open, -5)
        self.assertEqual(self._amounts(self._settle("2026-02-28")), [("2026-02-28", -5.0)])
        self._pay(invoice, day="2026-03-03")
        self.assertEqual(self._amounts(self._settle("2026-03-31")), [("2026-03-31", 5.0)])
        invoice.line_ids.remove_move_reconcile()
        self.assertEqual(self._amounts(self._settle("2026-04-30")), [("2026-04-30", -5.0)])

    def test_a_credit_note_is_no_payment(self):
        invoice = self._invoice(self._order(100))
        note = self._credit(invoice, "2026-01-20", price=40)
        self._match(invoice, note)
        self.assertEqual(sum(self._lines_of(invoice, note).mapped("shop_open")), 0)
        self._pay(invoice, day="2026-02-02")
        self.assertEqual(sum(self._lines_of(invoice, note).mapped("shop_open")), 3)
        made = self._settle("2026-02-28")
        self.assertEqual(made.total, 3)
        self.assertEqual(set(made.line_ids.mapped("shop_kind")), {"paid", "credit"})

    def test_what_is_written_off_with_a_payment_is_no_payment(self):
        """120 owed, 48 paid and the rest written off: two fifths of 5 are earned."""
        invoice = self._invoice(self._order(100))
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"payment_date": "2026-01-15", "journal_id": self.bank.id})
        )
        expense = self.goods.product_tmpl_id.get_product_accounts()["expense"]
        wizard.write(
            {
                "amount": 48,
                "payment_difference_handling": "reconcile",
                "writeoff_account_id": expense.id,
            }
        )
        wizard._create_payments()
        self.assertTrue(invoice.currency_id.is_zero(invoice.amount_residual))
        self.assertEqual(self._lines_of(invoice).shop_open, 2)

    def test_an_agent_who_left_is_settled_too(self):
        self._pay(self._invoice(self._order(100)))
        self.agent.active = False
        wizard = self.env["commission.make.settle"].create(
            {"date_to": "2026-02-01", "settlement_type": "shop"}
        )
        action = wizard.action_settle()
        made = self.env["commission.settlement"].search(action["domain"])
        self.assertEqual(made.filtered(lambda one: one.agent_id == self.agent).total, 5)

    def test_a_write_off_is_no_payment(self):
        invoice = self._invoice(self._order(100))
        receivable = invoice.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        loss = self.env["account.move"].create(
            {
                "journal_id": self.env["account.journal"]
                .search([("type", "=", "general"), ("company_id", "=", self.company.id)], limit=1)
                .id,
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "account_id": receivable.account_id.id,
                            "credit": 120,
                            "partner_id": receivable.partner_id.id,
                        },
                    ),
                    (
                        0,
                        0,
                        {
                            "account_id": self.goods.product_tmpl_id.get_product_accounts()[
                                "expense"
                            ].id,
                            "debit": 120,
                        },
                    ),
                ],
            }
        )
        loss.action_post()
        (receivable | loss.line_ids.filtered("credit")).reconcile()
        self.assertTrue(invoice.currency_id.is_zero(invoice.amount_residual))
        self.assertEqual(self._lines_of(invoice).shop_open, 0)

    def test_a_cancelled_settlement_is_open_again_and_late_money_is_not_lost(self):
        invoice = self._invoice(self._order(100))
        self._pay(invoice)
        january = self._settle("2026-01-31")
        other = self._invoice(self._order(200), "2026-02-01")
        self._pay(other, day="2026-02-10")
        self._settle("2026-02-28")
        late = self._invoice(self._order(300), "2026-01-20")
        self._pay(late, day="2026-01-25")
        january.action_cancel()
        self.assertEqual(self._lines_of(invoice).shop_open, 5)
        march = self._settle("2026-03-31")
        self.assertEqual(self._amounts(march), [("2026-03-31", 20.0)])
        again = self._settle("2026-05-31")
        self.assertFalse(again)

    def test_a_running_period_waits(self):
        invoice = self._invoice(self._order(100), "2026-06-01")
        self._pay(invoice, day="2026-06-02")
        self.assertFalse(self._settle("2026-12-31"))
        wizard = self.env["commission.make.settle"].create(
            {"settlement_type": "shop", "date_to": "2026-06-10", "agent_ids": self.agent.ids}
        )
        with self.assertRaisesRegex(UserError, "Nothing to settle"):
            wizard.action_settle()
        with freeze_time("2026-07-01"):
            action = wizard.action_settle() if wizard.write({"date_to": "2026-06-30"}) else None
        self.assertEqual(self.env["commission.settlement"].search(action["domain"]).total, 5)

    def test_oca_settles_nothing_of_the_shops(self):
        self.customer.commission_agent_ids = self.agent
        shop = self._invoice(self._order(100))
        desk = self._invoice(self._order(100, shop=False))
        self._pay(shop)
        wizard = self.env["commission.make.settle"].create(
            {
                "settlement_type": "sale_invoice",
                "date_to": "2026-06-10",
                "agent_ids": self.agent.ids,
            }
        )
        wizard.action_settle()
        self.assertTrue(self._lines_of(desk).settled)
        self.assertFalse(self._lines_of(shop).settled)
        self.assertFalse(self._lines_of(desk).shop_open)

    def test_what_was_settled_stays_on_the_invoice(self):
        invoice = self._invoice(self._order(100))
        self._pay(invoice)
        self._settle("2026-01-31")
        with self.assertRaises(UserError):
            self._lines_of(invoice).unlink()
        with self.assertRaises(UserError):
            invoice.button_cancel()

    def test_the_bill_of_the_agent_is_the_settlement(self):
        invoice = self._invoice(self._order(1000))
        self._pay(invoice)
        settlement = self._settle("2026-01-31")
        vat = self.env["account.tax"].create(
            {"name": "VAT on purchases", "amount": 20, "type_tax_use": "purchase"}
        )
        product = self.env.ref("shop_sync_commission.product_commission")
        product.supplier_taxes_id = vat
        action = settlement.action_invoice()
        wizard = self.env["commission.make.invoice"].with_context(**action["context"]).create({})
        self.assertEqual(wizard.product_id, product)
        bill = self.env["account.move"].search(wizard.button_create()["domain"])
        self.assertEqual(bill.move_type, "in_invoice")
        self.assertEqual(bill.partner_id, self.agent)
        self.assertEqual((bill.amount_untaxed, bill.amount_total), (50, 60))
        bill.invoice_date = "2026-02-01"
        bill.action_post()
        self.assertEqual(settlement.state, "invoiced")
        with self.assertRaises(UserError):
            settlement.action_cancel()
        self._pay(self._credit(invoice, "2026-02-03"), day="2026-02-03")
        back = self._settle("2026-02-28")
        refund = back.make_invoices(wizard.journal_id, product, date="2026-03-01")
        self.assertEqual((refund.move_type, refund.amount_untaxed), ("in_refund", 50))

    def test_the_statement_has_a_section_a_shop(self):
        self._rule(channel_ids=self.other_shop.ids)
        invoice = self._invoice(self._order(100, 50))
        other = self._invoice(self._order(100, shop_channel_id=self.other_shop.id))
        self._pay(invoice)
        self._pay(other)
        settlement = self._settle("2026-01-31")
        sections = settlement._shop_get_statement()
        self.assertEqual([one["name"] for one in sections], ["Garages", "Gates"])
        self.assertEqual([one["commission"] for one in sections], [5, 7.5])
        row = sections[1]["rows"][0]
        self.assertEqual(
            (row["reference"], row["customer"]),
            (invoice.invoice_line_ids.sale_line_ids.order_id.shop_reference, "Customer"),
        )
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("shop_sync_commission.report_settlement", settlement.ids)[0]
            .decode()
        )
        self.assertIn(row["reference"], html)
        self.assertIn("12.50", html)
        action = settlement.action_shop_send()
        composer = self.env["mail.compose.message"].with_context(**action["context"]).create({})
        self.assertIn("January 2026", composer.subject)
        composer._action_send_mail()
        self.assertTrue(settlement.shop_sent_on)
        mail = settlement.message_ids[:1]
        self.assertEqual(mail.partner_ids, self.agent)
