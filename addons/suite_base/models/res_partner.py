from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _suite_get_shop_lines(self, company):
        """What a paper says of a shop that stands elsewhere than its company.

        :return: lines of address and telephone; none of the company's own address, which heads every paper
        """
        if not self or self == company.partner_id:
            return []
        country = self.country_id.name if self.country_id == company.country_id else None
        lines = [*self._display_address(without_company=True).split("\n"), self.phone or ""]
        told = (line.strip() for line in lines)
        return [line for line in told if line and line != country]
