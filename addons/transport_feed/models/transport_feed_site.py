from odoo import fields, models


class TransportFeedSite(models.Model):
    """What a group's feed writes as place of storage, and the site that owns those cars."""

    _name = "transport.feed.site"
    _description = "Stock Feed Site"
    _order = "feed_id, id"
    _rec_name = "value"

    feed_id = fields.Many2one("transport.feed", required=True, index=True, ondelete="cascade")
    client_id = fields.Many2one(related="feed_id.partner_id")
    value = fields.Char(string="Place in the File", required=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Site",
        required=True,
        ondelete="cascade",
        domain="[('id', 'child_of', client_id), ('is_company', '=', True)]",
    )

    _value_unique = models.UniqueIndex(
        "(feed_id, lower(value))", "This place is already in the table of the feed."
    )
