from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.ebics_subscriber import WORKFLOW
from .common import PASSPHRASE, EbicsCommon


@tagged("post_install", "-at_install")
class TestEbicsKeys(EbicsCommon):
    """From keys to a subscriber whom the bank lets in."""

    def setUp(self):
        super().setUp()
        self.fake.users.clear()
        self.fake.accidents.clear()
        self.fake.log.clear()

    def test_the_table_of_states_is_whole(self):
        states = [state for state, _label in self.one._fields["state"].selection]
        self.assertEqual(WORKFLOW.find_faults(states), [])

    def test_life_of_a_subscriber(self):
        self._make_keys(self.one)
        self.assertEqual(self.one.state, "made")
        self.one.action_send()
        self.assertEqual(self.one.state, "sending")
        self.env["ebics.subscriber"]._cron_exchange_keys()
        self.assertEqual((self.one.state, self.one.last_error), ("letter", False))
        self.assertEqual(self.fake.log, ["INI", "HIA"])
        self.one.action_ask()  # too early: the letter is on its way
        self.env["ebics.subscriber"]._cron_exchange_keys()
        self.assertEqual(self.one.state, "letter")
        self.assertIn("091002", self.one.last_error)
        prints = [key.fingerprint for key in self.one._get_public_keys()]
        self.assertTrue(self.fake.open_letter("PARTNER1", "USER1", *prints))
        self.one.action_ask()
        self.env["ebics.subscriber"]._cron_exchange_keys()
        self.assertEqual(self.one.state, "ready")
        self.assertEqual(self.bank.keys_state, "received")
        self._check_fingerprints()
        steps = self.env["ebics.exchange"].search([("bank_id", "=", self.bank.id)], order="id")
        self.assertEqual(
            steps.mapped("code"), ["000000", "000000", "091002", "000000"], steps.mapped("step")
        )

    def _check_fingerprints(self):
        """Keys of the bank are believed only by the fingerprints of its letter."""
        good = self.fake.fingerprints
        for typed in ((good[1], good[0]), (good[0], "0" * 64), (good[0], "12")):
            with self.assertRaises(UserError):
                self.bank._confirm_keys(*typed)
        with self.assertRaisesRegex(UserError, "not confirmed"):
            self.bank._get_ring(self.one)
        self.assertEqual(self.bank.keys_state, "received")
        confirm = self.env["ebics.bank.confirm"].create(
            {
                "bank_id": self.bank.id,
                "authentication": good[0].upper(),
                "encryption": " ".join(good[1]),
            }
        )
        confirm.action_confirm()
        self.assertEqual(self.bank.keys_state, "confirmed")
        self.assertEqual(self.bank.confirmed_by_id, self.env.user)
        self.bank.host_code = "ANOTHER"
        self.assertEqual(self.bank.keys_state, "none")

    def test_a_lost_answer_of_ini_is_no_dead_end(self):
        self._make_keys(self.two)
        self.fake.accidents["INI"] = "lost after"
        self.two.action_send()
        self.env["ebics.subscriber"]._cron_exchange_keys()
        self.assertEqual((self.two.state, self.two.ini_state), ("made", "tried"))
        self.two.action_send()
        self.env["ebics.subscriber"]._cron_exchange_keys()
        self.assertEqual((self.two.state, self.two.ini_state), ("letter", "done"))

    def test_new_keys_of_the_bank_are_confirmed_again(self):
        self._make_ready(self.one)
        other = type(self.fake)()
        self.addCleanup(setattr, self.fake, "enc", self.fake.enc)
        self.addCleanup(setattr, self.fake, "enc_certificate", self.fake.enc_certificate)
        self.fake.enc, self.fake.enc_certificate = other.enc, other.enc_certificate
        self.one.action_ask()
        self.env["ebics.subscriber"]._cron_exchange_keys()
        self.assertEqual((self.one.state, self.bank.keys_state), ("ready", "received"))

    def test_letter_in_french(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms(["account_ebics"], ["fr_FR"])
        self.company.partner_id.lang = "fr_FR"
        self._make_keys(self.one)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "account_ebics.report_ebics_letter", self.one.ids
        )
        html = html.decode()
        for key in self.one._get_letter_keys():
            for line in key["lines"]:
                self.assertIn(line, html)
        self.assertIn("Lettre d'initialisation", html.replace("&#39;", "'"))
        self.assertNotIn("BEGIN PRIVATE", html)

    def test_passphrases(self):
        with self.assertRaisesRegex(UserError, "12"):
            self._make_keys(self.one, "court")
        with self.assertRaises(AccessError):
            self.one.with_user(self.second)._make_keys(PASSPHRASE)
        self._make_keys(self.one)
        self.assertNotIn(PASSPHRASE, str(self.one.sudo().read()))
        with self.assertRaisesRegex(UserError, "does not open"):
            self.one.with_user(self.first)._open_signature_key("une autre phrase")
        with self.assertRaises(AccessError):
            self.one.with_user(self.second)._open_signature_key(PASSPHRASE)
