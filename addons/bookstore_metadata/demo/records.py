"""What the BnF said of some titles of the demonstration shop, which had them otherwise."""

from odoo import api, models

from odoo.addons.bookstore_deposit.core.unimarc import parse_records
from odoo.addons.bookstore_deposit.demo.shop import open_shop

from ..core.bnf import found_of

UNKNOWN = "9782955410202"
# How the shop has three of them: one is decided, one partly, one not at all.
OURS = (
    {"bookstore_pages": 0, "bookstore_year": 2001, "bookstore_collection": "Poche"},
    {"bookstore_authors": "V. Hugo", "bookstore_pages": 128},
    {"bookstore_year": 1999, "bookstore_pages": 96, "bookstore_publisher_id": False},
)


class BookstoreMetadataRecord(models.Model):
    _inherit = "bookstore.metadata.record"

    @api.model
    def _demo_load(self):
        _company, shop = open_shop(self)
        books = shop.env["product.product"].search(
            [
                ("barcode", "!=", False),
                ("bookstore_marc", "!=", False),
                ("bookstore_pages", ">", 0),
            ],
            order="barcode",
            limit=len(OURS),
        )
        titles = books.product_tmpl_id
        answers = {UNKNOWN: None}
        for title, vals in zip(titles, OURS, strict=False):
            [record] = parse_records(title.bookstore_marc.encode())
            answers[title.barcode] = found_of(record)
            title.write(vals)
        shop._keep("bnf", answers)._compare()
        shop._demo_decide(titles)

    def _demo_decide(self, titles):
        proposals = self.env["bookstore.metadata.proposal"].search(
            [("product_tmpl_id", "in", titles.ids)]
        )
        first, second = titles[:1], titles[1:2]
        proposals.filtered(lambda one: one.product_tmpl_id == first and one.is_gap).action_accept()
        proposals.filtered(
            lambda one: one.product_tmpl_id == second and one.field == "authors"
        ).action_refuse()
