from odoo import api, models
from odoo.exceptions import AccessError

TERMS = ("agent", "commission_id", "commission_agent_ids", "settlement")


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if not self._shop_may_decide_commissions():
            # sudo: what stands there now, whoever may read it
            for partner in partners.sudo():
                own = partner.agent or partner.commission_id or partner.commission_agent_ids
                if own and not partner._shop_has_terms_of_company():
                    self._shop_refuse_commissions(partner)
        return partners

    def write(self, vals):
        asked = [name for name in TERMS if name in vals]
        if not asked or self._shop_may_decide_commissions():
            return super().write(vals)
        # sudo: what stands there now, whoever may read it
        before = {partner: [partner[name] for name in asked] for partner in self.sudo()}
        written = super().write(vals)
        for partner, values in before.items():
            changed = values != [partner[name] for name in asked]
            if changed and not partner._shop_has_terms_of_company():
                self._shop_refuse_commissions(partner)
        return written

    def _shop_may_decide_commissions(self):
        return self.env.su or self.env.user._shop_decides_commissions()

    def _shop_has_terms_of_company(self):
        """A contact has the agents of its company: Odoo copies them."""
        company = self.commercial_partner_id
        return (
            company != self
            and not self.agent
            and not self.commission_id
            and self.commission_agent_ids == company.commission_agent_ids
        )

    def _shop_refuse_commissions(self, partner):
        raise AccessError(
            self.env._(
                "%s: who is an agent, of whom, and at which rate is decided by who is in charge of"
                " the commissions.",
                partner.display_name,
            )
        )
