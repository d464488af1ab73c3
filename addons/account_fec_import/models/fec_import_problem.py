from odoo import api, fields, models
from odoo.tools.misc import formatLang


class FecImportProblem(models.Model):
    """One thing that is wrong with, or to know about, one line of a file."""

    _name = "fec.import.problem"
    _description = "Problem of a FEC"
    _order = "blocking desc, line, id"
    _rec_name = "message"

    import_id = fields.Many2one("fec.import", required=True, index=True, ondelete="cascade")
    line = fields.Integer(aggregator=None, help="Line of the file; 0: the file as a whole.")
    blocking = fields.Boolean(string="Error")
    message = fields.Char(required=True)

    @api.depends("message", "line")
    @api.depends_context("fec_line")
    def _compute_display_name(self):
        for problem in self:
            problem.display_name = problem.message
            if self.env.context.get("fec_line") and problem.line:
                problem.display_name = self.env._(
                    "line %(line)s: %(message)s", line=problem.line, message=problem.message
                )

    @api.model
    def _get_message(self, problem):
        """Put a problem of the core into the user's words."""
        values = dict(problem.values)
        if "cents" in values:
            currency = self.env.company.currency_id
            for name in ("cents", "books"):
                if name in values:
                    values[name] = formatLang(self.env, values[name] / 100, currency_obj=currency)
        if column := values.pop("column", ""):
            return f"{column}: {self._get_words()[problem.code] % values}"
        return self._get_words()[problem.code] % values

    @api.model
    def _get_words(self):
        return {
            **self._get_words_of_file(),
            **self._get_words_of_cells(),
            **self._get_words_of_books(),
        }

    def _get_words_of_file(self):
        return {
            "encoding": self.env._(
                "The file is no text that can be read. Export it again as UTF-8."
            ),
            "separator": self.env._("The first line is no FEC title line: %(text)s"),
            "titles_missing": self.env._("These columns are missing: %(titles)s."),
            "titles_twice": self.env._("These columns are there twice: %(titles)s."),
            "titles_two_forms": self.env._(
                "The file has Debit and Credit and also Montant or Sens: keep one form."
            ),
            "no_lines": self.env._("The file has titles, but no line."),
            "empty_line": self.env._("An empty line within the file: lines may be missing here."),
            "siren": self.env._("The file is of company %(found)s; this company is %(expected)s."),
            "closing_day": self.env._(
                "The name of the file says %(found)s as its last day; its entries end in the year until %(expected)s."
            ),
            "digest": self.env._(
                "This very file was taken over on %(day)s: only what is missing is written."
            ),
        }

    def _get_words_of_cells(self):
        return {
            "cells": self.env._(
                "%(found)s cells instead of %(expected)s: a separator is missing or too many."
            ),
            "cell_empty": self.env._("this cell may not be empty."),
            "control": self.env._("a control character (%(sign)s) is in this line."),
            "amount": self.env._("“%(text)s” is no amount."),
            "amount_unclear": self.env._(
                "“%(text)s” can be read two ways (thousands or decimals?)."
            ),
            "amount_cents": self.env._("“%(text)s” has parts of a cent."),
            "amount_long": self.env._("“%(text)s” is too large."),
            "side": self.env._("“%(text)s” is neither D nor C (nor +1 or -1)."),
            "day": self.env._("“%(text)s” is no day written as YYYYMMDD."),
            "both_sides": self.env._("The line has a debit and a credit."),
        }

    def _get_words_of_books(self):
        return {
            "unbalanced": self.env._(
                "Entry %(entry)s of journal %(journal)s does not balance: %(cents)s too much on one side."
            ),
            "days_differ": self.env._(
                "Entry %(entry)s of journal %(journal)s has lines of several days."
            ),
            "number_again": self.env._(
                "Number %(entry)s of journal %(journal)s is used on %(days)s days: several entries are made."
            ),
            "outside": self.env._(
                "Entry %(entry)s is dated %(day)s, outside the year %(first)s – %(last)s."
            ),
            "account_todo": self.env._(
                "Account %(code)s: choose an account, or the code of a new one."
            ),
            "journal_todo": self.env._(
                "Journal %(code)s: choose a journal, or the code of a new one."
            ),
            "partner_todo": self.env._(
                "Partner %(code)s %(name)s: choose a partner, or have a new one created."
            ),
            "partner_names": self.env._(
                "Partner %(code)s has several names: %(names)s. The first is taken."
            ),
            "partner_no_code": self.env._(
                "“%(name)s” has no CompAuxNum: the line stays without partner."
            ),
            "currency": self.env._("Currency %(code)s is not active: activate it first."),
            "currency_none": self.env._(
                "Currency %(code)s without an amount: the line is in the company's currency."
            ),
            "locked": self.env._(
                "The books are locked until %(day)s: %(entry)s cannot be written. Move the lock date first."
            ),
            "name_twice": self.env._(
                "%(entry)s would exist twice in journal %(journal)s: map the journals apart."
            ),
            "differs": self.env._("%(entry)s is already in the books with other lines."),
            "opening": self.env._(
                "Opening of account %(code)s %(name)s: %(cents)s in the file, %(books)s in the books."
            ),
            "opening_skipped": self.env._(
                "The opening entries are not booked: the books carry these balances forward (%(count)s entries)."
            ),
            "closing": self.env._(
                "Entry %(entry)s empties income and expenses into the result: left out."
            ),
            "letter": self.env._(
                "Lettering %(letter)s of account %(code)s does not balance: its lines stay open."
            ),
            "not_reconcilable": self.env._(
                "Lettering of account %(code)s: this kind of account cannot be lettered in Odoo."
            ),
        }
