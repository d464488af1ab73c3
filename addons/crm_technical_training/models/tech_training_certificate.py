from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import format_date

from ..core.validity import WARNED_DAYS, state_of, valid_until

STATES = [("valid", "Valid"), ("expiring", "Ends soon"), ("expired", "Expired")]
OWN = frozenset({"user_input_id", "survey_id", "channel_id", "score", "warned_on", "ended_on"})
"""What the server writes alone."""
BY_HAND = {"active", "note"}
"""What a manager may change of a certificate that a test granted."""


class TechTrainingCertificate(models.Model):
    """That somebody proved to know a product family, from when until when.

    It is frozen when the test is passed: a course that grows afterwards takes nothing back.
    """

    _name = "tech.training.certificate"
    _description = "Certificate of a Product Family"
    _inherit = ["suite.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _guarded_fields = OWN
    _order = "valid_until desc, id desc"
    _rec_name = "family_id"

    active = fields.Boolean(default=True, tracking=True)
    user_id = fields.Many2one(
        "res.users",
        string="Person",
        required=True,
        index=True,
        tracking=True,
        domain=[("share", "=", False)],
    )
    company_id = fields.Many2one(related="user_id.company_id", store=True, index=True)
    family_id = fields.Many2one(
        "tech.spec.family",
        string="Product Family",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    obtained_on = fields.Date(required=True, default=fields.Date.context_today, tracking=True)
    valid_until = fields.Date(tracking=True, help="Last day. Empty: it does not expire.")
    state = fields.Selection(
        STATES, string="Status", compute="_compute_state", search="_search_state"
    )
    channel_id = fields.Many2one(
        "slide.channel", string="Course", readonly=True, copy=False, ondelete="set null"
    )
    survey_id = fields.Many2one(
        "survey.survey", string="Test", readonly=True, copy=False, ondelete="set null"
    )
    user_input_id = fields.Many2one(
        "survey.user_input",
        string="Attempt",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    is_granted = fields.Boolean(
        string="Granted by a Test", compute="_compute_is_granted", help="Not entered by hand."
    )
    score = fields.Float(
        string="Score (%)", digits=(16, 0), readonly=True, copy=False, aggregator="avg"
    )
    note = fields.Char(
        string="Proof",
        help="Of training elsewhere: by whom, with what number. Attach the document.",
    )
    warned_on = fields.Date(string="Told of the End On", readonly=True, copy=False)
    ended_on = fields.Date(string="Told It Ended On", readonly=True, copy=False)

    _once = models.UniqueIndex(
        "(user_input_id, family_id) WHERE user_input_id IS NOT NULL",
        "This test was counted for this family already.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (valid_until IS NULL OR valid_until >= obtained_on)",
        "A certificate cannot end before it begins.",
    )

    @api.depends("valid_until")
    @api.depends_context("tz")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for certificate in self:
            certificate.state = state_of(certificate.valid_until, today)

    def _search_state(self, operator, value):
        """Ask the day of today: nothing that is stored could tell it."""
        if operator != "in":
            return NotImplemented
        return Domain.OR(self._get_state_domain(state) for state in value if state)

    @api.model
    def _get_state_domain(self, state):
        today = fields.Date.context_today(self)
        soon = today + timedelta(days=WARNED_DAYS)
        return {
            "expired": Domain("valid_until", "<", today),
            "expiring": Domain("valid_until", ">=", today) & Domain("valid_until", "<=", soon),
            "valid": Domain("valid_until", "=", False) | Domain("valid_until", ">", soon),
        }[state]

    @api.depends("survey_id", "user_input_id")
    def _compute_is_granted(self):
        for certificate in self:
            tested = certificate.sudo()  # sudo: that there was a test, not its answers
            certificate.is_granted = bool(tested.survey_id or tested.user_input_id)

    @api.depends("family_id", "user_id")
    def _compute_display_name(self):
        for certificate in self:
            certificate.display_name = f"{certificate.family_id.name} – {certificate.user_id.name}"

    # --- guards -------------------------------------------------------------------------------

    def _get_guarded_message(self, labels):
        return self.env._("A certificate's test, score and reminders are written by the server.")

    def write(self, vals):
        self.check_access("write")
        self._check_guarded(vals)
        if not self.env.su and (set(vals) - BY_HAND) & set(self._get_facts()):
            self._check_by_hand()
        ends = {certificate: certificate.valid_until for certificate in self}
        result = super().write(vals)
        moved = self.filtered(lambda one: one.valid_until != ends[one])
        if moved:
            moved.sudo()._forget_reminders()  # sudo: what was told is the server's to write
        return result

    @api.model_create_multi
    def create(self, vals_list):
        certificates = super().create(vals_list)
        certificates._end_reminders()
        return certificates

    @api.ondelete(at_uninstall=False)
    def _unlink_only_by_hand(self):
        if not self.env.su:
            self._check_by_hand()

    @api.model
    def _get_facts(self):
        return ("user_id", "family_id", "obtained_on", "valid_until")

    def _check_by_hand(self):
        for certificate in self:
            if certificate.is_granted:
                raise UserError(
                    self.env._(
                        "%(certificate)s was granted by a test: archive it if it is to count no more.",
                        certificate=certificate.display_name,
                    )
                )

    # --- granting -----------------------------------------------------------------------------

    @api.model
    def _grant(self, attempts):
        """Certify who passed, for the families of the course, once for each attempt."""
        passed = attempts.filtered(
            lambda one: one.scoring_success and one.survey_id.certification and not one.test_entry
        )
        vals_list = []
        for attempt in passed:
            user = attempt.partner_id.user_ids.filtered(lambda one: one._is_internal())[:1]
            if not user or self.with_context(active_test=False).search_count(
                [("user_input_id", "=", attempt.id)], limit=1
            ):
                continue
            vals_list += self._prepare_certificates(attempt, user)
        return self.create(vals_list)

    @api.model
    def _prepare_certificates(self, attempt, user):
        slides = self.env["slide.slide"].search([("survey_id", "=", attempt.survey_id.id)])
        day = fields.Date.context_today(self, attempt.end_datetime)
        months = attempt.survey_id.certification_validity_months
        families = {}
        for channel in slides.channel_id:
            for family in channel.tech_family_ids:
                families.setdefault(family, channel)
        return [
            {
                "user_id": user.id,
                "family_id": family.id,
                "channel_id": channel.id,
                "survey_id": attempt.survey_id.id,
                "user_input_id": attempt.id,
                "obtained_on": day,
                "valid_until": valid_until(day, months),
                "score": attempt.scoring_percentage,
            }
            for family, channel in families.items()
        ]

    def _forget_reminders(self):
        """Another end: what was told of the one before is over, the new one is told in its time."""
        self.activity_unlink(["crm_technical_training.mail_activity_certificate"])
        told = self.filtered(lambda one: one.warned_on or one.ended_on)
        told.write({"warned_on": False, "ended_on": False})

    def _end_reminders(self):
        """The reminders of what ends earlier are done with: a new certificate is there."""
        for certificate in self:
            older = self.search(
                [
                    ("user_id", "=", certificate.user_id.id),
                    ("family_id", "=", certificate.family_id.id),
                    ("id", "!=", certificate.id),
                ]
            )
            end = certificate._get_end()
            ended = older.filtered(lambda one, end=end: one._get_end() <= end)
            ended.activity_unlink(["crm_technical_training.mail_activity_certificate"])

    # --- who may sell -------------------------------------------------------------------------

    @api.model
    def _get_held(self, users):
        """Return ``{user id: families with a certificate that is valid today}``."""
        valid = Domain("user_id", "in", users.ids) & ~self._get_state_domain("expired")
        everybodys = self.sudo()  # sudo: a warning names no more than that one is missing
        held = {user.id: set() for user in users}
        for certificate in everybodys.search(valid):
            held[certificate.user_id.id].add(certificate.family_id.id)
        return held

    # --- the test again -----------------------------------------------------------------------

    def action_take_test(self):
        """Open the test of the course; a new one when the last was passed and ends."""
        self.ensure_one()
        self.check_access("read")
        if self.user_id != self.env.user:
            raise UserError(
                self.env._("%(person)s has to take the test.", person=self.user_id.name)
            )
        channel = self.channel_id
        if not channel or not channel.has_access("read"):
            raise UserError(
                self.env._("There is no course for %(family)s.", family=self.family_id.name)
            )
        url = self._get_test_url(channel) or channel.website_absolute_url
        return {"type": "ir.actions.act_url", "url": url, "target": "self"}

    def _get_test_url(self, channel):
        """Return where a member of the course takes its test; nothing for who is none."""
        slide = channel.slide_ids.filtered(
            lambda one: (
                one.survey_id == self.survey_id.sudo()
            )  # sudo: tests are hidden from sellers
        )[:1]
        if not slide or not channel.is_member:
            return None
        membership = slide.user_membership_id.sudo()  # sudo: one's own place in the course
        passed = membership.user_input_ids.filtered("scoring_success")
        last = membership.user_input_ids.sorted("id")[-1:]
        if last and last in passed and self.state != "valid":
            survey = self.survey_id.sudo()  # sudo: as the page of the course does
            return survey._create_answer(
                partner=self.env.user.partner_id,
                check_attempts=False,
                slide_id=slide.id,
                slide_partner_id=membership.id,
                invite_token=membership.user_input_ids._generate_invite_token(),
            ).get_start_url()
        return f"{slide.website_absolute_url}?fullscreen=1"  # the button to begin is there alone

    # --- reminders ----------------------------------------------------------------------------

    @api.model
    def _cron_certificates(self):
        """Tell the holders, once before the end and once after it; bring résumés up to date."""
        today = fields.Date.context_today(self)
        self.search(
            self._get_state_domain("expiring") & Domain("warned_on", "=", False)
        )._get_latest()._tell("warned_on", today)
        self.search(
            self._get_state_domain("expired") & Domain("ended_on", "=", False)
        )._get_latest()._tell("ended_on", today)
        self._refresh_resumes(today)

    def _get_latest(self):
        """Leave out who has a later certificate of the family, or left the house."""
        later = self.search(
            [
                ("user_id", "in", self.user_id.ids),
                ("family_id", "in", self.family_id.ids),
            ]
        )
        ends = {}
        for one in later:
            key = (one.user_id, one.family_id)
            ends[key] = max(ends.get(key, fields.Date.to_date("1900-01-01")), one._get_end())
        return self.filtered(
            lambda one: one.user_id.active and ends[(one.user_id, one.family_id)] == one._get_end()
        )

    def _get_end(self):
        return self.valid_until or fields.Date.to_date("9999-12-31")

    def _tell(self, column, today):
        """Give the holder an activity; Odoo writes to who is given one."""
        for certificate in self:
            told = certificate.with_context(lang=certificate.user_id.lang)
            certificate.activity_schedule(
                "crm_technical_training.mail_activity_certificate",
                date_deadline=max(certificate.valid_until, today),
                summary=told._get_reminder(column),
                note=told.env._("Take the test again: open the certificate and press the button."),
                user_id=certificate.user_id.id,
            )
            certificate[column] = today

    def _get_reminder(self, column):
        day = format_date(self.env, self.valid_until)
        if column == "warned_on":
            return self.env._(
                "Your certificate for %(family)s ends on %(day)s",
                family=self.family_id.name,
                day=day,
            )
        return self.env._(
            "Your certificate for %(family)s expired on %(day)s",
            family=self.family_id.name,
            day=day,
        )

    @api.model
    def _refresh_resumes(self, today):
        """Odoo stores the status of a résumé line once: compute anew those that time has changed."""
        lines = self.env["hr.resume.line"].sudo()  # sudo: for everybody, every night
        soon = fields.Date.add(today, months=3)
        stale = lines.search(
            Domain("expiration_status", "!=", "expired") & Domain("date_end", "<=", today)
            | Domain("expiration_status", "=", "valid") & Domain("date_end", "<=", soon)
        )
        self.env.add_to_compute(lines._fields["expiration_status"], stale)
        stale.flush_recordset(["expiration_status"])
