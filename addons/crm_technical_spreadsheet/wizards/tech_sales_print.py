import base64

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import format_date

from odoo.addons.suite_base.core.tables import write_xlsx


class TechSalesPrint(models.TransientModel):
    """A table of the figures of a period, as a PDF or a workbook."""

    _name = "tech.sales.print"
    _description = "Print Sales Figures"

    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: fields.Date.context_today(self).replace(month=1, day=1),
    )
    date_to = fields.Date(string="To", required=True, default=fields.Date.context_today)
    by = fields.Selection(
        [
            ("product_tmpl_id", "Product"),
            ("family_id", "Product Family"),
            ("industry_id", "Sector"),
            ("partner_id", "Customer"),
            ("user_id", "Salesperson"),
            ("date:month", "Month"),
        ],
        required=True,
        default="product_tmpl_id",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    xlsx = fields.Binary(readonly=True, attachment=False)

    @api.constrains("date_from", "date_to")
    def _check_days(self):
        if any(one.date_to < one.date_from for one in self):
            raise ValidationError(self.env._("A period ends after it begins."))

    def action_pdf(self):
        self.ensure_one()
        report = self.env.ref("crm_technical_spreadsheet.action_report_sales_figures")
        return report.report_action(self, config=False)

    def action_xlsx(self):
        self.ensure_one()
        title = self._get_title()
        rows = [[self._get_by_label(), *self._get_labels()], *self._get_rows(), self._get_total()]
        self.xlsx = base64.b64encode(write_xlsx(rows, title=self.env._("Sales Figures")))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/xlsx/{title}.xlsx?download=true",
            "target": "self",
        }

    def _get_title(self):
        return self.env._(
            "Sales Figures %(first)s – %(last)s", first=self.date_from, last=self.date_to
        )

    def _get_by_label(self):
        return dict(self._fields["by"]._description_selection(self.env))[self.by]

    def _get_labels(self):
        figures = self.env["tech.sales.report"]
        names = [spec.partition(":")[0] for spec in figures._get_measures()]
        return [
            figures._fields[name].get_description(self.env, ["string"])["string"] for name in names
        ]

    def _get_domain(self):
        return [
            *self.env["tech.sales.report"]._get_period_domain(self.date_from, self.date_to),
            ("company_id", "in", [self.company_id.id, False]),
        ]

    def _get_rows(self):
        """Return ``[[label, figure, …]]``, the greatest sales first, months in their order."""
        figures = self.env["tech.sales.report"]
        groups = figures._read_group(self._get_domain(), [self.by], figures._get_measures())
        rows = [
            [self._tell_group(group), *(one or 0.0 for one in found)] for group, *found in groups
        ]
        return rows if self.by.startswith("date") else sorted(rows, key=lambda row: -row[2])

    def _get_total(self):
        figures = self.env["tech.sales.report"]
        found = figures._read_group(self._get_domain(), [], figures._get_measures())[0]
        return [self.env._("Total"), *(one or 0.0 for one in found)]

    def _tell_group(self, group):
        if not group:
            return self.env._("None")
        if self.by == "date:month":
            return format_date(self.env, group, date_format="MMMM y")
        return group.display_name
