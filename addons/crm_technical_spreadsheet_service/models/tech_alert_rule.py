from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.misc import format_date, format_datetime

READS = {
    "contract_notice": "tech.contract",
    "contract_end": "tech.contract",
    "case_promise": "tech.case",
    "case_waiting": "tech.case",
}
DAYS = {"contract_notice": 30, "contract_end": 90, "case_waiting": 2}


class TechAlertRule(models.Model):
    """Contracts that ask for a decision and cases that ask for us: each event is told once."""

    _inherit = "tech.alert.rule"

    kind = fields.Selection(
        selection_add=[
            ("contract_notice", "Contracts whose last day for notice comes"),
            ("contract_end", "Contracts that end and are not renewed"),
            ("case_promise", "Cases whose promise is about to be missed"),
            ("case_waiting", "Cases that wait for us"),
        ],
        ondelete=dict.fromkeys(READS, "cascade"),
    )
    hours = fields.Integer(default=4, help="Before answer or solution is due, by the clock.")

    _hours_positive = models.Constraint("CHECK (hours >= 0)", "Thresholds are not negative.")

    @api.model
    def _get_reads(self):
        return super()._get_reads() | READS

    @api.model
    def _get_usual_days(self):
        return super()._get_usual_days() | DAYS

    # --- contracts --------------------------------------------------------------------------------

    def _find_contract_notice(self):
        """Of each term once; where no night ran until it was over, that it is over."""
        today = fields.Date.context_today(self)
        contracts = self._search_contracts(
            [
                ("state", "=", "active"),
                ("last_notice_day", "<=", fields.Date.add(today, days=self.days)),
            ],
            "last_notice_day",
        )
        return {
            f"{one.id}@{one.last_notice_day}": self._tell_notice(one, today) for one in contracts
        }

    def _tell_notice(self, contract, today):
        facts = {
            "contract": contract.display_name,
            "customer": contract.partner_id.display_name,
            "day": format_date(self.env, contract.last_notice_day),
        }
        if contract.last_notice_day < today:
            return self.env._(
                "%(contract)s, %(customer)s: the last day for notice was %(day)s", **facts
            )
        return self.env._("%(contract)s, %(customer)s: notice until %(day)s", **facts)

    def _find_contract_end(self):
        """Those that do not renew themselves, as long as they run."""
        until = fields.Date.add(fields.Date.context_today(self), days=self.days)
        contracts = self._search_contracts(
            [("state", "=", "active"), ("renewal", "=", "none"), ("date_end", "<=", until)],
            "date_end",
        )
        return {
            f"{one.id}@{one.date_end}": self.env._(
                "%(contract)s, %(customer)s: ends on %(day)s, nothing is decided",
                contract=one.display_name,
                customer=one.partner_id.display_name,
                day=format_date(self.env, one.date_end),
            )
            for one in contracts
        }

    def _search_contracts(self, domain, order):
        return self.env["tech.contract"].search(
            [*domain, ("company_id", "=", self.company_id.id)], order=f"{order}, id"
        )

    # --- cases ------------------------------------------------------------------------------------

    def _search_cases(self, domain):
        """Those that are ours to answer: what waits for the customer waits for him."""
        return self.env["tech.case"].search(
            [
                ("state", "in", ("new", "progress")),
                ("company_id", "=", self.company_id.id),
                *domain,
            ],
            order="solve_due, id",
        )

    def _find_case_promise(self):
        """Answer and solution are two promises, each told once."""
        until = fields.Datetime.now() + timedelta(hours=self.hours)
        answers = self._search_cases([("answered_on", "=", False), ("answer_due", "<=", until)])
        solutions = self._search_cases([("solve_due", "<=", until)])
        found = {
            f"{case.id}-answer": self.env._(
                "%(case)s: to be answered by %(moment)s", **self._tell_due(case, case.answer_due)
            )
            for case in answers
        }
        return found | {
            f"{case.id}-solution": self.env._(
                "%(case)s: to be solved by %(moment)s", **self._tell_due(case, case.solve_due)
            )
            for case in solutions
        }

    def _tell_due(self, case, due):
        return {
            "case": case.display_name,
            "moment": format_datetime(self.env, due, dt_format="short"),
        }

    def _find_case_waiting(self):
        """Since it was opened, since the customer came back to us, or since we wrote last."""
        before = fields.Datetime.now() - timedelta(days=self.days)
        cases = self._search_cases([("opened_on", "<", before)])
        since = self._get_waiting_since(cases)
        return {
            f"{case.id}@{since[case.id]:%Y-%m-%d %H:%M}": self.env._(
                "%(case)s, %(customer)s: waits for us since %(day)s",
                case=case.display_name,
                customer=case.partner_id.display_name or case.email_from or "…",
                day=format_date(self.env, since[case.id]),
            )
            for case in cases
            if since[case.id] < before
        }

    def _get_waiting_since(self, cases):
        """Return ``{id: moment}``."""
        since = {case.id: case.opened_on for case in cases}
        pauses = self.env["tech.case.pause"]._read_group(
            [("case_id", "in", cases.ids), ("end", "!=", False)], ["case_id"], ["end:max"]
        )
        messages = self.env["mail.message"]._read_group(
            [
                ("model", "=", "tech.case"),
                ("res_id", "in", cases.ids),
                ("message_type", "in", ("comment", "email_outgoing")),
                ("author_id.user_ids.share", "=", False),
            ],
            ["res_id"],
            ["date:max"],
        )
        for key, moment in (*((case.id, end) for case, end in pauses), *messages):
            since[key] = max(since[key], moment)
        return since
