from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _compute_contract_count(self):
        """Contracts that the customer's other button shows already are not counted twice."""
        super()._compute_contract_count()
        groups = self.env["contract.contract"]._read_group(
            [("partner_id", "in", self.ids), ("tech_contract_id", "!=", False)],
            ["partner_id"],
            ["__count"],
        )
        counts = {partner.id: count for partner, count in groups}
        for partner in self:
            family = {*partner.child_ids.ids, *partner.ids}
            partner.sale_contract_count -= sum(counts.get(one, 0) for one in family)
