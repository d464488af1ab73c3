from odoo import fields, models

from ..models import sql
from ..models.tech_training_certificate import STATES


class TechTrainingSkill(models.Model):
    """The matrix of skills: a person of the team and a family, certified today or not."""

    _name = "tech.training.skill"
    _description = "Skills of the Team"
    _auto = False
    _order = "user_id, family_id"
    _rec_name = "family_id"

    user_id = fields.Many2one("res.users", string="Person", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    family_id = fields.Many2one("tech.spec.family", string="Product Family", readonly=True)
    obtained_on = fields.Date(readonly=True)
    valid_until = fields.Date(readonly=True)
    state = fields.Selection([("missing", "Missing"), *STATES], string="Status", readonly=True)
    certified = fields.Integer(string="Certified Today", readonly=True)
    completion = fields.Integer(string="Progress (%)", readonly=True, aggregator="avg")
    attempts = fields.Integer(readonly=True)
    score = fields.Float(string="Best Score (%)", digits=(16, 0), readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        return sql.skills.select(fields.Date.context_today(self))

    def action_open_certificates(self):
        """Open what the person has of this family, expired ones too."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_technical_training.tech_training_certificate_action"
        )
        return action | {
            "domain": [
                ("user_id", "=", self.user_id.id),
                ("family_id", "=", self.family_id.id),
            ],
            "context": {
                "default_user_id": self.user_id.id,
                "default_family_id": self.family_id.id,
            },
        }

    def action_open_course(self):
        """Open the course of the family, where it is taught."""
        self.ensure_one()
        channel = self.family_id.channel_ids[:1]
        if not channel:
            return self.action_open_certificates()
        return {"type": "ir.actions.act_url", "url": channel.website_absolute_url}
