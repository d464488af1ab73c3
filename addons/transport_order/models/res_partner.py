from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    transport_order_count = fields.Integer(
        compute="_compute_transport_order_count",
        groups="transport_order.group_transport_user",
    )

    def _compute_transport_order_count(self):
        counts = dict(
            self.env["transport.order"]._read_group(
                [("partner_id", "child_of", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            family = self.env["res.partner"].browse(
                client.id for client in counts if partner.id in client._get_transport_line()
            )
            partner.transport_order_count = sum(counts[client] for client in family)

    def _get_transport_line(self):
        """:return: ids of the company and of the companies above it"""
        return [int(part) for part in (self.parent_path or "").split("/") if part]

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
