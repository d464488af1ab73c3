import secrets

from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged

from odoo.addons.suite_base.tests.concurrency import Race, committed

from .common import AfterSalesCommon


class Data(AfterSalesCommon):
    """The builders, with records that are committed."""


@tagged("post_install", "-at_install")
class TestRace(BaseCase):
    """Two people at once, in transactions that commit; what they made is put away."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with committed(cls.registry) as env:
            Data.prepare(env)
            cls.product_id = Data.remote.id
            cls.customer_id = Data.customer.id
            Data.remote.name = f"Race {secrets.token_hex(2)}"
            cls.all_products = (Data.remote | Data.motor).ids
            Data.tax.name = f"SAV {secrets.token_hex(2)}"
            cls.tax_id = Data.tax.id
        cls.addClassCleanup(cls._put_away)

    @classmethod
    def _put_away(cls):
        with committed(cls.registry) as env:
            cases = env["tech.case"].search([("line_ids.product_id", "in", cls.all_products)])
            cases.line_ids.repair_ids.unlink()
            moves = env["account.move"].search([("partner_id", "=", cls.customer_id)])
            orders = env["sale.order"].search([("partner_id", "=", cls.customer_id)])
            env.cr.execute(
                "UPDATE account_move_line SET tech_case_line_id = NULL, tech_origin_line_id = NULL"
                " WHERE move_id = ANY(%s)",
                (moves.ids,),
            )
            env.cr.execute(
                "DELETE FROM account_partial_reconcile WHERE debit_move_id IN"
                " (SELECT id FROM account_move_line WHERE move_id = ANY(%s))",
                (moves.ids,),
            )
            goods = cases.line_ids.move_ids | orders.order_line.move_ids
            for statement, ids in (
                ("DELETE FROM account_move WHERE id = ANY(%s)", moves.ids),
                ("DELETE FROM stock_move WHERE id = ANY(%s)", goods.ids),
                ("DELETE FROM tech_case WHERE id = ANY(%s)", cases.ids),
                ("DELETE FROM sale_order WHERE id = ANY(%s)", orders.ids),
            ):
                env.cr.execute(statement, (ids,))
            env.cr.execute(
                "DELETE FROM stock_quant WHERE product_id = ANY(%s)", (cls.all_products,)
            )
            env.invalidate_all()
            env["product.product"].browse(cls.all_products).active = False
            env["account.tax"].browse(cls.tax_id).active = False
            env["res.partner"].browse(cls.customer_id).write({"active": False, "email": False})

    def _sell(self, env, quantity):
        Data.customer = env["res.partner"].browse(self.customer_id)
        product = env["product.product"].browse(self.product_id)
        return Data._sell(quantity, product=product, env=env)

    def _prepare_line(self, env, order, decision):
        case = Data._open(order, env=env)
        return Data._line(case, order, decision=decision).id

    def _decide(self, line_id):
        return lambda env: env["tech.case.line"].browse(line_id).action_decide()

    def test_one_unit_is_made_good_once(self):
        for first, second in (("refund", "refund"), ("refund", "replace")):
            with self.subTest(first=first, second=second):
                with committed(self.registry) as env:
                    order = self._sell(env, 1)
                    ids = [self._prepare_line(env, order, kind) for kind in (first, second)]
                results = Race(self.registry).run(*map(self._decide, ids))
                refused = [one for one in results if isinstance(one, UserError)]
                self.assertEqual(len(refused), 1, results)
                self.assertIn("0 left", str(refused[0]))

    def test_a_credit_note_by_hand_and_a_decision_meet(self):
        with committed(self.registry) as env:
            order = self._sell(env, 1)
            invoice_id = order.invoice_ids.id
            line_id = self._prepare_line(env, order, "refund")

        def post(env):
            env["account.move"].browse(invoice_id)._reverse_moves([{}]).action_post()

        results = Race(self.registry).run(self._decide(line_id), post)
        self.assertEqual(sum(isinstance(one, UserError) for one in results), 1, results)

    def test_the_customer_changes_while_it_is_decided(self):
        with committed(self.registry) as env:
            Data.customer = env["res.partner"].browse(self.customer_id)
            line = Data._line(
                Data._open(env=env),
                product_id=self.product_id,
                decision="repair",
                goods_back=False,
            )
            line_id, case_id, other_id = line.id, line.case_id.id, env.company.partner_id.id
        Race(self.registry).run(
            self._decide(line_id),
            lambda env: env["tech.case"].browse(case_id).write({"partner_id": other_id}),
        )
        with committed(self.registry) as env:
            case = env["tech.case"].browse(case_id)
            self.assertEqual(case.line_ids.state, "decided")
            self.assertEqual(case.line_ids.repair_ids.partner_id, case.partner_id)
