from datetime import date

from odoo import api, fields, models

from odoo.addons.bookstore_deposit.core.codes import is_isbn
from odoo.addons.suite_l10n_fr.core.book_price import Book, is_old


class ProductTemplate(models.Model):
    _inherit = "product.template"

    fr_book_kind = fields.Selection(
        [
            ("new", "New book"),
            ("school", "School book"),
            ("used", "Second-hand book"),
            ("remainder", "Remainder"),
            ("other", "No book"),
        ],
        string="Price Law",
        compute="_compute_fr_book_kind",
        store=True,
        readonly=False,
        precompute=True,
        help="New books have the publisher's price, less 5 % at most (law 81-766). School books are"
        " free for schools and their associations, second-hand books and remainders (sold off by"
        " their publisher) for everybody; the lending right is owed on neither of these two.",
    )
    fr_published_on = fields.Date(
        "Published on",
        help="Two years later, and six months after the last supply, a lower price is lawful."
        " Empty: the end of the year of the record.",
    )
    fr_book_price = fields.Float(
        "Publisher's Price incl. VAT",
        compute="_compute_fr_book_price",
        digits="Product Price",
        groups="base.group_user",
    )
    fr_book_is_old = fields.Boolean(
        "Price Free by Age",
        compute="_compute_fr_book_price",
        groups="base.group_user",
        help="Published more than two years ago and not supplied for six months (art. 5): a manager"
        " may sell it lower, with a reason.",
    )

    @api.depends("barcode", "bookstore_publisher_id")
    def _compute_fr_book_kind(self):
        """A record with an ISBN or a publisher is a new book, until somebody says otherwise."""
        for title in self:
            is_book = is_isbn(title.barcode or "") or title.bookstore_publisher_id
            known = title.fr_book_kind or "other"
            title.fr_book_kind = "new" if is_book and known == "other" else known

    @api.depends("list_price", "taxes_id", "fr_book_kind", "fr_published_on", "bookstore_year")
    @api.depends_context("company")
    def _compute_fr_book_price(self):
        journal, company = self.env["bookstore.allocation"], self.env.company
        today = fields.Date.context_today(self)
        books = self.filtered(lambda title: title.fr_book_kind in ("new", "school"))
        others = self - books
        others.fr_book_price = 0.0
        others.fr_book_is_old = False
        for title in books:
            product = title.product_variant_id
            title.fr_book_price = journal._get_public_prices(company, product)[0] if product else 0
            title.fr_book_is_old = is_old(title._fr_get_book(), today)

    def _fr_get_book(self):
        supplied = self.bookstore_last_entry
        return Book(
            kind=self.fr_book_kind,
            published=self.fr_published_on
            or (date(self.bookstore_year, 12, 31) if 1000 < self.bookstore_year < 9999 else None),
            supplied=supplied.date() if supplied else None,
        )

    @api.model
    def _load_pos_data_fields(self, config_id):
        return [
            *super()._load_pos_data_fields(config_id),
            "fr_book_kind",
            "fr_book_price",
            "fr_book_is_old",
        ]
