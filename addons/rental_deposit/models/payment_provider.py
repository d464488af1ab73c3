from odoo import api, models


class PaymentProvider(models.Model):
    _inherit = "payment.provider"

    @api.model
    def _get_compatible_providers(self, company_id, *args, rental_deposit_id=None, **kwargs):
        """The provider of the holds is offered for deposits, and for nothing else."""
        found = super()._get_compatible_providers(company_id, *args, **kwargs)
        company = self.env["res.company"].sudo().browse(company_id)  # sudo: a setting
        own = company.rental_deposit_provider_id
        return found & own if rental_deposit_id else found - own
