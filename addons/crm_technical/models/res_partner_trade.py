from odoo import api, fields, models
from odoo.fields import Domain

from .res_partner import SELLER


class ResPartner(models.Model):
    """Whose customer somebody is: those of other trades are on no list of technical sales."""

    _inherit = "res.partner"

    tech_is_customer = fields.Boolean(
        string="Technical Sales Customer",
        compute="_compute_tech_is_customer",
        search="_search_tech_is_customer",
        groups=SELLER,
        help="The company, or one of its contacts, has opportunities, need sheets, calls, quotes, "
        "installed products, contracts or cases.",
    )

    def _compute_tech_is_customer(self):
        partners = self.with_context(active_test=False)
        customers = partners.search([("id", "in", self.ids), ("tech_is_customer", "=", True)])
        for partner in self:
            partner.tech_is_customer = partner._origin in customers

    @api.model
    def _search_tech_is_customer(self, operator, value):
        if operator != "in":
            return NotImplemented
        owners = {
            partner.id
            for model, domain in self._tech_get_customer_documents()
            if model in self.env and self.env[model].has_access("read")
            for (partner,) in self.env[model]._read_group(domain, ["partner_id"])
            if partner
        }
        everybody = self.with_context(active_test=False)
        holders = everybody._read_group([("id", "in", list(owners))], ["commercial_partner_id"])
        customers = Domain("id", "in", [holder.id for (holder,) in holders])
        return customers if True in value else ~customers

    @api.model
    def _tech_get_customer_documents(self):
        """Return ``[(model, domain)]`` of what makes somebody a customer, where it is installed."""
        return [
            ("crm.lead", []),
            ("sale.order", [("tech_is_other_trade", "=", False)]),
            ("tech.requirement", []),
            ("tech.call", []),
            ("tech.installed", []),
            ("tech.contract", []),
            ("tech.case", []),
        ]
