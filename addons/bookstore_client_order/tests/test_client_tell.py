from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import ClientCommon


@tagged("post_install", "-at_install")
class TestClientTell(ClientCommon):
    """The customer is told once, his copy is kept for some days."""

    def _mails(self, order):
        return self.env["mail.mail"].search(
            [("model", "=", order._name), ("res_id", "=", order.id)]
        )

    def test_a_mail_leaves_once_when_all_is_here(self):
        self.company.bookstore_client_hours = "Tue–Sat 10–19"
        order = self._take(self.bob, 2, wish="mail")
        self._receive(self.firm, 1)
        self.assertFalse(self._mails(order))
        self._receive(self.firm, 2)
        today = fields.Date.context_today(order)
        until = today + timedelta(days=21)
        self.assertOrder(order, "told", told_on=today, keep_until=until)
        mail = self._mails(order)
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.recipient_ids, self.bob)
        for words in ("Les Contemplations", "Tue–Sat 10–19", order.name, "21.10"):
            self.assertIn(words, mail.body_html)
        self._receive(self.firm, 1)
        order.quantity = 1
        self.assertEqual(self._mails(order), mail)

    def test_without_an_address_he_is_called(self):
        self._receive(self.firm, 1)
        order = self._take(wish="phone")
        tiles = {
            tile["key"]: tile["count"]
            for tile in self._as(self.bookseller, self.env["bookstore.alert"]).get_today()
        }
        self.assertEqual((tiles["client_tell"], tiles["client_overdue"]), (1, 0))
        self.assertIn('href="tel:0611223344"', order.contact_links)
        self.assertIn("sms:0611223344?body=Hello%2C%20", order.contact_links)
        order.action_told()
        self.assertOrder(order, "told")

    def test_a_letter_that_a_person_sends_tells_him_too(self):
        self.company.bookstore_client_mail = False
        self._receive(self.firm, 1)
        order = self._take(self.bob, wish="mail")
        self.assertOrder(order, "arrived")
        action = order.action_mail()
        composer = self._as(self.bookseller, self.env["mail.compose.message"])
        composer.with_context(**action["context"]).create({})._action_send_mail()
        self.assertOrder(order, "told")

    def _be_late(self, order):
        order.sudo().keep_until = fields.Date.context_today(order) - timedelta(days=1)

    def test_overdue_copies_are_shown_and_a_person_decides(self):
        self._receive(self.firm, 1)
        order = self._take(wish="none")
        self._be_late(order)
        self.assertTrue(order.is_overdue)
        orders = self.env["bookstore.client.order"]
        self.assertIn(order, orders.search([("is_overdue", "=", True)]))
        self._run_cron("release")
        self._run_cron("release")
        self.assertEqual(len(order.activity_ids), 1)
        self.assertOrder(order, "told")
        order.action_keep_longer()
        self.assertFalse(order.is_overdue or order.activity_ids)
        self._be_late(order)
        order.action_release()
        self.assertOrder(order, "cancelled", aside=0)
        self.assertEqual(self._at(self.shop), 1)

    def test_overdue_copies_are_released_by_the_clock_if_the_shop_wants(self):
        self.company.bookstore_client_release = True
        self._receive(self.firm, 1)
        order, next_one = self._take(wish="none"), self._take(self.bob, wish="none")
        self._be_late(order)
        self._run_cron("release")
        self.assertOrder(order, "cancelled")
        self.assertOrder(next_one, "told", aside=1)

    def test_an_order_that_cannot_be_released_stops_no_other(self):
        self.company.bookstore_client_release = True
        bad, good = self._create_title("Bad"), self._create_title("Good")
        orders = self.env["bookstore.client.order"]
        for title in (bad, good):
            self._receive(self.firm, 1, title)
            orders |= self._take(title=title, wish="none")
        self._be_late(orders)
        bad.tracking = "lot"  # no copy moves without a number any more
        with self.assertLogs("odoo.addons.bookstore_client_order", "WARNING") as log:
            self._run_cron("release")
        self.assertEqual(len(log.output), 1)
        self.assertIn(orders[0].name, log.output[0])
        self.assertOrder(orders[0], "told", aside=1)
        self.assertOrder(orders[1], "cancelled", aside=0)

    def test_a_deposit_is_decided_by_a_person(self):
        order = self._take()
        action = order.action_deposit()
        wizard = self._as(self.manager, self.env["sale.advance.payment.inv"])
        wizard.with_context(**action["context"]).create(
            {"advance_payment_method": "fixed", "fixed_amount": 5}
        ).create_invoices()
        invoice = order.sudo().sale_id.invoice_ids
        self.assertOrder(order, "to_order", amount_paid=0, amount_due=10.55)
        invoice.action_post()
        self.assertOrder(order, "to_order", amount_paid=0, amount_due=10.55)
        self._pay(invoice)
        self.assertOrder(order, "to_order", amount_paid=5, amount_due=5.55)
        order.action_cancel()
        self.assertTrue(order.deposit_to_decide)
        order.action_deposit_returned()
        self.assertOrder(order, "cancelled", deposit_choice="returned", deposit_to_decide=False)
