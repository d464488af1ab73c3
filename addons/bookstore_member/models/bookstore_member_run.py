from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from ..core.months import find_next_due, list_dues


class BookstoreMember(models.Model):
    """The monthly run: one contribution a member and month, whoever starts it and how often."""

    _inherit = "bookstore.member"

    due_count = fields.Integer("Contributions to Call", compute="_compute_due")
    due_amount = fields.Monetary("Amount to Call", compute="_compute_due")

    @api.depends("state", "next_date", "day", "amount")
    def _compute_due(self):
        for member in self:
            member.due_count = len(member._list_dues())
            member.due_amount = member.due_count * member.amount

    def _list_dues(self):
        """Months that nobody called yet, also those of days without a run."""
        if self.state != "active" or not self.next_date:
            return []
        return list(list_dues(self.next_date, self.day, fields.Date.context_today(self)))

    def _next_due(self):
        return find_next_due(self.next_date, self.day)

    @api.model
    def _get_due_domain(self):
        today = fields.Date.context_today(self)
        return [
            ("state", "=", "active"),
            ("next_date", "<=", today),
            ("company_id.active", "=", True),
        ]

    def _call_contributions(self, day=None):
        """Each month that is due, once: who comes second finds nothing left.

        :param day: of the invoices; today
        :return: the contributions made
        """
        made = self.env["bookstore.member.contribution"]
        for member in self.sorted("id"):
            self.env["suite.concurrency"]._take(member)
            for due in member._list_dues():
                made |= member._call_contribution(due, day)
                member.next_date = find_next_due(due, member.day)
        return made

    def _call_contribution(self, due, day=None):
        """The contribution of a month, unless it is there."""
        contributions = self.env["bookstore.member.contribution"]
        month = due.replace(day=1)
        if self.contribution_ids.filtered(
            lambda one: one.kind == "contribution" and one.month == month
        ):
            return contributions
        moves = self.env["account.move"].with_company(self.company_id)
        move = moves.create(self._prepare_contribution_vals(month, day))
        made = contributions.create({"member_id": self.id, "month": month, "move_id": move.id})
        move.action_post()
        return made

    def _prepare_contribution_vals(self, month, day=None):
        """An invoice of a journal of its own: what comes in is a debt to the member, no turnover.

        It is a prepayment for books not chosen yet (PCG, account 419); no VAT on it, see
        ``res_company.py``. It is called when it is posted, and on the wallet when it is paid: a
        member spends what he gave, not what he was asked for.
        """
        company = self.company_id
        lang = self.partner_id.lang or company.partner_id.lang or self.env.lang
        member = self.with_context(lang=lang)
        label = member.env._(
            "Contribution of %s", format_date(member.env, month, date_format="MMMM y")
        )
        return self._prepare_move_vals("out_invoice", label, self.amount, day)

    def _prepare_move_vals(self, kind, label, amount, day=None):
        company = self.company_id
        return {
            "move_type": kind,
            "company_id": company.id,
            "journal_id": company.bookstore_member_journal_id.id,
            "partner_id": self.partner_id.id,
            "invoice_date": day or fields.Date.context_today(self),
            "invoice_origin": self.name,
            "ref": label,
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": company.bookstore_member_product_id.id,
                        "name": label,
                        "quantity": 1,
                        "price_unit": amount,
                        "tax_ids": [Command.clear()],
                        "account_id": company.bookstore_member_account_id.id,
                    }
                )
            ],
        }

    @api.model
    def _run_now(self, members):
        """The button: all that is due, or a sentence when nothing is (any more).

        :param members: those of the preview
        """
        # sudo: invoices are made by the run, for whoever may start it
        made = members.sudo()._call_contributions()
        if not made:
            raise UserError(
                self.env._(
                    "Nothing is left to call: the contributions up to today are there. Somebody"
                    " else, or the night, has just made them."
                )
            )
        return made.sudo(False)

    # -- by night ------------------------------------------------------------------------------

    @api.model
    def _cron_run(self):
        """Contributions that are due, wallets, statements of the month that is over."""
        members = self.sudo()  # sudo: a cron is nobody
        calls = [
            (f"member {member.id}", member._call_contributions)
            for member in members.search(self._get_due_domain())
        ]
        cards = members.env["res.company"]._bookstore_member_get_wallets()
        calls += [(f"card {card.id}", card._bookstore_settle) for card in cards]
        calls += [
            (f"member {member.id}", member._draw_up_statements)
            for member in members.search([("company_id.active", "=", True)])
        ]
        turns = self.env["suite.concurrency"]
        turns._run_each(calls, __name__)
        letters = members.env["bookstore.member.statement"]._find_to_send()
        turns._run_each([(f"statement {one.id}", one._send) for one in letters], __name__)
