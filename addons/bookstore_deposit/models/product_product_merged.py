from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class ProductProduct(models.Model):
    """A record that was merged into another one leads to it."""

    _inherit = "product.product"

    bookstore_merged_into_id = fields.Many2one(
        "product.product",
        "Merged into",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The title that stands for this one; what happened to it is read there.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        products = super().create(vals_list)
        if not self.env.su and products.filtered("bookstore_merged_into_id"):
            self._bookstore_refuse_merging()
        return products

    def write(self, vals):
        if "bookstore_merged_into_id" in vals and not self.env.su:
            self._bookstore_refuse_merging()
        if vals.get("active"):
            self._bookstore_check_not_merged()
        return super().write(vals)

    def _bookstore_refuse_merging(self):
        raise AccessError(
            self.env._("Titles are merged, and separated again, by the buttons of “Merged Titles”.")
        )

    def _bookstore_check_not_merged(self):
        for product in self.filtered("bookstore_merged_into_id"):
            raise UserError(
                self.env._(
                    "%(title)s was merged into %(kept)s. Separate them again, in “Merged Titles”,"
                    " instead of taking it out of the archive.",
                    title=product.name,
                    kept=product.bookstore_merged_into_id.name,
                )
            )

    def _bookstore_get_kept(self):
        """The titles that stand for these: themselves, or what they were merged into."""
        # sudo: only which record stands for which
        stands = [product.bookstore_merged_into_id or product for product in self.sudo()]
        return self.browse().union(*stands).with_env(self.env)

    @api.model
    def _bookstore_find_merged(self, domain):
        """The titles that stand for merged ones that match: a former ISBN finds the title."""
        # sudo: only which record stands for which
        merged = self.sudo().with_context(active_test=False)
        found = merged.search(Domain("bookstore_merged_into_id", "!=", False) & Domain(domain))
        return found.bookstore_merged_into_id.with_env(self.env)

    def _bookstore_get_family(self):
        """Ids of these titles and of those merged into them."""
        # sudo: only which record stands for which
        merged = self.sudo().with_context(active_test=False)
        return [*self.ids, *merged.search([("bookstore_merged_into_id", "in", self.ids)]).ids]
