from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command

from odoo.addons.bookstore_deposit.core.codes import is_ean13

from ..core.lending import count_levy, period_of


class BookstoreLendingDocument(models.Model):
    """A posted invoice or credit note of an organisation that lends: its books, declared once.

    It is made when the invoice is posted. In a correction it stands for the same invoice taken
    back, below zero; the invoice may then be declared again.
    """

    _name = "bookstore.lending.document"
    _description = "Invoice of a Lending Organisation"
    _inherit = ["suite.guard.mixin"]
    _order = "date, number, id"
    _rec_name = "number"
    _guarded_fields = frozenset(
        [
            "company_id",
            "declaration_id",
            "move_id",
            "number",
            "date",
            "partner_id",
            "kind",
            "is_current",
            "reverse_of_id",
            "line_ids",
            "copies",
            "amount_excluded",
            "amount_included",
            "base",
            "rate",
            "levy",
            "gln_declared",
        ]
    )

    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    declaration_id = fields.Many2one(
        "bookstore.lending", index="btree_not_null", readonly=True, ondelete="set null"
    )
    move_id = fields.Many2one(
        "account.move", "Invoice", required=True, index=True, readonly=True, ondelete="restrict"
    )
    number = fields.Char(required=True, readonly=True)
    date = fields.Date("Invoice Date", required=True, readonly=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", "Client", required=True, index=True, readonly=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [("invoice", "Invoice"), ("credit", "Credit note")], required=True, readonly=True
    )
    is_current = fields.Boolean(
        "Counts",
        default=True,
        readonly=True,
        help="No longer when a correction took it back: the invoice may be declared again.",
    )
    reverse_of_id = fields.Many2one(
        "bookstore.lending.document", "Takes Back", readonly=True, ondelete="restrict"
    )
    line_ids = fields.One2many("bookstore.lending.line", "document_id", "Titles", readonly=True)
    copies = fields.Float(digits="Product Unit", readonly=True)
    amount_excluded = fields.Monetary("Paid excl. VAT", readonly=True)
    amount_included = fields.Monetary("Paid incl. VAT", readonly=True)
    base = fields.Monetary(
        "Public Price Total excl. VAT",
        readonly=True,
        help="Public price of the day each copy was sold, whatever discount the client got.",
    )
    rate = fields.Float("Rate (%)", digits=(16, 4), readonly=True, aggregator=None)
    levy = fields.Monetary("Lending Right", readonly=True)
    gln_declared = fields.Char("GLN Declared", readonly=True)
    gln = fields.Char("GLN of the Client", compute="_compute_gln")
    is_late = fields.Boolean(
        "Of an Earlier Period",
        compute="_compute_is_late",
        help="It came after its own period was declared.",
    )
    is_due = fields.Boolean(
        "To Declare, Quarter Ended", compute="_compute_is_due", search="_search_is_due"
    )
    state = fields.Selection(
        [
            ("open", "To declare"),
            ("prepared", "In preparation"),
            ("declared", "Declared"),
            ("taken_back", "Taken back"),
        ],
        "Status",
        compute="_compute_state",
        store=True,
    )

    _move_once = models.UniqueIndex(
        "(move_id) WHERE is_current",
        "This invoice is already among those of the lending right. Reload the page to see it.",
    )
    _reverse_once = models.UniqueIndex(
        "(reverse_of_id) WHERE reverse_of_id IS NOT NULL",
        "This invoice is already taken back by another correction. Reload the page to see it.",
    )

    @api.depends("declaration_id.state", "is_current", "reverse_of_id")
    def _compute_state(self):
        for document in self:
            declaration = document.declaration_id
            if not document.is_current and not document.reverse_of_id:
                document.state = "taken_back"
            elif not declaration:
                document.state = "open"
            else:
                document.state = "declared" if declaration.state == "declared" else "prepared"

    @api.depends(
        "gln_declared",
        "partner_id.global_location_number",
        "move_id.partner_id.global_location_number",
        "move_id.partner_shipping_id.global_location_number",
    )
    def _compute_gln(self):
        """That of the place of delivery, else of the address invoiced, else of the organisation."""
        for document in self:
            # sudo: who declares may have no right on invoices
            move = document.sudo().move_id
            partners = move.partner_shipping_id | move.partner_id | document.partner_id
            codes = [(partner.global_location_number or "").strip() for partner in partners]
            valid = next(filter(is_ean13, codes), False)
            document.gln = document.gln_declared or valid

    @api.depends("date", "declaration_id.date_from")
    def _compute_is_late(self):
        for document in self:
            start = document.declaration_id.date_from
            document.is_late = bool(start) and document.date < start

    @api.depends("date", "state", "partner_id.fr_book_lends")
    def _compute_is_due(self):
        due = self.filtered_domain(self._get_due_domain())
        for document in self:
            document.is_due = document in due

    def _search_is_due(self, operator, _value):
        return self._get_due_domain() if operator == "in" else NotImplemented

    @api.model
    def _get_due_domain(self):
        """Its quarter ended, and no declaration that was made holds it."""
        first, _last = period_of("quarter", fields.Date.context_today(self))
        return [
            ("date", "<", first),
            ("is_current", "=", True),
            ("state", "in", ["open", "prepared"]),
            ("partner_id.fr_book_lends", "=", True),
        ]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        """Only a correction in preparation says which invoices it takes back."""
        for document in self:
            prepared = document.reverse_of_id and document.state == "prepared"
            if not self.env.su and not prepared:
                raise AccessError(
                    self.env._(
                        "%s belongs to the declarations of the lending right and cannot be taken"
                        " out. What was declared by mistake is taken back by a correction.",
                        document.number,
                    )
                )

    def _is_declared(self):
        return any(document.is_current and document.state == "declared" for document in self)

    def action_open_invoice(self):
        """The invoice itself, for who may read it."""
        self.ensure_one()
        self.check_access("read")
        return self.move_id._get_records_action()

    # -- values ------------------------------------------------------------------------

    @api.model
    def _prepare_document_vals(self, move, titles):
        """:param titles: ``Copies`` of the pure rule, a line each"""
        rate = self.env["fr.legal.figure"]._get_value("book_lending", move.invoice_date)
        base = sum(title.base for title in titles)
        return {
            "company_id": move.company_id.id,
            "move_id": move.id,
            "number": move.name,
            "date": move.invoice_date,
            "partner_id": move.commercial_partner_id.id,
            "kind": "invoice" if move.move_type == "out_invoice" else "credit",
            "copies": float(sum(title.copies for title in titles)),
            "amount_excluded": float(sum(title.excluded for title in titles)),
            "amount_included": float(sum(title.included for title in titles)),
            "base": float(base),
            "rate": rate,
            "levy": float(count_levy(base, Decimal(repr(rate)))),
            "line_ids": [Command.create(self._prepare_line_vals(title)) for title in titles],
        }

    @api.model
    def _prepare_line_vals(self, title):
        return {
            "product_id": title.title,
            "ean": self.env["product.product"].browse(title.title).barcode or False,
            "copies": float(title.copies),
            "price_public": float(title.unit),
            "amount_excluded": float(title.excluded),
            "amount_included": float(title.included),
            "base": float(title.base),
        }

    def _prepare_reverse_vals(self, declaration):
        """The same invoice below zero, in a correction."""
        values = self.copy_data()[0]
        for name in ("copies", "amount_excluded", "amount_included", "base", "levy"):
            values[name] = -self[name]
        lines = [
            line.copy_data({"document_id": False})[0]
            | {
                name: -line[name]
                for name in ("copies", "amount_excluded", "amount_included", "base")
            }
            for line in self.line_ids
        ]
        return values | {
            "declaration_id": declaration.id,
            "is_current": False,
            "reverse_of_id": self.id,
            "gln_declared": self.gln_declared,
            "line_ids": [Command.create(line) for line in lines],
        }
