from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.crm_technical_spec.core.matching import UNKNOWN, judge

TRADED = Domain("sale_ok", "=", True) | Domain("purchase_ok", "=", True)


class TechSpecFinder(models.AbstractModel):
    _inherit = "tech.spec.finder"

    @api.model
    def _get_equivalents(self, product, company, limit):
        """Return ``[(core Rated, [reason, …])]`` of the articles that offer the same or better.

        What misses one of the key specifications by more than is nearly right is left out, and
        what says nothing of any of them.
        """
        held = product._tech_get_specifications()[product]
        requests = self._get_requests_like(product.product_tmpl_id, held.values())
        if not requests:
            raise UserError(
                self.env._(
                    "%(product)s has no value in the columns of its family yet: there is nothing "
                    "to compare others with.",
                    product=product.display_name,
                )
            )
        criteria = self._get_criteria(requests)
        # sudo: a company's branch tree
        companies = [False, *company.sudo().parent_ids.ids]
        others = [("id", "!=", product.id), ("company_id", "in", companies)]
        rated = self._rank_products(criteria, product.tech_family_id, others, limit, offered=TRADED)
        rated = [one for one in rated if one.tier < 3]
        found = product.browse(one.product for one in rated)._tech_get_specifications()
        judged = [
            (
                one,
                self._get_equivalent_reasons(
                    requests, criteria, found[product.browse(one.product)]
                ),
            )
            for one in rated
        ]
        return [
            (one, reasons)
            for one, reasons in judged
            if any(reason["verdict"] != UNKNOWN for reason in reasons)
        ]

    @api.model
    def _get_equivalent_reasons(self, requests, criteria, values):
        reasons = []
        for request, criterion in zip(requests, criteria, strict=True):
            value = values.get(criterion.attribute)
            reasons.append(
                {
                    "line": criterion.attribute,
                    "label": request["name"],
                    "asked": request["label"],
                    "offered": value.display_value if value else "",
                    "verdict": judge(criterion, value._as_core() if value else None),
                    "must": True,
                }
            )
        return reasons
