from odoo import api, fields, models

from .bookstore_client_order import OPEN


class ProductTemplate(models.Model):
    _inherit = "product.template"

    bookstore_client_copies = fields.Float(
        "Client Orders",
        compute="_compute_bookstore_client_copies",
        digits="Product Unit",
        help="Copies that customers ordered and did not get yet.",
    )

    @api.depends_context("allowed_company_ids")
    def _compute_bookstore_client_copies(self):
        # sudo: how many copies customers wait for is no secret in the shop
        groups = (
            self.env["bookstore.client.order"]
            .sudo()
            ._read_group(
                [
                    ("product_id.product_tmpl_id", "in", self.ids),
                    ("company_id", "in", self.env.companies.ids),
                    ("state", "in", OPEN),
                ],
                ["product_id"],
                ["left:sum"],
            )
        )
        copies = {}
        for product, left in groups:
            title = product.product_tmpl_id.id
            copies[title] = copies.get(title, 0.0) + left
        for title in self:
            title.bookstore_client_copies = copies.get(title.id, 0.0)

    def action_view_bookstore_client_orders(self):
        """Who ordered this title, and the way to take an order of it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bookstore_client_order.bookstore_client_order_action"
        )
        variants = self.with_context(active_test=False).product_variant_ids
        return action | {
            "name": self.env._("Client Orders of %s", self.name),
            "domain": [("product_id", "in", variants.ids)],
            "views": [(False, "list"), (False, "form")],
            "context": {"default_product_id": self.product_variant_id.id},
        }
