"""What the demonstration shop has to order, an order sent and one answered."""

from odoo import api, models

from odoo.addons.bookstore_deposit.demo.shop import open_shop


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
