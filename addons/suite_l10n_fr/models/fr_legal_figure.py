from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import ormcache


class FrLegalFigure(models.Model):
    """A figure that the law sets for a time: a rate, a number of days, an amount."""

    _name = "fr.legal.figure"
    _description = "French Legal Figure"
    _order = "code, date_from desc"
    _rec_name = "code"

    code = fields.Selection(
        [
            ("legal_interest", "Legal interest between professionals (%)"),
            ("ecb_rate", "Refinancing rate of the European Central Bank (%)"),
            ("recovery_indemnity", "Indemnity for recovery costs (€)"),
            ("payment_days", "Longest payment term (days)"),
            ("payment_end_of_month", "Longest payment term, end of month (days)"),
            ("payment_periodic", "Longest payment term of periodic invoices (days)"),
            ("payment_transport", "Longest payment term of transport (days)"),
            ("book_public", "Highest discount on books (%)"),
            ("book_article_3", "Highest discount on books for public bodies and libraries (%)"),
            ("book_delivery_threshold", "Books sent: threshold of the delivery fee (€)"),
            ("book_delivery_below", "Books sent: lowest fee below the threshold (€)"),
            ("book_delivery_above", "Books sent: lowest fee from the threshold on (€)"),
            ("reduction_days", "Days that count for the earlier price of a reduction"),
            ("vat_rate", "VAT rate that electronic invoices accept (%)"),
        ],
        string="Figure",
        required=True,
        index=True,
    )
    value = fields.Float(required=True, digits=(16, 4))
    date_from = fields.Date(string="In Force Since", required=True)
    date_to = fields.Date(
        string="Until", help="Empty: until a later line of the same figure begins."
    )
    source = fields.Char(
        required=True, help="Text of law or publication that says so, with its date."
    )
    consulted_on = fields.Date(help="Day on which somebody read the source.")
    confirmed = fields.Boolean(
        default=True,
        help="Somebody read it in a public text. What is not confirmed is neither printed nor"
        " enforced.",
    )

    _code_date_unique = models.UniqueIndex(
        "(code, date_from, (CASE WHEN code = 'vat_rate' THEN value ELSE 0 END))",
        "This figure already has a line that begins on that day.",
    )
    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)", "A figure ends after it begins."
    )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    def _find_value(self, code, day=None):
        """The figure in force on a day; None when nobody has entered it."""
        return self._find_value_on(code, day or fields.Date.context_today(self))

    @api.model
    @ormcache("code", "day")
    def _find_value_on(self, code, day):
        # sudo: the law is public, and documents are printed by every user
        figure = self.sudo().search(self._get_domain(code, day), limit=1)
        return figure.value if figure and (not figure.date_to or day <= figure.date_to) else None

    @api.model
    def _get_domain(self, code, day):
        return [("code", "=", code), ("date_from", "<=", day), ("confirmed", "=", True)]

    @api.model
    @ormcache("code", "day")
    def _get_values(self, code, day):
        """Every figure of a code that has several at once, on a day."""
        figures = self.sudo().search(self._get_domain(code, day))  # sudo: the law is public
        return frozenset(f.value for f in figures if not f.date_to or day <= f.date_to)

    @api.model
    def _get_value(self, code, day=None):
        """The figure in force on a day.

        :raises UserError: nobody has entered it
        """
        value = self._find_value(code, day)
        if value is None:
            raise UserError(
                self.env._(
                    "“%(figure)s” is not known for %(day)s. Enter it in Invoicing ▸ Configuration ▸"
                    " French Legal Figures.",
                    figure=self._get_label(code),
                    day=day,
                )
            )
        return value

    @api.model
    def _get_label(self, code):
        return dict(self._fields["code"]._description_selection(self.env))[code]
