from datetime import timedelta

from pytz import utc

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain

from ..core.clock import Pause, WorkingTime, counted, due
from .tech_case import OPEN

HORIZON = timedelta(days=400)


class TechCase(models.Model):
    """The clock of a case: working time, less pauses, against what was promised."""

    _inherit = "tech.case"

    sla_id = fields.Many2one("tech.sla", string="Service Level", readonly=True, copy=False)
    sla_calendar_id = fields.Many2one("resource.calendar", readonly=True, copy=False)
    sla_answer_hours = fields.Float(readonly=True, copy=False)
    sla_solve_hours = fields.Float(readonly=True, copy=False)
    opened_on = fields.Datetime(
        string="Opened", default=fields.Datetime.now, required=True, readonly=True, copy=False
    )
    answered_on = fields.Datetime(string="First Answer", readonly=True, copy=False)
    solved_on = fields.Datetime(readonly=True, copy=False)
    answer_due = fields.Datetime(readonly=True, copy=False)
    solve_due = fields.Datetime(string="Solution Due", readonly=True, copy=False, index=True)
    spent_hours = fields.Float(
        string="Working Hours",
        digits=(16, 2),
        readonly=True,
        copy=False,
        aggregator="avg",
        help="From the opening to the solution, pauses left out.",
    )
    late_told = fields.Boolean(readonly=True, copy=False)
    pause_ids = fields.One2many("tech.case.pause", "case_id", string="Pauses")
    is_late = fields.Boolean(string="Late", compute="_compute_is_late", search="_search_is_late")
    sla_kept = fields.Selection(
        [("yes", "Kept"), ("no", "Missed")],
        string="Promise",
        compute="_compute_sla_kept",
        store=True,
    )

    @api.depends("state", "answer_due", "solve_due", "answered_on")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for case in self:
            answer = not case.answered_on and case.answer_due and case.answer_due < now
            solve = case.solve_due and case.solve_due < now
            case.is_late = bool(case.state in ("new", "progress") and (answer or solve))

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("state", "in", ("new", "progress")) & (
            Domain("solve_due", "<", "now")
            | (Domain("answered_on", "=", False) & Domain("answer_due", "<", "now"))
        )
        return late if True in value else ~late

    @api.depends("state", "spent_hours", "sla_solve_hours")
    def _compute_sla_kept(self):
        for case in self:
            ended = case.state == "done" and case.sla_solve_hours
            kept = case.spent_hours <= case.sla_solve_hours + 1 / 3600
            case.sla_kept = ended and ("yes" if kept else "no")

    # --- promises ---------------------------------------------------------------------------------

    def _promise(self):
        """Take the service level that fits now; hours and calendar are copied, so that a change of
        the level is for new cases."""
        levels = self.env["tech.sla"].search([("company_id", "in", self.company_id.ids)])
        for case in self.filtered(lambda one: one.state in OPEN):
            level = next((one for one in levels if one._fits(case)), levels.browse())
            if level != case.sla_id:
                case.sudo().write(  # sudo: the clock is the server's
                    {
                        "sla_id": level.id,
                        "sla_calendar_id": level.calendar_id.id,
                        "sla_answer_hours": level.answer_hours,
                        "sla_solve_hours": level.solve_hours,
                    }
                )
        self._reckon()

    def _reckon(self):
        """Compute when answer and solution are due, from the calendar and the pauses."""
        now = fields.Datetime.now()
        for calendar, cases in self._by_calendar().items():
            start = min(cases.mapped("opened_on"))
            time = self._get_working_time(calendar, start, max(now, start) + HORIZON)
            for case in cases:
                own = case.sudo()  # sudo: the clock is the server's
                pauses = own._get_pauses()
                answer, solve = (
                    due(time, own.opened_on, pauses, timedelta(hours=hours))
                    for hours in (own.sla_answer_hours, own.sla_solve_hours)
                )
                values = {"answer_due": answer or False, "solve_due": solve or False}
                if any(own[name] != value for name, value in values.items()):
                    own._set_due(values)

    def _set_due(self, values):
        """As a computed field is set: a holiday moves thousands of them."""
        with self.env.protecting([self._fields[name] for name in values], self):
            self.update(values)
        self.modified(values)

    def _by_calendar(self):
        """Open cases with a promise, by the calendar that counts."""
        open_cases = self.filtered(lambda case: case.sla_calendar_id and case.state in OPEN)
        return open_cases.grouped("sla_calendar_id")

    def _get_pauses(self):
        return [Pause(pause.start, pause.end or None) for pause in self.pause_ids]

    @api.model
    def _get_working_time(self, calendar, start, end):
        """Work of the calendar, public holidays left out, in naive UTC."""
        # sudo: hours and holidays of a company are no secret
        found = calendar.sudo()._work_intervals_batch(utc.localize(start), utc.localize(end))
        return WorkingTime(
            (begin.astimezone(utc).replace(tzinfo=None), stop.astimezone(utc).replace(tzinfo=None))
            for begin, stop, _attendance in found[False]
        )

    # --- states -----------------------------------------------------------------------------------

    def _effect_wait(self):
        self._pause("waiting")
        if not self.answered_on:
            self.sudo().answered_on = fields.Datetime.now()  # sudo: the clock is the server's

    def _effect_resume(self):
        now = fields.Datetime.now()
        # sudo: the clock is the server's
        own = self.sudo()
        own.pause_ids.filtered(lambda pause: not pause.end).end = now
        own.write({"solved_on": False, "spent_hours": 0, "late_told": False})
        own._reckon()

    def _effect_close(self):
        now = fields.Datetime.now()
        # sudo: the clock is the server's
        own = self.sudo()
        own.write({"solved_on": now, "spent_hours": own._get_spent(now)})
        if not own.answered_on and own.state == "done":
            own.answered_on = now
        own._pause("closed")

    def _pause(self, kind):
        now = fields.Datetime.now()
        own = self.sudo()  # sudo: the clock is the server's
        own.pause_ids.filtered(lambda pause: not pause.end).end = now
        own.pause_ids.flush_recordset()  # one open pause at a time, also for the database
        own.pause_ids.create({"case_id": self.id, "kind": kind, "start": now})
        own._reckon()

    def _get_spent(self, now):
        calendar = self.sla_calendar_id or self.company_id.resource_calendar_id
        if not calendar:
            return 0.0
        time = self._get_working_time(calendar, self.opened_on, max(now, self.opened_on))
        spent = counted(time, self.opened_on, self._get_pauses(), now)
        return spent.total_seconds() / 3600

    # --- every hour -------------------------------------------------------------------------------

    @api.model
    def _cron_clock(self):
        """Reckon open cases again (a holiday was entered) and tell who has a late one, once."""
        cases = self.search([("state", "in", OPEN), ("sla_calendar_id", "!=", False)])
        cases._reckon()
        late = cases.filtered(lambda case: case.is_late and not case.late_told)
        for case in late.try_lock_for_update():
            case._warn_late()

    def _warn_late(self):
        self.late_told = True
        user = self._get_warned_user()
        told = self.with_context(lang=user.lang or self.company_id.partner_id.lang)
        told.activity_schedule(
            "crm_technical_aftersales.mail_activity_late",
            user_id=user.id,
            summary=told.env._("%(case)s is late", case=self.name),
        )

    def _get_warned_user(self):
        """Who looks after the case: its technician, who of ours opened it, the team, a manager."""
        opener = self.create_uid.filtered(
            lambda user: user.active and user._is_internal() and user.id != SUPERUSER_ID
        )
        team = self.team_id.technician_ids.user_id or self._get_managers()
        return self.user_id or opener or team[:1] or self.env.ref("base.user_admin")

    def _get_managers(self):
        managers = self.env.ref("crm_technical_aftersales.group_aftersales_manager").all_user_ids
        return managers.filtered(
            lambda user: (
                user.active and self.company_id in user.company_ids and user.id != SUPERUSER_ID
            )
        )
