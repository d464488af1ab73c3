from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..core.ownership import EPSILON
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
    payment = fields.Selection(
        [("immediate", "On receipt"), ("due", "At due date")], default="immediate"
    )
    due_date = fields.Date()
    announced_total = fields.Monetary(
        help="Total of the distributor's paper, carriage included. Compared with ours in the same"
        " terms, never enforced.",
    )
    is_announced_with_tax = fields.Boolean(
        "VAT in the Total",
        compute="_compute_is_announced_with_tax",
        store=True,
        readonly=False,
        precompute=True,
        help="The total printed on the paper has its VAT, as that of an invoice.",
    )
    carriage = fields.Monetary(
        "Carriage excl. VAT",
        help="Shared by value among the titles: it is part of what the copies cost.",
    )
    return_until = fields.Date(
        "Returnable until", help="Copies bought firm may go back for a credit note until that day."
    )
    credit_date = fields.Date(
        "Credit Note Expected",
        help="A credit note not received by that day is among those to claim.",
    )
    credit_total = fields.Monetary(
        "Credit Expected excl. VAT", compute="_compute_credit_total", store=True
    )
    is_credit_awaited = fields.Boolean(
        "Credit Note Awaited",
        compute="_compute_is_credit_awaited",
        search="_search_is_credit_awaited",
    )
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
    origin = fields.Char("Source")
    picking_ids = fields.One2many("stock.picking", "bookstore_parcel_id", "Transfers")
    bill_id = fields.Many2one("account.move", "Vendor Bill", readonly=True, copy=False)
    bill_state = fields.Selection(related="bill_id.state", string="Bill Status")
    note = fields.Html("Comment")
    copy_total = fields.Float("Copies", compute="_compute_totals", digits="Product Unit")
    amount_public = fields.Monetary("Public Price Total", compute="_compute_totals")
    amount_cost = fields.Monetary("Cost Total", compute="_compute_totals")
    total_gap = fields.Monetary("Gap", compute="_compute_totals", help="Announced less computed.")
    claim_number = fields.Char(readonly=True, copy=False)
    claim_count = fields.Integer("Copies to Claim", compute="_compute_claim_count")
    claim_state = fields.Selection(
        [("none", "No claim"), ("open", "Claim sent"), ("closed", "Claim settled")],
        default="none",
        copy=False,
        tracking=True,
    )

    @api.depends("kind")
    def _compute_location_id(self):
        for parcel in self:
            parcel.location_id = parcel.location_id or parcel._get_default_place()

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

    @api.depends(
        "line_ids.quantity",
        "line_ids.price",
        "line_ids.discount",
        "announced_total",
        "is_announced_with_tax",
        "carriage",
    )
    def _compute_totals(self):
        for parcel in self:
            lines = parcel.line_ids
            parcel.copy_total = sum(lines.mapped("quantity"))
            parcel.amount_public = sum(line.quantity * line.price for line in lines)
            parcel.amount_cost = sum(lines.mapped("amount")) + parcel.carriage
            parcel.total_gap = parcel._get_gap()

    @api.depends("line_ids.amount", "line_ids.return_of")
    def _compute_credit_total(self):
        for parcel in self:
            back = parcel.line_ids.filtered(lambda line: line.return_of == "firm")
            parcel.credit_total = sum(back.mapped("amount"))

    def _get_gap(self):
        """Announced less computed, in the terms of the paper: with or without VAT."""
        if not self.announced_total:
            return 0.0
        excluded = sum(line.quantity * line._get_unit_cost() for line in self.line_ids)
        total = excluded + self.carriage
        if self.is_announced_with_tax and excluded:
            included = sum(line._get_amount_included() for line in self.line_ids)
            total *= included / excluded
        return self.currency_id.round(self.announced_total - total)

    @api.depends("kind")
    def _compute_is_announced_with_tax(self):
        """Invoices end with a total to pay, delivery notes with the value of the books."""
        for parcel in self:
            parcel.is_announced_with_tax = parcel.kind == "firm"

    def _get_goods_cost(self):
        return sum(line.quantity * line._get_unit_cost() for line in self.line_ids)

    def _compute_is_credit_awaited(self):
        awaited = self.filtered_domain([("id", "in", self._get_credit_awaited().ids)])
        for parcel in self:
            parcel.is_credit_awaited = parcel in awaited

    def _search_is_credit_awaited(self, operator, value):
        if operator != "in":
            return NotImplemented
        awaited = self._get_credit_awaited()
        return [("id", "in" if True in value else "not in", awaited.ids)]

    @api.model
    def _get_credit_awaited(self):
        returns = self.search(
            [("kind", "=", "return"), ("state", "=", "done"), ("credit_total", ">", 0)]
        )
        # sudo: only whether the credit note is posted
        return returns.filtered(lambda parcel: parcel.sudo().bill_id.state != "posted")

    @api.depends("line_ids.missing", "line_ids.damaged")
    def _compute_claim_count(self):
        for parcel in self:
            parcel.claim_count = sum(line.missing + line.damaged for line in parcel.line_ids)

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

    def _get_default_place(self):
        """Reception is the main sale point, or the warehouse's own place."""
        domain = [("company_id", "=", self.company_id.id), ("usage", "=", "internal")]
        places = self.env["stock.location"].search(domain)
        sale_points = places.filtered(lambda place: place.bookstore_use == "sale_point")
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company_id.id)], limit=1
        )
        return sale_points[:1] or warehouse.lot_stock_id

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
        fractions = self.line_ids.filtered(lambda line: abs(line.quantity % 1) > EPSILON)
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

    def _check_returnable(self):
        """Only copies their owner still has can leave; those in doubt are decided first."""
        asked = self.line_ids.filtered(lambda line: line.quantity and not line.return_of)
        if asked:
            raise UserError(
                self.env._(
                    "%(title)s is here in deposit and bought firm from %(owner)s. Choose on its"
                    " line which copies go back.",
                    title=asked[0].product_id.name,
                    owner=self.partner_id.name,
                )
            )
        firm = self.line_ids.filtered(lambda line: line.return_of == "firm")
        self._check_owned(self.line_ids - firm)
        bought = self._get_firm_quantities(firm.product_id)
        for product, lines in firm.grouped("product_id").items():
            quantity = sum(lines.mapped("quantity"))
            if quantity > bought[product.id] + EPSILON:
                raise UserError(
                    self.env._(
                        "%(owned)g firm copies of %(title)s bought from %(owner)s are left,"
                        " %(asked)g would leave. Lower the quantity.",
                        owner=self.partner_id.name,
                        owned=max(bought[product.id], 0),
                        title=product.name,
                        asked=quantity,
                    )
                )

    def _check_owned(self, lines):
        owned = self._get_owned_quantities(lines.product_id)
        for product, of_title in lines.grouped("product_id").items():
            quantity = sum(of_title.mapped("quantity"))
            if quantity > owned[product.id] + EPSILON:
                raise UserError(self._get_not_owned_message(product, owned[product.id], quantity))

    def _get_not_owned_message(self, product, owned, asked):
        message = self.env._(
            "%(owner)s owns %(owned)g copies of %(title)s, %(asked)g would leave."
            " Lower the quantity, or decide whose the sold copies were.",
            owner=(self._get_holder() or self.company_id.partner_id).name,
            owned=max(owned, 0),
            title=product.name,
            asked=asked,
        )
        exits = self._get_exits_of(product)
        if self.state == "draft" or not exits:
            return message
        return self.env._(
            "%(message)s Copies left with: %(exits)s.",
            message=message,
            exits=", ".join(entry._get_reference() for entry in exits[:3]),
        )

    def _get_exits_of(self, product):
        # sudo: which sale took the copies is told, nothing else of the journal
        journal = self.env["bookstore.allocation"].sudo()
        return journal.search(
            [
                ("company_id", "=", self.company_id.id),
                ("product_id", "=", product.id),
                ("owner_id", "=", (self._get_holder() or self.company_id.partner_id).id),
                ("state", "=", "decided"),
                ("signed_quantity", "<", 0),
                ("quantity", ">", 0),
                ("reversed_quantity", "=", 0),
            ],
            order="date, id",
        )

    def _get_owned_quantities(self, products):
        """Copies of the parcel's holder, by title id."""
        owned = defaultdict(float)
        holder = self._get_holder() or self.company_id.partner_id
        # sudo: totals of one owner, for whoever sends its copies back
        for product_id, _place, owner_id, quantity in sql.stock_cells(
            self.env(su=True), self.company_id, products.ids
        ):
            if owner_id == holder.id:
                owned[product_id] += quantity
        return owned

    def _get_firm_quantities(self, products):
        """Copies bought firm from the distributor and still there, by title id."""
        left = defaultdict(float)
        if not self.partner_id or not products.ids:
            return left
        lines = self.env["bookstore.parcel.line"]._read_group(
            [
                ("parcel_id.partner_id", "=", self.partner_id.id),
                ("parcel_id.state", "=", "done"),
                ("company_id", "=", self.company_id.id),
                ("product_id", "in", products.ids),
                "|",
                ("parcel_id.kind", "=", "firm"),
                ("return_of", "=", "firm"),
            ],
            ["product_id", "return_of"],
            ["quantity:sum"],
        )
        for product, return_of, quantity in lines:
            left[product.id] += -quantity if return_of else quantity
        firm = defaultdict(float)
        # sudo: totals of the shop's own copies
        for product_id, _place, owner_id, quantity in sql.stock_cells(
            self.env(su=True), self.company_id, list(left)
        ):
            if owner_id == self.company_id.partner_id.id:
                firm[product_id] += quantity
        return defaultdict(
            float,
            {product_id: min(copies, firm[product_id]) for product_id, copies in left.items()},
        )

    def _get_holder(self):
        """The distributor whose copies these stay; nobody when they are the shop's own."""
        is_own = self.kind in ("firm", "gift")
        return self.env["res.partner"] if is_own else self.partner_id

    def _move_lines(self, lines):
        """One transfer a place and owner, one movement a title and order line."""
        orders = self._get_open_order_lines()
        copies_by_place = self._get_copies_by_place(lines.product_id)
        groups = defaultdict(list)
        for line in lines:
            for place, copies in line._share_places(copies_by_place):
                groups[place, line._get_holder()].append((line, copies))
        for (place, holder), parts in groups.items():
            self._move_parts(place, holder, parts, orders)

    def _move_parts(self, place, holder, parts, orders):
        """:param orders: open order lines of these titles, see :meth:`_get_open_order_lines`"""
        picking = self.env["stock.picking"].create(self._prepare_picking_vals(place, holder))
        shared = [
            (line, order_line, part)
            for line, copies in parts
            for order_line, part in line._share_with_orders(orders, copies)
        ]
        moves = self.env["stock.move"].create(
            [line._prepare_move_vals(picking, place, part) for line, _order, part in shared]
        )
        picking.with_context(skip_sanity_check=True)._action_done()
        for move, (_line, order_line, part) in zip(moves, shared, strict=True):
            if order_line:
                # Set once done: the copies are worth what the parcel says, not the order.
                move.purchase_line_id = order_line
                order_line._bookstore_take_received(part)

    def _get_copies_by_place(self, products):
        copies = defaultdict(lambda: defaultdict(float))
        missing = self.company_id.bookstore_missing_location_id
        for product_id, place_id, _owner, quantity in sql.stock_cells(
            self.env, self.company_id, products.ids
        ):
            if place_id != missing.id:
                copies[product_id][place_id] += quantity
        return copies

    def _get_outside_place(self):
        partner = self.partner_id.with_company(self.company_id)
        return partner.property_stock_supplier or self.env.ref("stock.stock_location_suppliers")

    def _prepare_picking_vals(self, place, holder):
        outside = self._get_outside_place()
        warehouse = place.warehouse_id or self.env["stock.warehouse"].search(
            [("company_id", "=", self.company_id.id)], limit=1
        )
        back = self.kind == "return"
        picking_type = warehouse.out_type_id if back else warehouse.in_type_id
        return {
            "picking_type_id": picking_type.id,
            "location_id": (place if back else outside).id,
            "location_dest_id": (outside if back else place).id,
            "partner_id": self.partner_id.id,
            "owner_id": holder.id,
            "origin": self.name,
            "company_id": self.company_id.id,
            "bookstore_parcel_id": self.id,
        }

    def _complete_deposit(self):
        """Open the deposit at the first parcel, add titles it does not list yet."""
        deposit = self._get_deposit()
        if not deposit:
            kind = "fixed" if self.kind == "fixed" else "standard"
            deposit = self.env["bookstore.deposit"].create(
                {
                    "partner_id": self.partner_id.id,
                    "company_id": self.company_id.id,
                    "kind": kind,
                    "discount": self.discount,
                    "are_terms_agreed": False,
                }
            )
        received = defaultdict(float)
        for line in self.line_ids:
            received[line.product_id] += line.quantity
        deposit._add_titles(received)

    # -- undo, claim, bill -------------------------------------------------------------

    def action_undo(self):
        """Take the parcel back by counter-movements; drafts are simply cancelled."""
        for parcel in self:
            parcel._take_turn("cancelled")
            # sudo: same reason as putting it in stock
            parcel.sudo()._undo()
        return True

    def _undo(self):
        bill = self.bill_id
        if bill.state == "posted" and not bill._bookstore_is_undone():
            raise UserError(
                self.env._(
                    "The bill of parcel %s is posted. Make its credit note first, then undo the"
                    " parcel.",
                    self.name,
                )
            )
        if bill.state == "draft":
            bill.button_cancel()
        if self.kind != "return":
            sql.guard_titles(self.env, self.company_id, sorted(self.line_ids.product_id.ids))
            self._check_owned(self.line_ids)
        moves = self.picking_ids.move_ids.filtered(lambda move: move.state == "done")
        counter = self.env["stock.move"]
        counter.create([self._prepare_counter_vals(move) for move in moves])._action_done()
        self.state = "cancelled"

    def _prepare_counter_vals(self, move):
        kind = "receipt" if move.bookstore_kind == "return" else "return"
        return move._prepare_bookstore_move_vals(
            move.product_id,
            move.quantity,
            move.location_dest_id,
            move.location_id,
            kind,
            origin=self.name,
            restrict_partner_id=move.restrict_partner_id.id,
            origin_returned_move_id=move.id,
            bookstore_owner_known=True,
            purchase_line_id=move.purchase_line_id.id,
            to_refund=True,  # the order waits for these copies again
        )

    def action_print_claim(self):
        """The claim for missing and damaged copies."""
        return self.env.ref("bookstore_deposit.action_report_claim").report_action(self)

    def action_send_claim(self):
        """Write to the distributor, the claim attached."""
        self.ensure_one()
        return self._get_mail_action("mail_template_claim", self.env._("Send the claim"))

    def action_settle_claim(self):
        """The distributor answered the claim."""
        self.claim_state = "closed"
        return True

    def action_bill(self):
        """Draft vendor bill of a firm purchase, or credit note of firm copies sent back."""
        self.ensure_one()
        self.check_access("write")
        if self.bill_id and not self.sudo().bill_id._bookstore_is_undone():  # sudo: its state
            return self.bill_id._get_records_action()
        is_billable = self.kind == "firm" or (self.kind == "return" and self.credit_total)
        if not is_billable or self.state != "done" or not self.partner_id:
            raise UserError(
                self.env._(
                    "Only a firm purchase put in stock, with its distributor, is billed. Deposits"
                    " are paid by statement."
                )
            )
        # sudo: the bookseller makes the draft bill; the accountant checks and posts it
        parcel = self.sudo()
        parcel.bill_id = parcel.env["account.move"].create(parcel._prepare_bill_vals())
        return self.bill_id._get_records_action()

    def _prepare_bill_vals(self):
        due = self.due_date if self.payment == "due" else False
        is_credit = self.kind == "return"
        lines = self.line_ids.filtered("quantity")
        if is_credit:
            lines = lines.filtered(lambda line: line.return_of == "firm")
        return {
            "move_type": "in_refund" if is_credit else "in_invoice",
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "invoice_date": self.date,
            "invoice_date_due": due or self.date,
            "ref": self.number,
            "invoice_origin": self.name,
            "invoice_payment_term_id": False,
            "invoice_line_ids": [
                Command.create(vals) for line in lines for vals in line._prepare_bill_lines_vals()
            ]
            + self._prepare_carriage_lines(lines),
        }

    def _prepare_carriage_lines(self, lines):
        if not self.carriage or self.kind == "return":
            return []
        product = lines[:1].product_id.product_tmpl_id.with_company(self.company_id)
        return [
            Command.create(
                {
                    "name": self.env._("Carriage"),
                    "quantity": 1,
                    "price_unit": self.carriage,
                    "account_id": product.get_product_accounts()["expense"].id,
                    "bookstore_carriage_parcel_id": self.id,
                    "tax_ids": [Command.set(lines[:1]._get_purchase_taxes().ids)],
                }
            )
        ]

    def action_view_bill(self):
        """The vendor bill."""
        return self.bill_id._get_records_action()

    def action_view_pickings(self):
        """The stock transfers of the parcel."""
        return self.picking_ids._get_records_action()

    def _get_open_order_lines(self):
        """``{product: [[order line, copies it waits for]]}``, the oldest first (B44–B48).

        A deposit parcel answers deposit orders only, or the order would ask to be billed.
        """
        orders = defaultdict(list)
        if self.kind not in (*DEPOSIT_KINDS, "firm") or not self.partner_id:
            return orders
        domain = Domain(
            [
                ("order_id.partner_id", "=", self.partner_id.id),
                ("order_id.is_deposit", "=", self.kind in DEPOSIT_KINDS),
                ("product_id", "in", self.line_ids.product_id.ids),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "purchase"),
            ]
        )
        lines = self.env["purchase.order.line"].search(domain, order="date_planned, id")
        for order_line in lines:
            waiting = order_line.product_qty - order_line.qty_received
            if waiting > 0:
                orders[order_line.product_id].append([order_line, waiting])
        return orders
