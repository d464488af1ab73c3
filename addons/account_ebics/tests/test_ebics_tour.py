from unittest.mock import patch

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import EbicsCommon


@tagged("post_install", "-at_install", "browser")
class TestEbicsTour(EbicsCommon, HttpCase):
    """An accountant's first day with EBICS: keys, letter, fingerprints, statement."""

    def test_from_the_letter_to_the_statement(self):
        journal = self._create_journal()
        self.fake.waiting["cfonb120"] = [self._write_statement(journal)]
        self.two.unlink()
        self.bank.message_post(body=" ".join(self.fake.fingerprints))
        services = type(self.statements)
        queue = services._queue

        def fetch_at_once(asked):
            queue(asked)
            asked.env["ebics.service"].sudo()._cron_fetch()

        with (
            patch.object(type(self.one), "_wake", self._make_wake()),
            patch.object(services, "_queue", fetch_at_once),
            mute_logger("odoo.http"),  # a wrong fingerprint is refused on the way
        ):
            self.start_tour(
                f"/odoo/ebics-banks/{self.bank.id}",
                "account_ebics_day",
                login="ebics_first",
                timeout=180,
            )
        self.assertEqual((self.one.state, self.bank.keys_state), ("ready", "confirmed"))
        self.assertEqual(self.bank.confirmed_by_id, self.first)
        line = self.env["account.bank.statement.line"].search([("journal_id", "=", journal.id)])
        self.assertEqual(line.amount, 80)
        self.assertEqual(self.fake.receipts, [True])

    def _make_wake(self):
        """Stands for the scheduled action, and for the clerk at the bank who reads the letter."""
        fake = self.fake

        def wake(subscriber):
            subscriber.env["ebics.subscriber"].sudo()._cron_exchange_keys()
            prints = [key.fingerprint for key in subscriber._get_public_keys()]
            fake.open_letter("PARTNER1", subscriber.code, *prints)

        return wake
