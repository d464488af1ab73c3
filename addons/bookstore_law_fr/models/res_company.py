from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    fr_book_public = fields.Float(
        "Highest Discount on Books (%)", compute="_compute_fr_book_figures"
    )
    fr_book_article_3 = fields.Float(
        "Highest Discount on Books for Art. 3 (%)", compute="_compute_fr_book_figures"
    )

    def _compute_fr_book_figures(self):
        """For the till, which decides without asking the server. 100: no law of books here."""
        figures = self.env["fr.legal.figure"]
        for company in self:
            french = company._fr_has_book_law()
            for field in ("book_public", "book_article_3"):
                company[f"fr_{field}"] = figures._get_value(field) if french else 100.0

    def _fr_has_book_law(self):
        return self.account_fiscal_country_id.code == "FR"

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "fr_book_public", "fr_book_article_3"]
