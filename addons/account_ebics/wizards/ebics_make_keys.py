from odoo import fields, models
from odoo.exceptions import UserError


class EbicsMakeKeys(models.TransientModel):
    """Asks a person for the passphrase of his new keys. It is never stored."""

    _name = "ebics.make.keys"
    _description = "Make EBICS Keys"

    subscriber_id = fields.Many2one("ebics.subscriber", required=True, readonly=True)
    passphrase = fields.Char(compute="_compute_nothing", inverse="_inverse_passphrase")
    repeated = fields.Char(
        string="Once More", compute="_compute_nothing", inverse="_inverse_passphrase"
    )

    def _compute_nothing(self):
        self.passphrase = self.repeated = False

    def _inverse_passphrase(self):
        """Make the keys as the form is saved: this is the only moment that knows the words."""
        for wizard in self:
            if not wizard.passphrase and not wizard.repeated:
                continue
            if wizard.passphrase != wizard.repeated:
                raise UserError(self.env._("The two passphrases are not the same."))
            wizard.subscriber_id._make_keys(wizard.passphrase)

    def action_make(self):
        """The keys are made when the form is saved; this closes it."""
        self.ensure_one()
        if self.subscriber_id.state != "made":
            raise UserError(self.env._("Type a passphrase, twice."))
        return {"type": "ir.actions.act_window_close"}
