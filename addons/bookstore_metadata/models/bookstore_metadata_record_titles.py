from odoo import api, fields, models
from odoo.fields import Domain

from . import sql


class BookstoreMetadataRecord(models.Model):
    """Whose title an answer is about: one answer serves every company of the shop."""

    _inherit = "bookstore.metadata.record"

    # Of the companies of whoever looks: each may have a title of its own.
    product_tmpl_id = fields.Many2one(
        "product.template",
        "Title",
        compute="_compute_product_tmpl_id",
        search="_search_product_tmpl_id",
    )

    @api.depends("code")
    @api.depends_context("allowed_company_ids")
    def _compute_product_tmpl_id(self):
        titles = self._find_titles(self.mapped("code"))
        nobody = self.env["product.template"]
        for record in self:
            record.product_tmpl_id = titles.get(record.code, nobody)[:1]

    def _search_product_tmpl_id(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        ours = self._get_ours_domain()
        domain = sql.records_of(self.env, ours & Domain("product_tmpl_id", operator, value))
        if operator == "in" and False in value:
            domain |= ~sql.records_of(self.env, ours)
        return domain

    # -- looking for titles ------------------------------------------------------

    @api.model
    def _find_titles(self, codes):
        """``{ISBN: our titles}``, one a company; of two with one code nothing is guessed."""
        found = {}
        for code, titles in self._find_all_titles(codes).items():
            for company in self.env.companies:
                ours = titles.filtered_domain([("company_id", "in", [False, company.id])])
                if len(ours) == 1:
                    found[code] = found.get(code, titles.browse()) | ours
        return found

    @api.model
    def _find_all_titles(self, codes):
        """``{ISBN: our titles}``, archived ones too."""
        products = self.env["product.product"].with_context(active_test=False)
        products = products.search(self._get_ours_domain() & Domain("barcode", "in", codes))
        titles = {}
        for product in products:
            known = titles.get(product.barcode, self.env["product.template"])
            titles[product.barcode] = known | product.product_tmpl_id
        every = products.product_tmpl_id.ids
        return {code: found.with_prefetch(every) for code, found in titles.items()}

    @api.model
    def _get_ours_domain(self):
        companies = [False, *self.env.companies.ids]
        return Domain("barcode", "!=", False) & Domain("company_id", "in", companies)
