from odoo import fields, models
from odoo.exceptions import UserError
from odoo.orm.model_classes import add_to_registry
from odoo.tests import tagged

from ..models.ebics_order import BATCH
from .common import TRANSFER, EbicsCommon

DEBIT = TRANSFER.replace("CstmrCdtTrfInitn", "CstmrDrctDbtInitn").replace("pain.001", "pain.008")


class PaymentOrder(models.Model):
    """What we ask of OCA's payment orders, with its names."""

    _module = "account_ebics"
    _name = BATCH
    _description = "Payment Order"

    name = fields.Char()
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    journal_id = fields.Many2one("account.journal")
    state = fields.Selection(
        [("open", "Open"), ("generated", "Generated"), ("uploaded", "Up"), ("cancel", "Cancel")],
        default="generated",
    )
    payment_file_id = fields.Many2one("ir.attachment")


def add_fake_model(test_class):
    """Put the model into the registry for the tests of a class; its table dies with their rollback."""
    registry, cr = test_class.registry, test_class.env.cr
    add_to_registry(registry, PaymentOrder)
    registry._setup_models__(cr, [BATCH])
    registry.init_models(cr, [BATCH], {"models_to_check": True})
    test_class.addClassCleanup(_forget, registry, cr)


def _forget(registry, cr):
    del registry.models[BATCH]
    registry["base"]._inherit_children.discard(BATCH)
    registry._setup_models__(cr)


@tagged("post_install", "-at_install")
class TestEbicsBatches(EbicsCommon):
    """Files of OCA's payment orders are taken where its add-on is installed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        add_fake_model(cls)
        cls.journal = cls._create_journal()
        cls.bank.journal_ids = cls.journal
        cls.debits = cls.env["ebics.service"].create(
            cls._prepare_service("Prélèvements", "up", "debit", "SDD", "pain.008")
        )
        cls._make_ready(cls.one)

    def _create_batch(self, content, **values):
        file = self.env["ir.attachment"].create({"name": "lot.xml", "raw": content})
        return self.env[BATCH].create(
            {
                "name": "PAY001",
                "journal_id": self.journal.id,
                "payment_file_id": file.id,
                **values,
            }
        )

    def _take(self):
        action = self.bank.action_take_batches()
        return self.env["ebics.order"].search(action["domain"], order="id")

    def test_files_of_payment_orders_are_taken_once(self):
        transfer = self._create_batch((TRANSFER % "LOT-1").encode())
        self._create_batch((DEBIT % "LOT-2").encode())
        self._create_batch((TRANSFER % "LOT-3").encode(), state="open")
        orders = self._take()
        self.assertEqual(orders.mapped("service_id"), self.transfers | self.debits)
        self.assertEqual(orders.mapped("message_name"), ["LOT-1", "LOT-2"])
        self.assertEqual(orders[0].batch_id, transfer.id)
        with self.assertRaisesRegex(UserError, "waits"):
            self._take()
        self._sign(orders[0], self.first)
        self.assertEqual(orders[0].state, "queued")

    def test_a_cancelled_payment_order_is_not_signed(self):
        batch = self._create_batch((TRANSFER % "LOT-4").encode())
        order = self._take()
        batch.state = "cancel"
        with self.assertRaisesRegex(UserError, "was cancelled, changed"):
            self._sign(order, self.first)

    def test_a_misfit_holds_nothing_back(self):
        self._create_batch(b"<Document><Other/></Document>", name="PAY-MISFIT")
        self._create_batch((TRANSFER % "LOT-5").encode(), name="PAY-GOOD")
        told = self.bank.action_take_batches()
        self.assertIn("PAY-MISFIT", told["params"]["message"])
        self.assertTrue(told["params"]["sticky"])
        orders = self.env["ebics.order"].search(told["params"]["next"]["domain"])
        self.assertEqual(orders.mapped("message_name"), ["LOT-5"])
        with self.assertRaisesRegex(UserError, "PAY-MISFIT"):
            self.bank.action_take_batches()

    def test_a_file_that_no_service_takes_is_told(self):
        self._create_batch(b"<Document><Other/></Document>")
        with self.assertRaisesRegex(UserError, "no service"):
            self._take()
