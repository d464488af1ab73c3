"""Two quarters of invoices to libraries: one declared, one in preparation."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.bookstore_deposit.demo.shop import open_shop

from ..core.lending import period_before


class BookstoreLending(models.Model):
    _inherit = "bookstore.lending"

    @api.model
    def _demo_load(self):
        company, shop = open_shop(self)
        journal = shop.env["account.journal"].search(
            [("company_id", "=", company.id), ("type", "=", "sale")], limit=1
        )
        titles = shop.env["product.product"].search(
            [("fr_book_kind", "=", "new"), ("taxes_id.amount", "=", 5.5)], limit=12
        )
        if not journal or len(titles) < 12 or not company._fr_has_book_law():
            return
        last = period_before("quarter", fields.Date.context_today(shop))
        before = period_before("quarter", last[0])
        clients = [
            shop.env.ref(f"bookstore_law_fr.{name}")
            for name in ("partner_library", "partner_works_council", "partner_school")
        ]
        for number, (first, _last) in enumerate((before, last)):
            invoices = shop._demo_invoices(clients[: 2 + number], titles, first)
            shop._demo_credit(invoices[0])
            declaration = shop.create({"date_from": first, "date_to": _last})
            if not number:
                if not declaration.gln:
                    return  # a bookshop without its GLN declares nothing yet
                declaration.action_declare()

    def _demo_invoices(self, clients, titles, first):
        """Three orders of the media library, fewer of the others."""
        moves = self.env["account.move"]
        for number, client in enumerate(clients):
            for turn in range(3 - number):
                day = first + timedelta(days=12 + 21 * turn + 3 * number)
                books = titles[(turn + number) % 8 :][:4]
                moves |= moves.create(
                    {
                        "move_type": "out_invoice",
                        "partner_id": client.id,
                        "invoice_date": day,
                        "date": day,
                        "invoice_line_ids": [
                            Command.create(
                                {
                                    "product_id": book.id,
                                    "quantity": 2 + (turn + position) % 3,
                                    "discount": 5,
                                }
                            )
                            for position, book in enumerate(books)
                        ],
                    }
                )
        moves.action_post()
        return moves

    def _demo_credit(self, invoice):
        """One title came damaged."""
        day = invoice.invoice_date + timedelta(days=20)
        credit = invoice._reverse_moves([{"invoice_date": day, "date": day}])
        credit.invoice_line_ids[1:].unlink()
        credit.invoice_line_ids.quantity = 1
        credit.action_post()
