from odoo import api, fields, models


class TechContractTaxing(models.Model):
    """The price with tax, which is the one that a consumer is told."""

    _inherit = "tech.contract"

    amount_taxed = fields.Monetary(
        string="Amount With Tax",
        compute="_compute_amount_taxed",
        compute_sudo=True,
        help="With the taxes of what the contract covers; empty where these differ.",
    )

    @api.depends(
        *("amount", "partner_id", "is_consumer"),
        *("company_id.account_sale_tax_id", "line_ids.product_id.taxes_id"),
    )
    def _compute_amount_taxed(self):
        positions = {}
        for contract in self:
            company = contract.company_id
            taxes = contract._get_taxes() if contract.is_consumer else None
            if taxes is None:
                contract.amount_taxed = False
                continue
            partner = contract.partner_id.with_company(company)
            if (partner, company) not in positions:
                finder = self.env["account.fiscal.position"].with_company(company)
                positions[partner, company] = finder._get_fiscal_position(partner)
            found = positions[partner, company].map_tax(taxes)
            # the amount is without tax, also where the tax lies in the price of products
            contract.amount_taxed = found.compute_all(
                contract.amount,
                currency=contract.currency_id,
                partner=partner,
                handle_price_include=False,
            )["total_included"]

    def _get_taxes(self):
        """Return the taxes of what is covered, or the company's; None where products differ."""
        self.ensure_one()
        company = self.company_id
        products = self.line_ids.product_id
        if not products:
            return company.account_sale_tax_id
        some = {product.taxes_id._filter_taxes_by_company(company) for product in products}
        return some.pop() if len(some) == 1 else None
