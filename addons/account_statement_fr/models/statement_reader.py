from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..core import camt053, cfonb120, keys
from ..core.matching import fold
from ..core.statement import StatementError
from .sql import open_lines

READERS = (camt053, cfonb120)


class StatementReader(models.AbstractModel):
    """Brings the statements of a file into the books: each movement once."""

    _name = "statement.reader"
    _description = "Reader of Bank Statements"

    @api.model
    def _take(self, content, filename, journal=None):
        """Read a file and write what is new.

        :param journal: where everything goes; else the account in the file says it
        :return: the new movements
        :raises UserError: the file is not whole, or its account is not known; nothing is written
        """
        try:
            statements = self._read(content)
        except StatementError as error:
            raise UserError(
                self.env._("%(file)s: %(reason)s", file=filename, reason=self._explain(error))
            ) from None
        lines = self.env["account.bank.statement.line"]
        for statement in statements:
            lines |= self._write_statement(
                statement, journal or self._find_journal(statement), filename
            )
        return lines

    @api.model
    def _read(self, content):
        reader = next((one for one in READERS if one.looks_like(content)), None)
        if not reader:
            raise StatementError(0, "unknown")
        return reader.read(content)

    def _find_journal(self, statement):
        """The bank journal whose account the file names."""
        domain = self.env["account.journal"]._check_company_domain(self.env.company)
        journals = self.env["account.journal"].search([*domain, ("type", "=", "bank")])
        found = journals.filtered(
            lambda one: statement.account in (one.bank_acc_number or "").replace(" ", "").upper()
        )
        if len(found) != 1:
            raise UserError(
                self.env._(
                    "Account %(account)s is the one of no bank journal (or of several): write it on "
                    "the journal, or choose the journal.",
                    account=statement.account,
                )
            )
        return found

    # --- writing ------------------------------------------------------------------------------

    def _write_statement(self, statement, journal, filename):
        """Write the movements that are not there yet, as one statement."""
        currency = journal.currency_id or journal.company_id.currency_id
        if statement.currency != currency.name:
            raise UserError(
                self.env._(
                    "%(file)s is in %(found)s, the journal %(journal)s in %(expected)s.",
                    file=filename,
                    found=statement.currency,
                    journal=journal.display_name,
                    expected=currency.name,
                )
            )
        model = self.env["account.bank.statement.line"]
        fresh = self._find_fresh(statement, journal)
        if not fresh:
            return model
        model.check_access("create")
        # sudo: the key that tells a movement again is written by the reader alone
        written = model.sudo().create(self._prepare_lines(fresh, statement, journal))
        lines = written.sudo(self.env.su)
        if len(fresh) == len(statement.movements):
            self.env["account.bank.statement"].create(
                self._prepare_statement(statement, lines, journal, filename)
            )
        return lines

    def _prepare_statement(self, statement, lines, journal, filename):
        unit = 10**statement.decimals
        day = statement.closing_day or lines[-1:].date
        return {
            "name": f"{journal.code} {format_date(self.env, day)}",
            "reference": filename,
            "balance_start": statement.opening / unit,
            "balance_end_real": statement.closing / unit,
            "line_ids": [fields.Command.set(lines.ids)],
        }

    def _find_fresh(self, statement, journal):
        """``[(key, movement)]`` of what is not in the books yet."""
        movements = statement.movements
        candidates = keys.get_candidates(statement.account, movements)
        domain = [("journal_id", "=", journal.id), ("statement_key", "in", list(candidates))]
        # sudo: as in _write_statement
        lines = self.env["account.bank.statement.line"].sudo().search(domain)
        stored = {line.statement_key: line.partner_name or "" for line in lines}
        fresh = keys.find_fresh(statement.account, movements, stored)
        if 0 < len(fresh) < len(movements) and self._follows(statement, journal):
            return keys.find_fresh(statement.account, movements, stored, apart=True)
        return fresh

    def _follows(self, statement, journal):
        """Whether it begins where the books end: what looks like a movement of before is another.

        (A file whose movements are all known is taken for the same file again.)
        """
        # sudo: as in _write_statement
        books = journal.sudo()
        domain = [("journal_id", "=", journal.id)]
        last = books.env["account.bank.statement"].search(
            domain, order="date desc, id desc", limit=1
        )
        line = books.env["account.bank.statement.line"].search(
            [*domain, ("statement_key", "!=", False)], order="date desc, id desc", limit=1
        )
        # what came outside a statement does not say where the books end
        if not (last and line.statement_id == last and statement.opening_day):
            return False
        if line.date > statement.opening_day:
            return False
        opening = statement.opening / 10**statement.decimals
        currency = journal.currency_id or journal.company_id.currency_id
        return not currency.compare_amounts(last.balance_end_real, opening)

    def _prepare_lines(self, fresh, statement, journal):
        partners = self._find_partners([one for _key, one in fresh])
        unit = 10**statement.decimals
        return [
            {
                "journal_id": journal.id,
                "date": one.day,
                "amount": one.amount / unit,
                "payment_ref": one.text or one.party or "/",
                "ref": one.reference,
                "partner_name": one.party or False,
                "partner_id": partner,
                "account_number": one.party_account or False,
                "transaction_type": one.kind or False,
                "statement_key": key,
            }
            for (key, one), partner in zip(fresh, partners, strict=True)
        ]

    def _find_partners(self, movements):
        """The partner of each movement: by an account, else by a name, that only one has."""
        accounts = [one.party_account for one in movements if one.party_account]
        banks = self.env["res.partner.bank"].search([("sanitized_acc_number", "in", accounts)])
        by_account = {
            account: members[0].partner_id.id
            for account, members in banks.grouped("sanitized_acc_number").items()
            if len(members.partner_id.commercial_partner_id) == 1
        }
        by_name = self._find_names({one.party for one in movements if one.party})
        return [
            by_account.get(one.party_account) or by_name.get(fold(one.party)) or False
            for one in movements
        ]

    def _find_names(self, names):
        """Partners with the name that the bank writes, when there is one of each name."""
        wanted = {fold(name) for name in names}
        found = {}
        for partner, name in open_lines.get_partner_names(self.env) if wanted else ():
            if (folded := fold(name)) in wanted:
                found.setdefault(folded, []).append(partner)
        visible = self.env["res.partner"].browse(
            [ids[0] for ids in found.values() if len(ids) == 1]
        )
        visible = visible._filtered_access("read")
        return {fold(partner.name): partner.id for partner in visible}

    # --- words --------------------------------------------------------------------------------

    @api.model
    def _explain(self, error):
        sentence = self._get_words().get(error.code, error.code) % error.values
        if not error.line:
            return sentence
        return self.env._("line %(line)s: %(sentence)s", line=error.line, sentence=sentence)

    def _get_words(self):
        return {
            "unknown": self.env._("this is no statement in CFONB 120 or camt.053."),
            "length": self.env._("a record has 120 signs, not %(length)s."),
            "record": self.env._("“%(kind)s” is no kind of record."),
            "place": self.env._("a record %(kind)s cannot stand here: something is missing."),
            "amount": self.env._("“%(text)s” is no amount of this account."),
            "day": self.env._("“%(text)s” is no day."),
            "account": self.env._("account %(found)s in the statement of %(expected)s."),
            "balance": self.env._(
                "the movements of %(account)s do not lead to its last balance: %(difference)s too "
                "much (in cents). The file is not whole."
            ),
            "control": self.env._("a control character (%(sign)s)."),
            "xml": self.env._("the file is damaged."),
            "missing": self.env._("%(kind)s is missing: the file is not whole."),
            "empty": self.env._("no statement is in this file."),
        }
