"""What the demonstration shop has to order, an order sent and one answered."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.bookstore_deposit.demo.shop import open_shop

# copies sold in the months of two years, oldest first: at Christmas, steadily, less and less, rarely
SOLD = (
    (1, 1, 2, 1, 1, 2, 3, 2, 1, 2, 3, 6, 2, 1, 1, 1, 2, 2, 4, 2, 2, 2, 4, 7),
    (2, 3, 2, 2, 3, 2, 3, 1, 3, 3, 2, 3, 1, 3, 3, 2, 4, 2, 2, 3, 3, 4, 2, 3),
    (7, 6, 6, 5, 4, 4, 3, 3, 2, 2, 2, 1, 1, 1, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1),
    (0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1),
)  # fmt: skip


class BookstoreNeed(models.Model):
    _inherit = "bookstore.need"

    @api.model
    def _demo_load(self):
        company, shop = open_shop(self)
        shop._demo_build(company)

    def _demo_build(self, company):
        lines = self.env["bookstore.parcel.line"].search(
            [
                ("parcel_id.state", "=", "done"),
                ("parcel_id.partner_id", "!=", False),
                ("company_id", "=", company.id),
            ],
            order="id",
        )
        titles = lines.product_id[:40]
        self._demo_distributors(lines.parcel_id.partner_id)
        self._demo_steady_sellers(company, lines)
        self.env["bookstore.threshold"].create(
            [{"product_id": title.id, "minimum": 1 + n % 4} for n, title in enumerate(titles[:14])]
        )
        self._refresh(company)
        marked = self.create(
            [
                {"product_id": title.id, "quantity": 1 + n % 3, "note": note}
                for n, (title, note) in enumerate(
                    zip(
                        titles[20:26],
                        ("Mme Arnoux", "Club de lecture", "", "Vitrine de Noël", "", "M. Pécuchet"),
                        strict=False,
                    )
                )
            ]
        )
        sent = marked.filtered("partner_id")[:4]
        for order in sent._demo_order():
            order.button_confirm()
        answers = ("noted", "no_date", "not_here", "out_of_print")
        for line, answer in zip(sent.order_line_id, answers, strict=False):
            line.bookstore_answer_id = self.env.ref(f"bookstore_order.bookstore_answer_{answer}")
        waiting = self.search([("state", "=", "open"), ("partner_id", "!=", False)], limit=3)
        waiting._demo_order()
        self.env["bookstore.service.message"]._demo_load(company, sent.order_id)

    def _demo_steady_sellers(self, company, lines):
        """Titles that were sold for two years: what they will sell is foreseen."""
        deposits = self.env["bookstore.deposit"].search([("company_id", "=", company.id)])
        own = deposits.line_ids.product_id
        firm = lines.filtered(
            lambda line: line.parcel_id.kind == "firm" and line.product_id not in own
        )
        place = firm.parcel_id.location_id[:1]
        middle = fields.Date.context_today(self).replace(day=12)
        for title, sold in zip(firm.product_id[:4], SOLD, strict=False):
            parcel = self.env["bookstore.parcel"].create(
                {
                    "kind": "firm",
                    "partner_id": firm.filtered(lambda line, title=title: line.product_id == title)[
                        0
                    ].parcel_id.partner_id.id,
                    "number": f"BL-{1200 + title.id}",
                    "location_id": place.id,
                    "discount": 35.0,
                    "line_ids": [Command.create({"product_id": title.id, "quantity": sum(sold)})],
                }
            )
            parcel.action_validate()
            first = middle - relativedelta(months=len(sold))
            today = fields.Date.context_today(self)
            deposits._demo_backdate(parcel.picking_ids.move_ids, (today - first).days + 20)
            for place_in_time, copies in enumerate(sold):
                day = first + relativedelta(months=place_in_time)
                if copies:
                    deposits._demo_sell(title, copies, place, (today - day).days)
        forecasts = self.env["bookstore.forecast"]
        forecasts._look_ahead_all(company)

    def _demo_order(self):
        if self:
            self.action_order()
        return self.order_id

    def _demo_distributors(self, partners):
        for number, partner in enumerate(partners):
            partner.write(
                {
                    "bookstore_cut_off": 14.0 + number % 3,
                    "bookstore_monday": True,
                    "bookstore_wednesday": number % 2 == 0,
                    "bookstore_thursday": True,
                }
            )
