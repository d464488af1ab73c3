"""The members of the demonstration shop: a year of contributions and some books."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.bookstore_deposit.demo.shop import open_shop

# name, mail, months of membership, euros a month, day, how, discount, months not paid
PEOPLE = (
    ("Louise Colet", "louise.colet@mail.example", 12, 20, 5, "transfer", 5, 0),
    ("Maxime Du Camp", "maxime.ducamp@mail.example", 6, 30, 1, "debit", 5, 0),
    ("Ernest Feydeau", False, 4, 10, 5, "counter", 0, 2),
    ("Jeanne de Tourbey", "jeanne.detourbey@mail.example", 4, 20, 15, "transfer", 5, 0),
)


class BookstoreMember(models.Model):
    _inherit = "bookstore.member"

    @api.model
    def _demo_load(self):
        company, shop = open_shop(self)
        # no letter leaves while the demonstration is made
        company.bookstore_member_mail = False
        shop._demo_build(company)
        company.bookstore_member_mail = True

    def _demo_build(self, company):
        members = self._demo_members()
        self._demo_months(members)
        louise, maxime, _ernest, jeanne = members
        self._demo_books(louise, 250, 4)
        self._demo_books(louise, 95, 6)
        self._demo_books(maxime, 66, 7)
        self._demo_books(jeanne, 41, 3)
        jeanne.action_pause()
        for member in members:
            member._draw_up_statements()
        today = fields.Date.context_today(self)
        old = members.statement_ids.filtered(lambda one: one.month < today.replace(day=1))
        for statement in old:
            statement.sent_on = statement.month + relativedelta(months=1, day=1)
        self._demo_portal(louise)

    def _demo_members(self):
        today = fields.Date.context_today(self)
        partners = self.env["res.partner"].create(
            [
                {"name": name, "email": email, "lang": "fr_FR", "city": "Grenoble", "zip": "38000"}
                for name, email, *_rest in PEOPLE
            ]
        )
        return self.create(
            [
                {
                    "partner_id": partner.id,
                    "amount": amount,
                    "day": day,
                    "method": method,
                    "discount": discount,
                    "date_start": today - relativedelta(months=months, day=day),
                    "next_date": today - relativedelta(months=months, day=day),
                }
                for partner, (_name, _mail, months, amount, day, method, discount, _late) in zip(
                    partners, PEOPLE, strict=True
                )
            ]
        )

    def _demo_months(self, members):
        """Called on their days, paid some days later; the last ones of some are not paid."""
        bank = self.env["bookstore.member.pay"]._get_bank()
        for member, (*_person, late) in zip(members, PEOPLE, strict=True):
            dues = member._list_dues()
            for position, due in enumerate(dues):
                made = member._call_contribution(due, due)
                if position < len(dues) - late:
                    made._demo_pay(bank, due + timedelta(days=2))
            member.next_date = dues[-1] + relativedelta(months=1)

    def _demo_books(self, member, days, copies):
        """A sales order paid with the wallet, as far as it reaches."""
        day = fields.Date.context_today(self) - timedelta(days=days)
        titles = self.env["product.product"].search(
            [("bookstore_is_title", "=", True), ("list_price", ">", 8), ("list_price", "<", 25)],
            limit=40,
        )
        titles = titles.filtered("bookstore_authors").sorted("id")
        chosen = titles[days % 10 : days % 10 + copies]
        order = self.env["sale.order"].create(
            {
                "partner_id": member.partner_id.id,
                "company_id": member.company_id.id,
                "order_line": [
                    Command.create({"product_id": title.id, "product_uom_qty": 1})
                    for title in chosen
                ],
            }
        )
        order._update_programs_and_rewards()
        reward = member.company_id.bookstore_member_program_id.reward_ids
        order._apply_program_reward(reward, member.card_id)
        order.action_confirm()
        order.date_order = fields.Datetime.to_datetime(day) + timedelta(hours=15)
        for move in order.picking_ids.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        order.picking_ids.button_validate()
        invoice = order._create_invoices()
        invoice.invoice_date = day
        invoice.action_post()
        lines = member.history_ids.filtered(
            lambda line: (line.order_model, line.order_id) == (order._name, order.id)
        )
        lines.bookstore_date = day

    def _demo_portal(self, member):
        """She looks at her wallet on the portal."""
        self.env["res.users"].with_context(no_reset_password=True).create(
            {
                "name": member.partner_id.name,
                "login": "societaire",
                "password": "societaire",
                "partner_id": member.partner_id.id,
                "company_id": member.company_id.id,
                "company_ids": [Command.set(member.company_id.ids)],
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )


class BookstoreMemberContribution(models.Model):
    _inherit = "bookstore.member.contribution"

    def _demo_pay(self, bank, day):
        self.env["bookstore.member.pay"].create(
            {"journal_id": bank.id, "date": day, "contribution_ids": [Command.set(self.ids)]}
        )._register_payments(self)
        lines = self.member_id.history_ids.filtered(
            lambda line: (line.order_model, line.order_id) == (self._name, self.id)
        )
        lines.bookstore_date = day
