import base64
import os
from contextlib import ExitStack
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import Form, TransactionCase, new_test_user
from odoo.tools import mute_logger

from ..core import keys
from .fake_bank import FakeBank

SECRET = "un secret de serveur pour les tests"
ACCOUNT = "FR7630004000031234567890143"
PASSPHRASE = "phrase de passe de test"
TRANSFER = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"><CstmrCdtTrfInitn>
<GrpHdr><MsgId>%s</MsgId></GrpHdr></CstmrCdtTrfInitn></Document>"""
_made = {}
_make_key = keys.make_key


def make_key_once(version, owner, *words, **named):
    """Keys of tests are made once for each person: making them takes most of the time."""
    if (version, owner) not in _made:
        _made[version, owner] = _make_key(version, owner, *words, **named)
    return _made[version, owner]


class EbicsCommon(TransactionCase):
    """A bank of the specification behind real HTTP, and two persons with keys."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.company = cls.env.company
        stack = ExitStack()
        cls.addClassCleanup(stack.close)
        stack.enter_context(patch.dict(os.environ, {"ACCOUNT_EBICS_SECRET": SECRET}))
        # what is kept for good is kept in the transaction of the test
        stack.enter_context(
            patch.object(
                type(cls.env["ebics.call"]), "_commit_step", lambda self: self.env.flush_all()
            )
        )
        stack.enter_context(patch("odoo.addons.account_ebics.core.keys._COST", 2**8))
        stack.enter_context(
            patch("odoo.addons.account_ebics.models.ebics_subscriber.keys.make_key", make_key_once)
        )
        cls.fake = FakeBank()
        url = stack.enter_context(cls.fake.serve())
        cls.env["ir.config_parameter"].set_param("suite_base.allowed_hosts", url.split("/")[2])
        groups = "account.group_account_manager,base.group_user"
        cls.first = new_test_user(cls.env, "ebics_first", groups=groups, name="Anne Premier")
        cls.second = new_test_user(cls.env, "ebics_second", groups=groups, name="Bruno Second")
        cls.clerk = new_test_user(
            cls.env, "ebics_clerk", groups="account.group_account_invoice,base.group_user"
        )
        cls.bank = cls.env["ebics.bank"].create(
            {
                "name": "Banque d'essai",
                "url": url,
                "host_code": cls.fake.host,
                "partner_code": "PARTNER1",
                "subscriber_ids": [
                    Command.create({"user_id": cls.first.id, "code": "USER1"}),
                    Command.create({"user_id": cls.second.id, "code": "USER2"}),
                ],
            }
        )
        cls.one, cls.two = cls.bank.subscriber_ids.sorted("code")
        cls.transfers, cls.statements, cls.reports = cls.env["ebics.service"].create(
            [
                cls._prepare_service("Virements", "up", "transfer", "SCT", "pain.001"),
                cls._prepare_service("Relevés", "down", "statement", "EOP", "cfonb120"),
                cls._prepare_service("Statuts", "down", "report", "PSR", "pain.002"),
            ]
        )

    @classmethod
    def _prepare_service(cls, name, direction, kind, service, message):
        return {
            "name": name,
            "bank_id": cls.bank.id,
            "direction": direction,
            "kind": kind,
            "service_name": service,
            "message": message,
            "scope": "FR",
        }

    @classmethod
    def _make_keys(cls, subscriber, passphrase=PASSPHRASE):
        wizard = Form(
            cls.env["ebics.make.keys"]
            .with_user(subscriber.user_id)
            .with_context(default_subscriber_id=subscriber.id)
        )
        wizard.passphrase = wizard.repeated = passphrase
        wizard.save().action_make()

    @classmethod
    def _make_ready(cls, *subscribers):
        for subscriber in subscribers:
            cls._make_keys(subscriber)
            subscriber.action_send()
            cls.env["ebics.subscriber"]._cron_exchange_keys()
            prints = [key.fingerprint for key in subscriber._get_public_keys()]
            assert cls.fake.open_letter("PARTNER1", subscriber.code, *prints)
            subscriber.action_ask()
            cls.env["ebics.subscriber"]._cron_exchange_keys()
        if cls.bank.keys_state != "confirmed":
            cls.bank._confirm_keys(*cls.fake.fingerprints)

    @classmethod
    def _create_journal(cls):
        """A bank account of the company."""
        journal = cls.env["account.journal"].create(
            {"name": "Banque", "type": "bank", "code": "BQX", "company_id": cls.company.id}
        )
        journal.set_bank_account(ACCOUNT)
        return journal

    @classmethod
    def _write_statement(cls, journal, amount=80):
        """A camt.053 with one movement."""
        currency = journal.company_id.currency_id.name
        balance = (
            f"<Bal><Tp><CdOrPrtry><Cd>%s</Cd></CdOrPrtry></Tp><Amt Ccy='{currency}'>%s</Amt>"
            "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-02</Dt></Dt></Bal>"
        )
        return (
            "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'><BkToCstmrStmt>"
            f"<Stmt><Acct><Id><IBAN>{ACCOUNT}</IBAN></Id></Acct>{balance % ('OPBD', 0)}"
            f"{balance % ('CLBD', amount)}<Ntry><Amt Ccy='{currency}'>{amount}</Amt><CdtDbtInd>CRDT"
            "</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-02</Dt></BookgDt></Ntry></Stmt>"
            "</BkToCstmrStmt></Document>"
        ).encode()

    @classmethod
    def _create_order(cls, name="VIR-1", user=None):
        return (
            cls.env["ebics.order"]
            .with_user(user or cls.clerk)
            .create(
                {
                    "bank_id": cls.bank.id,
                    "service_id": cls.transfers.id,
                    "file": base64.b64encode((TRANSFER % name).encode()),
                    "filename": f"{name}.xml",
                }
            )
        )

    @classmethod
    def _sign(cls, order, user, passphrase=PASSPHRASE):
        wizard = Form(
            cls.env["ebics.sign"]
            .with_user(user)
            .with_context(default_order_ids=[Command.set(order.ids)])
        )
        wizard.passphrase = passphrase
        wizard.save().action_sign()

    def _send(self, order):
        order.sudo().next_try = False
        with mute_logger("odoo.addons.mail.models.mail_mail"):
            self.env["ebics.order"]._cron_send()
