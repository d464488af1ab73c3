from odoo import api, models


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
        template.taxes_id = template.taxes_id.mapped(self._transport_get_service_tax)
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

    @api.model
    def _transport_get_service_tax(self, tax):
        """The tax in its form for services, or itself where the chart has none."""
        if tax.tax_scope != "consu":
            return tax
        twin = tax.search(
            [
                *tax._check_company_domain(tax.company_id),
                ("type_tax_use", "=", "sale"),
                ("tax_scope", "=", "service"),
                ("amount", "=", tax.amount),
                ("amount_type", "=", tax.amount_type),
                ("price_include_override", "=", tax.price_include_override),
                ("country_id", "=", tax.country_id.id),
            ],
            limit=1,
        )
        return twin or tax
