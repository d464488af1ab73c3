from odoo import models
from odoo.fields import Command

# Parts of a shop order that are no merchandise (the others are goods, wrapping and vouchers).
NO_COMMISSION = ("shipping", "ecotax", "difference", "part")
CONFIRMED = ("sale", "cancel")


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _compute_agent_ids(self):
        """The customer's own agents first, else the rules; a confirmed order keeps its agents."""
        deposits = self.filtered(
            lambda line: line.is_downpayment and line.order_id.state in CONFIRMED
        )
        promised = deposits.filtered(lambda line: line.order_id._shop_is_in_rules())
        rest = (self - promised).filtered(lambda line: not line._shop_keeps_agents())
        super(SaleOrderLine, rest)._compute_agent_ids()
        (rest - deposits)._shop_give_agents()
        promised._shop_give_promised()

    def copy_data(self, default=None):
        """A copy is a new order: the rules decide again, and the customer's own agents; a seller
        types none by a copy either."""
        values = super().copy_data(default)
        is_typed = self.env.su or self.env.user._shop_decides_commissions()
        for line, vals in zip(self, values, strict=True):
            if not is_typed or line.order_id._shop_is_in_rules():
                vals.pop("agent_ids", None)
        return values

    def _shop_give_promised(self):
        """A down payment has the agents of the goods of its order, whatever the rules say now."""
        for line in self.filtered(lambda line: not line.agent_ids):
            given = () if line.display_type else line._shop_get_goods().agent_ids
            line.agent_ids = [
                Command.create(
                    {
                        "agent_id": one.agent_id.id,
                        "commission_id": one.commission_id.id,
                        "shop_rule_id": one.shop_rule_id.id,
                    }
                )
                for one in given
            ]

    def _shop_get_goods(self):
        """The first line of the order that earns something."""
        goods = self.order_id.order_line.filtered(
            lambda line: not line.is_downpayment and line.agent_ids
        )
        return goods[:1]

    def _shop_is_in_rules(self):
        return self.order_id._shop_is_in_rules()

    def _shop_keeps_agents(self):
        confirmed = self.order_id.state in CONFIRMED and self.agent_ids
        return bool(confirmed and self.order_id._shop_is_in_rules())

    def _shop_follow_rules(self):
        """Ask the rules again, where they decide."""
        typed = self.agent_ids._shop_get_typed().filtered(
            lambda one: not one.create_uid._shop_decides_commissions()
        )
        ruled = self.filtered(
            lambda line: not line.agent_ids or line.agent_ids.shop_rule_id or line.agent_ids & typed
        )
        own = ruled.sudo()  # sudo: agents follow from the customer and the rules, whoever enters it
        own.agent_ids = False
        own._compute_agent_ids()

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
