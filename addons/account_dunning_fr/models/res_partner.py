from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    dunning_plan_id = fields.Many2one(
        "dunning.plan",
        string="Reminder Plan",
        company_dependent=True,
        groups="account.group_account_invoice",
        help="Empty: the first plan of the company.",
    )
    dunning_mode = fields.Selection(
        [
            ("none", "No reminders"),
            ("insolvency", "Collective proceedings: no reminders, no interest"),
        ],
        string="Reminders",
        company_dependent=True,
        groups="account.group_account_invoice",
        help="Empty: reminded as the plan says.",
    )
    dunning_reminder_count = fields.Integer(
        compute="_compute_dunning_reminder_count",
        groups="account.group_account_invoice,account.group_account_readonly",
    )

    def _compute_dunning_reminder_count(self):
        groups = self.env["dunning.reminder"]._read_group(
            [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
        )
        counts = {partner.id: count for partner, count in groups}
        for partner in self:
            partner.dunning_reminder_count = counts.get(partner.id, 0)

    def action_dunning_view_reminders(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_dunning_fr.dunning_reminder_action"
        )
        return {**action, "domain": [("partner_id", "=", self.id)], "context": {}}
