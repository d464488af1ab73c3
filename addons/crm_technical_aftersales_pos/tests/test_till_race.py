import secrets

from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged

from odoo.addons.suite_base.tests.concurrency import Race, committed

from .common import TillCommon


class Data(TillCommon):
    """The builders, with records that are committed."""


@tagged("post_install", "-at_install")
class TestTillRace(BaseCase):
    """A case and the till at the same moment, in transactions that commit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with committed(cls.registry) as env:
            Data.prepare(env)
            word = secrets.token_hex(2)
            Data.remote.name, Data.tax.name = f"Race {word}", f"SAV {word}"
            cls.ids = {
                "product": Data.remote.id,
                "products": (Data.remote | Data.motor).ids,
                "customer": Data.customer.id,
                "tax": Data.tax.id,
                "till": Data.till.id,
                "session": Data.session.id,
                "journal": Data.till.payment_method_ids.journal_id.id,
                "method": Data.till.payment_method_ids.id,
            }
        cls.addClassCleanup(cls._put_away)

    @classmethod
    def _put_away(cls):
        """Documents of the till stay in no database of tests: by SQL, Odoo keeps them."""
        ids = cls.ids
        with committed(cls.registry) as env:
            orders = env["pos.order"].search([("session_id", "=", ids["session"])])
            cases = env["tech.case"].search([("line_ids.product_id", "in", ids["products"])])
            moves = env["stock.move"].search([("product_id", "in", ids["products"])])
            pickings = moves.picking_id
            for statement, rows in (
                (
                    "UPDATE pos_order_line SET tech_case_line_id = NULL WHERE order_id = ANY(%s)",
                    orders.ids,
                ),
                ("DELETE FROM stock_move WHERE id = ANY(%s)", moves.ids),
                ("DELETE FROM stock_picking WHERE id = ANY(%s)", pickings.ids),
                ("DELETE FROM tech_case WHERE id = ANY(%s)", cases.ids),
                ("DELETE FROM pos_payment WHERE pos_order_id = ANY(%s)", orders.ids),
                ("DELETE FROM pos_order WHERE id = ANY(%s)", orders.ids),
                ("DELETE FROM pos_session WHERE id = ANY(%s)", [ids["session"]]),
                ("DELETE FROM pos_config WHERE id = ANY(%s)", [ids["till"]]),
                ("DELETE FROM pos_payment_method WHERE id = ANY(%s)", [ids["method"]]),
                ("DELETE FROM account_journal WHERE id = ANY(%s)", [ids["journal"]]),
                ("DELETE FROM stock_quant WHERE product_id = ANY(%s)", ids["products"]),
            ):
                env.cr.execute(statement, (rows,))
            env.invalidate_all()
            env["product.product"].browse(ids["products"]).active = False
            env["account.tax"].browse(ids["tax"]).active = False
            env["res.partner"].browse(ids["customer"]).write({"active": False, "email": False})

    def _receipt(self, decisions):
        """A receipt of one piece, and the ids of its line and of undecided lines of cases."""
        with committed(self.registry) as env:
            Data.customer = env["res.partner"].browse(self.ids["customer"])
            product = env["product.product"].browse(self.ids["product"])
            receipt = Data._ring(
                (product, 1), session=env["pos.session"].browse(self.ids["session"])
            )
            cases = [Data._open_receipt(receipt) for _decision in decisions]
            for case, decision in zip(cases, decisions, strict=True):
                case.line_ids.decision = decision
            return receipt.id, [case.line_ids.id for case in cases]

    def _decide(self, line_id):
        return lambda env: env["tech.case.line"].browse(line_id).action_decide()

    def _refund(self, receipt_id):
        def refund(env):
            receipt = env["pos.order"].browse(receipt_id)
            Data._ring(
                (receipt.lines.product_id, -1), refund_of=receipt, session=receipt.session_id
            )

        return refund

    def _race(self, *works):
        results = Race(self.registry).run(*works)
        refused = [one for one in results if isinstance(one, UserError)]
        self.assertEqual(len(refused), 1, results)
        return str(refused[0])

    def test_one_piece_of_a_receipt_is_made_good_once(self):
        for decisions in (("refund", "refund"), ("refund", "replace")):
            with self.subTest(decisions=decisions):
                _receipt_id, ids = self._receipt(decisions)
                self.assertIn("0 left", self._race(*map(self._decide, ids)))

    def test_the_till_and_a_case_meet(self):
        for decision in ("refund", "replace"):
            with self.subTest(decision=decision):
                receipt_id, (line_id,) = self._receipt([decision])
                said = self._race(self._decide(line_id), self._refund(receipt_id))
                self.assertRegex(said, "0 left|made good by")
