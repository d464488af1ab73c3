from odoo import api, models
from odoo.exceptions import AccessError

from .sale_order_approval import APPROVER

PRICE_LISTS = ("property_product_pricelist", "specific_property_product_pricelist")
TERMS = "property_payment_term_id"
SELLER = "sales_team.group_sale_salesman"


class ResPartner(models.Model):
    """A customer's own price list and terms are what quotes are measured by: no seller chooses them."""

    # one concern a file: see res_partner.py
    _inherit = "res.partner"  # pylint: disable=consider-merging-classes-inherited

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if any(name in vals for vals in vals_list for name in PRICE_LISTS):
            chosen = partners.filtered("specific_property_product_pricelist")
            chosen._tech_check_price_list()
        if any(vals.get(TERMS) for vals in vals_list):
            usual = partners._fields[TERMS].get_company_dependent_fallback(partners)
            chosen = partners.filtered(lambda one: one[TERMS] and one[TERMS] != usual)
            chosen.filtered(lambda one: not one._tech_has_terms_of_house())._tech_check_terms()
        return partners

    def write(self, vals):
        for name in PRICE_LISTS:
            if name in vals:
                self.filtered(
                    lambda one, name=name: one[name].id != vals[name]
                )._tech_check_price_list()
        before = {one: one[TERMS] for one in self} if TERMS in vals else {}
        result = super().write(vals)
        changed = self.browse(one.id for one, term in before.items() if one[TERMS] != term)
        changed.filtered(lambda one: not one._tech_has_terms_of_house())._tech_check_terms()
        return result

    def _tech_check_price_list(self):
        """Where discounts are limited, an approver decides about the list that they start from."""
        if self._tech_is_measured("tech_discount_limit"):
            raise AccessError(
                self.env._(
                    "Discounts of %(customer)s are measured by its price list: "
                    "an approver has to change it.",
                    customer=self[0].display_name,
                )
            )

    def _tech_check_terms(self):
        """Where terms are limited, an approver decides about those that a customer has."""
        if self._tech_is_measured("tech_term_limit"):
            raise AccessError(
                self.env._(
                    "Payment terms of %(customer)s are what its quotes are measured by: "
                    "an approver has to change them.",
                    customer=self[0].display_name,
                )
            )

    def _tech_has_terms_of_house(self):
        """A contact has the terms of its company: Odoo copies them."""
        house = self.commercial_partner_id
        return house != self and self[TERMS] == house[TERMS]

    def _tech_is_measured(self, limit):
        """Tell whether a seller who is no approver changes what this limit starts from."""
        user = self.env.user
        if self.env.su or not self or not user.has_group(SELLER) or user.has_group(APPROVER):
            return False
        # sudo: the limits of the user's companies
        return any(company[limit] for company in user.company_ids.sudo())
