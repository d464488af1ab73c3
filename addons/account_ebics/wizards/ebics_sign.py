from odoo import api, fields, models
from odoo.exceptions import UserError


class EbicsSign(models.TransientModel):
    """Asks a person for his passphrase to sign orders. It is never stored."""

    _name = "ebics.sign"
    _description = "Sign EBICS Orders"

    order_ids = fields.Many2many("ebics.order", string="Orders", required=True)
    summary = fields.Char(compute="_compute_summary")
    passphrase = fields.Char(compute="_compute_passphrase", inverse="_inverse_passphrase")

    @api.depends("order_ids")
    def _compute_summary(self):
        for wizard in self:
            wizard.summary = ", ".join(map(self._get_summary, wizard.order_ids))

    @staticmethod
    def _get_summary(order):
        total = order.total and order.currency_id.format(order.total)
        words = [order.filename or order.name, order.payment_count and total]
        return f"{order.service_id.name} ({' · '.join(filter(None, words))})"

    def _compute_passphrase(self):
        self.passphrase = False

    def _inverse_passphrase(self):
        """Sign as the form is saved: this is the only moment that knows the passphrase."""
        for wizard in self:
            if wizard.passphrase:
                wizard.order_ids._sign(wizard.passphrase)

    def action_sign(self):
        """The orders are signed when the form is saved; this closes it."""
        self.ensure_one()
        if any(self.env.user not in order.signature_ids.user_id for order in self.order_ids):
            raise UserError(self.env._("Type your passphrase."))
        return {"type": "ir.actions.act_window_close"}
