from odoo import api, fields, models

from .bookstore_client_order import OPEN


class ResPartner(models.Model):
    _inherit = "res.partner"

    bookstore_client_count = fields.Integer(
        "Books Ordered",
        compute="_compute_bookstore_client_count",
        groups="bookstore_deposit.group_bookstore_user",
    )

    @api.depends_context("allowed_company_ids")
    def _compute_bookstore_client_count(self):
        groups = self.env["bookstore.client.order"]._read_group(
            [("partner_id", "in", self.ids), ("state", "in", OPEN)], ["partner_id"], ["__count"]
        )
        counts = {partner.id: count for partner, count in groups}
        for partner in self:
            partner.bookstore_client_count = counts.get(partner.id, 0)

    def action_view_bookstore_client_orders(self):
        """What this customer ordered, and the way to take another order."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bookstore_client_order.bookstore_client_order_action"
        )
        return action | {
            "name": self.env._("Client Orders of %s", self.name),
            "domain": [("partner_id", "=", self.id)],
            "views": [(False, "list"), (False, "form")],
            "context": {"default_partner_id": self.id},
        }
