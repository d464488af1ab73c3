import base64
import hashlib

from odoo import api, models
from odoo.fields import Command

from ..core import keys
from ..models.ebics_subscriber import KINDS

SERVICES = (  # name, direction, kind, service, option, message
    ("LCR à l'encaissement", "up", "lcr", "LCR", "DCO", "cfonb160"),
    ("Virements SEPA", "up", "transfer", "SCT", "", "pain.001"),
    ("Relevés CFONB 120", "down", "statement", "EOP", "", "cfonb120"),
    ("Statuts des ordres", "down", "report", "PSR", "", "pain.002"),
)
TRANSFER = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"><CstmrCdtTrfInitn><GrpHdr>
<MsgId>VIR-DEMO-1</MsgId><NbOfTxs>2</NbOfTxs></GrpHdr><PmtInf>
<CdtTrfTxInf><Amt><InstdAmt Ccy="EUR">1480.00</InstdAmt></Amt></CdtTrfTxInf>
<CdtTrfTxInf><Amt><InstdAmt Ccy="EUR">362.40</InstdAmt></Amt></CdtTrfTxInf>
</PmtInf></CstmrCdtTrfInitn></Document>"""
STATUS = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt><OrgnlGrpInfAndSts>
<OrgnlMsgId>VIR-DEMO-0</OrgnlMsgId><GrpSts>ACSP</GrpSts></OrgnlGrpInfAndSts></CstmrPmtStsRpt></Document>"""


class EbicsDemo(models.AbstractModel):
    """An agreement with a bank that does not exist; called by demo/ebics_demo.xml."""

    _name = "ebics.demo"
    _description = "Demonstration of EBICS"

    @api.model
    def _demo_bank(self):
        journal = self.env["account.bill.remittance"]._default_journal()
        bank = self.env["ebics.bank"].create(
            {
                "name": "Banque du Lauragais",
                "url": "https://ebics.banque.example.com/ebics",
                "host_code": "BKLAFR2X",
                "partner_code": "MOTMIDI1",
                "signature_count": "2",
                "journal_ids": [Command.set(journal.ids)],
            }
        )
        services = self._demo_services(bank)
        self._demo_subscriber(bank)
        self._demo_orders(bank, services)
        self._demo_exchanges(bank)
        self._demo_download(services[3])

    def _demo_services(self, bank):
        return self.env["ebics.service"].create(
            [
                {
                    "name": name,
                    "bank_id": bank.id,
                    "direction": direction,
                    "kind": kind,
                    "service_name": service,
                    "option": option,
                    "scope": "FR",
                    "message": message,
                }
                for name, direction, kind, service, option, message in SERVICES
            ]
        )

    def _demo_subscriber(self, bank):
        """The administrator has keys, and the letter waits on his desk."""
        user = self.env.ref("base.user_admin")
        subscriber = self.env["ebics.subscriber"].create(
            {"bank_id": bank.id, "user_id": user.id, "code": "DIRECTION"}
        )
        values = {"ini_state": "done", "hia_state": "done"}
        for version, kind in KINDS.items():
            key = keys.make_key(version, subscriber.code, bank.company_id.name)
            values[f"{kind}_certificate"] = base64.b64encode(key.der).decode()
            values[f"{kind}_sealed"] = keys.seal(key, "demonstration")
        values["expires_on"] = key.expires.date()
        subscriber.sudo().write(values)  # sudo: keys of a demonstration
        for transition in ("make", "send", "sent"):
            subscriber._fire(transition)

    def _demo_orders(self, bank, services):
        remittance = self.env["account.bill.remittance"].search(
            [("state", "=", "sent"), ("journal_id", "in", bank.journal_ids.ids)], limit=1
        )
        if remittance.file:
            remittance.action_ebics_order()
        self.env["ebics.order"].create(
            {
                "bank_id": bank.id,
                "service_id": services[1].id,
                "file": base64.b64encode(TRANSFER.encode()),
                "filename": "virements-fournisseurs.xml",
            }
        )

    def _demo_download(self, service):
        content = STATUS.encode()
        self.env["ebics.download"].create(
            {
                "name": "pain.002-20261127-081200.xml",
                "bank_id": service.bank_id.id,
                "service_id": service.id,
                "file": base64.b64encode(content),
                "digest": hashlib.sha256(content).hexdigest(),
            }
        )

    def _demo_exchanges(self, bank):
        for step in ("INI", "HIA"):
            self.env["ebics.exchange"]._log(
                {
                    "bank_id": bank.id,
                    "subscriber_id": bank.subscriber_ids.id,
                    "step": step,
                    "sent_bytes": 2466,
                    "received_bytes": 512,
                    "seconds": 0.8,
                    "code": "000000",
                    "code_name": "EBICS_OK",
                    "text": "[EBICS_OK] OK",
                    "is_good": True,
                }
            )
