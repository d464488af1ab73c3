from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    transport_order_count = fields.Integer(
        compute="_compute_transport_order_count",
        groups="transport_order.group_transport_user",
    )

    def _compute_transport_order_count(self):
        counts = self.env["transport.order"]._read_group(
            [("partner_id", "child_of", self.ids)], ["partner_id"], ["__count"]
        )
        self.transport_order_count = 0
        for client, count in counts:
            while client:
                if client in self:
                    client.transport_order_count += count
                client = client.parent_id

    def action_view_transport_orders(self):
        """Open the transports of this client and of its sites."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "transport_order.transport_order_action"
        )
        return action | {
            "domain": [("partner_id", "child_of", self.id)],
            "context": {"default_partner_id": self.id},
        }
