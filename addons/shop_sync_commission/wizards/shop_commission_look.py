from odoo import api, fields, models
from odoo.fields import Command


class ShopCommissionLook(models.TransientModel):
    """The rules tried on one order, from the narrowest to the widest; nothing is changed."""

    _name = "shop.commission.look"
    _description = "Whose Order Is It?"

    order_id = fields.Many2one("sale.order")
    verdict = fields.Text(compute="_compute_verdict", string="Result")
    differs = fields.Boolean(compute="_compute_verdict")
    line_ids = fields.One2many(
        "shop.commission.look.line", "look_id", compute="_compute_line_ids", string="Rules"
    )

    @api.depends("order_id")
    def _compute_line_ids(self):
        for look in self:
            # sudo: the rules of the order's company, for who may read the order
            examined = self.env["shop.commission.rule"].sudo()._examine(look.order_id)
            winner = next((rule for rule, obstacles in examined if not obstacles), None)
            look.line_ids = [
                Command.create(
                    {
                        "rule_id": rule.id,
                        "outcome": "no" if obstacles else "wins" if rule == winner else "later",
                        "reason": look._explain(rule, obstacles, winner),
                    }
                )
                for rule, obstacles in (examined if look.order_id else ())
            ]

    @api.depends("order_id")
    def _compute_verdict(self):
        for look in self:
            look.verdict, look.differs = look._get_verdict() if look.order_id else ("", False)

    def _get_verdict(self):
        order = self.order_id
        # sudo: names of agents and rules, for who may read the order
        customer = order.partner_id.commercial_partner_id.sudo()
        held = order.sudo().order_line.agent_ids.agent_id
        if customer.commission_agent_ids:
            names = ", ".join(customer.commission_agent_ids.mapped("name"))
            text = self.env._(
                "%(agents)s: chosen on the customer %(customer)s, before any rule.",
                agents=names,
                customer=customer.name,
            )
            return text, held != customer.commission_agent_ids
        rule = self.env["shop.commission.rule"].sudo()._choose(order).get(order)  # sudo: as above
        if not rule:
            return self.env._("No rule holds: the order has no agent."), bool(held)
        text = self.env._(
            "%(agent)s, %(rate)s %%: rule “%(rule)s”.",
            agent=rule.agent_id.name,
            rate=self.env["commission.settlement"]._shop_spell_rate(rule.commission_id.fix_qty),
            rule=rule.name,
        )
        return text, held != rule.agent_id

    def _explain(self, rule, obstacles, winner):
        order = self.order_id
        if obstacles:
            return " ".join(self._explain_obstacle(name, rule, order) for name in obstacles)
        if rule == winner:
            return self.env._("All its conditions hold, and it is the narrowest.")
        return self.env._("Its conditions hold, but “%s” is tried before.", winner.name)

    def _explain_obstacle(self, name, rule, order):
        place = order.partner_shipping_id or order.partner_id
        if name == "shop":
            found = order.shop_channel_id.name or self.env._("no shop")
            return self.env._("Another shop: %s.", found)
        if name == "country":
            found = place.country_id.name or self.env._("none")
            return self.env._("Another country: %s.", found)
        if name == "territory":
            return self.env._(
                "Postcode %(found)s is not in %(territory)s.",
                found=place.zip or "–",
                territory=rule.territory,
            )
        if name == "seller":
            found = order.user_id.name or self.env._("none")
            return self.env._("Another salesperson: %s.", found)
        if rule.customers == "professional":
            return self.env._("The customer is a private person.")
        return self.env._("The customer is a professional.")
