from dateutil.relativedelta import relativedelta

from odoo import fields, models


class BookstoreMember(models.Model):
    """Statements: one a month that is over, from the first movement on."""

    _inherit = "bookstore.member"

    def _draw_up_statements(self):
        """Months without movement on an empty wallet have none."""
        self.ensure_one()
        self.env["suite.concurrency"]._take(self)
        month = self._get_first_month()
        current = fields.Date.context_today(self).replace(day=1)
        opening = self.statement_ids.sorted("month")[-1:].closing
        vals_list = []
        while month and month < current:
            vals = self._prepare_statement_vals(month, opening)
            if vals["credited"] or vals["spent"] or opening:
                vals_list.append(vals)
            opening = vals["closing"]
            month += relativedelta(months=1)
        return self.env["bookstore.member.statement"].create(vals_list)

    def _get_first_month(self):
        """The month after the last statement, or that of the first movement."""
        last = self.statement_ids.sorted("month")[-1:]
        if last:
            return last.month + relativedelta(months=1)
        days = self.history_ids.mapped("bookstore_date")
        return min(days).replace(day=1) if days else None

    def _prepare_statement_vals(self, month, opening):
        after = month + relativedelta(months=1)
        lines = self.history_ids.filtered(lambda line: month <= line.bookstore_date < after)
        credited, spent = sum(lines.mapped("issued")), sum(lines.mapped("used"))
        return {
            "member_id": self.id,
            "month": month,
            "opening": opening,
            "credited": credited,
            "spent": spent,
            "closing": self.currency_id.round(opening + credited - spent),
        }
