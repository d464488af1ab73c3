from odoo import api, models

from odoo.addons.suite_base.core.service_tax import as_services


class ProductTemplate(models.Model):
    _inherit = "product.template"

    @api.model
    def _transport_choose_service_terms(self):
        """A new product of transports is sold as a service where the chart tells services apart:
        its taxes, and 706 in a French chart. What was sold already is the accountant's to change.
        """
        product = self.env.ref("transport_order.product_transport", raise_if_not_found=False)
        if not product:
            return
        template = product.product_tmpl_id
        template.taxes_id = template._transport_get_service_taxes()
        for company in self.env["res.company"].search([("chart_template", "=like", "fr%")]):
            account = self.env["account.account"].search(
                [
                    *self.env["account.account"]._check_company_domain(company),
                    ("code", "=like", "706%"),
                    ("account_type", "=", "income"),
                ],
                order="code",
                limit=1,
            )
            if account:
                template.with_company(company).property_account_income_id = account

    def _transport_get_service_taxes(self):
        """The taxes in their form for services, where the chart has it."""
        taxes = self.taxes_id
        services = taxes.search(
            [
                *taxes._check_company_domain(taxes.company_id),
                ("type_tax_use", "=", "sale"),
                ("tax_scope", "=", "service"),
            ]
        )
        return taxes.browse().union(*as_services(taxes, services))
