from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.suite_base.core.text import fold_words

from ..core.codes import is_isbn, is_mistyped_isbn, normalise_code
from ..core.ownership import EPSILON
from ..groups import READERS
from . import sql


class ProductTemplate(models.Model):
    _inherit = "product.template"

    bookstore_publisher_id = fields.Many2one(
        "res.partner", "Publisher", index="btree_not_null", ondelete="restrict"
    )
    bookstore_authors = fields.Char("Authors")
    bookstore_collection = fields.Char("Collection")
    bookstore_year = fields.Integer("Year", aggregator=None)
    bookstore_pages = fields.Integer("Pages", aggregator=None)
    bookstore_summary = fields.Text("Summary")
    bookstore_comment = fields.Char("Comment", help="A note for the shop, on no paper.")
    bookstore_marc = fields.Text(
        "UNIMARC Record", help="The record as the library sent it, so that nothing of it is lost."
    )
    bookstore_search = fields.Char(
        compute="_compute_bookstore_search", store=True, index="trigram", compute_sudo=True
    )
    bookstore_find = fields.Char(
        "Title, Author, Publisher or ISBN",
        compute="_compute_bookstore_find",
        search="_search_bookstore_find",
    )
    bookstore_interesting = fields.Boolean(
        "Of Interest",
        help="Untick to hide the title from the lists once no copy is left; ordering or receiving"
        " it ticks it again. Products that the bookshop never handled are not ticked.",
    )
    bookstore_edition = fields.Char(
        "Edition",
        compute="_compute_bookstore_edition",
        help="What tells two editions of one title apart.",
    )
    bookstore_is_title = fields.Boolean(
        "Title of the Bookshop",
        readonly=True,
        copy=True,
        index=True,
        help="The bookshop received, sold or entrusted it at least once, or made its record.",
    )
    bookstore_is_shown = fields.Boolean(
        "Of Interest or in Stock",
        compute="_compute_bookstore_is_shown",
        search="_search_bookstore_is_shown",
    )
    bookstore_places = fields.Char("By Place", compute="_compute_bookstore_stock")
    bookstore_owners = fields.Char("By Owner", compute="_compute_bookstore_stock")
    bookstore_total = fields.Float(
        "Copies", compute="_compute_bookstore_stock", digits="Product Unit"
    )
    bookstore_last_entry = fields.Datetime("Last Entry", compute="_compute_bookstore_entry")
    bookstore_last_entry_quantity = fields.Float(
        "Copies Entered", compute="_compute_bookstore_entry", digits="Product Unit"
    )
    bookstore_sold_since = fields.Float(
        "Sold since", compute="_compute_bookstore_entry", digits="Product Unit"
    )
    bookstore_is_short = fields.Boolean(
        "Nothing in the Shop, Some Elsewhere",
        compute="_compute_bookstore_is_short",
        search="_search_bookstore_is_short",
    )
    bookstore_pending_count = fields.Integer(
        "Copies to Decide", compute="_compute_bookstore_pending_count"
    )
    bookstore_deposit_ids = fields.Many2many(
        "res.partner",
        string="Deposits",
        compute="_compute_bookstore_deposit_ids",
        search="_search_bookstore_deposit_ids",
        groups=READERS,
    )

    @api.depends(
        "name", "bookstore_authors", "bookstore_publisher_id.name", "barcode", "default_code"
    )
    def _compute_bookstore_search(self):
        for template in self:
            template.bookstore_search = fold_words(
                template.name,
                template.bookstore_authors,
                template.bookstore_publisher_id.name,
                template.barcode,
                template.default_code,
            )

    @api.depends("bookstore_authors", "bookstore_publisher_id.name", "bookstore_year")
    def _compute_bookstore_edition(self):
        for title in self:
            year = str(title.bookstore_year) if title.bookstore_year else ""
            # sudo: the cashier may not read contacts, the publisher's name is on the book
            publisher = title.sudo().bookstore_publisher_id.name
            parts = [title.bookstore_authors, publisher, year]
            title.bookstore_edition = " · ".join(filter(None, parts))

    @api.model
    def _load_pos_data_fields(self, config_id):
        return [*super()._load_pos_data_fields(config_id), "bookstore_edition"]

    def _compute_bookstore_find(self):
        self.bookstore_find = False

    def _search_bookstore_find(self, operator, value):
        """Every word, in any order, accents and case ignored; an ISBN in any spelling."""
        if operator not in ("ilike", "=ilike", "like", "="):
            return NotImplemented
        if is_isbn(value):
            known = Domain("barcode", "=", normalise_code(value))
        elif words := fold_words(value).split():
            known = Domain.AND([("bookstore_search", "ilike", word)] for word in words)
        else:  # “—”: nothing to look for is found nowhere
            return Domain.FALSE
        merged = self.env["product.product"]._bookstore_find_merged(known)
        return known | Domain("id", "in", merged.product_tmpl_id.ids)

    # -- stock, by place and by owner --------------------------------------------

    def _compute_bookstore_stock(self):
        cells = {template.id: [] for template in self}
        by_product = {
            product.id: template.id
            for template in self.with_context(active_test=False)
            for product in template.product_variant_ids
        }
        for company in self.env.companies:
            # sudo: totals only, by names everyone in the shop knows
            for row in sql.stock_cells(self.env(su=True), company, list(by_product)):
                cells[by_product[row[0]]].append((company, *row[1:]))
        for template in self:
            rows = cells[template.id]
            template.bookstore_total = sum(row[3] for row in rows)
            template.bookstore_places = self._bookstore_format_cells(rows, "stock.location", 1)
            template.bookstore_owners = self._bookstore_format_cells(rows, "res.partner", 2)

    def _bookstore_format_cells(self, rows, model, position):
        """“Shop 3 · Reserve 2”: the rows added up by place or by owner."""
        totals = {}
        for row in rows:
            totals[row[position]] = totals.get(row[position], 0.0) + row[3]
        firm_ids = self.env.companies.partner_id.ids if model == "res.partner" else []
        # sudo: the undecided owner and the places have no other secret than their names
        records = self.env[model].sudo().browse(totals)
        parts = []
        for record in records:
            if abs(totals[record.id]) > EPSILON:
                name = self._bookstore_get_holder_name(record, record.id in firm_ids)
                told, count = self.env._("%(copies)s gone, %(owner)s"), totals[record.id]
                words = {"copies": f"{-count:g}", "owner": name}
                parts.append(f"{name} {count:g}" if count > 0 else told % words)
        return " · ".join(parts)

    def _bookstore_get_holder_name(self, record, is_firm):
        if is_firm:
            return self.env._("own stock")
        undecided = record._name == "res.partner" and record.bookstore_is_undecided
        return self.env._("to be decided") if undecided else record.name

    def _compute_bookstore_entry(self):
        by_product = {
            product.id: template
            for template in self.with_context(active_test=False)
            for product in template.product_variant_ids
        }
        # sudo: dates and numbers of copies, no more
        entries = sql.last_entries(self.env(su=True), self.env.companies, list(by_product))
        latest = {}
        for product_id, (date, quantity, _move_id, sold) in entries.items():
            template = by_product[product_id]
            if template not in latest or latest[template][0] < date:
                latest[template] = (date, quantity, sold)
        for template in self:
            date, quantity, sold = latest.get(template, (False, 0.0, 0.0))
            template.bookstore_last_entry = date
            template.bookstore_last_entry_quantity = quantity
            template.bookstore_sold_since = sold

    def action_view_bookstore_last_entry(self):
        """The parcel or movement that brought the last copies (B134)."""
        self.ensure_one()
        self.check_access("read")
        products = self.with_context(active_test=False).product_variant_ids
        # sudo: only to find which movement; it is opened under the reader's own rights
        entries = sql.last_entries(self.env(su=True), self.env.companies, products.ids)
        move_id = max(entries.values(), default=(None, 0, 0))[2]
        move = self.env["stock.move"].browse(move_id or [])
        parcel = move.picking_id.bookstore_parcel_id
        if parcel:
            return parcel._get_records_action()
        action = self.action_view_bookstore_history()
        return action | {"domain": [("id", "in", move.ids)]}

    def _bookstore_mark_interesting(self):
        """A title ordered or received is of interest again (B132)."""
        self._bookstore_mark_title()
        self.filtered(lambda title: not title.bookstore_interesting).bookstore_interesting = True
        archived = self.filtered(lambda title: not title.active)
        archived.filtered(lambda title: not title.bookstore_merged_into_id).action_unarchive()

    def _bookstore_mark_title(self):
        """From now on the lists, prices and values of the bookshop know it."""
        self.filtered(lambda title: not title.bookstore_is_title).bookstore_is_title = True

    @api.depends("bookstore_interesting")
    def _compute_bookstore_is_shown(self):
        # sudo: same reason as searching them
        present = sql.uninteresting_titles_in_stock(self.env(su=True), self.env.companies)
        for template in self:
            template.bookstore_is_shown = template.bookstore_interesting or template.id in present

    def _search_bookstore_is_shown(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: only says which titles, those the user may read are shown
        present = sql.uninteresting_titles_in_stock(self.env(su=True), self.env.companies)
        shown = Domain("bookstore_interesting", "=", True) | Domain("id", "in", present)
        return shown if True in value else ~shown

    def _compute_bookstore_is_short(self):
        # sudo: only says which titles, those the user may read are shown
        short = set(sql.titles_short_at_sale_points(self.env(su=True), self.env.companies))
        for template in self:
            template.bookstore_is_short = template.id in short

    def _search_bookstore_is_short(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: only says which titles, those the user may read are shown
        short = sql.titles_short_at_sale_points(self.env(su=True), self.env.companies)
        return [("id", "in" if True in value else "not in", short)]

    def _compute_bookstore_pending_count(self):
        groups = (
            self.env["bookstore.allocation"]
            .sudo()
            ._read_group(  # sudo: a count only
                [
                    ("product_id.product_tmpl_id", "in", self.ids),
                    ("state", "=", "pending"),
                    ("company_id", "in", self.env.companies.ids),
                ],
                ["product_id"],
                ["quantity:sum"],
            )
        )
        counts = {}
        for product, quantity in groups:
            template = product.product_tmpl_id
            counts[template.id] = counts.get(template.id, 0) + quantity
        for template in self:
            template.bookstore_pending_count = counts.get(template.id, 0)

    def _compute_bookstore_deposit_ids(self):
        groups = self.env["bookstore.deposit.line"]._read_group(
            [("product_id.product_tmpl_id", "in", self.ids)],
            ["product_id"],
            ["deposit_id:recordset"],
        )
        deposits = {}
        for product, lines in groups:
            deposits.setdefault(product.product_tmpl_id.id, set()).update(lines.partner_id.ids)
        for template in self:
            template.bookstore_deposit_ids = list(deposits.get(template.id, ()))

    def _search_bookstore_deposit_ids(self, operator, value):
        if operator in ("in", "ilike", "any"):
            domain = [("deposit_id.partner_id", operator, value)]
            lines = self.env["bookstore.deposit.line"].search(domain)
            return [("id", "in", lines.product_id.product_tmpl_id.ids)]
        return NotImplemented

    # -- creation -----------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("barcode"):
                vals["barcode"] = self._bookstore_clean_barcode(vals["barcode"])
                if self.env.company.bookstore_active and is_isbn(vals["barcode"]):
                    vals.setdefault("bookstore_is_title", True)
        return super().create(vals_list)

    def write(self, vals):
        former = {}
        if "list_price" in vals:
            former = {title: title.list_price for title in self.filtered("bookstore_is_title")}
        result = super().write(vals)
        changed = [title for title, price in former.items() if title.list_price != price]
        # sudo: former prices are kept whoever changes them
        self.env["bookstore.price.change"].sudo().create(
            [{"product_tmpl_id": title.id, "price": former[title]} for title in changed]
        )
        return result

    def _bookstore_get_price_at(self, date, price, asked_price=None):
        """The public price at a moment, ``price`` being the one of now.

        :param asked_price: what the customer was asked; it tells apart two prices of one second
        """
        if asked_price == price:
            return price
        # sudo: former prices are read for everyone who records a sale
        changes = self.env["bookstore.price.change"].sudo()
        later = changes.search(
            [("product_tmpl_id", "=", self.id), ("date", ">=", date)], order="date, id"
        )
        prices = [*later.mapped("price"), price]
        if asked_price is not None and asked_price in prices:
            return asked_price
        return prices[0]

    @api.onchange("barcode")
    def _onchange_bookstore_barcode(self):
        """A new record with an ISBN is a book: it bears the VAT of books."""
        company = self.env.company
        if not self._origin and company.bookstore_active and is_isbn(self.barcode or ""):
            self.update(company._bookstore_prepare_book_tax_vals())

    @api.model
    def _bookstore_clean_barcode(self, barcode):
        """An ISBN is kept as the thirteen digits its barcode reads.

        Only in a bookshop or by a bookseller: elsewhere ten digits may be the code of anything.
        """
        bookshop = self.env.company.bookstore_active or self.env.user.has_group(READERS)
        if bookshop and is_mistyped_isbn(barcode):
            raise ValidationError(self._bookstore_get_mistyped_message(barcode))
        return normalise_code(barcode) if bookshop and is_isbn(barcode) else barcode

    @api.model
    def _bookstore_get_mistyped_message(self, text):
        return self.env._(
            "%s is no ISBN: its last digit does not match the others. Check the code and scan or"
            " type it again.",
            normalise_code(text),
        )

    # -- actions ------------------------------------------------------------------

    def action_view_bookstore_history(self):
        """Every movement of the title, with its kind."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bookstore_deposit.stock_move_action_history"
        )
        products = self.with_context(active_test=False).product_variant_ids
        return action | {
            "domain": [
                ("product_id", "in", products._bookstore_get_family()),
                ("state", "=", "done"),
            ],
            "context": {},
        }

    def action_view_bookstore_stock(self):
        """The copies by place and owner."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Copies of %s", self.name),
            "res_model": "stock.quant",
            "view_mode": "list",
            "views": [(self.env.ref("bookstore_deposit.stock_quant_view_list_copies").id, "list")],
            "domain": [
                ("product_id", "in", self.product_variant_ids.ids),
                ("location_id.usage", "in", ["internal", "transit"]),
            ],
        }

    def action_view_bookstore_pending(self):
        """The copies of this title whose owner is to be decided."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bookstore_deposit.bookstore_allocation_action_pending"
        )
        ids = self.product_variant_ids.ids
        return action | {"domain": [("product_id", "in", ids), ("state", "=", "pending")]}

    # -- value of firm copies ---------------------------------------------------

    @api.depends("bookstore_is_title")
    @api.depends_context("company")
    def _compute_cost_method(self):
        """Copies bought are worth what was paid for them, at a discount of their own each time.

        A standard price is no price anyone pays for a book.
        """
        super()._compute_cost_method()
        if self.env.company.bookstore_active:
            for title in self:
                if title.bookstore_is_title and title.cost_method == "standard":
                    title.cost_method = "average"
