from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..core.due_dates import Ceilings, latest_due


class AccountMove(models.Model):
    _inherit = "account.move"

    fr_periodic = fields.Boolean(
        string="Periodic Invoice",
        help="One invoice for several deliveries or services of a month (CGI 289 I 3): it is paid"
        " within 45 days.",
    )
    fr_due_ceiling = fields.Date(string="Latest Lawful Due Date", compute="_compute_fr_due_ceiling")

    @api.depends(
        "invoice_date",
        "move_type",
        "fr_periodic",
        "commercial_partner_id",
        "company_id",
        "invoice_line_ids.product_id",
    )
    def _compute_fr_due_ceiling(self):
        for move in self:
            move.fr_due_ceiling = move._fr_get_payment_ceiling()

    @api.constrains("invoice_date_due")
    def _check_fr_transport_due(self):
        """What was brought to the 30th day stays there: the limit is of public order."""
        for move in self:
            if (
                move.state == "posted"
                and move.move_type == "out_invoice"
                and move._fr_is_due_too_late()
                and move._fr_is_transport()
            ):
                raise ValidationError(
                    self.env._(
                        "%(invoice)s: transport is paid by %(day)s at the latest, 30 days after the"
                        " invoice (C. com. L441-11). An earlier day is free.",
                        invoice=move.name,
                        day=format_date(self.env, move._fr_get_payment_ceiling()),
                    )
                )

    # -- due dates ---------------------------------------------------------------------------

    def _fr_get_payment_ceiling(self):
        """The latest lawful due date; False where the law sets none (consumers, refunds)."""
        self.ensure_one()
        if (
            self.move_type not in ("out_invoice", "in_invoice")
            or not self.company_id.is_france_country
            or not self.commercial_partner_id
            or not self.commercial_partner_id._fr_is_professional()
        ):
            return False
        day = self.invoice_date or fields.Date.context_today(self)
        return latest_due(
            day,
            self._fr_get_ceilings(day),
            end_of_month=self.company_id.fr_end_of_month,
            periodic=self.fr_periodic,
            transport=self._fr_is_transport(),
        )

    @api.model
    def _fr_get_ceilings(self, day):
        codes = ("payment_days", "payment_end_of_month", "payment_periodic", "payment_transport")
        get = self.env["fr.legal.figure"]._get_value
        return Ceilings(*(int(get(code, day)) for code in codes))

    def _fr_is_transport(self):
        """Whether the 30 days of transport hold for this invoice. They hold for the whole invoice
        as soon as one line is transport: it has one due date.
        """
        self.ensure_one()
        lines = self.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        return any(line._fr_get_payment_sector() == "transport" for line in lines)

    def _fr_is_due_too_late(self):
        self.ensure_one()
        ceiling = self._fr_get_payment_ceiling()
        return bool(ceiling and self.invoice_date_due and self.invoice_date_due > ceiling)

    def _get_alerts(self):
        alerts = super()._get_alerts()
        if self.state == "draft" and self._fr_is_due_too_late():
            alerts["fr_due_date"] = {"level": "warning", "message": self._fr_describe_late_due()}
        alerts |= self._fr_get_invoice_alerts()
        if self.partner_id.commercial_partner_id.fr_registry_is_wrong and self.is_invoice():
            alerts["fr_registry"] = {
                "level": "warning",
                "message": self.env._(
                    "The SIREN or SIRET of %s is not valid. Correct it in the contact.",
                    self.commercial_partner_id.display_name,
                ),
            }
        return alerts

    def _fr_get_invoice_alerts(self):
        """What would stop the invoice on the platform of electronic invoices."""
        if (
            self.move_type not in ("out_invoice", "out_refund")
            or not self.company_id.is_france_country
            or self.state == "cancel"
        ):
            return {}
        alerts = {}
        if rates := self._fr_get_unknown_rates():
            alerts["fr_vat_rate"] = {
                "level": "warning",
                "message": self.env._(
                    "%s is no French VAT rate: electronic invoices and reports refuse it. Check"
                    " the taxes of the lines.",
                    ", ".join(f"{self.env['fr.mentions']._write_figure(rate)} %" for rate in rates),
                ),
            }
        if missing := self._fr_get_missing_rate():
            alerts["fr_penalty_rate"] = {"level": "info", "message": missing}
        if self._fr_misses_bank_account():
            alerts["fr_bank_account"] = {
                "level": "warning",
                "message": self.env._(
                    "%s has no bank account on this invoice: it cannot leave as an electronic"
                    " invoice. Add the account in the contact of your company, then choose it here"
                    " (Other Info, Recipient Bank).",
                    self.company_id.name,
                ),
            }
        return alerts

    def _fr_get_unknown_rates(self):
        """Rates in percent that no French invoice may bear; what is exempt or abroad bears 0."""
        day = self.invoice_date or fields.Date.context_today(self)
        known = self.env["fr.legal.figure"]._get_values("vat_rate", day)
        taxes = self.invoice_line_ids.tax_ids.flatten_taxes_hierarchy()
        rates = {tax.amount for tax in taxes if tax.amount_type == "percent"}
        return sorted(rate for rate in rates if all(abs(rate - one) > 1e-6 for one in known))

    def _fr_get_missing_rate(self):
        """A draft for a professional would name its penalties without a figure."""
        partner = self.commercial_partner_id
        if self.state != "draft" or not partner or not partner._fr_is_professional():
            return ""
        day = self.invoice_date or fields.Date.context_today(self)
        return self.env["fr.mentions"]._describe_missing_rate(self.company_id, day)

    def _fr_misses_bank_account(self):
        """A professional gets an electronic invoice, which names the account to pay to."""
        return (
            self.move_type == "out_invoice"
            and not self.partner_bank_id
            and bool(self.commercial_partner_id)
            and self.commercial_partner_id._fr_is_professional()
        )

    def _fr_describe_late_due(self):
        ceiling = format_date(self.env, self._fr_get_payment_ceiling())
        if self._fr_is_transport() and self.move_type == "out_invoice":
            return self.env._(
                "The law sets %s as the latest due date of transport (30 days from the invoice). The"
                " due date will be brought to that day when you confirm.",
                ceiling,
            )
        return self.env._(
            "The law sets %s as the latest due date of this invoice (C. com. L441-10). Check the"
            " payment terms.",
            ceiling,
        )

    def _post(self, soft=True):
        invoices = self.filtered(
            lambda move: move.state == "draft" and move.move_type in ("out_invoice", "in_invoice")
        )
        for move in invoices:
            move._fr_apply_payment_ceiling()
        return super()._post(soft)

    def _fr_apply_payment_ceiling(self):
        """Transport: the due date is brought to the limit, of public order. Elsewhere the accountant
        was warned and decides; the history says so.
        """
        if self.move_type == "out_invoice" and not self.invoice_date:
            self._fr_date_of_today()
        if not self._fr_is_due_too_late():
            return
        told = self.with_context(lang=self.company_id.partner_id.lang or self.env.lang)
        ceiling = self._fr_get_payment_ceiling()
        if self.move_type == "out_invoice" and self._fr_is_transport():
            before = self.invoice_date_due
            self.write({"invoice_payment_term_id": False, "invoice_date_due": ceiling})
            body = told.env._(
                "Due date brought from %(before)s to %(after)s: transport is paid within 30 days"
                " of the invoice (C. com. L441-11).",
                before=format_date(told.env, before),
                after=format_date(told.env, ceiling),
            )
        else:
            body = told.env._(
                "Confirmed with a due date later than the law allows (%s at the latest, C. com."
                " L441-10).",
                format_date(told.env, ceiling),
            )
        self._message_log(body=body)

    def _fr_date_of_today(self):
        """As posting does: a rate that somebody typed stays."""
        expected = self._get_expected_currency_rate_at(self.create_date.date())
        typed = [self._fields["invoice_currency_rate"]]
        with self.env.protecting(typed if self.invoice_currency_rate != expected else [], self):
            self.invoice_date = fields.Date.context_today(self)

    # -- document ----------------------------------------------------------------------------

    def _fr_get_mentions(self):
        """``[(code, sentence)]`` to print; nothing on refunds and vendor bills."""
        self.ensure_one()
        if self.move_type != "out_invoice":
            return []
        return self.env["fr.mentions"]._get_mentions(
            self.company_id,
            self.partner_id,
            self.invoice_date or fields.Date.context_today(self),
            self.partner_id.lang or self.env.lang,
        )

    def _fr_get_operation(self):
        """``goods``, ``services``, ``mixed`` or empty (CGI ann. II 242 nonies A, 8° bis)."""
        self.ensure_one()
        lines = self.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        kinds = {line._fr_get_operation() for line in lines} - {""}
        if not kinds and lines.product_id:  # carriage or a discount alone is a service
            return "services"
        return "mixed" if len(kinds) > 1 else next(iter(kinds), "")

    def _fr_shows_delivery_address(self):
        """242 nonies A 7° bis, where the setting of Odoo does not print it anyway."""
        self.ensure_one()
        return (
            self.move_type in ("out_invoice", "out_refund")
            and self.company_id.is_france_country
            and self.partner_shipping_id
            and self.partner_shipping_id != self.partner_id
            and not self.env.user.has_group("account.group_delivery_invoice_address")
        )
