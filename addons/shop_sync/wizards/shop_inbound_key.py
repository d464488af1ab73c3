import hashlib
import secrets

from odoo import api, fields, models


class ShopInboundKey(models.TransientModel):
    """Makes the key with which an integration platform may send orders to one shop. Shown once;
    only its fingerprint is kept."""

    _name = "shop.inbound.key"
    _description = "Key for Sending Orders"

    channel_id = fields.Many2one("shop.channel", string="Shop", required=True)
    endpoint = fields.Char(related="channel_id.endpoint")
    key = fields.Char(readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create([{**vals, "key": False} for vals in vals_list])
        for wizard in wizards:
            wizard.channel_id.check_access("write")
            wizard._make_key()
        return wizards

    def _make_key(self):
        key = secrets.token_urlsafe(32)
        # sudo: the fingerprint has no reader; write access to the shop was checked.
        self.channel_id.sudo().key_hash = hashlib.sha256(key.encode()).hexdigest()
        self.channel_id._trace(self.env._("A new key for sending orders was made; older ones end."))
        self.key = key
