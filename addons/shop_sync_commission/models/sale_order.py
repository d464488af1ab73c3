from odoo import models

from ..core.rules import Case

# What the rules look at.
ASKED = frozenset({"user_id", "partner_shipping_id", "partner_invoice_id", "shop_channel_id"})


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def write(self, vals):
        """While an order is not confirmed its agent follows the rules."""
        written = super().write(vals)
        if not ASKED.isdisjoint(vals):
            open_orders = self.filtered(lambda order: order.state in ("draft", "sent"))
            # sudo: agents follow from the rules, whoever enters the order
            open_orders.sudo().order_line._shop_follow_rules()
        return written

    def action_shop_commission_look(self):
        """Why this agent?"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "shop_sync_commission.shop_commission_look_action"
        )
        return {**action, "context": {"default_order_id": self.id}}

    def _shop_is_in_rules(self):
        """Orders of a shop, and others that a rule gave an agent."""
        return bool(self.shop_channel_id or self.order_line.agent_ids.shop_rule_id)

    def _shop_as_case(self):
        customer = self.partner_id.commercial_partner_id
        place = self.partner_shipping_id or self.partner_id
        return Case(
            shop=self.shop_channel_id.id or 0,
            country=place.country_id.code or "",
            postcode=place.zip or "",
            seller=self.user_id.id or 0,
            professional=bool(customer.is_company or customer.vat),
        )
