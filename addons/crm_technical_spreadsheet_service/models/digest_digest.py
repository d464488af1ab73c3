from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from odoo.addons.crm_technical_contract.core.prices import monthly

RUNNING = ("active", "notice")
READERS = {
    "kpi_tech_mrr": ("sales_team.group_sale_salesman_all_leads",),
    "kpi_tech_late_cases": ("crm_technical_aftersales.group_aftersales_user",),
    "kpi_tech_overdue": ("account.group_account_invoice", "account.group_account_readonly"),
}
"""Who gets a figure: others get a digest without it."""


class DigestDigest(models.Model):
    """What contracts bring, what is late, what is overdue: as the lists say it at that moment."""

    _inherit = "digest.digest"

    kpi_tech_mrr = fields.Boolean("MRR of Contracts")
    kpi_tech_mrr_value = fields.Monetary(compute="_compute_kpi_tech_mrr_value")
    kpi_tech_late_cases = fields.Boolean("Late Cases")
    kpi_tech_late_cases_value = fields.Integer(compute="_compute_kpi_tech_late_cases_value")
    kpi_tech_overdue = fields.Boolean("Overdue Invoices")
    kpi_tech_overdue_value = fields.Monetary(compute="_compute_kpi_tech_overdue_value")

    def _compute_kpi_tech_mrr_value(self):
        self._tech_check_reader("kpi_tech_mrr")
        day = self._tech_get_day()
        for digest in self:
            digest.kpi_tech_mrr_value = digest._tech_get_mrr(day)

    def _compute_kpi_tech_late_cases_value(self):
        self._tech_check_reader("kpi_tech_late_cases")
        for digest in self:
            digest.kpi_tech_late_cases_value = digest._tech_count_late_cases()

    def _compute_kpi_tech_overdue_value(self):
        self._tech_check_reader("kpi_tech_overdue")
        day = self._tech_get_day()
        for digest in self:
            digest.kpi_tech_overdue_value = digest._tech_get_overdue(day)

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        actions["kpi_tech_mrr"] = "crm_technical_contract.tech_contract_action"
        actions["kpi_tech_late_cases"] = "crm_technical_aftersales.tech_case_action"
        actions["kpi_tech_overdue"] = "account.action_move_out_invoice_type"
        return actions

    # --- of which moment, of which company, for whom ----------------------------------------------

    def _tech_check_reader(self, name):
        if not any(self.env.user.has_group(group) for group in READERS[name]):
            raise AccessError(self.env._("This figure is not for you."))

    def _tech_get_moment(self):
        """The end of the period: a digest compares now with a day, a week, a month ago."""
        now = fields.Datetime.now()
        end = fields.Datetime.to_datetime(self._get_kpi_compute_parameters()[1])
        return min(end or now, now)

    def _tech_get_day(self):
        return fields.Datetime.context_timestamp(self, self._tech_get_moment()).date()

    def _tech_get_own(self):
        return Domain("company_id", "=", (self.company_id or self.env.company).id)

    # --- figures ----------------------------------------------------------------------------------

    def _tech_get_mrr(self, day):
        """Today what the list says; of another day from the terms and pauses of that day."""
        contracts = self.env["tech.contract"]
        if day >= fields.Date.context_today(self):
            domain = self._tech_get_own() & Domain("state", "in", RUNNING)
            return contracts._read_group(domain, [], ["mrr:sum"])[0][0] or 0.0
        within = Domain("date_start", "<=", day)
        open_ended = Domain("date_end", "=", False) | Domain("date_end", ">=", day)
        paused = self.env["tech.contract.pause"].search(within & open_ended).contract_id
        terms = self.env["tech.contract.term"].search(
            within
            & Domain("date_end", ">=", day)
            & self._tech_get_own()
            & Domain("contract_id", "not in", paused.ids)
            & (
                Domain("contract_id.leaving_on", "=", False)
                | Domain("contract_id.leaving_on", ">=", day)
            )
        )
        return sum(monthly(term.amount, term.contract_id.recurrence) for term in terms)

    def _tech_count_late_cases(self):
        moment = self._tech_get_moment()
        solved = Domain("solved_on", "=", False) | Domain("solved_on", ">", moment)
        answered = Domain("answered_on", "=", False) | Domain("answered_on", ">", moment)
        late = Domain("solve_due", "<", moment) | (answered & Domain("answer_due", "<", moment))
        waiting = self.env["tech.case.pause"].search(
            Domain("start", "<=", moment) & (Domain("end", "=", False) | Domain("end", ">", moment))
        )
        return self.env["tech.case"].search_count(
            self._tech_get_own()
            & Domain("opened_on", "<=", moment)
            & Domain("id", "not in", waiting.case_id.ids)
            & solved
            & late
        )

    def _tech_get_overdue(self, day):
        """What is left of customers' invoices after their due day; payments that came later count
        from their day on."""
        invoices = (
            self._tech_get_own()
            & Domain("move_type", "=", "out_invoice")
            & Domain("state", "=", "posted")
            & Domain("invoice_date_due", "<", day)
        )
        if day >= fields.Date.context_today(self):
            unpaid = invoices & Domain("payment_state", "in", ("not_paid", "partial"))
            return (
                self.env["account.move"]._read_group(unpaid, [], ["amount_residual_signed:sum"])[0][
                    0
                ]
                or 0.0
            )
        lines = Domain("account_id.account_type", "=", "asset_receivable") & Domain(
            "move_id", "any", invoices & Domain("date", "<=", day)
        )
        owed = self.env["account.move.line"]._read_group(lines, [], ["balance:sum"])[0][0] or 0.0
        paid = self.env["account.partial.reconcile"]._read_group(
            Domain("debit_move_id", "any", lines) & Domain("max_date", "<=", day),
            [],
            ["amount:sum"],
        )
        return owed - (paid[0][0] or 0.0)
