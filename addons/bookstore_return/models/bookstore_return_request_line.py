from odoo import api, fields, models


class BookstoreReturnRequestLine(models.Model):
    """Copies of a title that would go back, and how many of them may."""

    _name = "bookstore.return.request.line"
    _inherit = "suite.guard.mixin"
    _description = "Title of a Request for a Return"
    _rec_name = "product_id"
    _order = "request_id desc, id"
    _check_company_auto = True

    request_id = fields.Many2one(
        "bookstore.return.request", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="request_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="request_id.currency_id")
    product_id = fields.Many2one(
        "product.product",
        "Title",
        required=True,
        domain=[("is_storable", "=", True)],
        check_company=True,
    )
    barcode = fields.Char(related="product_id.barcode", string="ISBN")
    authors = fields.Char(related="product_id.bookstore_authors")
    places = fields.Char(related="product_id.bookstore_places", string="In Stock")
    return_of = fields.Selection(
        [("deposit", "Deposit copies"), ("firm", "Firm copies")],
        "Which Copies",
        compute="_compute_return_of",
        store=True,
        readonly=False,
        precompute=True,
    )
    quantity = fields.Float("Asked", default=1, digits="Product Unit")
    accepted = fields.Float(
        "Allowed",
        compute="_compute_accepted",
        store=True,
        readonly=False,
        precompute=True,
        digits="Product Unit",
    )
    price_cost = fields.Float(
        "Bought at excl. VAT",
        compute="_compute_price_cost",
        store=True,
        precompute=True,
        digits=(16, 4),
    )
    amount = fields.Monetary("Credit Expected", compute="_compute_amount")
    reason = fields.Char(help="Why it is proposed.")
    note = fields.Char("Comment", help="Printed on the list: bent corner, second request…")

    _quantities = models.Constraint(
        "CHECK (quantity >= 0 AND accepted >= 0 AND accepted <= quantity)",
        "A distributor allows no more copies than were asked.",
    )

    @api.depends("product_id", "request_id.partner_id")
    def _compute_return_of(self):
        """Firm copies when any were bought from it, else its deposit ones."""
        for request, lines in self.grouped("request_id").items():
            bought = request._new_parcel()._get_firm_quantities(lines.product_id)
            for line in lines:
                is_firm = bought[line.product_id.id] > 0
                line.return_of = line.return_of or ("firm" if is_firm else "deposit")

    @api.depends("quantity")
    def _compute_accepted(self):
        for line in self:
            line.accepted = line.quantity

    @api.depends("product_id", "return_of", "request_id.partner_id", "accepted")
    def _compute_price_cost(self):
        for request, lines in self.grouped("request_id").items():
            firm = lines.filtered(lambda line: line.return_of == "firm")
            (lines - firm).price_cost = 0.0
            parcel = request._new_parcel()
            layers = parcel._get_firm_layers(firm.product_id)
            for line in firm:
                title = line.product_id._bookstore_get_kept()
                taken = parcel._take_layers(layers[title.id], line.accepted)
                cost = sum(copies * bought._get_unit_cost() for copies, bought in taken)
                copies = sum(copies for copies, _bought in taken)
                line.price_cost = cost / copies if copies else 0.0

    @api.depends("accepted", "price_cost", "return_of")
    def _compute_amount(self):
        for line in self:
            line.amount = line.accepted * line.price_cost if line.return_of == "firm" else 0.0

    def _prepare_parcel_line_vals(self):
        return {
            "product_id": self.product_id.id,
            "quantity": self.accepted,
            "return_of": self.return_of,
            "note": self.note,
        }
