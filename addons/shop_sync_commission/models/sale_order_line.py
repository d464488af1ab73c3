from odoo import models
from odoo.fields import Command

# Parts of a shop order that are no merchandise (the others are goods, wrapping and vouchers).
NO_COMMISSION = ("shipping", "ecotax", "difference", "part")


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _compute_agent_ids(self):
        """The customer's own agents first, else the rules; a confirmed order keeps its agents."""
        rest = self.filtered(lambda line: not line._shop_keeps_agents())
        super(SaleOrderLine, rest)._compute_agent_ids()
        rest._shop_give_agents()

    def copy_data(self, default=None):
        """A copy is a new order: the rules decide again."""
        values = super().copy_data(default)
        for line, vals in zip(self, values, strict=True):
            if line.order_id._shop_is_in_rules():
                vals.pop("agent_ids", None)
        return values

    def _shop_is_in_rules(self):
        return self.order_id._shop_is_in_rules()

    def _shop_keeps_agents(self):
        confirmed = self.order_id.state in ("sale", "cancel") and self.agent_ids
        return bool(confirmed and self.order_id._shop_is_in_rules())

    def _shop_follow_rules(self):
        """Ask the rules again, where they decide."""
        ruled = self.filtered(lambda line: line.agent_ids.shop_rule_id or not line.agent_ids)
        ruled.agent_ids = False
        ruled._shop_give_agents()

    def _shop_give_agents(self):
        # sudo: agents follow from the rules, whoever enters the order
        lines = self.sudo().filtered(lambda line: not line.display_type and line.order_id)
        free = lines.filtered(lambda line: line.agent_ids and line._shop_is_free())
        free.agent_ids = False
        lines = lines.filtered(lambda line: not line.agent_ids and not line._shop_is_free())
        chosen = lines.env["shop.commission.rule"]._choose(lines.order_id)
        for line in lines:
            if rule := chosen.get(line.order_id):
                line.agent_ids = [
                    Command.create(
                        {
                            "agent_id": rule.agent_id.id,
                            "commission_id": rule.commission_id.id,
                            "shop_rule_id": rule.id,
                        }
                    )
                ]

    def _shop_is_free(self):
        """Carriage and what is only passed on, on an order that the rules decide about."""
        carriage = self.is_delivery and (self.order_id.shop_channel_id or not self.agent_ids)
        return bool(self.commission_free or self.shop_part in NO_COMMISSION or carriage)
