from secrets import token_hex

from odoo import api, models
from odoo.exceptions import AccessError, UserError

PASS = "bookstore_wallet_pass"
KEPT = frozenset({"points", "program_id", "partner_id", "code", "active", "expiration_date"})
VALUES = frozenset(
    {
        *("product_id", "coupon_id", "reward_id", "points_cost", "order_id", "tax_ids", "discount"),
        *("price_unit", "technical_price_unit", "product_uom_qty", "product_uom_id", "qty"),
        *("price_subtotal", "price_subtotal_incl", "price_tax", "price_total"),
        *("invoice_lines", "qty_invoiced", "qty_to_invoice", "state", "extra_tax_data"),
    }
)  # of a line: what it takes from a wallet


class WalletPass(str):
    """Made by the sales order while it moves points itself; a context that comes over the wire holds
    plain texts, never one of these.
    """

    __slots__ = ()

    @classmethod
    def make(cls):
        return cls(token_hex(16))


class LoyaltyCard(models.Model):
    """The wallets of members: nobody types what is on them, whatever the way in."""

    _inherit = "loyalty.card"

    @api.model_create_multi
    def create(self, vals_list):
        cards = super().create(vals_list)
        wallets = cards._bookstore_get_wallets()
        if wallets and not self.env.su:
            wallets._bookstore_refuse()
        for card in wallets:
            twins = [
                ("program_id", "=", card.program_id.id),
                ("partner_id", "=", card.partner_id.id),
            ]
            if card.partner_id and self.with_context(active_test=False).search_count(twins) > 1:
                raise UserError(
                    self.env._(
                        "%s has a wallet already: a person has one. Use that one.",
                        card.partner_id.name,
                    )
                )
        return cards

    def write(self, vals):
        if KEPT.intersection(vals) and not self._bookstore_may_move():
            wallets = self._bookstore_get_wallets()
            if wallets:
                wallets._bookstore_refuse()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_bookstore_wallet(self):
        for card in self._bookstore_get_wallets():
            if card.history_ids:
                raise UserError(
                    self.env._(
                        "The wallet of %s has movements and is kept. Pay back what is on it instead.",
                        card.partner_id.name or card.code,
                    )
                )

    def _bookstore_may_move(self):
        return self.env.su or isinstance(self.env.context.get(PASS), WalletPass)

    def _bookstore_get_wallets(self):
        """Those of these cards that belong to members' programs."""
        # sudo: which program is the members' is no secret
        programs = self.sudo().program_id._bookstore_member_filter()
        return self.filtered(lambda card: card.sudo().program_id in programs)  # sudo: same reason

    def _bookstore_check_lines(self, lines):
        """Refuse what somebody types on lines that a wallet pays: Odoo's buttons write them.

        :param lines: of sales orders or of sales at the till
        """
        # sudo: whoever sells need not read cards, programs and companies
        for line in lines.sudo():
            company = line.company_id or line.order_id.company_id
            products = company._bookstore_member_get_products()
            programs = line.coupon_id.program_id | line.reward_id.program_id
            if line.product_id in products or programs._bookstore_member_filter():
                raise AccessError(
                    self.env._(
                        "What is paid with a member's wallet, or comes on it, follows from the sale:"
                        " nobody types it on a line. Take the line of the wallet out and use"
                        " “Promotions” again, or the button of the wallet at the till."
                    )
                )

    def _bookstore_refuse(self):
        raise AccessError(
            self.env._(
                "What is on the wallet of %s follows from contributions that are paid and from"
                " books that are taken: nobody types it. Register the payment of the contribution,"
                " or make a credit note.",
                self[:1].partner_id.name or self[:1].code,
            )
        )
