import base64
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from odoo import models
from odoo.tools.misc import format_date

from odoo.addons.suite_base.core.tables import write_csv

from ..core import proposals
from ..core.entries import find_year, group_entries, is_closing, is_opening, looks_like_opening
from ..core.opening import compare
from ..core.problems import FecError, error, warning
from ..core.reader import read, read_name
from .sql import fec_query

SHOWN_PROBLEMS = 500


@dataclass
class Plan:
    """What a take-over would do with each entry of the file.

    :param entries: to write, with their name in the books
    :param known: already in the books
    :param opening: carried forward by the books; ``adjustment`` books what they do not carry
    :param left_out: closing entries
    """

    source: list
    entries: list = field(default_factory=list)
    known: list = field(default_factory=list)
    opening: list = field(default_factory=list)
    left_out: list = field(default_factory=list)
    adjustment: dict = field(default_factory=dict)
    adjustment_name: str = ""
    problems: list = field(default_factory=list)


class FecImport(models.Model):
    """The dry run: everything that is wrong, and proposals for what is new."""

    _inherit = "fec.import"

    def _check_file(self):
        """Read the file and the books; store problems and proposals.

        :return: the plan of what would be written, None when there is an error
        """
        self.ensure_one()
        if not self.env.context.get("lang"):  # nobody's language: a machine asks
            lang = self.company_id.partner_id.lang or "en_US"
            return self.with_context(lang=lang)._check_file()
        content = self._get_content()
        try:
            file = read(content)
        except FecError as fault:
            self._store_problems([error(0, fault.code, **fault.values)])
            return None
        entries, problems = group_entries(file.lines)
        problems = file.problems + problems
        if file.lines:
            self._store_facts(file, entries, content)
            self._propose(file.lines)
            problems += self._check_identity() + self._check_lines(file.lines)
        plan = None
        if not any(problem.blocking for problem in problems):
            plan, more = self._plan(entries)
            problems += more
        self._store_problems(problems)
        if self.blocking_count:
            return None
        plan.problems = problems
        return plan

    def _store_facts(self, file, entries, content):
        closing = self.company_id.fiscalyear_last_month, self.company_id.fiscalyear_last_day
        first, last = find_year(file.lines, int(closing[0]), closing[1])
        self._keep(
            {
                "state": "checked",
                "digest": self._get_digest(content),
                "date_from": first,
                "date_to": last,
                "line_count": len(file.lines),
                "entry_count": len(entries),
                "total": sum(line.balance for line in file.lines if line.balance > 0) / 100,
                "encoding": file.encoding,
            }
        )

    def _store_problems(self, problems):
        self.sudo().problem_ids.unlink()  # sudo: problems are told by the file alone
        problems = sorted(problems, key=lambda problem: (not problem.blocking, problem.line))
        model = self.env["fec.import.problem"].sudo().with_company(self.company_id)  # sudo: same
        rows = [(one.line, one.blocking, model._get_message(one)) for one in problems]
        model.create(
            [
                {"import_id": self.id, "line": line, "blocking": blocking, "message": message}
                for line, blocking, message in rows[:SHOWN_PROBLEMS]
            ]
        )
        blocking = sum(one.blocking for one in problems)
        self._keep(
            {
                "state": "checked",
                "blocking_count": blocking,
                "warning_count": len(rows) - blocking,
                "problem_file": self._write_problem_file(rows) if rows else False,
                "problem_filename": f"{self.env._('problems')}.csv",
            }
        )

    def _write_problem_file(self, rows):
        titles = [self.env._("Line"), self.env._("Error"), self.env._("What is wrong")]
        yes, no = self.env._("yes"), self.env._("no")
        table = [[str(line), yes if bad else no, message] for line, bad, message in rows]
        return base64.b64encode(write_csv([titles, *table]))

    # --- the file as a whole ------------------------------------------------------------------

    def _check_identity(self):
        """A file of another company, or of another year than its name says, is not ours."""
        problems = []
        if named := read_name(self.filename):
            siren, day = named
            own = self._get_siren()
            if own and own != siren:
                problems.append(error(0, "siren", found=siren, expected=own))
            if day != self.date_to:
                problems.append(
                    warning(
                        0, "closing_day", found=self._show(day), expected=self._show(self.date_to)
                    )
                )
        same = self.search(
            [
                ("digest", "=", self.digest),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "done"),
                ("id", "!=", self.id),
            ],
            limit=1,
        )
        if same:
            problems.append(warning(0, "digest", day=self._show(same.write_date.date())))
        return problems

    def _get_siren(self):
        """The company's SIREN, from its SIRET or its VAT number."""
        registry = "".join(filter(str.isdigit, self.company_id.company_registry or ""))
        if len(registry) in (9, 14):
            return registry[:9]
        vat = (self.company_id.vat or "").replace(" ", "")
        return vat[4:13] if vat.startswith("FR") and len(vat) == 13 else ""

    def _show(self, day):
        return format_date(self.env, day)

    def _check_lines(self, lines):
        problems, names = [], defaultdict(dict)
        own = self.currency_id.name
        active = set(self.env["res.currency"].search([("active", "=", True)]).mapped("name"))
        for line in lines:
            if not self.date_from <= line.day <= self.date_to:
                problems.append(self._get_outside(line))
            if line.partner:
                names[line.partner].setdefault(line.partner_name, line.number)
            elif line.partner_name:
                problems.append(warning(line.number, "partner_no_code", name=line.partner_name))
            if line.currency not in ("", own):
                problems += self._check_currency(line, active)
        for code, found in names.items():
            if len(found) > 1:
                number = list(found.values())[1]
                problems.append(warning(number, "partner_names", code=code, names=", ".join(found)))
        return problems

    def _get_outside(self, line):
        return error(
            line.number,
            "outside",
            entry=line.entry,
            day=self._show(line.day),
            first=self._show(self.date_from),
            last=self._show(self.date_to),
        )

    @staticmethod
    def _check_currency(line, active):
        if line.currency not in active:
            return [error(line.number, "currency", code=line.currency)]
        if not line.currency_amount:
            return [warning(line.number, "currency_none", code=line.currency)]
        return []

    # --- proposals ----------------------------------------------------------------------------

    def _propose(self, lines):
        accounts, journals, partners = self._count_codes(lines)
        self._propose_accounts(accounts)
        self._propose_journals(journals)
        self._propose_partners(partners)

    @staticmethod
    def _count_codes(lines):
        accounts, journals, partners = {}, {}, {}
        for line in lines:
            for rows, code, name in (
                (accounts, line.account, line.account_name),
                (journals, line.journal, line.journal_name),
                (partners, line.partner, line.partner_name),
            ):
                if code:
                    row = rows.get(code)
                    if row is None:
                        row = rows[code] = {
                            "name": name,
                            "first_line": line.number,
                            "line_count": 0,
                            "balance": 0,
                            "lettered": False,
                        }
                    row["line_count"] += 1
                    row["balance"] += line.balance
                    row["lettered"] |= bool(line.letter)
        return accounts, journals, partners

    def _propose_accounts(self, rows):
        model = self.env["account.account"].with_company(self.company_id)
        found = model.search_fetch(model._check_company_domain(self.company_id), ["code"])
        chart = {account.code: account.id for account in found if account.code}
        digits = max(Counter(map(len, chart)), key=Counter(map(len, chart)).get, default=6)
        proposed = proposals.propose_accounts(rows, chart, digits)
        new = proposals.new_codes(rows, proposed, chart, digits)
        for code, row in rows.items():
            row["balance"] /= 100
            row["account_id"] = proposed[code]
            row["new_code"] = new.get(code)
        self.env["fec.import.account"]._sync(self, rows)

    def _propose_journals(self, rows):
        """Same code, else the only journal of the kind that nobody claims, else a new one."""
        found = self.env["account.journal"].search([("company_id", "=", self.company_id.id)])
        by_code = {journal.code: journal for journal in found}
        claimed = {by_code[code] for code in rows if code in by_code}
        kinds = {code: proposals.guess_kind(code, row["name"]) for code, row in rows.items()}
        taken = set(by_code)
        for code, row in rows.items():
            del row["balance"], row["lettered"]
            kind = kinds[code]
            opening = row["is_opening"] = looks_like_opening(code, row["name"])
            same = found.filtered(lambda one, kind=kind: one.type == kind) if kind else found[:0]
            alone = len(same) == 1 and list(kinds.values()).count(kind) == 1
            if code in by_code:
                row["journal_id"] = by_code[code].id
            elif alone and same not in claimed and kind != "general" and not opening:
                row["journal_id"] = same.id
            else:
                row["new_code"] = proposals.shorten_code(code, taken)
                row["new_type"] = kind if kind in ("sale", "purchase") else "general"
                taken.add(row["new_code"])
        self.env["fec.import.journal"]._sync(self, rows)

    def _propose_partners(self, rows):
        """By number; a partner that only bears the same name is shown, and a person decides."""
        domain = [("company_id", "in", [False, self.company_id.id])]
        partners = self.env["res.partner"].search_fetch(
            [*domain, "|", ("ref", "in", list(rows)), ("id", "in", self._get_ids(rows))],
            ["ref", "name"],
        )
        by_ref, by_id = partners.grouped("ref"), partners.grouped("id")
        named = self.env["res.partner"].search_fetch(
            [*domain, ("name", "in", [row["name"] for row in rows.values() if row["name"]])],
            ["name"],
        )
        by_name = named.grouped("name")
        for code, row in rows.items():
            row["balance"] /= 100
            del row["lettered"]
            found = by_ref.get(code)
            own = by_id.get(int(code)) if code in self._get_digits(code) else None
            if own and not found and own.name == row["name"] and not own.ref:
                found = own
            if found and len(found) == 1:
                row["partner_id"] = found.id
            elif candidates := by_name.get(row["name"]):
                row["candidate_id"] = candidates[:1].id
            else:
                row["is_new"] = not found
        self.env["fec.import.partner"]._sync(self, rows)

    @staticmethod
    def _get_digits(code):
        """Codes that can be ids: Odoo's own export gives the id of a partner without reference."""
        return {code} if code.isascii() and code.isdigit() and len(code) < 10 else set()

    def _get_ids(self, codes):
        return [int(code) for code in codes if self._get_digits(code)]

    # --- the plan -----------------------------------------------------------------------------

    def _plan(self, entries):
        """Sort the entries: to write, already there, left out; compare the opening.

        :return: ``(Plan, problems)``
        """
        plan, problems = Plan(entries), self._check_choices()
        openers = {line.code for line in self.journal_ids if line.is_opening}
        carried = fec_query.get_carried(self.env, self.company_id, self.date_from)
        wanted = []
        for entry in entries:
            if self.skip_closing and is_closing(entry, self.date_to):
                problems.append(warning(entry.first_line, "closing", entry=entry.number))
                plan.left_out.append(entry)
            elif carried and is_opening(entry, openers, self.date_from):
                plan.opening.append(entry)
            else:
                wanted.append(entry)
        if plan.opening:
            problems += self._plan_opening(plan, carried)
        problems += self._plan_names(plan, wanted)
        return plan, problems + self._check_locks(plan)

    def _plan_opening(self, plan, carried):
        """Book of the opening what the books do not carry forward themselves."""
        first = plan.opening[0].first_line
        unaffected = self.company_id.get_unaffected_earnings_account()
        result = {line.account_id.id for line in self.account_ids if line.code.startswith("12")}
        wanted, names = self._sum_opening(plan.opening)
        detailed = {account for account, partner in wanted if partner}
        present = Counter()
        for (account, partner), cents in carried.items():
            present[account, partner if account in detailed else None] += cents
        found = compare(wanted, present, result, unaffected.id, self.opening == "adjust")
        plan.adjustment = found.entry
        plan.adjustment_name = proposals.name_entry(
            plan.opening[0].journal, plan.opening[0].number, self.date_from.year
        )
        problems = [
            error(first, "opening", cents=both[0], books=both[1], **self._name_key(key, names))
            for key, both in found.differences.items()
        ]
        if not problems:
            problems.append(warning(first, "opening_skipped", count=len(plan.opening)))
        return problems

    def _sum_opening(self, opening):
        """Return the balances of the opening entries and the codes of accounts to be made."""
        accounts = {line.code: line.account_id.id for line in self.account_ids}
        partners = {line.code: line.partner_id.id for line in self.partner_ids}
        wanted, names = Counter(), {}
        for line in (line for entry in opening for line in entry.lines):
            account = accounts[line.account] or f"new {line.account}"
            partner = partners[line.partner] or f"new {line.partner}" if line.partner else None
            wanted[account, partner] += line.balance
            names[account], names[partner] = line.account, line.partner_name
        return wanted, names

    def _name_key(self, key, names):
        account, partner = key
        code, name = names.get(account), names.get(partner) or ""
        if code is None:
            code = self.env["account.account"].with_company(self.company_id).browse(account).code
        if partner and not name:
            name = self.env["res.partner"].browse(partner).display_name
        return {"code": code, "name": name}

    def _check_choices(self):
        problems = []
        for lines, code in (
            (self.account_ids, "account_todo"),
            (self.journal_ids, "journal_todo"),
            (self.partner_ids, "partner_todo"),
        ):
            problems += [
                error(line.first_line, code, code=line.code, name=line.name or "")
                for line in lines
                if line.status == "todo"
            ]
        return problems

    def _plan_names(self, plan, wanted):
        """Give each entry its name in the books; those that are there already are left out."""
        journals = {line.code: line.journal_id or line.new_code for line in self.journal_ids}
        problems, named = [], {}
        for entry in wanted:
            target = journals[entry.journal]
            name = proposals.name_entry(entry.journal, entry.number, entry.day.year, entry.part)
            if (target, name) in named:
                name = f"{entry.journal}/{name}"
            if (target, name) in named:
                problems.append(
                    error(entry.first_line, "name_twice", entry=name, journal=entry.journal)
                )
            named[target, name] = entry
        known = self._find_known(named)
        for (target, name), entry in named.items():
            if known.get((target, name)) == "same":
                plan.known.append(entry)
            elif (target, name) in known:
                problems.append(error(entry.first_line, "differs", entry=name))
            else:
                plan.entries.append((name, entry))
        return problems

    def _find_known(self, named):
        """Return ``same`` or ``differs`` for the entries whose name is in the books."""
        accounts = {line.code: line.account_id.id for line in self.account_ids}
        journals = self.journal_ids.journal_id
        present = fec_query.get_entries(self.env, journals.ids, [name for _target, name in named])
        known = {}
        for (target, name), entry in named.items():
            if not isinstance(target, str) and (found := present.get((target.id, name))):
                wanted = Counter((accounts[line.account], line.balance) for line in entry.lines)
                same = found == (entry.day, {key: count for key, count in wanted.items() if key[1]})
                known[target, name] = "same" if same else "differs"
        return known

    def _check_locks(self, plan):
        """Entries behind the lock date cannot be written (by a hand neither)."""
        problems, locks = [], {}
        journals = {line.code: line.journal_id for line in self.journal_ids}
        for name, entry in plan.entries:
            journal = journals[entry.journal]
            if journal not in locks:
                locks[journal] = self.company_id._get_user_fiscal_lock_date(journal)
            if entry.day <= locks[journal]:
                problems.append(
                    error(entry.first_line, "locked", day=self._show(locks[journal]), entry=name)
                )
        return problems
