from odoo import api, models
from odoo.exceptions import ValidationError


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.constrains("product_id", "order_id")
    def _check_rental_not_sold_on_the_web(self):
        """Whatever path leads there: no cart sells what is rented."""
        for line in self:
            order = line.order_id
            if order.website_id and not order.is_rental and line.product_id._rental_is_offered():
                raise ValidationError(
                    self.env._(
                        "%s is rented, not sold: choose your dates on its page.",
                        line.product_id.display_name,
                    )
                )

    def _rental_web_get_total(self):
        """With tax, rounded as the total of the basket is: a kit and its parts together."""
        lines, company = self | self._rental_get_kit_parts(), self.company_id
        tax = self.env["account.tax"]
        base_lines = [line._prepare_base_line_for_taxes_computation() for line in lines]
        tax._add_tax_details_in_base_lines(base_lines, company)
        tax._round_base_lines_tax_details(base_lines, company)
        summary = tax._get_tax_totals_summary(base_lines, self.currency_id, company)
        return summary["total_amount_currency"]
