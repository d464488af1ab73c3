from odoo import api, models
from odoo.tools import float_repr

from ..core import identifiers


class FrMentions(models.AbstractModel):
    """The sentences that the law asks for on a document, in the language of its reader."""

    _name = "fr.mentions"
    _description = "Mentions of French Law"

    @api.model
    def _get_mentions(self, company, partner, day, lang):
        """``[(code, sentence)]`` for a document of ``company`` to ``partner``.

        The codes are those of the French rules for electronic invoices (PMD penalties, PMT
        indemnity, AAB discount), and MED for the mediator.

        :param lang: of the reader
        """
        if not company.is_france_country:
            return []
        told = self.with_context(lang=lang)
        if partner._fr_is_professional():
            return told._get_professional_mentions(company, day)
        return told._get_consumer_mentions(company)

    @api.model
    def _get_professional_mentions(self, company, day):
        """C. com. L441-9: rate of the penalties, indemnity, terms of a discount."""
        indemnity = self.env["fr.legal.figure"]._get_value("recovery_indemnity", day)
        discount = company.with_context(lang=self.env.lang).fr_discount_terms
        return [
            ("PMD", self._describe_penalties(company, day)),
            (
                "PMT",
                self.env._(
                    "Fixed indemnity for recovery costs in case of late payment: %s €"
                    " (C. com. D441-5).",
                    self._write_figure(indemnity),
                ),
            ),
            ("AAB", discount or self.env._("No discount for early payment.")),
        ]

    @api.model
    def _describe_penalties(self, company, day):
        figures = self.env["fr.legal.figure"]
        legal, bank = (
            figures._find_value("legal_interest", day),
            figures._find_value("ecb_rate", day),
        )
        if company.fr_penalty_rate == "own" and company.fr_penalty_percent:
            return self.env._(
                "Late payment penalties: %s %% a year, due without reminder from the day after the"
                " due date (C. com. L441-10).",
                self._write_figure(max(company.fr_penalty_percent, 3 * (legal or 0))),
            )
        if company.fr_penalty_rate == "legal":
            known = f" ({self._write_figure(3 * legal)} %)" if legal else ""
            return self.env._(
                "Late payment penalties: three times the legal interest rate%s, due without"
                " reminder from the day after the due date (C. com. L441-10).",
                known,
            )
        known = f" ({self._write_figure(bank + 10)} %)" if bank else ""
        return self.env._(
            "Late payment penalties: refinancing rate of the European Central Bank plus 10"
            " points%s, due without reminder from the day after the due date (C. com. L441-10).",
            known,
        )

    @api.model
    def _describe_missing_rate(self, company, day):
        """Which rate of which half-year nobody has entered, so that the documents of professionals
        name the rule without a figure; empty when all is known.
        """
        if not company.is_france_country:
            return ""
        code = "ecb_rate" if company.fr_penalty_rate == "ecb" else "legal_interest"
        if self.env["fr.legal.figure"]._find_value(code, day) is not None:
            return ""
        return self.env._(
            "The rate “%(figure)s” of the %(half)s half of %(year)s is not known: documents of"
            " professionals name the rule without the figure. Enter it, with its source, in"
            " Invoicing ▸ Configuration ▸ French Legal Figures.",
            figure=self.env["fr.legal.figure"]._get_label(code),
            half=self.env._("first") if day.month < 7 else self.env._("second"),
            year=day.year,
        )

    @api.model
    def _get_consumer_mentions(self, company):
        """C. conso. L616-1 and R616-1: whom a consumer may turn to."""
        if not company.fr_mediator_name:
            return []
        place = " – ".join(filter(None, [company.fr_mediator_name, company.fr_mediator_url]))
        return [
            (
                "MED",
                self.env._(
                    "In case of a dispute, you may turn free of charge to our mediator for"
                    " consumers: %s.",
                    place,
                ),
            )
        ]

    @api.model
    def _get_seller_identity(self, company):
        """SIREN or SIRET, and VAT number of the seller, when the layout of the company does not show
        them already (CGI ann. II 242 nonies A, 2°; C. com. R123-237).
        """
        if not company.is_france_country:
            return ""
        layout = identifiers.compact(
            f"{company.report_footer or ''}{company.company_details or ''}"
        )
        parts = []
        number, vat = company.company_registry, identifiers.compact(company.vat)
        shown = layout.replace(vat, "") if vat else layout
        if identifiers.is_valid(number) and identifiers.siren_of(number) not in shown:
            kind = "SIREN" if len(identifiers.compact(number)) == 9 else "SIRET"
            parts.append(f"{kind} {number}")
        if vat and vat not in layout:
            parts.append(self.env._("VAT %s", vat))
        return " – ".join([company.name, *parts]) if parts else ""

    @api.model
    def _write_figure(self, value):
        """A figure as its reader writes it: 40, 12,40."""
        text = float_repr(value, 2).removesuffix(".00")
        language = self.env["res.lang"]._lang_get(self.env.lang or "en_US")
        return text.replace(".", language.decimal_point or ".")
