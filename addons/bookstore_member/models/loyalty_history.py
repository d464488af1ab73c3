from odoo import api, fields, models

from .loyalty_card import PASS, WalletPass


class LoyaltyHistory(models.Model):
    """The ledger of the members' wallets: lines are added, never changed and never taken out."""

    _inherit = "loyalty.history"

    bookstore_date = fields.Date(
        "Day", default=fields.Date.context_today, readonly=True, index="btree_not_null"
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._bookstore_check_kept()
        return lines

    def write(self, vals):
        self._bookstore_check_kept()
        return super().write(vals)

    def unlink(self):
        """Odoo takes the lines of a cancelled order out; those of a wallet stay, and a line is added
        that gives back.
        """
        wallets = self.card_id._bookstore_get_wallets()
        kept = self.filtered(lambda line: line.card_id in wallets and (line.issued or line.used))
        if kept and not isinstance(self.env.context.get(PASS), WalletPass):
            wallets._bookstore_refuse()
        return super(LoyaltyHistory, self - kept).unlink()

    def _bookstore_check_kept(self):
        if not self.card_id._bookstore_may_move():
            wallets = self.card_id._bookstore_get_wallets()
            if wallets:
                wallets._bookstore_refuse()

    def _get_order_description(self):
        """A contribution is told by its month."""
        if self.order_model == "bookstore.member.contribution":
            return self.env[self.order_model].browse(self.order_id)._get_label()
        return super()._get_order_description()
