from datetime import timedelta

from odoo.tests import HttpCase, new_test_user, tagged

from .common import DunningCommon


class TourCase(DunningCommon, HttpCase):
    """Overdue, reminded, promised, held, paid: on the screens of who sends invoices."""

    moment = None
    allow_inherited_tests_method = True

    def _go(self):
        self.clerk = new_test_user(
            self.env,
            "dunning_tour",
            groups="account.group_account_invoice,base.group_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        invoice = self._create_invoice(self.pro, 100, 8)
        waiting = self._create_invoice(self.person, 60, 8)
        self._prepare()
        self.start_tour(
            "/odoo/payment-reminders", "account_dunning_fr_life", login="dunning_tour", timeout=120
        )
        self.assertEqual(invoice.dunning_level_id, self.one)
        self.assertTrue(invoice.dunning_promise_date >= self.today)
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        sent = self.env["dunning.reminder"].search([("state", "=", "sent")])
        self.assertEqual((sent.owed, sent.still_owed), (invoice.amount_total, 0))
        self.assertFalse(waiting.dunning_level_id, "withdrawn before it was sent")
        promised = waiting.dunning_promise_date - self.today
        self.assertFalse(self._prepare(promised.days))
        again = self._prepare(promised.days + 1)
        self.assertEqual(again.partner_id, self.person, "the promise was broken; the other paid")
        self.assertEqual(again.date, waiting.dunning_promise_date + timedelta(days=1))


@tagged("post_install", "-at_install", "browser")
class TestDunningTour(TourCase):
    browser_size = "1400x900"

    def test_overdue_reminded_promised_paid(self):
        self._go()


@tagged("post_install", "-at_install", "browser")
class TestDunningTourPhone(TourCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_overdue_reminded_promised_paid(self):
        self._go()
