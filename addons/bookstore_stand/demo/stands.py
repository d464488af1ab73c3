"""Two stands of the demonstration shop: one that is over, with its figures, one in preparation."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command, Domain

from odoo.addons.bookstore_deposit.demo.shop import open_shop

OTHERS = ("Sac en toile", "Carte postale")
PAST_DAYS = 24
NEXT_DAYS = 12


class BookstoreStand(models.Model):
    _inherit = "bookstore.stand"

    @api.model
    def _demo_load(self):
        company, shop = open_shop(self)
        person = shop.env["res.users"].search([("login", "=", "libraire")])
        titles = shop._demo_titles(company)
        usual, taken = titles[:4], titles[4:18]
        usual.bookstore_stand_usual = True
        christmas, youth = shop.env["bookstore.stand.type"].create(
            [
                {
                    "name": name,
                    "company_id": company.id,
                    "note": f"<p>{note}</p>",
                    "line_ids": [
                        Command.create({"product_id": title.id, "quantity": 1 + number % 2})
                        for number, title in enumerate(chosen)
                    ],
                }
                for name, note, chosen in (
                    ("Marché de Noël", "Nappe, guirlande, deux caisses de livres", taken[:8]),
                    ("Salon jeunesse", "Tapis, coussins, affiche de l'heure du conte", taken[6:12]),
                )
            ]
        )
        past = shop._demo_past(youth, person, usual | taken[:9])
        shop._demo_next(christmas, person, past)

    def _demo_titles(self, company):
        """Titles the shop has several copies of, firm ones first: nothing to decide afterwards."""
        others = [[("product_id.name", "=ilike", f"{name}%")] for name in OTHERS]
        books = [
            ("product_id.bookstore_publisher_id", "!=", False),
            ("product_id.bookstore_authors", "!=", False),
        ]
        found = self.env["product.product"]
        for domain, most in ((Domain.OR(others), len(OTHERS)), (books, 18 - len(OTHERS))):
            groups = self.env["stock.quant"]._read_group(
                Domain("location_id.bookstore_use", "=", "sale_point")
                & Domain("company_id", "=", company.id)
                & Domain("quantity", ">", 1)
                & Domain(domain),
                ["product_id"],
                ["quantity:sum"],
            )
            stocked = sorted(groups, key=lambda group: (-group[1], group[0].id))
            found |= found.union(*[product for product, _copies in stocked[:most]])
        return found

    def _demo_past(self, kind, person, titles):
        """Three weeks ago: taken, sold on paper, one book given, one lost, the rest home."""
        day = fields.Date.context_today(self) - timedelta(days=PAST_DAYS)
        stand = self.create(
            {
                "event": "Salon du livre jeunesse de Voiron",
                "venue": "Grand Angle, Voiron",
                "date": day,
                "date_end": day + timedelta(days=1),
                "type_id": kind.id,
                "user_id": person.id,
                "note": "<p>Montage à 8 h, entrée des artistes. Prévoir de la monnaie.</p>",
            }
        )
        stand._demo_scan("take", dict.fromkeys(titles, 2))
        stand.action_leave()
        stand._demo_scan("sale", dict.fromkeys(titles[:6], 1) | {titles[0]: 2}, date=day)
        stand._demo_scan("gift", {titles[7]: 1})
        stand._demo_scan("loss", {titles[8]: 1})
        stand.action_record_scans()
        stand.action_come_back()
        stand.action_bring_back_rest()
        stand.action_record_scans()
        stand.action_close()
        # the demonstration tells a month, the software itself never dates back
        stand.sudo().closed_on = day + timedelta(days=2)  # sudo: the day is not typed
        moves = stand.operation_ids.movement_ids.move_ids
        moves |= stand.operation_ids.sheet_id.order_id.picking_ids.move_ids
        self.env["bookstore.deposit"]._demo_backdate(moves, PAST_DAYS - 1)
        return stand

    def _demo_next(self, kind, person, past):
        """In preparation: the list is made, half of it is in the boxes."""
        day = fields.Date.context_today(self) + timedelta(days=NEXT_DAYS)
        stand = self.create(
            {
                "event": "Marché de Noël de la place Notre-Dame",
                "venue": "Chalet 14, Grenoble",
                "date": day,
                "date_end": day + timedelta(days=3),
                "type_id": kind.id,
                "user_id": person.id,
            }
        )
        self.env["bookstore.stand.fill"].create(
            {"stand_id": stand.id, "other_id": past.id, "what": "sold"}
        ).action_fill()
        planned = stand.line_ids[: len(stand.line_ids) // 2]
        stand._demo_scan("take", {line.product_id: 1 for line in planned})

    def _demo_scan(self, kind, quantities, **vals):
        operation = self._get_open_operation(kind)
        operation.write(vals)
        for title, copies in quantities.items():
            operation.scan_choice(title.id, copies)
