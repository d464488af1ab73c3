from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    tech_case_count = fields.Integer(
        string="After-Sales Cases", compute="_compute_tech_case_count", groups="base.group_user"
    )

    def _compute_tech_case_count(self):
        counts = {}
        if self.env["tech.case"].has_access("read"):
            groups = self.env["tech.case"]._read_group(
                [("commercial_partner_id", "in", self.commercial_partner_id.ids)],
                ["commercial_partner_id"],
                ["__count"],
            )
            counts = dict(groups)
        for partner in self:
            partner.tech_case_count = counts.get(partner.commercial_partner_id, 0)

    def action_tech_view_cases(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_technical_aftersales.tech_case_action"
        )
        return action | {
            "domain": [("commercial_partner_id", "=", self.commercial_partner_id.id)],
            "context": {"default_partner_id": self.id},
        }
