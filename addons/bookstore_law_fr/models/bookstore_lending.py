from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.bookstore_deposit.core.codes import is_ean13

from ..core.lending import MONTHS, period_before, period_of

AMOUNTS = ("copies", "amount_excluded", "amount_included", "base", "levy")


class BookstoreLending(models.Model):
    """What a bookshop tells the society of the lending right for a period, invoice by invoice.

    CPI art. L133-3: the supplier owes a share of the public price without VAT. Once declared it is
    frozen; what was wrong in it is taken back by a correction, a declaration of its own.
    """

    _name = "bookstore.lending"
    _description = "Declaration of the Lending Right"
    _inherit = ["bookstore.document.mixin"]
    _order = "date_to desc, id desc"
    TRANSITIONS = {"draft": ["declared"], "declared": []}
    _guarded_fields = frozenset(["name", "state", "declared_on", "gln_declared", "corrects_id"])
    _draft_fields = frozenset(["company_id", "period", "date_from", "date_to", "document_ids"])

    name = fields.Char(default="/", copy=False, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    period = fields.Selection(
        [("quarter", "Quarter"), ("month", "Month"), ("free", "Free dates")],
        required=True,
        default="quarter",
        help="Agreed with the society that collects the lending right.",
    )
    date_from = fields.Date("From", required=True, default=lambda self: self._default_period()[0])
    date_to = fields.Date("To", required=True, default=lambda self: self._default_period()[1])
    state = fields.Selection(
        [("draft", "In preparation"), ("declared", "Declared")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    declared_on = fields.Date(readonly=True, copy=False)
    corrects_id = fields.Many2one(
        "bookstore.lending", readonly=True, copy=False, index="btree_not_null"
    )
    correction_ids = fields.One2many("bookstore.lending", "corrects_id", "Corrections")
    document_ids = fields.One2many(
        "bookstore.lending.document", "declaration_id", "Invoices", copy=False
    )
    line_ids = fields.One2many("bookstore.lending.line", "declaration_id", "Titles", readonly=True)
    document_count = fields.Integer("Number of Invoices", compute="_compute_totals", store=True)
    copies = fields.Float(compute="_compute_totals", store=True, digits="Product Unit")
    amount_excluded = fields.Monetary("Paid excl. VAT", compute="_compute_totals", store=True)
    amount_included = fields.Monetary("Paid incl. VAT", compute="_compute_totals", store=True)
    base = fields.Monetary(
        "Public Price Total excl. VAT",
        compute="_compute_totals",
        store=True,
        help="Public price of the day each copy was sold: what the lending right is counted on.",
    )
    levy = fields.Monetary("Lending Right", compute="_compute_totals", store=True)
    gln_declared = fields.Char("GLN Declared", readonly=True, copy=False)
    gln = fields.Char("GLN of the Bookshop", compute="_compute_gln")
    missing_partner_ids = fields.Many2many(
        "res.partner", string="Without GLN", compute="_compute_missing_partner_ids"
    )
    missing_count = fields.Integer("Missing GLN", compute="_compute_missing_partner_ids")
    till_count = fields.Integer("Till Sales Not Invoiced", compute="_compute_till_count")

    _dates_ordered = models.Constraint(
        "CHECK (date_to >= date_from)", "The period ends before it begins."
    )
    _prepared_once = models.UniqueIndex(
        "(company_id) WHERE state = 'draft' AND corrects_id IS NULL",
        "Another declaration of the lending right is in preparation: declare or delete it first.",
    )

    @api.depends(*(f"document_ids.{name}" for name in AMOUNTS))
    def _compute_totals(self):
        for declaration in self:
            documents = declaration.document_ids
            declaration.document_count = len(documents)
            for name in AMOUNTS:
                declaration[name] = sum(documents.mapped(name))

    @api.depends("gln_declared", "company_id.partner_id.global_location_number")
    def _compute_gln(self):
        for declaration in self:
            code = (declaration.company_id.partner_id.global_location_number or "").strip()
            declaration.gln = declaration.gln_declared or (is_ean13(code) and code)

    @api.depends("gln", "document_ids.gln")
    def _compute_missing_partner_ids(self):
        for declaration in self:
            missing = declaration.document_ids.filtered(lambda document: not document.gln)
            partners = missing.partner_id
            if not declaration.gln:
                partners |= declaration.company_id.partner_id
            declaration.missing_partner_ids = partners
            declaration.missing_count = len(partners)

    @api.depends("date_from", "date_to", "company_id", "state")
    def _compute_till_count(self):
        """Till sales to lending organisations without an invoice, of the whole list at once."""
        self.till_count = 0
        drafts = self.filtered(lambda one: one.state == "draft" and one.date_from and one.date_to)
        if not drafts:
            return
        # sudo: only how many there are; who declares may have no right on the till
        orders = drafts.env["pos.order"].sudo().search(drafts._get_till_domain())
        for declaration in drafts:
            declaration.till_count = len(
                orders.filtered(
                    lambda order, one=declaration: (
                        order.company_id == one.company_id
                        and one.date_from
                        <= fields.Date.context_today(order, order.date_order)
                        <= one.date_to
                    )
                )
            )

    # -- the period --------------------------------------------------------------------

    @api.model
    def _default_period(self):
        """The quarter that ended last."""
        return period_before("quarter", fields.Date.context_today(self))

    @api.onchange("period", "date_from")
    def _onchange_period(self):
        if self.period in MONTHS and self.date_from:
            self.date_from, self.date_to = period_of(self.period, self.date_from)

    @api.constrains("period", "date_from", "date_to")
    def _check_period(self):
        for declaration in self.filtered(lambda one: one.period in MONTHS):
            dates = (declaration.date_from, declaration.date_to)
            if dates != period_of(declaration.period, declaration.date_from):
                raise ValidationError(
                    self.env._(
                        "%s does not begin and end with its month or quarter. Change its dates, or"
                        " choose “Free dates”.",
                        declaration.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("corrects_id"):
                self._check_none_prepared(vals.get("company_id") or self.env.company.id)
        declarations = super().create(vals_list)
        declarations._collect()
        return declarations

    def write(self, vals):
        result = super().write(vals)
        if {"period", "date_from", "date_to", "company_id"} & set(vals):
            self._collect()
        return result

    @api.model
    def _check_none_prepared(self, company_id):
        domain = [("state", "=", "draft"), ("corrects_id", "=", False)]
        prepared = self.search([*domain, ("company_id", "=", company_id)], limit=1)
        if prepared:
            raise UserError(
                self.env._(
                    "%(declaration)s is in preparation, from %(first)s to %(last)s. Declare it, or"
                    " delete it, before another one is begun.",
                    declaration=prepared.name,
                    first=self._format_day(prepared.date_from),
                    last=self._format_day(prepared.date_to),
                )
            )

    def unlink(self):
        self.check_access("unlink")
        # sudo: what a correction would have taken back goes with it
        self.sudo().document_ids.filtered("reverse_of_id").unlink()
        return super().unlink()

    # -- which invoices ----------------------------------------------------------------

    def action_collect(self):
        """Look again for the invoices and credit notes of the period, and late ones before it."""
        for declaration in self:
            declaration._take_turn("declared")
            declaration._collect()
        return True

    def _collect(self):
        # sudo: invoices are read, and kept, for who declares and may not see them all
        documents = self.env["bookstore.lending.document"].sudo()
        for declaration in self.sudo().filtered(
            lambda one: one.state == "draft" and not one.corrects_id
        ):
            since = declaration._get_since()
            declaration._find_moves(since)._fr_keep_lent_books()
            waiting = documents.search(
                [
                    ("company_id", "=", declaration.company_id.id),
                    ("is_current", "=", True),
                    ("declaration_id", "in", [False, declaration.id]),
                ]
            )
            concerned = waiting.filtered(
                lambda document, one=declaration, first=since: (
                    first <= document.date <= one.date_to and document.move_id._fr_is_of_lender()
                )
            )
            (waiting - concerned).declaration_id = False
            concerned.declaration_id = declaration

    def _get_since(self):
        """Invoices before the first declaration were declared before this software was used."""
        ((first,),) = self._read_group(
            [("company_id", "=", self.company_id.id), ("corrects_id", "=", False)],
            [],
            ["date_from:min"],
        )
        return min(first or self.date_from, self.date_from)

    def _find_moves(self, since):
        """Invoices that were posted before their client was known to lend, or taken back since."""
        return self.env["account.move"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "posted"),
                ("move_type", "in", ["out_invoice", "out_refund"]),
                ("invoice_date", ">=", since),
                ("invoice_date", "<=", self.date_to),
                ("commercial_partner_id.fr_book_lends", "=", True),
                ("fr_lending_document_ids", "not any", [("is_current", "=", True)]),
            ],
            order="invoice_date, id",
        )

    # -- declared, corrected -------------------------------------------------------------

    def action_declare(self):
        """It was told: from now on it stays as it is."""
        for declaration in self:
            declaration._take_turn("declared")
            declaration._check_ended()
            declaration._check_gln()
            declaration.sudo()._declare()  # sudo: the state is written by the buttons
        return True

    def _declare(self):
        for gln, documents in self.document_ids.grouped("gln").items():
            documents.gln_declared = gln
        self.write(
            {
                "state": "declared",
                "declared_on": fields.Date.context_today(self),
                "gln_declared": self.gln,
            }
        )
        self.document_ids.reverse_of_id.is_current = False

    def _check_ended(self):
        if self.date_to >= fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "%(declaration)s ends on %(day)s: invoices may still come. Declare it from the"
                    " day after.",
                    declaration=self.name,
                    day=self._format_day(self.date_to),
                )
            )

    def _check_gln(self):
        if self.missing_partner_ids:
            names = self.missing_partner_ids.sudo().mapped("name")  # sudo: only the names
            raise UserError(
                self.env._(
                    "%(declaration)s cannot be declared yet: a valid GLN of %(partners)s is missing."
                    " Type it with “Fill in the GLN”, then declare.",
                    declaration=self.name,
                    partners=", ".join(names),
                )
            )

    @api.model
    def _format_day(self, day):
        return format_date(self.env, day)

    def action_correct(self):
        """Prepare the declaration that takes this one back; leave in it the invoices concerned."""
        self.ensure_one()
        self.check_access("write")
        # sudo: what was declared is copied below zero, nobody types it
        declaration = self.sudo()
        taken = declaration.correction_ids.document_ids.reverse_of_id
        left = declaration.document_ids - taken
        if declaration.state != "declared" or declaration.corrects_id or not left:
            raise UserError(
                self.env._(
                    "%s has nothing to take back: only a declared one with invoices that no"
                    " correction holds yet has.",
                    self.name,
                )
            )
        correction = declaration.create(
            {
                "company_id": declaration.company_id.id,
                "period": declaration.period,
                "date_from": declaration.date_from,
                "date_to": declaration.date_to,
                "corrects_id": declaration.id,
            }
        )
        left.create([document._prepare_reverse_vals(correction) for document in left])
        return self.browse(correction.id)._get_records_action()

    # -- what is asked on the screen -----------------------------------------------------

    def action_fill_gln(self):
        """The bookshop and the clients whose GLN is missing or mistyped, to be typed."""
        self.ensure_one()
        self.check_access("write")
        wizards = self.env["bookstore.lending.gln"]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Missing GLN"),
            "res_model": wizards._name,
            "res_id": wizards.create(wizards._prepare_vals(self)).id,
            "view_mode": "form",
            "target": "new",
        }

    def action_view_till_sales(self):
        """Till sales to lending organisations that nobody invoiced: are they to be?"""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Till Sales Not Invoiced"),
            "res_model": "pos.order",
            "view_mode": "list,form",
            "domain": [
                *self._get_till_domain(),
                ("date_order", ">=", self.date_from),
                ("date_order", "<", fields.Date.add(self.date_to, days=1)),
            ],
        }

    def _get_till_domain(self):
        return [
            ("company_id", "in", self.company_id.ids),
            ("state", "in", ["paid", "done"]),
            ("account_move", "=", False),
            ("partner_id.commercial_partner_id.fr_book_lends", "=", True),
            ("lines.product_id.fr_book_kind", "in", ["new", "school"]),
        ]

    def action_view_corrections(self):
        """What takes this declaration back."""
        self.ensure_one()
        return self.correction_ids._get_records_action(name=self.env._("Corrections"))
