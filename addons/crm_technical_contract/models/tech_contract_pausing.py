from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from ..core.prices import MONTHS
from ..core.schedule import Rate, schedule
from ..core.terms import Pause, leaving_day, terms


class TechContractPausing(models.Model):
    """Pauses, and what is due for each period because of them and of what changed."""

    _inherit = "tech.contract"

    pause_ids = fields.One2many("tech.contract.pause", "contract_id", string="Pauses")
    is_paused = fields.Boolean(
        string="Paused", readonly=True, copy=False, index=True, help="Today nothing is due."
    )
    schedule_html = fields.Html(
        string="What Is Due", compute="_compute_schedule_html", sanitize=False
    )

    @api.depends("pause_ids", "amendment_ids.state", "term_ids.amount", "date_end", "amount")
    @api.depends_context("lang")
    def _compute_schedule_html(self):
        for contract in self:
            contract.schedule_html = (
                self.env["ir.qweb"]._render(
                    "crm_technical_contract.schedule_table", {"contract": contract}
                )
                if contract.term_ids
                else False
            )

    def action_pause(self):
        """Say from when until when the contract rests."""
        self.ensure_one()
        self._check_pausable()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Pause"),
            "res_model": "tech.contract.pause",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_contract_id": self.id},
        }

    def action_resume(self):
        """End the pause of today."""
        today = fields.Date.context_today(self)
        return self.pause_ids.filtered(
            lambda one: one.date_start <= today and (not one.date_end or one.date_end >= today)
        ).action_resume()

    def _check_pausable(self):
        for contract in self.filtered(lambda one: one.state not in ("active", "notice")):
            raise UserError(
                self.env._("%(contract)s is not running: it has no pauses.", contract=contract.name)
            )

    def _get_pauses(self, lengthening=False):
        """Return the pauses as ``core`` knows them; one without end lasts until today at least."""
        today = fields.Date.context_today(self)
        return [
            Pause(one.date_start, one.date_end or max(today, one.date_start))
            for one in self.pause_ids.sorted("date_start")
            if one.lengthens or not lengthening
        ]

    def _settle_pauses(self, today):
        """Bring the days of the terms, of the end and the rest of today up to the pauses."""
        for contract in self.filtered(lambda one: one.state in ("active", "notice")):
            contract.invalidate_recordset(["pause_ids"])
            moved = contract._move_terms()
            resting = any(one.start <= today <= one.end for one in contract._get_pauses())
            if resting != contract.is_paused:
                contract.sudo().is_paused = resting  # sudo: follows from the pauses
            if moved and contract.state == "notice":
                # sudo: the last day follows from the notice
                contract.sudo().leaving_on = contract._get_leaving_day(contract.notice_date)

    def _move_terms(self):
        """Write the days of the terms anew; tell whether one moved."""
        begun = self.term_ids.sorted("date_start")
        facts = self._get_term_facts()
        found = terms(self.date_start, self.first_months, 0, **facts)
        moved = False
        for term, right in zip(begun, found, strict=True):
            if (term.date_start, term.date_end) != (right.start, right.end):
                # sudo: terms are written by code only
                term.sudo().write({"date_start": right.start, "date_end": right.end})
                moved = True
        if moved and not self.pause_ids.filtered(lambda one: one.lengthens and not one.date_end):
            self.message_post(
                body=self.env._(
                    "Because of the pauses the term ends on %(day)s.",
                    day=format_date(self.env, begun[-1].date_end),
                )
            )
        return moved

    def _get_leaving_day(self, day, by=None):
        """Return the last day of the contract when notice is given on ``day``.

        :param by: who gives it; by default who did, or else the customer
        """
        self.ensure_one()
        by_customer = (by or self.notice_by or "customer") == "customer"
        return leaving_day(
            self.date_start,
            self.first_months,
            self._get_renewal_months(),
            day,
            self._get_said("notice_months", day),
            self._get_said("notice_days", day),
            free_from=self._get_free_from(day) if by_customer else None,
            **self._get_term_facts(),
        )

    def _get_renewal_months(self):
        return self.renewal_months if self.renewal == "tacit" else 0

    def _get_term_facts(self):
        """What terms are reckoned from beside the agreement: pauses, terms that have begun."""
        return {
            "pauses": self._get_pauses(lengthening=True),
            "begun": self.term_ids.sorted("date_start").mapped("months"),
        }

    # --- what is due ------------------------------------------------------------------------------

    def _get_rates(self):
        """Return what the contract cost from which day on."""
        found = {
            term.date_start: Rate(
                term.date_start, Decimal(str(term.opening_amount)), MONTHS[self.recurrence]
            )
            for term in self.term_ids.sorted("date_start")
        }
        return self._amend_rates(found)

    def _get_schedule(self, until=None):
        """Return what is due for each period until a day, by default the contract's last one."""
        self.ensure_one()
        if not self.term_ids:
            return []
        last = min(self.date_end, until) if until else self.date_end
        return schedule(self.date_start, last, self._get_rates(), self._get_pauses())
