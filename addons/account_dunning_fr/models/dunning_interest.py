from datetime import date
from decimal import Decimal

from odoo import api, models
from odoo.tools import format_date

from ..core.interest import Debt, RateMissing, find_spans, sum_interest
from .sql import dunning_books

CENT = Decimal("0.01")


class DunningInterest(models.AbstractModel):
    """What the law adds to late invoices of professionals (C. com. L441-10, D441-5)."""

    _name = "dunning.interest"
    _description = "Late Interest"

    @api.model
    def _get_interest(self, company, dues, until, unmatched=None):
        """The interest that has run on some lines.

        :param dues: ``{line id: due date}``
        :param unmatched: ``{line id: credits that pay it and are not matched}``; they bear none
        :return: ``{line id: amount}``; a line is missing when a rate is not known
        """
        found, rates = {}, {}
        for line, (amount, payments) in dunning_books.get_payments(self.env, dues).items():
            payments = [*payments, (dues[line], (unmatched or {}).get(line, 0.0))]
            debt = Debt(
                dues[line],
                self._read(amount),
                [(day, self._read(paid)) for day, paid in payments],
            )
            try:
                spans = find_spans(debt, until, lambda day: self._find_rate(company, day, rates))
            except RateMissing:
                continue
            found[line] = float(sum_interest(spans))
        return found

    @api.model
    def _find_rate(self, company, day, known):
        """The rate in % a year of a half-year; None when the figures are not entered."""
        if day not in known:
            known[day] = self._compute_rate(company, day)
        return known[day]

    @api.model
    def _compute_rate(self, company, day):
        figures = self.env["fr.legal.figure"]
        legal = figures._find_value("legal_interest", day)
        if company.fr_penalty_rate == "own" and company.fr_penalty_percent:
            if legal is None:
                return None
            return Decimal(str(max(company.fr_penalty_percent, 3 * legal)))
        if company.fr_penalty_rate == "legal":
            return None if legal is None else 3 * Decimal(str(legal))
        bank = figures._find_value("ecb_rate", day)
        return None if bank is None else Decimal(str(bank)) + 10

    @api.model
    def _get_indemnity(self, day):
        """The fixed indemnity of one late invoice."""
        return self.env["fr.legal.figure"]._find_value("recovery_indemnity", day) or 0.0

    @api.model
    def _explain_missing(self, day):
        half = date(day.year, 1 if day.month < 7 else 7, 1)
        return self.env._(
            "Interest is not written: the rate of the half-year from %(day)s is not entered yet "
            "(Invoicing ▸ Configuration ▸ French Legal Figures).",
            day=format_date(self.env, half),
        )

    @staticmethod
    def _read(amount):
        return Decimal(str(amount)).quantize(CENT)
