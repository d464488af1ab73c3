"""A week at the counter: till sessions closed day by day, a refund, a day sheet, an inventory."""

from datetime import timedelta

from odoo import fields, models
from odoo.fields import Command

DAYS = 6


class BookstoreDeposit(models.Model):
    _inherit = "bookstore.deposit"

    def _demo_counter(self, company, titles, places, chance):
        """What the till, the evening sheet and the shelves tell of the last days."""
        people = self.env["res.users"].search([("login", "=", "libraire")])
        journals = self.env["account.journal"].search([("company_id", "=", company.id)])
        if not people or not journals.filtered(lambda journal: journal.type == "sale"):
            return  # without a chart of accounts there is no till
        firm = [title for title in titles[70:140] if self._demo_here(title, places[0]) > 1]
        self._demo_till(company, people, firm, places[0], chance)
        self._demo_sheet(people, firm, places[0])
        self._demo_inventory(firm, places)

    def _demo_here(self, title, place):
        title = title.with_context(location=place.id)
        title.invalidate_recordset(["qty_available"])
        return title.qty_available

    # -- the till ----------------------------------------------------------------

    def _demo_till(self, company, cashier, titles, place, chance):
        journals = self.env["account.journal"]
        cash = journals.create(
            {
                "name": "Caisse de la librairie",
                "type": "cash",
                "code": "CLIB",
                "company_id": company.id,
            }
        )
        method = self.env["pos.payment.method"].create(
            {"name": "Espèces (librairie)", "journal_id": cash.id, "company_id": company.id}
        )
        config = self.env["pos.config"].create(
            {
                "name": "Caisse de la librairie",
                "company_id": company.id,
                "picking_type_id": place.warehouse_id.pos_type_id.id,
                "payment_method_ids": [Command.set(method.ids)],
            }
        )
        config = config.with_user(cashier).with_context(allowed_company_ids=company.ids)
        for days in range(DAYS, 0, -1):
            self._demo_till_day(config, chance.sample(titles, 3), days)

    def _demo_till_day(self, config, titles, days):
        config.open_ui()
        session = config.current_session_id
        session.set_opening_control(0, "")
        day = fields.Datetime.now().replace(hour=14, minute=0) - timedelta(days=days)
        orders = [
            self._demo_ring(session, title, 1, day + timedelta(minutes=20 * number))
            for number, title in enumerate(titles)
        ]
        if days == 3:  # a reader brought a book back
            self._demo_ring(session, titles[0], -1, day + timedelta(hours=3), orders[0])
        session.post_closing_cash_details(sum(session.get_session_orders().mapped("amount_paid")))
        session.close_session_from_ui()
        # sudo: the demonstration tells a week, the till itself never dates back
        session.sudo().write(
            {"start_at": day - timedelta(hours=5), "stop_at": day + timedelta(hours=5)}
        )

    def _demo_ring(self, session, title, copies, date, refunded=None):
        price = title.list_price
        taxes = title.taxes_id._filter_taxes_by_company(session.company_id)
        amounts = taxes.compute_all(price, session.currency_id, copies, title)
        total, net = amounts["total_included"], amounts["total_excluded"]
        number = self.env["pos.order"].search_count([]) + 1
        line = {
            "product_id": title.id,
            "price_unit": price,
            "discount": 0,
            "qty": copies,
            "tax_ids": [Command.set(taxes.ids)],
            "price_subtotal": net,
            "price_subtotal_incl": total,
            "pack_lot_ids": [],
        }
        if refunded:
            line["refunded_orderline_id"] = refunded.lines[:1].id
        method = session.payment_method_ids[:1]
        result = session.env["pos.order"].sync_from_ui(
            [
                {
                    "amount_paid": total,
                    "amount_return": 0,
                    "amount_tax": total - net,
                    "amount_total": total,
                    "date_order": fields.Datetime.to_string(date),
                    "fiscal_position_id": False,
                    "lines": [Command.create(line)],
                    "name": f"Librairie {number:05}",
                    "partner_id": False,
                    "session_id": session.id,
                    "sequence_number": number,
                    "payment_ids": [
                        Command.create(
                            {
                                "amount": total,
                                "name": fields.Datetime.to_string(date),
                                "payment_method_id": method.id,
                            }
                        )
                    ],
                    "uuid": f"librairie-{number:05}",
                    "user_id": session.env.uid,
                }
            ]
        )
        return session.env["pos.order"].browse(result["pos.order"][0]["id"])

    # -- the sheet of the evening, an inventory ------------------------------------

    def _demo_sheet(self, bookseller, titles, place):
        sold = [title for title in titles if self._demo_here(title, place) > 1][:2]
        sheets = self.env["bookstore.day.sheet"].with_user(bookseller)
        sheet = sheets.create(
            {
                "date": fields.Date.context_today(self) - timedelta(days=1),
                "warehouse_id": place.warehouse_id.id,
                "line_ids": [
                    Command.create({"product_id": title.id, "quantity": 1}) for title in sold
                ],
            }
        )
        sheet.action_post()

    def _demo_inventory(self, titles, places):
        """The cellar is being counted: one title is not found yet."""
        shop, _reserve, cellar = places
        carried = [title for title in titles if self._demo_here(title, shop) > 1][2:5]
        for title in carried:
            self._demo_movement("transfer", title, 1, shop, cellar)
        count = self.env["bookstore.count"].create({"location_id": cellar.id})
        count.action_start()
        for title in carried[:-1]:
            count.scan_choice(title.id)
