from odoo import models


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _action_send_mail(self, auto_commit=False):
        """A sent quote that is sent again is promised anew, as it is now."""
        again = self.env["sale.order"]
        if self.env.context.get("mark_so_as_sent"):
            for composer in self.filtered(lambda one: one.model == "sale.order"):
                orders = again.browse(composer._evaluate_res_ids())
                again |= orders.filtered(lambda order: order.state == "sent")
            again._tech_check_limits()
        result = super()._action_send_mail(auto_commit=auto_commit)
        again._tech_remember_sent_prices()
        return result
