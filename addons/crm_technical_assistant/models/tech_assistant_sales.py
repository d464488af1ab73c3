from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .tech_assistant import SHOWN

SOON = 90


class TechAssistant(models.AbstractModel):
    """What a salesperson asks of the day, quotes, opportunities, invoices, contracts and cases."""

    _inherit = "tech.assistant"

    # --- the day ------------------------------------------------------------------------------

    @api.model
    def _answer_today(self, reading):
        day = reading.day or reading.until or fields.Date.context_today(self)
        mine = [("user_id", "=", self.env.uid), ("date_deadline", "<=", day)]
        activities = self.env["mail.activity"]
        found = activities.search(mine, order="date_deadline, id", limit=SHOWN)
        rows = [*self._get_meetings(day), *map(self._write_activity, found)]
        if not rows:
            return self._say(self.env._("Nothing is planned until %(day)s.", day=self._day(day)))
        total = activities.search_count(mine) + len(rows) - len(found)
        title = self.env._("%(count)s to do until %(day)s:", count=total, day=self._day(day))
        return self._list(title, rows, total)

    @api.model
    def _get_meetings(self, day):
        events = self.env["calendar.event"]
        if not events.has_access("read"):
            return []
        since = self._moment(max(fields.Date.context_today(self), day - timedelta(days=7)), None)
        meetings = events.search(
            [
                ("partner_ids", "in", self.env.user.partner_id.ids),
                ("stop", ">=", since),
                ("start", "<", self._moment(day + timedelta(days=1), None)),
            ],
            order="start",
            limit=SHOWN,
        )
        return [self._row(one, one.display_time) for one in meetings]

    @api.model
    def _write_activity(self, activity):
        record = activity.res_model and self.env[activity.res_model].browse(activity.res_id)
        what = activity.summary or activity.activity_type_id.name
        if not record or not record.exists() or not record.has_access("read"):
            return f"{what} · {self._day(activity.date_deadline)}"
        return self._row(record, what, self._day(activity.date_deadline))

    # --- quotes -------------------------------------------------------------------------------

    @api.model
    def _answer_late_quotes(self, _reading):
        today = fields.Date.context_today(self)
        domain = Domain("tech_quote_state", "in", ("awaiting", "expired")) & Domain(
            "validity_date", "<", today
        )
        return self._list_quotes(
            domain,
            self.env._("No quote is past its last day."),
            lambda count: self.env._("%(count)s quotes past their last day:", count=count),
        )

    @api.model
    def _answer_follow_up(self, _reading):
        return self._list_quotes(
            Domain("tech_quote_state", "in", ("awaiting", "expired")),
            self.env._("No quote waits for an answer."),
            lambda count: self.env._("%(count)s quotes to follow up:", count=count),
        )

    @api.model
    def _list_quotes(self, domain, nothing, title):
        orders = self.env["sale.order"]
        domain &= Domain("tech_is_other_trade", "=", False)
        found = orders.search(domain, order="validity_date, id", limit=SHOWN)
        if not found:
            return self._say(nothing)
        total = orders.search_count(domain)
        return self._list(title(total), [self._write_quote(order) for order in found], total)

    @api.model
    def _write_quote(self, order):
        return self._row(
            order,
            order.partner_id.display_name,
            self._amount(order.amount_untaxed, order.currency_id),
            order.validity_date and self._day(order.validity_date),
            self._other(order.user_id),
            title=order.name,
        )

    # --- pipeline -----------------------------------------------------------------------------

    @api.model
    def _answer_pipeline(self, _reading):
        mine = [
            ("type", "=", "opportunity"),
            ("user_id", "=", self.env.uid),
            ("won_status", "=", "pending"),
            ("company_id", "in", (False, self.env.company.id)),
        ]
        groups = self.env["crm.lead"]._read_group(
            mine, ["stage_id"], ["__count", "expected_revenue:sum", "prorated_revenue:sum"]
        )
        currency = self.env.company.currency_id
        rows = [
            f"{stage.name or '–'} · {count} · {self._amount(revenue, currency)}"
            for stage, count, revenue, _weighted in groups
        ]
        if not rows:
            return self._say(self.env._("You have no open opportunity."))
        title = self.env._(
            "%(count)s open opportunities, %(amount)s expected, %(weighted)s weighted:",
            count=sum(count for _stage, count, *_amounts in groups),
            amount=self._amount(sum(group[2] for group in groups), currency),
            weighted=self._amount(sum(group[3] for group in groups), currency),
        )
        return self._list(title, rows)

    # --- invoices -----------------------------------------------------------------------------

    @api.model
    def _answer_overdue(self, reading):
        domain = Domain(
            [
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("state", "=", "posted"),
                ("payment_state", "in", ("not_paid", "partial")),
                ("invoice_date_due", "<", fields.Date.context_today(self)),
                ("company_id", "=", self.env.company.id),
            ]
        )
        if reading.name:
            partner = self._find_partner(reading.name)
            if len(partner) != 1:
                return self._say_which(reading.name, partner)
            domain &= Domain("commercial_partner_id", "=", partner.commercial_partner_id.id)
        moves = self.env["account.move"]
        found = moves.search(domain, order="invoice_date_due, id", limit=SHOWN)
        if not found:
            return self._say(self.env._("No invoice that you may see is overdue."))
        ((total, amount),) = moves._read_group(
            domain, [], ["__count", "amount_residual_signed:sum"]
        )
        title = self.env._(
            "%(count)s overdue, %(amount)s in all:",
            count=total,
            amount=self._amount(amount, self.env.company.currency_id),
        )
        return self._list(title, [self._write_invoice(move) for move in found], total)

    @api.model
    def _write_invoice(self, move):
        sign = -1 if move.move_type == "out_refund" else 1
        return self._row(
            move,
            move.partner_id.display_name,
            self._amount(sign * move.amount_residual, move.currency_id),
            self._day(move.invoice_date_due),
            title=move.name,
        )

    # --- contracts and cases: where these applications are installed ---------------------------

    @api.model
    def _answer_contracts(self, reading):
        today = fields.Date.context_today(self)
        since, until = reading.since or today, reading.until or today + timedelta(days=SOON)
        domain = [
            ("state", "in", ("active", "notice")),
            ("date_end", ">=", since),
            ("date_end", "<=", until),
        ]
        contracts = self.env["tech.contract"]
        found = contracts.search(domain, order="date_end, id", limit=SHOWN)
        if not found:
            nothing = self.env._("No contract ends until %(day)s.", day=self._day(until))
            return self._say(nothing)
        total = contracts.search_count(domain)
        title = self.env._(
            "%(count)s contracts end until %(day)s:", count=total, day=self._day(until)
        )
        return self._list(title, [self._write_contract(one) for one in found], total)

    @api.model
    def _write_contract(self, contract):
        notice = contract.last_notice_day and self.env._(
            "notice until %(day)s", day=self._day(contract.last_notice_day)
        )
        return self._row(
            contract, contract.partner_id.display_name, self._day(contract.date_end), notice
        )

    @api.model
    def _answer_cases(self, reading):
        domain = Domain("state", "not in", ("done", "cancelled"))
        if reading.name:
            partner = self._find_partner(reading.name)
            if len(partner) != 1:
                return self._say_which(reading.name, partner)
            domain &= Domain("partner_id", "child_of", partner.commercial_partner_id.ids)
        cases = self.env["tech.case"]
        found = cases.search(domain, limit=SHOWN)
        if not found:
            return self._say(self.env._("No case that you may see is open."))
        total = cases.search_count(domain)
        states = dict(cases.fields_get(["state"])["state"]["selection"])
        rows = [self._row(one, one.partner_id.display_name, states[one.state]) for one in found]
        return self._list(self.env._("%(count)s open cases:", count=total), rows, total)
