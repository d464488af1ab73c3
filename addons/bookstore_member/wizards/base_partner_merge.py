from odoo import models
from odoo.exceptions import UserError


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """A member goes on as the contact that stays; two wallets are never thrown together."""
        partners = self.env["res.partner"].browse(partner_ids).exists()
        partners |= dst_partner or self.env["res.partner"]
        if len(partners) > 1:
            self._bookstore_member_check_wallets(partners)
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        # sudo: who merges contacts need not be of the bookshop
        members = self.env["bookstore.member"].sudo()
        members.search([("partner_id", "in", partners.ids)])._apply_discount()
        return result

    def _bookstore_member_check_wallets(self, partners):
        # sudo: who merges contacts need not read members and wallets
        env = self.sudo().with_context(active_test=False).env
        members = env["bookstore.member"].search([("partner_id", "in", partners.ids)])
        cards = env["loyalty.card"].search([("partner_id", "in", partners.ids)])
        wallets = cards._bookstore_get_wallets()
        unused = wallets.filtered(lambda card: not card.points and not card.history_ids)
        unused -= members.card_id
        for lines in (env["sale.order.line"], env["pos.order.line"]):
            unused -= lines.search([("coupon_id", "in", unused.ids)]).coupon_id
        groups = [
            *members.grouped("company_id").values(),
            *(wallets - unused).grouped("program_id").values(),
        ]
        for group in groups:
            if len(group) > 1:
                raise UserError(
                    self.env._(
                        "%s have a member's wallet each, and wallets are not thrown together. End"
                        " the membership of one, use up or pay back its wallet, and archive that"
                        " contact instead of merging it.",
                        ", ".join(group.partner_id.mapped("name")),
                    )
                )
        kept = wallets - unused or unused[:1]
        (wallets - kept).unlink()
