from odoo import fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    transport_order_count = fields.Integer(
        compute="_compute_transport_order_count",
        groups="transport_order.group_transport_user",
    )

    transport_address_ids = fields.One2many(
        "transport.address",
        "partner_id",
        string="Places",
        groups="transport_order.group_transport_user",
    )
    transport_order_ids = fields.One2many(
        "transport.order",
        "partner_id",
        string="Transports",
        groups="transport_order.group_transport_user",
    )
    transport_tariff_ids = fields.Many2many(
        "transport.tariff",
        string="Own Tariffs",
        compute="_compute_transport_tariff_ids",
        groups="transport_order.group_transport_user",
    )
    transport_is_client = fields.Boolean(
        string="Transport Client",
        compute="_compute_transport_is_client",
        search="_search_transport_is_client",
        groups="transport_order.group_transport_user",
        help="It has transports, cars or places, or one of its sites has.",
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

    def _compute_transport_tariff_ids(self):
        """Read only: whose a tariff is, its own form says, to who may write tariffs."""
        tariffs = self.env["transport.tariff"].search([("partner_ids", "in", self.ids)])
        for partner in self:
            own = tariffs.filtered(lambda tariff, partner=partner: partner in tariff.partner_ids)
            partner.transport_tariff_ids = own

    def _compute_transport_is_client(self):
        partners = self.with_context(active_test=False)
        clients = partners.search([("id", "in", self.ids), ("transport_is_client", "=", True)])
        for partner in self:
            partner.transport_is_client = partner._origin in clients

    def _search_transport_is_client(self, operator, value):
        if operator != "in":
            return NotImplemented
        owners = {
            partner.id
            for model in ("transport.order", "transport.address", "transport.vehicle")
            for (partner,) in self.env[model]._read_group([], ["partner_id"])
        }
        clients = Domain("id", "parent_of", list(owners))
        return clients if True in value else ~clients

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
