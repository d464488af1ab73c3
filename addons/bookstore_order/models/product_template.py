from odoo import api, fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    bookstore_on_order = fields.Float(
        "On Order", compute="_compute_bookstore_on_order", digits="Product Unit"
    )

    @api.depends_context("allowed_company_ids")
    def _compute_bookstore_on_order(self):
        products = self.with_context(active_test=False).product_variant_ids
        ordered = {}
        for company in self.env.companies:
            # sudo: how many copies are to come is no secret of the buyers
            found, _owners = self.env["bookstore.need"].sudo()._get_ordered(company, products)
            for product_id, copies in found.items():
                ordered[product_id] = ordered.get(product_id, 0.0) + copies
        for title in self:
            variants = title.with_context(active_test=False).product_variant_ids
            title.bookstore_on_order = sum(ordered.get(variant.id, 0.0) for variant in variants)

    def action_bookstore_mark(self):
        """Ask how many copies are to be ordered."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("To order"),
            "res_model": "bookstore.need.mark",
            "view_mode": "form",
            "target": "new",
            "context": {"default_product_ids": self.product_variant_ids.ids},
        }

    def action_bookstore_thresholds(self):
        """The least number of copies of this title, by place."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bookstore_order.bookstore_threshold_action"
        )
        product = self.product_variant_id
        return action | {
            "domain": [("product_id", "=", product.id)],
            "context": {"default_product_id": product.id},
        }
