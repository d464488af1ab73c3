from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    tech_contract_ids = fields.One2many(
        "tech.contract",
        "partner_id",
        string="Customer Contracts",
        groups="sales_team.group_sale_salesman",
    )
    tech_contract_count = fields.Integer(
        string="Contract Count",
        compute="_compute_tech_contract_count",
        groups="sales_team.group_sale_salesman",
    )

    def _compute_tech_contract_count(self):
        counts = dict(
            self.env["tech.contract"]._read_group(
                [("commercial_partner_id", "in", self.commercial_partner_id.ids)],
                ["commercial_partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.tech_contract_count = counts.get(partner.commercial_partner_id, 0)

    def action_tech_view_contracts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_technical_contract.tech_contract_action"
        )
        return action | {
            "domain": [("commercial_partner_id", "=", self.commercial_partner_id.id)],
            "context": {"default_partner_id": self.id},
        }
