from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    fr_book_buyer = fields.Selection(
        [
            ("public", "The public"),
            ("article_3", "Public body, school, union, works council (own needs)"),
            ("library", "Library open to the public"),
            ("school", "Association that procures school books"),
        ],
        string="Buyer of Books",
        default="public",
        help="The State, local authorities, schools, research, unions, works councils and libraries"
        " may get 9 % on books (law 81-766, art. 3); everybody else 5 %.",
    )

    fr_book_lends = fields.Boolean(
        "Lends Books",
        compute="_compute_fr_book_lends",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        help="Its invoices of books are declared, and the lending right is owed on their public price"
        " without VAT (CPI art. L133-3). Not ticked for buyers of art. 3 that do not lend: same"
        " discount, nothing to declare.",
    )
    fr_book_buyer_of_firm = fields.Selection(
        related="commercial_partner_id.fr_book_buyer",
        string="Buyer of Books (Firm)",
        help="What counts at the till: a contact buys for its firm.",
    )

    @api.depends("fr_book_buyer")
    def _compute_fr_book_lends(self):
        """Libraries lend until somebody says otherwise; a school may have a library that does."""
        for partner in self:
            partner.fr_book_lends = partner.fr_book_buyer == "library"

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "fr_book_buyer_of_firm"]
