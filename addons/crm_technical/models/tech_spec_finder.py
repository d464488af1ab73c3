from odoo import api, models
from odoo.tools.misc import formatLang


class TechSpecFinder(models.AbstractModel):
    """What a salesperson asks of a product that fits: is it there, and when could it leave?"""

    _inherit = "tech.spec.finder"

    @api.model
    def _get_fact_names(self):
        return [*super()._get_fact_names(), self.env._("Available"), self.env._("Delay")]

    @api.model
    def _get_facts(self, products):
        facts = super()._get_facts(products)
        # sudo: whoever may find a product may know whether it is there
        for product in products.sudo().with_context(allowed_company_ids=self.env.company.ids):
            facts[product.id] += [self._write_stock(product), self._write_delay(product)]
        return facts

    @api.model
    def _write_stock(self, product):
        if not product.is_storable:
            return "–"
        amount = formatLang(
            self.env, product.free_qty, digits=0 if product.free_qty % 1 == 0 else 2
        )
        unit = self.env.ref("uom.product_uom_unit", raise_if_not_found=False)
        return amount if product.uom_id == unit else f"{amount} {product.uom_id.name}"

    @api.model
    def _write_delay(self, product):
        days = self.env["tech.requirement"]._get_days(product, 1.0)
        return self.env._("%(days)s days", days=days) if days else self.env._("At once")
