from odoo import fields, models


class BookstorePriceChange(models.Model):
    """A public price that a title had until a moment.

    Sales are recorded late: a till without network, a sheet of last week. What their distributor
    is owed depends on the price of their own day (loi n° 81-766 du 10 août 1981).
    """

    _name = "bookstore.price.change"
    _description = "Former Public Price"
    _order = "date desc, id desc"
    _rec_name = "product_tmpl_id"

    product_tmpl_id = fields.Many2one(
        "product.template", "Title", required=True, index=True, ondelete="cascade", readonly=True
    )
    date = fields.Datetime("Until", required=True, default=fields.Datetime.now, readonly=True)
    price = fields.Float("Former Price", digits="Product Price", required=True, readonly=True)
