from odoo import fields, models


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

    def action_run(self):
        """Prepare the reminders of today."""
        self.check_access("write")
        run = self.env["dunning.run"]
        for company in self.company_id:
            run._prepare(company, fields.Date.context_today(self))
        return self.env["ir.actions.act_window"]._for_xml_id(
            "account_dunning_fr.dunning_reminder_action"
        )
