from odoo import fields, models


class BookstoreLendingLine(models.Model):
    """Copies of one title on an invoice of a lending organisation, at one public price."""

    _name = "bookstore.lending.line"
    _description = "Title Declared for the Lending Right"
    _inherit = ["suite.guard.mixin"]
    _order = "document_id, id"
    _rec_name = "product_id"
    _guarded_fields = frozenset(
        [
            "document_id",
            "product_id",
            "ean",
            "copies",
            "price_public",
            "amount_excluded",
            "amount_included",
            "base",
        ]
    )

    document_id = fields.Many2one(
        "bookstore.lending.document", "Invoice", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="document_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    declaration_id = fields.Many2one(
        related="document_id.declaration_id", store=True, index="btree_not_null"
    )
    date = fields.Date(related="document_id.date", store=True)
    partner_id = fields.Many2one(related="document_id.partner_id", store=True)
    product_id = fields.Many2one(
        "product.product", "Title", required=True, index=True, ondelete="restrict"
    )
    ean = fields.Char("EAN", readonly=True, help="As it was when the invoice was posted.")
    copies = fields.Float(digits="Product Unit", readonly=True)
    price_public = fields.Monetary(
        "Public Price excl. VAT",
        readonly=True,
        aggregator=None,
        help="Of a copy, on the day it was sold: a price changed later changes nothing.",
    )
    amount_excluded = fields.Monetary("Paid excl. VAT", readonly=True)
    amount_included = fields.Monetary("Paid incl. VAT", readonly=True)
    base = fields.Monetary(
        "Public Price Total excl. VAT", readonly=True, help="What the levy is counted on."
    )
