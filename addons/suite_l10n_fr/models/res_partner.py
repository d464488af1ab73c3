from odoo import api, fields, models

from ..core import identifiers


class ResPartner(models.Model):
    _inherit = "res.partner"

    fr_registry_is_wrong = fields.Boolean(compute="_compute_fr_registry_is_wrong")

    @api.depends("company_registry", "country_code")
    def _compute_fr_registry_is_wrong(self):
        """Told, not refused: an order that comes in with a wrong number must still come in."""
        for partner in self:
            number = partner.company_registry
            partner.fr_registry_is_wrong = (
                bool(number) and partner.l10n_fr_is_french and not identifiers.is_valid(number)
            )

    def _fr_is_professional(self):
        """Whether he buys for his trade: a company, or a person with a VAT or SIREN number."""
        partner = self.commercial_partner_id
        return bool(partner.is_company or partner.vat or partner.company_registry)
