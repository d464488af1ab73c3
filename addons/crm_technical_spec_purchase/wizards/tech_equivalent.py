from odoo import api, fields, models
from odoo.fields import Command

LIMIT = 20


class TechEquivalent(models.TransientModel):
    """What replaces an article that is short: in stock, or at another vendor's."""

    _name = "tech.equivalent"
    _description = "Equivalent Articles"

    product_id = fields.Many2one("product.product", string="Article", required=True)
    quantity = fields.Float(string="Needed", digits="Product Unit")
    company_id = fields.Many2one("res.company", required=True)
    purchase_line_id = fields.Many2one("purchase.order.line", string="Purchase Order Line")
    vendors = fields.Char(string="Also Sold By")
    line_ids = fields.One2many("tech.equivalent.line", "equivalent_id", string="Articles")

    @api.model
    def _open(self, product, quantity, company, place, purchase_line=None):
        """Look for what is equivalent and show it.

        :param place: context keys of Odoo's stock that say where it has to be
        """
        line = purchase_line or self.env["purchase.order.line"]
        vendor = line.partner_id.commercial_partner_id
        found = self._find(product, company, place)
        wizard = self.create(
            {
                "product_id": product.id,
                "quantity": quantity,
                "company_id": company.id,
                "purchase_line_id": line.id,
                "vendors": product._tech_get_vendor_text(company, vendor),
                "line_ids": [
                    Command.create(
                        self._prepare_line(rated, reasons, other, company, quantity, vendor)
                    )
                    for rated, reasons, other in found
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Equivalent Articles"),
            "res_model": self._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    @api.model
    def _find(self, product, company, place):
        """Return ``[(rated, reasons, product)]``: those that fit best, of these what is there."""
        found = self.env["tech.spec.finder"]._get_equivalents(product, company, LIMIT)
        # sudo: a buyer may know whether an article is there
        others = product.browse(rated.product for rated, _reasons in found).sudo()
        others = others.with_context(**place).with_company(company)
        stock = dict(zip(others.ids, others.mapped("free_qty"), strict=True))
        found.sort(key=lambda one: (one[0].place, -stock[one[0].product]))
        return [(rated, reasons, others.browse(rated.product)) for rated, reasons in found[:LIMIT]]

    @api.model
    def _prepare_line(self, rated, reasons, product, company, quantity, vendor):
        seller = product._tech_get_sellers(company)[:1]
        return {
            "product_id": product.id,
            "tier": str(rated.tier),
            "verdicts": reasons,
            "free_qty": product.free_qty,
            "is_enough": product.free_qty >= quantity,
            "vendors": product._tech_get_vendor_text(company),
            "vendor_id": seller.partner_id.id,
            "is_other_vendor": bool(seller) and seller.partner_id.commercial_partner_id != vendor,
        }
