from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.ownership import is_number_of_copies


class BookstoreDaySheetLine(models.Model):
    """Copies of a title sold that day."""

    _name = "bookstore.day.sheet.line"
    _description = "Sale of a Day Sheet"
    _inherit = ["bookstore.guard.mixin"]
    _rec_name = "product_id"
    _check_company_auto = True
    _draft_fields = frozenset(["sheet_id", "product_id", "quantity", "price"])

    sheet_id = fields.Many2one("bookstore.day.sheet", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="sheet_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="sheet_id.currency_id")
    product_id = fields.Many2one(
        "product.product",
        "Title",
        required=True,
        domain=[("sale_ok", "=", True)],
        check_company=True,
    )
    barcode = fields.Char(related="product_id.barcode", string="ISBN")
    quantity = fields.Float("Copies", default=1, digits="Product Unit")
    price = fields.Float(
        digits="Product Price",
        compute="_compute_price",
        store=True,
        readonly=False,
        precompute=True,
    )
    amount = fields.Monetary(compute="_compute_amount", store=True)

    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "Sell at least one copy.")

    def _get_document(self):
        return self.sheet_id

    @api.depends("product_id")
    def _compute_price(self):
        """The public price of the day of the sheet, which may be another one today."""
        former = self._get_former_prices()
        for line in self:
            line.price = line._get_price_of_day(former)

    def _get_former_prices(self):
        """``{title: its price changes, the first one first}``"""
        titles = self.product_id.product_tmpl_id._origin
        # sudo: former prices are read for everyone who records a sale
        changes = self.env["bookstore.price.change"].sudo()
        found = changes.search([("product_tmpl_id", "in", titles.ids)], order="date, id")
        return found.grouped("product_tmpl_id")

    def _get_price_of_day(self, former):
        sheet = self.sheet_id
        if not sheet.date or sheet.date >= fields.Date.context_today(self):
            return self.product_id.lst_price
        changes = former.get(self.product_id.product_tmpl_id._origin, ())
        later = (change.price for change in changes if change.date >= sheet._get_moment())
        return next(later, self.product_id.lst_price)

    def _follow_day(self):
        """The sheet is of another day: its public prices are of that day; what was typed stays."""
        former = self._get_former_prices()
        for line in self:
            changes = former.get(line.product_id.product_tmpl_id._origin, ())
            public = {line.product_id.lst_price, *(change.price for change in changes)}
            if line.price in public:
                line.price = line._get_price_of_day(former)

    @api.depends("quantity", "price")
    def _compute_amount(self):
        for line in self:
            line.amount = line.quantity * line.price

    def _check_whole_copies(self):
        for line in self:
            if not is_number_of_copies(line.quantity):
                raise UserError(
                    self.env._(
                        "%(title)s: %(copies)s is no number of copies. Type a whole one.",
                        title=line.product_id.name,
                        copies=line.quantity,
                    )
                )
