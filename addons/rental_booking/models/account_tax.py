from odoo import api, models


class AccountTax(models.Model):
    """How Odoo rounds the lines of a document: together, so that the total is right to the cent."""

    _inherit = "account.tax"

    @api.model
    def _rental_round_base_lines(self, base_lines, company):
        """Amounts without taxes of the lines, in their order."""
        self._add_tax_details_in_base_lines(base_lines, company)
        self._round_base_lines_tax_details(base_lines, company)
        details = [base_line["tax_details"] for base_line in base_lines]
        return [
            detail["total_excluded_currency"] + detail["delta_total_excluded_currency"]
            for detail in details
        ]
