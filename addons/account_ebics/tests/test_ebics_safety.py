import base64

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ..models.ebics_order import PRIVATE
from .common import PASSPHRASE, EbicsCommon


@tagged("post_install", "-at_install")
class TestEbicsSafety(EbicsCommon):
    """Nobody comes to keys, signatures or sent orders by another door."""

    def test_sealed_keys_have_no_reader(self):
        self._make_keys(self.one)
        for user in (self.first, self.second, self.clerk, self.env.ref("base.user_admin")):
            subscriber = self.one.with_user(user)
            for kind in ("signature", "authentication", "encryption"):
                with self.assertRaises(AccessError):
                    subscriber.read([f"{kind}_sealed"])
                with self.assertRaises(AccessError):
                    subscriber.search([(f"{kind}_sealed", "like", "scrypt1%")])

    def test_keys_are_not_entered(self):
        values = {
            "signature_certificate": "x",
            "signature_sealed": "x",
            "expires_on": "2030-01-01",
            "ini_state": "done",
            "hia_state": "done",
            "last_error": "x",
            "company_id": 1,
        }
        for name, value in values.items():
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.one.with_user(self.first).write({name: value})
        for values in (
            {"keys_state": "confirmed"},
            {"authentication_certificate": "x"},
            {"encryption_certificate": "x"},
            {"confirmed_by_id": self.first.id},
            {"confirmed_on": "2026-01-01"},
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.bank.with_user(self.first).write(values)
        self.assertEqual(self.bank.keys_state, "none")

    def test_a_number_with_keys_stays_with_its_person(self):
        self._make_keys(self.one)
        with self.assertRaises(UserError):
            self.one.with_user(self.first).user_id = self.clerk
        with self.assertRaises(UserError):
            self.one.with_user(self.first).state = "ready"

    def test_signatures_are_made_by_signing_alone(self):
        order = self._create_order()
        values = {"order_id": order.id, "subscriber_id": self.one.id, "value": "x", "digest": "x"}
        for user in (self.first, self.clerk):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.env["ebics.signature"].with_user(user).create(values)
        self.assertLess(PRIVATE - {"transfer", "company_id"}, set(order._fields))
        for name in PRIVATE - {"transfer"}:
            with self.assertRaises(UserError), self.env.cr.savepoint():
                order.with_user(self.clerk).write({name: "1"})
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.with_user(self.clerk).transfer = {}
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.with_user(self.clerk).state = "queued"

    def test_a_default_of_a_persons_own_chooses_nothing_guarded(self):
        defaults = self.env["ir.default"].with_user(self.clerk)
        defaults.set("ebics.order", "state", "queued", user_id=True)
        defaults.set("ebics.order", "attempts", 9, user_id=True)
        order = self._create_order()
        self.assertEqual((order.state, order.attempts), ("draft", 0))
        banks = self.env["ebics.bank"].with_user(self.first)
        forged = {"keys_state": "confirmed", "authentication_certificate": "x"}
        bank = banks.with_context(**{f"default_{name}": v for name, v in forged.items()}).create(
            {"name": "B", "url": "https://b.example", "host_code": "B", "partner_code": "P"}
        )
        self.assertEqual((bank.keys_state, bank.authentication_certificate), ("none", False))

    def test_the_file_of_a_remittance_is_the_one_that_is_signed(self):
        order = self._create_order()
        journal = self.env["account.journal"].search([("type", "=", "bank")], limit=1)
        journal = journal or journal.create({"name": "B", "code": "BQX", "type": "bank"})
        remittance = self.env["account.bill.remittance"].create({"journal_id": journal.id})
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.with_user(self.clerk).remittance_id = remittance
        order.sudo().remittance_id = remittance
        kept = order._get_content()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.with_user(self.clerk).file = base64.b64encode(b"<other/>")
        self.assertEqual(order._get_content(), kept)

    def test_who_only_reads_the_books_brings_no_file_into_them(self):
        reader = new_test_user(
            self.env, "ebics_reader", groups="account.group_account_readonly,base.group_user"
        )
        with self.assertRaises(AccessError):
            self.env["ebics.download"].with_user(reader).action_take()
        self.assertTrue(self.env["ebics.download"].with_user(self.clerk).action_take())

    def test_the_journal_is_written_by_nobody(self):
        self._make_keys(self.one)
        self.one.action_send()
        self.env["ebics.subscriber"]._cron_exchange_keys()
        entry = self.env["ebics.exchange"].search([("bank_id", "=", self.bank.id)], limit=1)
        self.assertNotIn(PASSPHRASE, str(entry.read()))
        for action in (
            lambda: entry.with_user(self.first).write({"code": "000000"}),
            lambda: entry.with_user(self.first).unlink(),
            lambda: (
                self.env["ebics.download"]
                .with_user(self.first)
                .create({"name": "x", "bank_id": self.bank.id, "service_id": 1, "digest": "x"})
            ),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                action()

    def test_others_see_nothing(self):
        stranger = new_test_user(self.env, "ebics_stranger", groups="base.group_user")
        for model in (
            "bank",
            "subscriber",
            "service",
            "order",
            "signature",
            "download",
            "exchange",
        ):
            with self.assertRaises(AccessError):
                self.env[f"ebics.{model}"].with_user(stranger).search([])
        company = self.env["res.company"].create({"name": "Ailleurs"})
        elsewhere = new_test_user(
            self.env,
            "ebics_elsewhere",
            groups="account.group_account_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        self.assertFalse(self.env["ebics.bank"].with_user(elsewhere).search([]))

    def test_addresses_of_the_own_network_are_refused(self):
        self.env["ir.config_parameter"].set_param("suite_base.allowed_hosts", "")
        self._make_keys(self.one)
        self.one.action_send()
        self.fake.log.clear()
        self.env["ebics.subscriber"]._cron_exchange_keys()
        self.assertEqual(self.one.state, "made")
        self.assertIn("private network", self.one.last_error)
        self.assertEqual(self.fake.log, [])

    def test_a_service_is_written_as_the_standard_wants(self):
        with self.assertRaises(ValidationError):
            self.transfers.message = "PAIN"
        with self.assertRaises(UserError):
            self.env["ebics.order"].create(
                {
                    "bank_id": self.bank.id,
                    "service_id": self.statements.id,
                    "file": base64.b64encode(b"x"),
                }
            )
