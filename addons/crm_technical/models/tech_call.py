from odoo import api, fields, models

OUTCOMES = [
    ("reached", "Reached"),
    ("message", "Left a message"),
    ("no_answer", "No answer"),
    ("callback", "To call back"),
    ("wrong", "Wrong number"),
]


class TechCall(models.Model):
    """A phone call with a customer: when, with what outcome, what comes next."""

    _name = "tech.call"
    _description = "Call"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"

    name = fields.Char(string="Subject", required=True)
    partner_id = fields.Many2one("res.partner", string="Contact", required=True, index=True)
    phone = fields.Char(related="partner_id.phone")
    lead_id = fields.Many2one("crm.lead", string="Opportunity", index="btree_not_null")
    order_id = fields.Many2one("sale.order", string="Quote", index="btree_not_null")
    user_id = fields.Many2one(
        "res.users", string="By", default=lambda self: self.env.user, index=True
    )
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company, index=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    duration = fields.Float(string="Minutes", default=5)
    direction = fields.Selection(
        [("out", "We called"), ("in", "They called")], required=True, default="out"
    )
    outcome = fields.Selection(OUTCOMES, required=True, default="reached", tracking=True)
    summary = fields.Text(string="What Was Said")
    next_date = fields.Date(string="Call Again On", help="Makes an activity for that day.")

    @api.model_create_multi
    def create(self, vals_list):
        calls = super().create(vals_list)
        for call in calls:
            call._tell()
        return calls

    def _tell(self):
        """Tell the call in the history of what it was about, and plan the next one."""
        for record in (self.order_id or self.lead_id, self.partner_id):
            if record:
                record.message_post(
                    body=self.env._(
                        "Call: %(subject)s. %(summary)s",
                        subject=self.name,
                        summary=self.summary or "",
                    )
                )
        target = self.order_id or self.lead_id or self.partner_id
        if self.next_date:
            target.activity_schedule(
                "mail.mail_activity_data_call",
                date_deadline=self.next_date,
                summary=self.name,
                user_id=(self.user_id or self.env.user).id,
            )

    @api.model
    def _get_log_action(self, context):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Log a Call"),
            "res_model": self._name,
            "views": [(self.env.ref("crm_technical.tech_call_view_form_quick").id, "form")],
            "target": "new",
            "context": context,
        }
