"""Customers of the demonstration shop: an order in each state, as a Tuesday morning finds them."""

from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.bookstore_deposit.demo.shop import open_shop

PEOPLE = (
    ("Mme Arnoux", "06 39 98 12 01", "m.arnoux@mail.example"),
    ("Frédéric Moreau", "06 39 98 12 02", "frederic.moreau@mail.example"),
    ("Mme Dambreuse", "06 39 98 12 03", False),
    ("M. Pécuchet", "04 65 71 12 04", False),
    ("Rosanette Bron", "06 39 98 12 05", "rosanette@mail.example"),
    ("Collège Jules-Ferry", "04 65 71 12 06", "cdi@college-ferry.example"),
)


class BookstoreClientOrder(models.Model):
    _inherit = "bookstore.client.order"

    @api.model
    def _demo_load(self):
        company, shop = open_shop(self)
        company._bookstore_client_activate()
        company.write(
            {
                "bookstore_client_hours": "Du mardi au samedi, de 10 h à 19 h",
                # no letter leaves while the demonstration is made, in no language yet
                "bookstore_client_mail": False,
            }
        )
        company.with_context(
            lang="fr_FR"
        ).bookstore_client_hours = "Du mardi au samedi, de 10 h à 19 h"
        shop._demo_build(company)
        company.bookstore_client_mail = True

    def _demo_build(self, company):
        person = self.env["res.users"].search([("login", "=", "libraire")], limit=1)
        people = self.env["res.partner"].create(
            [
                {"name": name, "phone": phone, "email": email, "lang": "fr_FR"}
                for name, phone, email in PEOPLE
            ]
        )
        arnoux, moreau, dambreuse, pecuchet, rosanette, school = people
        here, away = self._demo_titles(company)
        take = self._demo_take
        take(person, arnoux, here[0], 12, wish="mail").action_told()
        take(person, dambreuse, here[1], 3, wish="phone", note="Pour un cadeau")
        take(person, pecuchet, here[2], 2, wish="sms")
        late = take(person, rosanette, here[3], 40, wish="mail")
        late.action_told()
        today = fields.Date.context_today(self)
        late.write({"told_on": today - timedelta(days=25), "keep_until": today - timedelta(days=4)})
        done = take(person, moreau, here[4], 9, wish="none")
        done._demo_pick_up()
        take(person, moreau, here[5], 20, wish="mail").action_cancel()
        self._demo_ordered(
            {
                "": take(person, arnoux, away[0], 4, wish="mail"),
                "no_date": take(person, dambreuse, away[1], 11, wish="phone"),
                "out_of_print": take(person, pecuchet, away[2], 15, wish="phone"),
            }
        )
        take(person, school, away[3], 1, wish="mail", quantity=6, note="Pour la classe de 4e B")
        take(person, moreau, away[4], 0, wish="mail")

    def _demo_titles(self, company):
        """Titles with several copies free at the sale point, and titles without any."""
        quants = self.env["stock.quant"]._read_group(
            [("company_id", "=", company.id), ("location_id.usage", "=", "internal")],
            ["product_id"],
            ["quantity:sum", "reserved_quantity:sum"],
        )
        copies = {product: quantity - reserved for product, quantity, reserved in quants}
        at_shop = self.env["stock.quant"]._read_group(
            [
                ("company_id", "=", company.id),
                ("location_id.bookstore_use", "=", "sale_point"),
            ],
            ["product_id"],
            ["quantity:sum"],
        )
        shop = dict(at_shop)
        titles = self.env["product.product"].search(
            [("bookstore_is_title", "=", True), ("barcode", "!=", False)], order="id desc"
        )
        books = titles.filtered("bookstore_authors")
        here = books.filtered(lambda title: shop.get(title, 0) > 2 and copies[title] > 2)
        away = (books | titles).filtered(lambda title: copies.get(title, 0) <= 0)
        if len(away) < 5:
            distributor = self.env["res.partner"].search(
                [("bookstore_is_distributor", "=", True)], limit=1
            )
            away |= self.env["product.product"].create(
                [
                    {
                        "name": name,
                        "type": "consu",
                        "is_storable": True,
                        "list_price": price,
                        "bookstore_is_title": True,
                        "bookstore_publisher_id": distributor.id,
                        "available_in_pos": True,
                    }
                    | company._bookstore_prepare_book_tax_vals()
                    for name, price in (
                        ("L'Éducation sentimentale, édition annotée", 12.9),
                        ("Bouvard et Pécuchet, tome 2", 9.5),
                        ("Dictionnaire des idées reçues, relié", 24.0),
                        ("Voyage au centre de la Terre, édition scolaire", 4.2),
                        ("Lettres de Croisset", 18.5),
                    )
                ]
            )
        return here[:6], away[:5]

    def _demo_take(self, person, partner, title, days, wish, quantity=1, note=False):
        """Taken some days ago; nothing else of the software dates back."""
        order = self.create(
            {
                "partner_id": partner.id,
                "product_id": title.id,
                "quantity": quantity,
                "wish": wish,
                "note": note,
                "user_id": person.id or self.env.uid,
                "date": fields.Date.context_today(self) - timedelta(days=days),
            }
        )
        order.action_take()
        return order

    def _demo_pick_up(self):
        move = self._get_waiting_moves()
        move.quantity = self.aside
        move.picked = True
        move.picking_id._action_done()

    def _demo_ordered(self, orders):
        """On orders that were sent to distributors, some of them answered."""
        distributor = self.env["res.partner"].search(
            [("bookstore_is_distributor", "=", True)], limit=1
        )
        needs = self.env["bookstore.need"].search(
            [
                ("reason", "=", "client"),
                ("state", "=", "open"),
                ("product_id", "in", [order.product_id.id for order in orders.values()]),
            ]
        )
        needs.filtered(lambda need: not need.partner_id).partner_id = distributor
        needs.action_order()
        for purchase in needs.order_id:
            purchase.button_confirm()
        for answer, order in orders.items():
            line = needs.filtered(lambda need, o=order: need.product_id == o.product_id)
            if answer and line:
                line.order_line_id.bookstore_answer_id = self.env.ref(
                    f"bookstore_order.bookstore_answer_{answer}"
                )
