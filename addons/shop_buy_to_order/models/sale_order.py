from odoo import api, fields, models

READERS = (
    "sales_team.group_sale_salesman,purchase.group_purchase_user,stock.group_stock_user,"
    "shop_sync.group_shop_sync_user"
)
"""Who may read what is bought to order."""


class SaleOrder(models.Model):
    _inherit = "sale.order"

    buy_need_ids = fields.One2many(
        "shop.buy.need", "order_id", string="Bought to order", groups=READERS
    )
    buy_need_count = fields.Integer(compute="_compute_buy_need", compute_sudo=True)
    buy_margin = fields.Monetary(
        compute="_compute_buy_need",
        compute_sudo=True,
        currency_field="buy_currency_id",
        string="Margin of what is bought to order",
        help="What these lines sell for, less what their purchase lines cost.",
    )
    buy_currency_id = fields.Many2one(related="company_id.currency_id", string="Company currency")

    @api.depends("buy_need_ids.margin")
    def _compute_buy_need(self):
        for order in self:
            order.buy_need_count = len(order.buy_need_ids)
            order.buy_margin = sum(order.buy_need_ids.mapped("margin"))

    def _action_confirm(self):
        done = super()._action_confirm()
        # sudo: whoever sells need not buy; what is bought follows from the order.
        self.env["shop.buy.need"].sudo()._follow(self.order_line)
        return done

    def _action_cancel(self):
        done = super()._action_cancel()
        # sudo: as above.
        self.env["shop.buy.need"].sudo()._follow(self.order_line)
        return done

    def action_buy_open_needs(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "shop_buy_to_order.shop_buy_need_action"
        )
        return {**action, "domain": [("order_id", "=", self.id)], "context": {}}
