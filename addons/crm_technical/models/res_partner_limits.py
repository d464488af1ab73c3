from odoo import api, models
from odoo.exceptions import AccessError

from .sale_order_approval import APPROVER

PRICE_LISTS = ("property_product_pricelist", "specific_property_product_pricelist")
SELLER = "sales_team.group_sale_salesman"


class ResPartner(models.Model):
    """A customer's own price list is what discounts are measured by: no seller chooses it."""

    # one concern a file: see res_partner.py
    _inherit = "res.partner"  # pylint: disable=consider-merging-classes-inherited

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if any(name in vals for vals in vals_list for name in PRICE_LISTS):
            chosen = partners.filtered("specific_property_product_pricelist")
            chosen._tech_check_price_list()
        return partners

    def write(self, vals):
        for name in PRICE_LISTS:
            if name in vals:
                self.filtered(
                    lambda one, name=name: one[name].id != vals[name]
                )._tech_check_price_list()
        return super().write(vals)

    def _tech_check_price_list(self):
        """Where discounts are limited, an approver decides about the list that they start from."""
        user = self.env.user
        if self.env.su or not self or not user.has_group(SELLER) or user.has_group(APPROVER):
            return
        # sudo: the limits of the user's companies
        if any(company.tech_discount_limit for company in user.company_ids.sudo()):
            raise AccessError(
                self.env._(
                    "Discounts of %(customer)s are measured by its price list: "
                    "an approver has to change it.",
                    customer=self[0].display_name,
                )
            )
