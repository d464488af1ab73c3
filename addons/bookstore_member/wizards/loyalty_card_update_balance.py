from odoo import models


class LoyaltyCardUpdateBalance(models.TransientModel):
    _inherit = "loyalty.card.update.balance"

    def action_update_card_point(self):
        """The balance of a member's wallet is not typed, by an administrator either."""
        wallets = self.card_id._bookstore_get_wallets()
        if wallets:
            wallets._bookstore_refuse()
        return super().action_update_card_point()
