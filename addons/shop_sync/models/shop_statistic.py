from odoo import fields, models


class ShopStatistic(models.Model):
    """The figures of one shop on one day; what the daily report and the graph show."""

    _name = "shop.statistic"
    _description = "Shop Day"
    _order = "day desc, channel_id"
    _rec_name = "day"
    _log_access = False

    channel_id = fields.Many2one("shop.channel", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", index=True)
    day = fields.Date(required=True)
    requests = fields.Integer()
    writes = fields.Integer()
    received = fields.Integer(string="Documents received")
    processed = fields.Integer(string="Messages carried out")
    failed = fields.Integer(string="Messages in trouble")
    pushed = fields.Integer(string="Stock lines pushed")
    orders = fields.Integer(string="New orders")
    amount = fields.Float(string="Turnover", digits=(16, 2))

    _day_unique = models.UniqueIndex("(channel_id, day)", "A shop has one row a day.")
