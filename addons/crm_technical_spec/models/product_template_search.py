from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from . import sql


class ProductTemplate(models.Model):
    """Products found by what they can do: the search field of the list, and similar products."""

    # one concern a file: what a product says, and how it is found
    _inherit = "product.template"  # pylint: disable=consider-merging-classes-inherited

    tech_search = fields.Char(
        string="Specification",
        compute="_compute_tech_search",
        search="_search_tech_search",
        groups="base.group_user",
        help="Type what you need: ≥ 5 N·m, 24 V, IP65 or better",
    )

    def _compute_tech_search(self):
        self.tech_search = False

    def _search_tech_search(self, operator, value):
        """Find products by a sentence such as "≥ 5 N·m, IP65"; several parts must all hold.

        A part that may mean several specifications holds where one of them does.
        """
        if operator not in ("ilike", "like", "=", "in"):
            return NotImplemented
        text = value if isinstance(value, str) else ", ".join(value)
        meanings = self.env["tech.spec.finder"]._get_meanings_of_text(text)
        if not meanings:
            return Domain.TRUE
        found = sql.matching.matching_terms(meanings)
        return Domain("product_variant_ids", "any", [("id", "in", found)])

    def action_tech_find_similar(self):
        """Open the finder with this product's main values: who replaces it, who betters it?"""
        self.ensure_one()
        requests = self.env["tech.spec.finder"]._get_requests_like(self)
        if not requests:
            raise UserError(
                self.env._(
                    "%(product)s has no value in the columns of its family yet: there is nothing "
                    "to compare others with.",
                    product=self.display_name,
                )
            )
        action = self.env["ir.actions.actions"]._for_xml_id("crm_technical_spec.finder_action")
        return action | {"params": {"family_id": self.tech_family_id.id, "requests": requests}}
