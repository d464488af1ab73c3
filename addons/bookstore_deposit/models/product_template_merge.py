from odoo import api, fields, models
from odoo.exceptions import UserError


class ProductTemplate(models.Model):
    """Records of one book made one: the kept title is read with what happened to the others."""

    _inherit = "product.template"

    bookstore_merged_into_id = fields.Many2one(
        "product.product", "Merged into", compute="_compute_bookstore_merged_into_id"
    )

    @api.depends("product_variant_ids.bookstore_merged_into_id")
    def _compute_bookstore_merged_into_id(self):
        for title in self.with_context(active_test=False):
            title.bookstore_merged_into_id = title.product_variant_ids.bookstore_merged_into_id[:1]

    def action_bookstore_list(self):
        """Put these titles in a list."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add to a list"),
            "res_model": "bookstore.list.add",
            "view_mode": "form",
            "target": "new",
            "context": {"default_product_ids": self.product_variant_ids.ids},
        }

    def action_bookstore_merge(self):
        """Begin to merge these titles: what differs is shown first."""
        merges = self.env["bookstore.merge"]
        merges.check_access("create")
        if len(self) < 2:
            raise UserError(
                self.env._("Tick the records of one book, two or more, then “Merge titles”.")
            )
        merge = merges.create({"title_ids": self.product_variant_ids.ids})
        return merge._get_records_action(name=self.env._("Merge Titles"))
