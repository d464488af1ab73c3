from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user


class FiguresCommon(TransactionCase):
    """Two salespeople who sold, delivered and took back; a product that was rated."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.sector = cls.env["res.partner.industry"].create({"name": "Gates"})
        cls.customer = cls.env["res.partner"].create(
            {"name": "Bellevue", "is_company": True, "industry_id": cls.sector.id}
        )
        cls.anna = new_test_user(cls.env, "figures_anna", "sales_team.group_sale_salesman")
        cls.boss = new_test_user(
            cls.env, "figures_boss", "sales_team.group_sale_manager,stock.group_stock_user"
        )
        cls.motor, cls.gate = cls.env["product.product"].create(
            [
                {"name": "Motor", "type": "consu", "list_price": 100, "taxes_id": False},
                {"name": "Gate", "type": "consu", "list_price": 30, "taxes_id": False},
            ]
        )

    @classmethod
    def _sell(cls, user, *lines, returned=0):
        """Sell and deliver ``(product, quantity)``; so many pieces of the first one come back."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "user_id": user.id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": quantity})
                    for product, quantity in lines
                ],
            }
        )
        order.action_confirm()
        cls._do(order.picking_ids)
        if returned:
            wizard = cls.env["stock.return.picking"].create({"picking_id": order.picking_ids.id})
            line = wizard.product_return_moves.filtered(lambda one: one.product_id == lines[0][0])
            line.quantity = returned
            cls._do(wizard._create_return())
        cls.env.flush_all()
        return order

    @staticmethod
    def _do(pickings):
        for move in pickings.move_ids:
            move.quantity = move.product_uom_qty
        pickings.move_ids.picked = True
        pickings._action_done()

    @classmethod
    def _rate(cls, product, rating):
        return cls.env["rating.rating"].create(
            {
                "res_model_id": cls.env["ir.model"]._get_id(product._name),
                "res_id": product.id,
                "partner_id": cls.customer.id,
                "rating": rating,
                "consumed": True,
            }
        )
