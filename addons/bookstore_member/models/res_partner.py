from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    bookstore_member_balance = fields.Float(
        "Member's Wallet",
        compute="_compute_bookstore_member",
        digits="Product Price",
        groups="bookstore_deposit.group_bookstore_user",
    )
    bookstore_member_count = fields.Integer(
        "Memberships",
        compute="_compute_bookstore_member",
        groups="bookstore_deposit.group_bookstore_user",
    )

    @api.depends_context("allowed_company_ids")
    def _compute_bookstore_member(self):
        groups = self.env["bookstore.member"]._read_group(
            [("partner_id", "in", self.ids)], ["partner_id"], ["balance:sum", "__count"]
        )
        found = {partner.id: figures for partner, *figures in groups}
        for partner in self:
            balance, count = found.get(partner.id, (0.0, 0))
            partner.bookstore_member_balance = balance
            partner.bookstore_member_count = count

    def action_view_bookstore_member(self):
        """The membership of this person, or a new one."""
        self.ensure_one()
        members = self.env["bookstore.member"].search([("partner_id", "=", self.id)])
        return members._get_records_action(context={"default_partner_id": self.id})
