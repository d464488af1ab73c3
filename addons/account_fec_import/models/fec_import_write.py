from collections import Counter
from itertools import chain

from odoo import models
from odoo.fields import Command, Date

from ..core.lettering import Lettered, group_letters
from ..core.problems import warning
from .sql import fec_books, fec_query

NEVER_LETTERED = ("asset_cash", "liability_credit_card", "off_balance")


class FecImport(models.Model):
    """The take-over itself: one transaction, all or nothing."""

    _inherit = "fec.import"

    def _take_over(self):
        """Write what the plan says; leaves the record ``checked`` when there is an error."""
        self.ensure_one()
        self.lock_for_update()
        self._ensure_unwritten()
        plan = self._check_file()
        if plan is None:
            return
        accounts, journals, partners = self._create_missing()
        told = plan.problems
        plan, problems = self._plan(plan.source)
        if any(problem.blocking for problem in problems):
            # the new accounts exist now: what only they could show stops us as well
            self._store_problems(problems)
            self._raise_blocking()
        self._allow_lettering()
        books = fec_books.Books(self, accounts, journals, partners)
        books.add_entries(plan.entries)
        opened = self._letter(plan, books)
        books.insert_all()
        self._write_adjustment(plan, journals)
        books.reconcile_others()
        self._rank_partners()
        self._store_problems(told + opened)
        self._finish(plan, books)

    def _ensure_unwritten(self):
        if self.state == "done":
            self._ensure_open()

    def _create_missing(self):
        """Create the accounts, journals and partners that were chosen to be new."""
        return (
            self.account_ids._create_missing(),
            self.journal_ids._create_missing(),
            self.partner_ids._create_missing(),
        )

    def _allow_lettering(self):
        """Make the accounts that the file letters fit for it, where Odoo can."""
        lettered = self.account_ids.filtered("lettered").account_id
        lettered.filtered(
            lambda account: not account.reconcile and account.account_type not in NEVER_LETTERED
        ).reconcile = True

    def _letter(self, plan, books):
        """Restore the letterings; return the problems of those that stay open."""
        stand_ins = fec_query.StandIns(self.env, self.company_id)
        lettered = [
            Lettered(key, line.account_id, line.partner_id, line.letter, line.cents)
            for key, line in enumerate(books.lines)
            if line.letter
        ]
        missing = {}
        for line in chain.from_iterable(entry.lines for entry in plan.opening + plan.known):
            if line.letter:
                key = -1 - len(missing)
                missing[key] = line
                lettered.append(Lettered(key, *books.get_target(line), line.letter, line.balance))
        whole, opened = group_letters(lettered)
        problems = [
            warning(books.lines[group[0].key].number, "letter", letter=group[0].letter, code=code)
            for group in opened
            if group[0].key >= 0 and (code := books.lines[group[0].key].code)
        ]
        for group in whole:
            if reason := books.letter(group, missing, stand_ins):
                first = next(line for line in group if line.key >= 0)
                line = books.lines[first.key]
                problems.append(warning(line.number, reason, letter=line.letter, code=line.code))
        return problems

    def _write_adjustment(self, plan, journals):
        """Book what the file's opening shows and the books do not carry (the result on 12)."""
        if not plan.adjustment:
            return
        journal = journals[plan.opening[0].journal]
        wanted = Counter()
        for (account, _partner), cents in plan.adjustment.items():
            wanted[account, cents] += 1
        known = fec_query.get_entries(self.env, journal.ids, [plan.adjustment_name])
        if known.get((journal.id, plan.adjustment_name)) == (self.date_from, dict(wanted)):
            return
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": journal.id,
                "date": self.date_from,
                "name": plan.adjustment_name,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account,
                            "partner_id": partner,
                            "name": self.env._("Opening balances"),
                            "balance": cents / 100,
                        }
                    )
                    for (account, partner), cents in plan.adjustment.items()
                ],
            }
        )
        move.sudo().fec_import_id = self  # sudo: which take-over wrote it is not entered
        move._post(soft=False)

    def _rank_partners(self):
        """Customers and suppliers of the entries are known as such."""
        for kind, field in (
            ("asset_receivable", "customer_rank"),
            ("liability_payable", "supplier_rank"),
        ):
            domain = [("move_id.fec_import_id", "=", self.id), ("account_type", "=", kind)]
            partners = self.env["account.move.line"]._read_group(domain, ["partner_id"])
            new = self.env["res.partner"].browse(
                [partner.id for (partner,) in partners if partner and not partner[field]]
            )
            new._increase_rank(field)

    def _finish(self, plan, books):
        self._keep(
            {
                "state": "done",
                "written_count": len(plan.entries) + bool(plan.adjustment),
                "known_count": len(plan.known),
                "left_out_count": len(plan.left_out) + len(plan.opening),
                "lettered_count": books.lettered,
            }
        )
        self._lock_year()
        self.message_post(
            body=self.env._(
                "%(written)s entries written, %(known)s were there already, "
                "%(lettered)s letterings restored.",
                written=self.written_count,
                known=self.known_count,
                lettered=self.lettered_count,
            )
        )

    def _lock_year(self):
        """Lock the year that was taken over, once it is over."""
        company = self.company_id
        if not self.lock_after or self.date_to >= Date.context_today(self):
            return
        if not company.fiscalyear_lock_date or company.fiscalyear_lock_date < self.date_to:
            # sudo: who takes over a year locks it; Odoo lets only settings managers write companies
            company.sudo().fiscalyear_lock_date = self.date_to
