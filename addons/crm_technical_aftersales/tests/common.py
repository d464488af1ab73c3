from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user


class AfterSalesCommon(TransactionCase):
    """A seller of gate motors: one motor by serial number, a remote by the piece, a customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.prepare(cls.env)
        cls.technician = new_test_user(
            cls.env, "sav_tech", "crm_technical_aftersales.group_aftersales_user"
        )
        cls.manager = new_test_user(
            cls.env, "sav_boss", "crm_technical_aftersales.group_aftersales_manager"
        )

    @classmethod
    def prepare(cls, env):
        """Companies, goods and people; also for tests whose transactions are real."""
        cls._ensure_accounts(env)
        cls.tax = env["account.tax"].create(
            {"name": "SAV 20 %", "amount": 20, "type_tax_use": "sale"}
        )
        cls.customer = env["res.partner"].create(
            {"name": "Résidence des Pins", "is_company": True, "email": "pins@example.com"}
        )
        cls.warehouse = env["stock.warehouse"].search(
            [("company_id", "=", env.company.id)], limit=1
        )
        cls.remote = cls._create_product(env, "Remote", 30.0)
        cls.motor = cls._create_product(env, "Motor", 400.0, tracking="serial")
        quants = env["stock.quant"]
        place = cls.warehouse.lot_stock_id
        quants._update_available_quantity(cls.remote, place, 100)
        cls.lots = env["stock.lot"].create(
            [{"name": f"M-{number}", "product_id": cls.motor.id} for number in range(1, 6)]
        )
        for lot in cls.lots:
            quants._update_available_quantity(cls.motor, place, 1, lot_id=lot)

    @classmethod
    def _ensure_accounts(cls, env):
        if env["account.journal"].search_count(
            [("type", "=", "sale"), ("company_id", "=", env.company.id)]
        ):
            return
        env["account.chart.template"].try_loading("generic_coa", env.company, install_demo=False)

    @classmethod
    def _create_product(cls, env, name, price, **values):
        return env["product.product"].create(
            {
                "name": name,
                "is_storable": True,
                "list_price": price,
                "standard_price": price / 2,
                "taxes_id": [Command.set(cls.tax.ids)],
                "invoice_policy": "delivery",
                **values,
            }
        )

    @classmethod
    def _sell(cls, quantity=3, product=None, lots=None, invoice=True, discount=0.0, env=None):
        """An order that was delivered and, unless said otherwise, invoiced."""
        env = env or cls.env
        product = product or cls.remote
        order = env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "discount": discount,
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        cls._do(order.picking_ids, lots)
        if invoice:
            order._create_invoices().action_post()
        return order

    @classmethod
    def _do(cls, pickings, lots=None):
        for picking in pickings.filtered(lambda one: one.state not in ("done", "cancel")):
            picking.action_assign()
            if lots:
                move = picking.move_ids
                move.move_line_ids.unlink()
                move.move_line_ids = [
                    Command.create(
                        move._prepare_move_line_vals() | {"lot_id": lot.id, "quantity": 1}
                    )
                    for lot in lots
                ]
            for move in picking.move_ids:
                if not move.quantity:
                    move.quantity = move.product_uom_qty
            picking.move_ids.picked = True
            picking._action_done()

    @classmethod
    def _open(cls, order=None, env=None, **values):
        env = env or cls.env
        return env["tech.case"].create(
            {
                "title": "Does not work",
                "kind": "return",
                "partner_id": cls.customer.id,
                "order_id": order.id if order else False,
                **values,
            }
        )

    @classmethod
    def _line(cls, case, order=None, **values):
        if order:
            values = {"sale_line_id": order.order_line.id} | values
        return case.env["tech.case.line"].create({"case_id": case.id, "quantity": 1, **values})

    @classmethod
    def _decide(cls, order, decision, quantity=1, case=None, **values):
        line = cls._line(
            case or cls._open(order), order, decision=decision, quantity=quantity, **values
        )
        line.action_decide()
        return line

    def _assert_refused(self, pattern, work, exception=UserError):
        with self.assertRaisesRegex(exception, pattern), self.env.cr.savepoint():
            work()
            self.env.flush_all()
        self.env.invalidate_all()
