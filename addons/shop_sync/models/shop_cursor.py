from odoo import fields, models


class ShopCursor(models.Model):
    """How far one flow of one shop has been read, in the shop's own terms."""

    _name = "shop.cursor"
    _inherit = "suite.guard.mixin"
    _description = "Reading Position"
    _order = "channel_id, flow"
    _rec_name = "flow"

    channel_id = fields.Many2one("shop.channel", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="channel_id.company_id", store=True)
    flow = fields.Char(required=True)
    value = fields.Json(default=dict)

    _flow_unique = models.UniqueIndex("(channel_id, flow)", "A flow has one position.")
