"""Lists of the demonstration shop, and a book that somebody recorded twice."""

from odoo import api, models
from odoo.fields import Command

from .shop import open_shop

LISTS = (
    ("Prix des lecteurs 2026", True, "À présenter au club de lecture", slice(0, 7)),
    ("Vitrine de Noël", True, "Trois piles au centre", slice(12, 21)),
    ("À relire avant la rentrée", False, "", slice(30, 34)),
)


class BookstoreList(models.Model):
    _inherit = "bookstore.list"

    @api.model
    def _demo_load(self):
        company, shop = open_shop(self)
        titles = shop.env["product.product"].search(
            [("bookstore_is_title", "=", True), ("barcode", "!=", False)], order="id", limit=40
        )
        people = shop.env["res.users"].search([("login", "=", "libraire")])
        shop.create(
            [
                {
                    "name": name,
                    "is_shared": is_shared,
                    "note": note,
                    "company_id": company.id,
                    "user_id": (people[:1] or shop.env.user).id,
                    "line_ids": [
                        Command.create({"product_id": title.id, "quantity": 1 + place % 3})
                        for place, title in enumerate(titles[some])
                    ],
                }
                for name, is_shared, note, some in LISTS
            ]
        )
        for title in titles[5:6]:
            shop._demo_twice(title, company)

    def _demo_twice(self, title, company):
        """The same book, typed by hand one evening without its barcode: to be merged."""
        vals = {"name": title.name.upper(), "barcode": False, "bookstore_comment": "Saisi au salon"}
        vals["available_in_pos"] = False  # the counter has one card of it
        other = title.product_tmpl_id.copy(vals).product_variant_id
        self.env["bookstore.merge"].create(
            {
                "company_id": company.id,
                "title_ids": [Command.set((title | other).ids)],
                "kept_id": title.id,
            }
        )
