from odoo import fields, models


class ShopThrottle(models.Model):
    """When the last requests to a shop left, shared by all workers and hosts."""

    _name = "shop.throttle"
    _description = "Request Times"
    _log_access = False

    channel_key = fields.Integer(required=True)
    recent = fields.Json()

    _channel_unique = models.UniqueIndex("(channel_key)", "A shop has one list of request times.")
