from odoo import api, fields, models


class DunningPlan(models.Model):
    """How customers are reminded: the levels, and what a person looks at first."""

    _name = "dunning.plan"
    _description = "Reminder Plan"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    level_ids = fields.One2many("dunning.level", "plan_id", string="Levels", copy=True)
    least_amount = fields.Monetary(
        string="Smallest Sum", help="Below it nothing is sent to a customer."
    )
    review_amount = fields.Monetary(
        string="Look First From",
        default=2000,
        help="Whoever owes this much and was never late before is reminded only after a person "
        "looked. 0: never.",
    )
    automatic = fields.Boolean(
        string="Every Day",
        default=True,
        help="Reminders are prepared every day, and mails that nobody has to look at are sent.",
    )
    rhythm = fields.Selection(
        [
            ("daily", "Every day"),
            ("asleep", "Switched off"),
            ("hand", "By hand"),
        ],
        string="Runs",
        compute="_compute_rhythm",
        help="Switched off: the plan is for every day, and the scheduled action that runs it is "
        "off.",
    )

    @api.depends("automatic")
    def _compute_rhythm(self):
        daily = "daily" if self._get_cron().active else "asleep"
        for plan in self:
            plan.rhythm = daily if plan.automatic else "hand"

    def action_switch_on(self):
        """Switch on the scheduled action that runs the plans of every day."""
        self.check_access("write")
        self._get_cron().ensure_one().active = True
        return True

    def action_run(self):
        """Prepare the reminders of today."""
        self.check_access("write")
        run = self.env["dunning.run"]
        for company in self.company_id:
            run._prepare(company, fields.Date.context_today(self))
        return self.env["ir.actions.act_window"]._for_xml_id(
            "account_dunning_fr.dunning_reminder_action"
        )

    @api.model
    def _get_cron(self):
        """Return what runs the plans; nothing when somebody deleted it."""
        cron = self.env.ref("account_dunning_fr.ir_cron_run", raise_if_not_found=False)
        # sudo: whether it is on, and to switch it on for who may write plans
        return (cron or self.env["ir.cron"]).sudo()
