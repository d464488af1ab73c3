import base64
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..core.exchange import UploadState
from ..models.ebics_order import WORKFLOW
from .common import PASSPHRASE, TRANSFER, EbicsCommon

STATUS = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt>
<OrgnlGrpInfAndSts><OrgnlMsgId>%s</OrgnlMsgId><GrpSts>%s</GrpSts>
<StsRsnInf><Rsn><Cd>AM04</Cd></Rsn></StsRsnInf></OrgnlGrpInfAndSts></CstmrPmtStsRpt></Document>"""


@tagged("post_install", "-at_install")
class TestEbicsOrders(EbicsCommon):
    """An order is signed by persons and sent once, whatever happens on the way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_ready(cls.one, cls.two)

    def setUp(self):
        super().setUp()
        self.fake.received, self.fake.accidents, self.fake.needed = [], {}, 1
        self.fake.log.clear()
        self.fake.open.clear()

    def test_the_table_of_states_is_whole(self):
        states = [state for state, _label in self.env["ebics.order"]._fields["state"].selection]
        self.assertEqual(WORKFLOW.find_faults(states), [])

    def test_signed_once_sent_once(self):
        order = self._create_order()
        self.assertEqual(order.message_name, "VIR-1")
        with self.assertRaisesRegex(UserError, "no keys"):
            self._sign(order, self.clerk)
        self._sign(order, self.first)
        self.assertEqual(order.state, "queued")
        self._send(order)
        self._send(order)
        self.assertEqual((order.state, order.bank_order), ("sent", "A001"))
        [got] = self.fake.received
        self.assertEqual(got["content"], order._get_content())
        self.assertEqual(got["signers"], [("PARTNER1", "USER1")])
        self.assertEqual(order.exchange_ids.mapped("is_good"), [True, True])

    def test_the_signer_sees_what_he_orders(self):
        paid = "<Amt><InstdAmt Ccy='%s'>%s</InstdAmt></Amt>"
        own = self.company.currency_id.name
        order = self._create_order()
        for body, count, total in (
            (paid % (own, "1200.50") + paid % (own, "99.50"), 2, 1300.0),
            (paid % (own, "5.00") + paid % ("XAF", "5.00"), 2, 0.0),
        ):
            file = (TRANSFER % "VIR-9").replace("</CstmrCdtTrfInitn>", f"{body}</CstmrCdtTrfInitn>")
            order.file = base64.b64encode(file.encode())
            self.assertEqual((order.payment_count, order.total), (count, total))
            wizard = self.env["ebics.sign"].create({"order_ids": [(6, 0, order.ids)]})
            self.assertEqual("1,300.00" in wizard.summary, bool(total))

    def test_two_signatures_of_two_persons(self):
        self.bank.signature_count, self.fake.needed = "2", 2
        order = self._create_order("VIR-2")
        self._sign(order, self.first)
        self.assertEqual((order.state, order.signature_count), ("draft", 1))
        with self.assertRaisesRegex(UserError, "already"):
            self._sign(order, self.first)
        with self.assertRaisesRegex(UserError, "cannot change"):
            order.filename = "autre.xml"
        self._sign(order, self.second)
        self._send(order)
        self.assertEqual(order.state, "sent")
        self.assertEqual(
            self.fake.received[0]["signers"], [("PARTNER1", "USER1"), ("PARTNER1", "USER2")]
        )

    def test_a_wrong_passphrase_signs_nothing(self):
        order = self._create_order("VIR-3")
        with self.assertRaisesRegex(UserError, "does not open"), self.env.cr.savepoint():
            self._sign(order, self.first, "une autre phrase")
        self.assertEqual((order.state, order.signature_count), ("draft", 0))

    def test_the_same_file_is_one_order(self):
        order = self._create_order("VIR-4")
        with self.assertRaisesRegex(UserError, "twice"), self.env.cr.savepoint():
            self._create_order("VIR-4")
        order.action_cancel()
        self.assertTrue(self._create_order("VIR-4"))

    def test_cut_lines_never_send_twice(self):
        for number, (step, cut) in enumerate(
            (step, cut)
            for step in ("BTU Initialisation", "Transfer 1")
            for cut in ("lost before", "lost after")
        ):
            with self.subTest(step=step, cut=cut):
                order = self._create_order(f"VIR-CUT-{number}")
                self._sign(order, self.first)
                self.fake.accidents[step] = cut
                self._send(order)
                self.assertEqual(order.state, "queued")
                self.assertTrue(order.next_try and order.last_error)
                self._send(order)
                self.assertEqual(order.state, "sent")
        contents = [one["content"] for one in self.fake.received]
        self.assertEqual((len(contents), len(set(contents))), (4, 4))

    def test_what_the_bank_may_have_waits_for_a_person(self):
        order = self._create_order("VIR-5")
        self._sign(order, self.first)
        self.fake.accidents["Transfer 1"] = "lost after"
        self._send(order)
        with self.assertRaisesRegex(UserError, "on its way"):
            order.action_cancel()
        self.fake.forget()
        self._send(order)
        self.assertEqual(order.state, "unclear")
        self.assertTrue(order.activity_ids)
        self._send(order)
        self.assertEqual(len(self.fake.received), 1)
        self.assertEqual(self.fake.log.count("BTU Initialisation"), 1)
        order.action_found()
        self.assertEqual(order.state, "sent")

    def test_a_person_may_send_it_again(self):
        order = self._create_order("VIR-6")
        self._sign(order, self.first)
        self.fake.accidents["Transfer 1"] = "lost before"
        self._send(order)
        self.fake.forget()
        self._send(order)
        self.assertEqual(order.state, "unclear")
        order.with_user(self.first).action_again()
        self._send(order)
        self.assertEqual((order.state, len(self.fake.received)), ("sent", 1))

    def test_what_was_kept_before_the_last_part_survives(self):
        """The state is stored before each part goes out: a killed server goes on, not anew."""
        order = self._create_order("VIR-7")
        self._sign(order, self.first)
        kept = []
        keep = type(order)._keep_transfer

        def watch(self, state):
            keep(self, state)
            kept.append((dict(self.sudo().transfer), list(bank_log)))

        bank_log = self.fake.log
        with patch.object(type(order), "_keep_transfer", watch):
            self._send(order)
        before = [UploadState(**state) for state, log in kept if "Transfer 1" not in log]
        self.assertTrue(before[-1].uncertain)
        self.assertEqual(order.state, "sent")

    def test_a_refusal_is_told_and_can_be_mended(self):
        self.fake.needed = 2
        order = self._create_order("VIR-8")
        self._sign(order, self.first)
        self._send(order)
        self.assertEqual(order.state, "refused")
        self.assertIn("091301", order.last_error)
        self.bank.signature_count = "2"
        order.action_reopen()
        self.assertEqual((order.state, order.signature_count), ("draft", 0))
        self._sign(order, self.first)
        self._sign(order, self.second)
        self._send(order)
        self.assertEqual((order.state, len(self.fake.received)), ("sent", 1))

    def test_a_refused_file_that_went_as_another_order_does_not_go_again(self):
        self.fake.needed = 2
        refused = self._create_order("VIR-9")
        self._sign(refused, self.first)
        self._send(refused)
        self.assertEqual(refused.state, "refused")
        other = self._create_order("VIR-9")
        with self.assertRaisesRegex(UserError, other.name):
            refused.action_reopen()

    def test_one_of_two_orders_that_were_made_at_once_is_signed(self):
        order, twin = self._create_order("VIR-10"), self._create_order("VIR-11")
        twin.sudo().digest = order.digest  # as two transactions leave them
        with self.assertRaisesRegex(UserError, twin.name):
            self._sign(order, self.first)
        twin.action_cancel()
        self._sign(order, self.first)
        self.assertEqual(order.state, "queued")

    def test_bills_do_not_come_back_while_the_bank_may_have_their_file(self):
        journal = self.env["account.journal"].search([("type", "=", "bank")], limit=1)
        journal = journal or journal.create({"name": "B", "code": "BQX", "type": "bank"})
        remittance = self.env["account.bill.remittance"].create({"journal_id": journal.id})
        order = self._create_order("VIR-12")
        order.sudo().remittance_id = remittance
        order.sudo()._force_state("unclear", "A line broke")
        with self.assertRaisesRegex(UserError, order.name):
            remittance._take_back()
        self.assertEqual(remittance.action_ebics_view_order()["res_id"], order.id)

    def test_an_answer_of_somebody_else_is_not_believed(self):
        other = type(self.fake)()
        order = self._create_order("VIR-9")
        self._sign(order, self.first)
        self.fake.accidents["BTU Initialisation"] = lambda _answer: other._say(
            True, "000000", transaction="A" * 32, phase="Initialisation"
        )
        self._send(order)
        self.assertEqual(order.state, "refused")
        self.assertIn("not signed", order.last_error)
        self.assertFalse(self.fake.received)

    def test_what_the_bank_says_later(self):
        good, bad = self._create_order("VIR-OK"), self._create_order("VIR-KO")
        for order in (good, bad):
            self._sign(order, self.first)
            self._send(order)
        self.fake.waiting["pain.002"] = [
            (STATUS % ("VIR-OK", "ACSC")).encode(),
            (STATUS % ("VIR-KO", "RJCT")).encode(),
            (STATUS % ("SOMEBODY", "ACSC")).encode(),
        ]
        self.reports.action_fetch()
        self.env["ebics.service"]._cron_fetch()
        self.assertFalse(self.bank.last_error)
        self.assertEqual((good.state, bad.state), ("accepted", "rejected"))
        self.assertIn("AM04", bad.last_error)
        self.assertEqual(self.bank.download_ids.mapped("state").count("done"), 2)

    def test_no_secret_no_sending(self):
        order = self._create_order("VIR-10")
        self._sign(order, self.first)
        with patch.dict("os.environ", {"ACCOUNT_EBICS_SECRET": "court"}):
            self._send(order)
        self.assertEqual(order.state, "queued")
        self.assertIn("ACCOUNT_EBICS_SECRET", order.last_error)
        self.assertTrue(PASSPHRASE not in order.last_error)
        self._send(order)
        self.assertEqual(order.state, "sent")
