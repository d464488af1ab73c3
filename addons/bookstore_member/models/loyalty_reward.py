from odoo import api, models
from odoo.exceptions import UserError

RATE = frozenset(
    {
        *("program_id", "active", "reward_type", "discount", "discount_mode", "required_points"),
        *("discount_applicability", "discount_max_amount", "discount_line_product_id"),
        "clear_wallet",
    }
)


class LoyaltyReward(models.Model):
    """A euro on a wallet pays a euro: nobody changes that on the members' program."""

    _inherit = "loyalty.reward"

    @api.model_create_multi
    def create(self, vals_list):
        rewards = super().create(vals_list)
        rewards._bookstore_member_check_rate()
        return rewards

    def write(self, vals):
        if RATE.intersection(vals):
            self._bookstore_member_check_rate()
        result = super().write(vals)
        if "program_id" in vals:
            self._bookstore_member_check_rate()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_bookstore_wallet(self):
        self._bookstore_member_check_rate()

    def _bookstore_member_check_rate(self):
        if self.env["loyalty.card"]._bookstore_may_move():
            return
        if self.program_id._bookstore_member_filter():
            raise UserError(
                self.env._(
                    "A euro on a member's wallet pays a euro: the reward of that program stays as it"
                    " is. Make a program of its own for another offer."
                )
            )
