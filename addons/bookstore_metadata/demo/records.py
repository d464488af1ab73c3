"""What the BnF said of some titles of the demonstration shop, which had them otherwise."""

from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.bookstore_deposit.core.unimarc import parse_records
from odoo.addons.bookstore_deposit.demo.shop import open_shop

from ..core.bnf import Found, found_of
from ..core.values import Price

MONTH = timedelta(days=30)
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
        shop._demo_prices(titles)
        shop._demo_fel(titles)
        shop._demo_decide(titles)

    def _demo_prices(self, titles):
        """A publisher's message: one price now, one from next month, one title out of print."""
        today = fields.Date.context_today(self)
        prices = (
            lambda price: (Price(f"{price + 1:.2f}"),),
            lambda price: (Price(f"{price:.2f}"), Price(f"{price + 0.6:.2f}", today + MONTH)),
            lambda price: (Price(f"{price:.2f}"),),
        )
        words = ("available", "available", "out_of_print")
        notices = {
            title.barcode: Found(
                f"demo.{title.barcode}",
                {"name": title.name, "availability": word},
                "",
                prices=dated(title.list_price),
            )
            for title, dated, word in zip(titles, prices, words, strict=False)
        }
        self._keep("onix", notices)._compare()

    def _demo_fel(self, titles):
        """What Dilicom might say of one of them; made up, nobody was asked."""
        title = titles[-1:]
        said = {
            "name": title.name.upper(),
            "publisher": "EDITION DE DEMONSTRATION",
            "availability": "missing",
            "published": f"{title.bookstore_year or 2019}-03-28",
            "distributor": "3010000000008",
            "dimensions": "178 × 108 × 24 mm, 312 g",
        }
        notice = Found(title.barcode, said, "", prices=(Price(f"{title.list_price + 1:.2f}"),))
        self._keep("fel", {title.barcode: notice})._compare()

    def _demo_decide(self, titles):
        proposals = self.env["bookstore.metadata.proposal"].search(
            [("product_tmpl_id", "in", titles.ids)]
        )
        first, second = titles[:1], titles[1:2]
        proposals.filtered(lambda one: one.product_tmpl_id == first and one.is_gap).action_accept()
        proposals.filtered(
            lambda one: one.product_tmpl_id == second and one.field == "authors"
        ).action_refuse()
