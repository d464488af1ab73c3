from odoo import fields, models


class TechCaseTeam(models.Model):
    """People who take cases together, and the mail address that opens one."""

    _name = "tech.case.team"
    _description = "After-Sales Team"
    _inherit = ["mail.alias.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    technician_ids = fields.One2many("tech.technician", "team_id", string="Technicians")
    open_count = fields.Integer(string="Open Cases", compute="_compute_open_count")

    def _compute_open_count(self):
        counts = dict(
            self.env["tech.case"]._read_group(
                [("team_id", "in", self.ids), ("state", "in", ("new", "progress", "waiting"))],
                ["team_id"],
                ["__count"],
            )
        )
        for team in self:
            team.open_count = counts.get(team, 0)

    def action_view_cases(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_technical_aftersales.tech_case_action"
        )
        return action | {
            "domain": [("team_id", "=", self.id)],
            "context": {"search_default_open": 1, "default_team_id": self.id},
        }

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("tech.case")
        if self.id:
            values["alias_defaults"] = {"team_id": self.id, "channel": "mail"}
        return values
