from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.bookstore_deposit.tests.common import TillCommon


class MemberCommon(TillCommon):
    """A bookshop with a till, people who work there, and a member who pays 20 euros a month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_members()

    @classmethod
    def _set_up_members(cls):
        cls._create_users()
        cls.public_prices = cls.env["product.pricelist"].create(
            {
                "name": "Public price",
                "company_id": cls.company.id,
                "currency_id": cls.company.currency_id.id,
                "sequence": 0,
            }
        )
        cls.cashier = new_test_user(
            cls.env,
            f"{cls.__name__}_cashier",
            "base.group_user,point_of_sale.group_pos_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        today = fields.Date.context_today(cls.public_prices)
        cls.start = (today - relativedelta(months=10)).replace(day=5)
        cls.bank = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.louise, cls.maxime = cls.env["res.partner"].create(
            [
                {"name": "Louise of the Tests", "email": "louise@mail.example"},
                {"name": "Maxime of the Tests", "email": "maxime@mail.example"},
            ]
        )
        cls.member = cls._join(cls.louise)
        cls.program = cls.company.bookstore_member_program_id
        cls.reward = cls.program.reward_ids

    @classmethod
    def _join(cls, partner, user=None, **vals):
        members = cls._as(user or cls.bookseller, cls.env["bookstore.member"])
        return members.create(
            {
                "partner_id": partner.id,
                "amount": 20,
                "day": 5,
                "date_start": cls.start,
                "next_date": cls.start,
                "company_id": cls.company.id,
            }
            | vals
        ).with_env(cls.env)

    @classmethod
    def _call(cls, member=None, months=1):
        """The contributions of the next months, whatever day it is."""
        member = member or cls.member
        made = cls.env["bookstore.member.contribution"]
        for _number in range(months):
            made |= member._call_contribution(member.next_date)
            member.next_date = member._next_due()
        return made

    @classmethod
    def _pay(cls, contributions, amount=None, user=None):
        """Registered by a manager; in part through Odoo's own wizard."""
        if amount is None:
            wizards = cls._as(user or cls.manager, cls.env["bookstore.member.pay"])
            wizards.create(
                {
                    "journal_id": cls.bank.id,
                    "company_id": cls.company.id,
                    "contribution_ids": [Command.set(contributions.ids)],
                }
            ).action_pay()
            return cls.env["account.payment"].search(
                [("invoice_ids", "in", contributions.move_id.ids)]
            )
        register = cls.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=contributions.move_id.ids
        )
        return register.create(
            {"journal_id": cls.bank.id, "amount": amount, "payment_difference_handling": "open"}
        )._create_payments()

    @classmethod
    def _reverse(cls, invoice, amount=None):
        """The credit note of an invoice, whole or of a part, posted."""
        wizard = (
            cls.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        note = cls.env["account.move"].browse(wizard.reverse_moves()["res_id"])
        if amount:
            note.invoice_line_ids.price_unit = amount
        if note.state == "draft":
            note.action_post()
        return note

    @classmethod
    def _order(cls, member=None, copies=1, user=None, spend=True, confirm=True):
        """A sales order of books, paid with the wallet as far as it reaches."""
        member = member or cls.member
        order = cls._as(user or cls.bookseller, cls.env["sale.order"]).create(
            {
                "partner_id": member.partner_id.id,
                "company_id": cls.company.id,
                "warehouse_id": cls.warehouse.id,
                "order_line": [
                    Command.create({"product_id": cls.title.id, "product_uom_qty": copies})
                ],
            }
        )
        if spend:
            order._update_programs_and_rewards()
            order._apply_program_reward(
                cls._as(user or cls.bookseller, cls.reward),
                cls._as(user or cls.bookseller, member.card_id),
            )
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def _invoice(cls, order):
        """Delivered, invoiced and posted."""
        order = order.with_env(cls.env)
        for picking in order.picking_ids.filtered(lambda one: one.state != "done"):
            cls._validate(picking)
        invoice = order._create_invoices()
        invoice.action_post()
        return invoice

    def _ring_up_wallet(
        self, member, copies=1, spend=0.0, top_up=0.0, told=None, user=None, **vals
    ):
        """A sale at the till that the wallet pays in part, as the till sends and confirms it."""
        lines = []
        if copies:
            lines.append(self._prepare_line(self.title, copies, 10.55))
        if spend:
            payment = self.reward.discount_line_product_id
            lines.append(
                self._prepare_line(payment, 1, -spend)
                | {
                    "is_reward_line": True,
                    "reward_id": self.reward.id,
                    "coupon_id": member.card_id.id,
                    "reward_identifier_code": "wallet",
                    "points_cost": spend,
                }
            )
        if top_up:
            lines.append(self._prepare_line(self.company.bookstore_member_product_id, 1, top_up))
        order = self._send(lines, member.partner_id, user, **vals)
        moved = top_up - spend if told is None else told
        card = member.card_id
        order.confirm_coupon_programs(
            {
                str(card.id): {
                    "points": moved,
                    "program_id": self.program.id,
                    "coupon_id": card.id,
                    "partner_id": member.partner_id.id,
                    "line_codes": ["wallet"] if spend else [],
                }
            }
        )
        return order

    def _prepare_line(self, product, quantity, price):
        taxes = product.taxes_id & self.tax_sale  # not those that Odoo adds for other companies
        amount = price * quantity
        rate = 1 + sum(taxes.mapped("amount")) / 100
        return {
            "product_id": product.id,
            "price_unit": price,
            "discount": 0,
            "qty": quantity,
            "tax_ids": [Command.set(taxes.ids)],
            "price_subtotal": amount / rate,
            "price_subtotal_incl": amount,
            "pack_lot_ids": [],
        }

    def _send(self, lines, partner, user=None, **vals):
        """As the superuser, or as who stands at the till."""
        amount = sum(line["price_subtotal_incl"] for line in lines)
        tax = amount - sum(line["price_subtotal"] for line in lines)
        number = self.env["pos.order"].search_count([]) + 1
        data = {
            "amount_paid": amount,
            "amount_return": 0,
            "amount_tax": tax,
            "amount_total": amount,
            "fiscal_position_id": False,
            "lines": [Command.create(line) for line in lines],
            "name": f"Order {number:05}-001-0001",
            "partner_id": partner.id,
            "session_id": self.till_session.id,
            "sequence_number": number,
            "payment_ids": [Command.create({"amount": amount, "payment_method_id": self.cash.id})],
            "uuid": f"{number:05}-001-0001",
            "user_id": (user or self.env.user).id,
        }
        orders = self.env["pos.order"]
        orders = self._as(user, orders) if user else orders
        result = orders.sync_from_ui([data | vals])
        return orders.browse(result["pos.order"][0]["id"])

    def _close_till(self):
        session = self.till_session
        if not session.order_ids:
            return
        session.action_pos_session_closing_control()
        self.assertEqual(session.state, "closed")
        self.till.open_ui()
        self.till_session = self.till.current_session_id

    def _get_account(self):
        """What the account of the wallets says, read from its entries."""
        lines = self.env["account.move.line"].search(
            [
                ("account_id", "=", self.company.bookstore_member_account_id.id),
                ("parent_state", "=", "posted"),
            ]
        )
        return self.company.currency_id.round(-sum(lines.mapped("balance")))

    def assertBalance(self, balance, member=None):
        member = member or self.member
        member.invalidate_recordset()
        self.assertAlmostEqual(member.card_id.points, balance, 2)
        self.assertAlmostEqual(member.balance, balance, 2)
        ledger = member.card_id.history_ids
        ledger.invalidate_recordset()
        self.assertAlmostEqual(
            sum(ledger.mapped("issued")) - sum(ledger.mapped("used")), balance, 2
        )

    def assertAccountRight(self):
        """The account is the wallets and what is on its way; the screen says so."""
        check = self.env["bookstore.member.check"].create({"company_id": self.company.id})
        self.assertAlmostEqual(check.booked, self._get_account(), 2)
        self.assertAlmostEqual(check.difference, 0.0, 2)
        return check
