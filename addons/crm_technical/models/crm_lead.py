from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    tech_requirement_ids = fields.One2many("tech.requirement", "lead_id", string="Need Sheets")
    tech_requirement_count = fields.Integer(compute="_compute_tech_counts", string="Needs")
    tech_call_count = fields.Integer(compute="_compute_tech_counts", string="Calls")

    def _compute_tech_counts(self):
        needs = self._tech_count_by_lead("tech.requirement")
        calls = self._tech_count_by_lead("tech.call")
        for lead in self:
            lead.tech_requirement_count = needs.get(lead, 0)
            lead.tech_call_count = calls.get(lead, 0)

    def _tech_count_by_lead(self, model):
        return dict(
            self.env[model]._read_group([("lead_id", "in", self.ids)], ["lead_id"], ["__count"])
        )

    def _merge_dependences(self, opportunities):
        """Join what hangs on the merged opportunities to the one that stays."""
        result = super()._merge_dependences(opportunities)
        for model in ("tech.requirement", "tech.call"):
            records = self.env[model].sudo()  # sudo: a merge takes colleagues' records along
            records.search([("lead_id", "in", opportunities.ids)]).lead_id = self
        return result

    def action_tech_view_requirements(self):
        """Open the need sheet of the opportunity: the only one, the list, or a new one."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_technical.tech_requirement_action"
        )
        needs = self.tech_requirement_ids
        context = {"default_lead_id": self.id, "default_name": self.name}
        if len(needs) <= 1:
            action |= {"views": [(False, "form")], "res_id": needs.id}
        return action | {"domain": [("lead_id", "=", self.id)], "context": context}

    def action_tech_log_call(self):
        self.ensure_one()
        return self.env["tech.call"]._get_log_action(
            {"default_lead_id": self.id, "default_partner_id": self.partner_id.id}
        )

    def action_tech_view_calls(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_technical.tech_call_action")
        return action | {"domain": [("lead_id", "in", self.ids)], "context": {}}
