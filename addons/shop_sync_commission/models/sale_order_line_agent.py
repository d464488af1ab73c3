from odoo import models


class SaleOrderLineAgent(models.Model):
    _inherit = "sale.order.line.agent"

    def _shop_is_in_rules(self):
        return bool(self.shop_rule_id or self.object_id.order_id._shop_is_in_rules())

    def _shop_get_typed(self):
        """Where a rule holds: neither its agent nor the customer's, at their commissions."""
        orders = self.object_id.order_id
        # sudo: whether they are as the rules say
        chosen = self.env["shop.commission.rule"].sudo()._choose(orders)

        def is_typed(one):
            order = one.object_id.order_id
            rule = chosen.get(order)
            if not rule or one.shop_rule_id:
                return False
            known = [
                (agent, agent.commission_id) for agent in order.partner_id.commission_agent_ids
            ]
            known.append((rule.agent_id, rule.commission_id))
            return (one.agent_id, one.commission_id) not in known

        return self.filtered(is_typed)

    def _shop_get_rate(self):
        """A down payment has the rate of the goods, as it was promised."""
        if self.object_id.is_downpayment:
            promise = self.object_id._shop_get_goods().agent_ids.filtered(
                lambda one: (
                    one.agent_id == self.agent_id and one.commission_id == self.commission_id
                )
            )
            if promise:
                return promise[:1].shop_rate
        return super()._shop_get_rate()
