from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.ownership import is_number_of_copies
from . import sql

DEPOSIT_KINDS = ("deposit", "fixed")


class BookstoreParcel(models.Model):
    """A parcel that comes in (deposit, firm purchase, gift) or goes back to its distributor."""

    _name = "bookstore.parcel"
    _description = "Parcel"
    _inherit = ["bookstore.document.mixin", "bookstore.scan.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    TRANSITIONS = {"draft": ["done", "cancelled"], "done": ["cancelled"], "cancelled": []}
    _guarded_fields = frozenset(["name", "state", "bill_id", "picking_ids", "claim_number"])
    _draft_fields = frozenset(
        ["kind", "company_id", "partner_id", "date", "location_id", "discount", "carriage"]
    )

    name = fields.Char(default="/", copy=False, readonly=True)
    kind = fields.Selection(
        [
            ("deposit", "Deposit"),
            ("fixed", "Fixed deposit"),
            ("firm", "Firm purchase"),
            ("gift", "Gift"),
            ("return", "Return to distributor"),
        ],
        required=True,
        default="deposit",
        tracking=True,
        help="Deposit: the copies stay the distributor's. Firm purchase and gift: they are yours.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", "Distributor", index=True, tracking=True)
    number = fields.Char(
        "Invoice or Delivery Note",
        copy=False,
        help="The number printed on the distributor's paper.",
    )
    duplicate_id = fields.Many2one(
        "bookstore.parcel",
        "Same Number",
        compute="_compute_duplicate_id",
        help="Another parcel of this distributor has this number.",
    )
    date = fields.Date(default=fields.Date.context_today, required=True)
    are_terms_open = fields.Boolean(
        "Terms not Agreed",
        compute="_compute_are_terms_open",
        help="The deposit of this distributor has the usual discount, nobody agreed on it yet.",
    )
    location_id = fields.Many2one(
        "stock.location",
        "Place",
        domain="[('usage', '=', 'internal'), ('company_id', '=', company_id)]",
        check_company=True,
        compute="_compute_location_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Where the parcel is unpacked; each title may go elsewhere.",
    )
    discount = fields.Float(
        "Usual Discount (%)",
        compute="_compute_discount",
        store=True,
        readonly=False,
        precompute=True,
    )
    line_ids = fields.One2many("bookstore.parcel.line", "parcel_id", "Titles", copy=True)
    state = fields.Selection(
        [("draft", "Being unpacked"), ("done", "In stock"), ("cancelled", "Undone")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    stage = fields.Char("Where It Stands", compute="_compute_stage")
    origin = fields.Char("Source")
    picking_ids = fields.One2many("stock.picking", "bookstore_parcel_id", "Transfers")
    note = fields.Html("Comment")
    copy_total = fields.Float("Copies", compute="_compute_totals", digits="Product Unit")
    amount_public = fields.Monetary("Public Price Total", compute="_compute_totals")
    amount_cost = fields.Monetary("Cost Total", compute="_compute_totals")

    @api.depends("state", "kind")
    @api.depends_context("lang")
    def _compute_stage(self):
        """A parcel that goes back is never "in stock"."""
        told = dict(self._fields["state"]._description_selection(self.env))
        away = told | {"draft": self.env._("Being packed"), "done": self.env._("Sent back")}
        for parcel in self:
            parcel.stage = (away if parcel.kind == "return" else told)[parcel.state]

    @api.depends("kind")
    def _compute_location_id(self):
        for parcel in self:
            parcel.location_id = parcel.location_id or parcel._get_reception()

    @api.depends("partner_id", "kind")
    def _compute_discount(self):
        for parcel in self:
            deposit = parcel._get_deposit()
            if deposit:
                parcel.discount = deposit.discount
            elif parcel.kind in DEPOSIT_KINDS and parcel.partner_id:
                parcel.discount = deposit._get_usual_discount()

    @api.depends("partner_id", "kind")
    def _compute_are_terms_open(self):
        for parcel in self:
            deposit = parcel._get_deposit()
            parcel.are_terms_open = bool(
                parcel.kind in DEPOSIT_KINDS and parcel.partner_id and not deposit.are_terms_agreed
            )

    @api.depends("line_ids.quantity", "line_ids.price", "line_ids.discount", "carriage")
    def _compute_totals(self):
        for parcel in self:
            lines = parcel.line_ids
            parcel.copy_total = sum(lines.mapped("quantity"))
            parcel.amount_public = sum(line.quantity * line.price for line in lines)
            parcel.amount_cost = sum(lines.mapped("amount")) + parcel.carriage

    def _get_goods_cost(self):
        return sum(line.quantity * line._get_unit_cost() for line in self.line_ids)

    @api.depends("number", "partner_id", "kind")
    def _compute_duplicate_id(self):
        numbered = self.filtered(lambda parcel: parcel.number and parcel.partner_id)
        others = self.search(
            [
                ("number", "in", numbered.mapped("number")),
                ("partner_id", "in", numbered.partner_id.ids),
                ("state", "!=", "cancelled"),
            ]
        )
        for parcel in self:
            same = others.filtered(parcel._has_number_of)
            parcel.duplicate_id = same[:1] if parcel in numbered else False

    def _has_number_of(self, other):
        """Both came (or both went back) under the same number of the same distributor."""
        return (
            other.number == self.number
            and other.partner_id == self.partner_id
            and other.id != self._origin.id
            and (other.kind == "return") == (self.kind == "return")
        )

    def _get_sequence_code(self):
        return "bookstore.return" if self.kind == "return" else "bookstore.parcel"

    def _get_deposit(self):
        if not self.partner_id:
            return self.env["bookstore.deposit"]
        return self.env["bookstore.deposit"].search(
            [("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id)],
            limit=1,
        )

    def _get_reception(self):
        """Where who unpacks the parcel works."""
        return self.company_id._get_bookstore_place_here() or self._get_default_place()

    def _get_shop_floor(self):
        """Where customers find the copies of this parcel: in the shop that unpacks it."""
        reception = self.location_id
        if reception.bookstore_use == "sale_point":
            return reception
        shops = self.env["stock.location"].search(
            [
                ("bookstore_use", "=", "sale_point"),
                ("usage", "=", "internal"),
                ("warehouse_id", "=", reception.warehouse_id.id),
                ("company_id", "=", self.company_id.id),
            ]
        )
        in_stock = shops.filtered(lambda place: place._bookstore_is_stock())
        default = self._get_default_place()
        return default if default in in_stock else in_stock[:1] or default

    def _get_default_place(self):
        """Reception is the main sale point, or the warehouse's own place."""
        company = self.company_id
        place = company._get_bookstore_sale_point()
        return place or company._get_bookstore_warehouse().lot_stock_id

    # -- scanning -----------------------------------------------------------------

    def _get_scan_message(self, line, product):
        return line._get_advice()

    def _get_scan_detail(self, line):
        return line._get_scan_detail()

    def _get_scan_header(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        subtitle = " · ".join(filter(None, [kinds[self.kind], self.partner_id.name, self.number]))
        return {
            "title": self.name,
            "subtitle": subtitle,
            "total": self.copy_total,
            "expected": False,
            "can_create": self.kind != "return",
        }

    # -- into stock, or back to the distributor --------------------------------------

    def action_validate(self):
        """Put the copies in stock under their owner, or take returned ones out."""
        for parcel in self:
            parcel._take_turn("done")
            parcel._check_ready()
            # sudo: unpacking a parcel is the bookseller's work, moving stock is what it means
            parcel.sudo()._validate()
        return self._ask_about_sales() or True

    def _ask_about_sales(self):
        """Were copies of this parcel sold before it came? The screen that asks, if any were."""
        if len(self) != 1 or self.kind == "return":
            return False
        owner = self._get_holder() or self.company_id.partner_id
        entries = self.env["bookstore.allocation"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("product_id", "in", self.line_ids.product_id.ids),
                ("state", "=", "pending"),
                ("is_asked", "=", True),
                ("kind", "!=", "irregular_in"),
                ("excluded_ids", "not in", owner.ids),
            ],
            order="date, id",
        )
        entries = entries.filtered(
            lambda entry: not entry.candidate_ids or owner in entry.candidate_ids
        )
        return entries and self.env["bookstore.parcel.question"]._ask(self, entries)

    def _check_ready(self):
        if not self.line_ids.filtered("quantity"):
            raise UserError(self.env._("Parcel %s has no title. Scan its copies first.", self.name))
        fractions = self.line_ids.filtered(lambda line: not is_number_of_copies(line.quantity))
        if fractions:
            raise UserError(
                self.env._(
                    "%(title)s: %(copies)s is no number of copies. Type a whole one.",
                    title=fractions[0].product_id.name,
                    copies=fractions[0].quantity,
                )
            )
        if self.kind not in ("gift", "firm") and not self.partner_id:
            raise UserError(
                self.env._(
                    "Parcel %s has no distributor. Choose whose copies these are.", self.name
                )
            )

    def _validate(self):
        self.company_id._activate_bookstore()
        lines = self.line_ids.filtered("quantity")
        sql.guard_titles(self.env, self.company_id, sorted(lines.product_id.ids))
        if self.kind == "return":
            self._check_returnable()
        else:
            lines.product_id.product_tmpl_id._bookstore_mark_interesting()
        if self.kind in DEPOSIT_KINDS:
            self._complete_deposit()
        self._move_lines(lines)
        self.state = "done"
        if self.kind == "return" and self.credit_total and not self.credit_date:
            self.credit_date = fields.Date.add(self.date, months=1)
        if self.claim_count and not self.claim_number:
            sequences = self.env["ir.sequence"].with_company(self.company_id)
            self.write(
                {
                    "claim_number": sequences.next_by_code("bookstore.claim"),
                    "claim_state": "open",
                }
            )

    def action_undo(self):
        """Take the parcel back by counter-movements; drafts are simply cancelled."""
        for parcel in self:
            parcel._take_turn("cancelled")
            # sudo: same reason as putting it in stock
            parcel.sudo()._undo()
        return True

    def action_view_pickings(self):
        """The stock transfers of the parcel."""
        return self.picking_ids._get_records_action()
