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
    price_cost = fields.Monetary(
        "Bought at excl. VAT", compute="_compute_price_cost", store=True, precompute=True
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
            parcel = self.env["bookstore.parcel"].new(
                {
                    "kind": "return",
                    "partner_id": request.partner_id.id,
                    "company_id": request.company_id.id,
                }
            )
            bought = parcel._get_firm_quantities(lines.product_id)
            for line in lines:
                is_firm = bought[line.product_id.id] > 0
                line.return_of = line.return_of or ("firm" if is_firm else "deposit")

    @api.depends("quantity")
    def _compute_accepted(self):
        for line in self:
            line.accepted = line.quantity

    @api.depends("product_id", "return_of", "request_id.partner_id")
    def _compute_price_cost(self):
        purchases = self._get_purchases()
        for line in self:
            bought = purchases.get(line._get_purchase_key()) if line.return_of == "firm" else None
            line.price_cost = bought._get_unit_cost() if bought else 0.0

    @api.depends("accepted", "price_cost", "return_of")
    def _compute_amount(self):
        for line in self:
            line.amount = line.accepted * line.price_cost if line.return_of == "firm" else 0.0

    def _get_purchase_key(self):
        request = self.request_id
        return request.company_id.id, request.partner_id.id, self.product_id.id

    def _get_purchases(self):
        """``{(company, distributor, title): its last firm purchase}``"""
        firm = self.filtered(lambda line: line.return_of == "firm")
        bought = self.env["bookstore.parcel.line"].search(
            [
                ("parcel_id.kind", "=", "firm"),
                ("parcel_id.state", "=", "done"),
                ("parcel_id.partner_id", "in", firm.request_id.partner_id.ids),
                ("company_id", "in", firm.request_id.company_id.ids),
                ("product_id", "in", firm.product_id._bookstore_get_family()),
            ],
            order="id",
        )
        return {
            (
                line.company_id.id,
                line.parcel_id.partner_id.id,
                line.product_id._bookstore_get_kept().id,
            ): line
            for line in bought
        }

    def _prepare_parcel_line_vals(self):
        return {
            "product_id": self.product_id.id,
            "quantity": self.accepted,
            "return_of": self.return_of,
            "note": self.note,
        }
