from odoo import fields, models


class EbicsBankConfirm(models.TransientModel):
    """Asks for the fingerprints that the bank's letter shows. What came is not shown here: who
    sees it does not compare.
    """

    _name = "ebics.bank.confirm"
    _description = "Confirm the Keys of a Bank"

    bank_id = fields.Many2one("ebics.bank", required=True, readonly=True)
    authentication = fields.Text(string="Authentication (X002)", required=True)
    encryption = fields.Text(string="Encryption (E002)", required=True)

    def action_confirm(self):
        """Believe the keys of the bank when both fingerprints are theirs."""
        self.ensure_one()
        self.bank_id._confirm_keys(self.authentication, self.encryption)
        return {"type": "ir.actions.act_window_close"}
