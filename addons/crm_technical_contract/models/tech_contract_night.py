from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from ..core.terms import term_after


class TechContractNight(models.Model):
    """What the days bring a contract that runs: its next term, its price, its end, warnings."""

    _inherit = "tech.contract"

    # --- terms and prices -------------------------------------------------------------------------

    def _prepare_term_vals(self, term, months, amount):
        return {
            "contract_id": self.id,
            "date_start": term.start,
            "date_end": term.end,
            "months": months,
            "opening_amount": amount,
            "amount": amount,
        }

    def _renew_until(self, day):
        """Add the terms that have begun by ``day``, each revised once.

        A notice that came too late for a term lets the next one begin: its price, its amendments
        and its pauses are those of any term.
        """
        self.ensure_one()
        self._enforce_amendments(min(day, self.date_end))
        while (end := self._get_begun_end()) < min(day, self.leaving_on or day):
            if self.state not in ("active", "notice") or self.renewal != "tacit":
                break
            months = self.renewal_months
            found = term_after(
                self.date_start, self.first_months, months, end, **self._get_term_facts()
            )
            vals = self._prepare_term_vals(found, months, self.amount) | {
                "needs_revision": bool(self.index_id),
                "is_told": self._is_informed(),
            }
            term = self.env["tech.contract.term"].sudo().create(vals)  # sudo: written by code only
            term._revise()
            self.message_post(
                body=self.env._(
                    "Renewed from %(start)s to %(end)s.",
                    start=format_date(self.env, found.start),
                    end=format_date(self.env, min(found.end, self.leaving_on or found.end)),
                )
            )
            self._enforce_amendments(min(day, self.date_end))

    def _get_begun_end(self):
        """Return the last day of the terms that have begun, whatever a notice says."""
        return max(self.term_ids.mapped("date_end"), default=self.date_end)

    # --- every day --------------------------------------------------------------------------------

    @api.model
    def _cron_contracts(self):
        """Renew, end and warn; days without a run are made up for."""
        today = fields.Date.context_today(self)
        running = self.search([("state", "in", ("active", "notice"))])
        for contract in running.try_lock_for_update():
            contract = contract.with_context(lang=contract._get_reader_lang())
            try:
                with self.env.cr.savepoint():
                    contract._bring_to(today)
            except UserError as error:
                contract._tell_stuck(error)
        self.env["tech.contract.obligation"]._warn_all(today)

    def _bring_to(self, today):
        """Do what the days until today ask for."""
        self._settle_pauses(today)
        self._warn_notice(today)
        self._renew_until(today)
        self.term_ids.filtered("needs_revision")._revise()
        if self.date_end < today:
            self._fire("expire")
        else:
            self._warn(today)

    def _tell_stuck(self, error):
        """Tell the salesperson, once, why the contract stays as it was; the others go on."""
        summary = self.env._("The night could not go on")
        if summary not in self.activity_ids.mapped("summary"):
            self.activity_schedule(
                "mail.mail_activity_data_warning",
                user_id=(self.user_id or self.create_uid).id,
                summary=summary,
                note=str(error),
            )

    def _get_reader_lang(self):
        return self.user_id.lang or self.company_id.partner_id.lang or self.env.lang

    def _warn(self, today):
        """Give each warning that is due, once for each term."""
        self.ensure_one()
        self._warn_notice(today)
        self._warn_inform(today)
        alert_days = timedelta(days=self.company_id.tech_contract_alert_days)
        if self.renewal == "none" and self.date_end - alert_days <= today:
            self._alert("end", self.date_end, self.env._("The contract ends: renew it?"))
        if self.needs_revision:
            self._alert("index", today, self.env._("Enter the index of the new term"))

    def _warn_notice(self, today):
        """Warn of the last day for notice; where no night ran until it was over, that it is."""
        last = self.last_notice_day
        alert_days = timedelta(days=self.company_id.tech_contract_alert_days)
        if self.state != "active" or not last or today < last - alert_days:
            return
        if today <= last:
            summary = self.env._("Last day for notice")
        else:
            summary = self.env._(
                "The last day for notice was missed, it was %(day)s",
                day=format_date(self.env, last),
            )
        self._alert("notice", last, summary)

    def _warn_inform(self, today):
        """Warn that a consumer is to be told of the renewal, or that it is too late for that."""
        due = self.state == "active" and self.inform_from and self.inform_from <= today
        if not due or self._is_informed():
            return
        if today <= self.inform_until:
            summary = self.env._("Tell the customer of the renewal")
        else:
            summary = self.env._(
                "The customer was not told of the renewal in time, he leaves when he likes"
            )
        self._alert("inform", self.inform_until, summary)

    def _forget_warnings(self):
        """A notice took the activities of this term away; it is taken back: they are due again."""
        alerts = self.env["tech.contract.alert"].sudo()  # sudo: written by code only
        for contract in self:
            term = contract._get_current_term()
            alerts.search(
                [
                    ("contract_id", "=", contract.id),
                    ("kind", "in", ("notice", "inform")),
                    ("concerned_on", "=", term.date_start),
                ]
            ).unlink()

    def _alert(self, kind, deadline, summary):
        """Make the activity of a warning, unless it was made for this term already.

        :param summary: without the number, which every list of activities writes beside it
        """
        alerts = self.env["tech.contract.alert"].sudo()  # sudo: written by code only
        term = self.term_ids.sorted("date_start")[-1:]  # its last day moves with pauses
        if alerts._is_new(self, kind, term.date_start):
            self.activity_schedule(
                f"crm_technical_contract.mail_activity_{kind}",
                date_deadline=deadline,
                user_id=(self.user_id or self.create_uid).id,
                summary=summary,
            )
