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

    fr_book_buyer_of_firm = fields.Selection(
        related="commercial_partner_id.fr_book_buyer",
        string="Buyer of Books (Firm)",
        help="What counts at the till: a contact buys for its firm.",
    )

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "fr_book_buyer_of_firm"]
