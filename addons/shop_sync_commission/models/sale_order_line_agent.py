from odoo import models


class SaleOrderLineAgent(models.Model):
    _inherit = "sale.order.line.agent"

    def _shop_is_in_rules(self):
        return bool(self.shop_rule_id or self.object_id.order_id._shop_is_in_rules())
