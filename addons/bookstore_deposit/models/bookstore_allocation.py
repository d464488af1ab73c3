from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.ownership import EPSILON
from . import sql

ENTRY_KINDS = ("opening", "receipt", "irregular_in")
EXIT_KINDS = ("sale", "gift", "loss", "return", "irregular_out")
# Who may put a movement in which state; read by the guards, the buttons and the tests.
TRANSITIONS = {
    "action_decide": ("pending", "decided"),
    "action_undo_decision": ("decided", "pending"),
}


class BookstoreAllocation(models.Model):
    """Copies of one title that entered or left, and whose they were.

    The journal of every distributor is the sum of its allocations: what it entrusted, what was
    sold, lost, given or sent back. An exit whose owner is not known yet waits as *pending*; its
    copies stand in stock under the undecided owner until someone decides. A quantity below zero
    takes back an earlier movement (a customer's return, a corrected statement).
    """

    _name = "bookstore.allocation"
    _description = "Copies by Owner"
    _inherit = ["bookstore.guard.mixin"]
    _order = "date desc, id desc"
    _rec_name = "product_id"
    _guarded_fields = frozenset(
        [
            "company_id",
            "product_id",
            "quantity",
            "kind",
            "signed_quantity",
            "date",
            "location_id",
            "customer_id",
            "public_price",
            "price_excluded",
            "price_sold",
            "move_id",
            "value_move_id",
            "is_original",
            "sale_line_id",
            "pos_order_line_id",
            "candidate_ids",
            "excluded_ids",
            "owner_id",
            "state",
            "decided_how",
            "decided_by_id",
            "decided_at",
            "statement_line_id",
            "statement_id",
            "discount",
            "is_owed",
            "tax_key",
            "terms",
            "is_asked",
            "reverse_of_id",
            "reversed_quantity",
        ]
    )

    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    mark = fields.Char(related="product_id.bookstore_mark")
    product_id = fields.Many2one("product.product", "Title", required=True, index=True)
    barcode = fields.Char(related="product_id.barcode", string="ISBN")
    quantity = fields.Float("Copies", digits="Product Unit", required=True)
    kind = fields.Selection(
        [
            ("opening", "Opening stock"),
            ("receipt", "Receipt"),
            ("irregular_in", "Irregular entry"),
            ("sale", "Sale"),
            ("gift", "Gift"),
            ("loss", "Loss"),
            ("return", "Return to distributor"),
            ("irregular_out", "Irregular exit"),
        ],
        required=True,
    )
    signed_quantity = fields.Float(
        "Effect on Stock",
        compute="_compute_signed_quantity",
        store=True,
        precompute=True,
        digits="Product Unit",
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    reason_id = fields.Many2one("bookstore.move.reason")
    location_id = fields.Many2one("stock.location", "Place")
    customer_id = fields.Many2one("res.partner")
    public_price = fields.Float(digits="Product Price", aggregator="avg")
    price_excluded = fields.Float(
        "Public Price excl. VAT",
        aggregator="avg",
        help="Public price of the day of the movement, without VAT: what the distributor is paid"
        " on, even if the price changed since.",
    )
    price_sold = fields.Float("Price Paid", digits="Product Price", aggregator="avg")
    move_id = fields.Many2one("stock.move", "Movement", index=True, ondelete="restrict")
    value_move_id = fields.Many2one(
        "stock.move",
        readonly=True,
        index="btree_not_null",
        help="The change of ownership by which firm copies left the value of the stock.",
    )
    is_original = fields.Boolean(
        "Recorded with the Movement", help="False for later corrections of the attribution."
    )
    sale_line_id = fields.Many2one("sale.order.line", "Sales Order Line", ondelete="set null")
    pos_order_line_id = fields.Many2one("pos.order.line", "Till Line", ondelete="set null")
    candidate_ids = fields.Many2many(
        "res.partner",
        "bookstore_allocation_candidate_rel",
        "allocation_id",
        "partner_id",
        string="Possible Owners",
        help="Who owned copies of this title when these left; your own company stands for copies"
        " bought firm.",
    )
    excluded_ids = fields.Many2many(
        "res.partner",
        "bookstore_allocation_excluded_rel",
        "allocation_id",
        "partner_id",
        string="Not Theirs",
        help="Owners known not to be concerned, without saying whose copies they were.",
    )
    open_candidate_ids = fields.Many2many(
        "res.partner", string="Still Possible", compute="_compute_open_candidates"
    )
    advised_owner_id = fields.Many2one(
        "res.partner",
        compute="_compute_open_candidates",
        help="The best-rated distributor among those still possible.",
    )
    owner_id = fields.Many2one("res.partner", index=True, readonly=True)
    state = fields.Selection(
        [("pending", "To be decided"), ("decided", "Decided"), ("cancelled", "Cancelled")],
        required=True,
        default="pending",
        readonly=True,
        copy=True,
    )
    decided_how = fields.Selection(
        [
            ("direct", "Only one owner"),
            ("forced", "Only possible answer"),
            ("user", "Chosen"),
            ("return", "Returned by the customer"),
        ],
        "Decided by",
        readonly=True,
    )
    decided_by_id = fields.Many2one("res.users", "Decided by User", readonly=True)
    decided_at = fields.Datetime("Decided on", readonly=True)
    statement_line_id = fields.Many2one(
        "bookstore.statement.line", index="btree_not_null", readonly=True
    )
    statement_id = fields.Many2one("bookstore.statement", index="btree_not_null", readonly=True)
    reverse_of_id = fields.Many2one(
        "bookstore.allocation", "Takes Back", index="btree_not_null", readonly=True
    )
    reversed_quantity = fields.Float("Taken Back", digits="Product Unit", readonly=True)

    _quantity_not_zero = models.Constraint(
        "CHECK (quantity != 0)", "A movement concerns at least one copy."
    )
    _pending_idx = models.Index("(product_id, company_id) WHERE state = 'pending'")
    _unstated_idx = models.Index(
        "(owner_id, company_id, product_id) WHERE state = 'decided' AND statement_line_id IS NULL"
    )
    _owner_state_check = models.Constraint(
        "CHECK (state != 'decided' OR owner_id IS NOT NULL)",
        "A decided movement has an owner.",
    )

    @api.depends("quantity", "kind")
    def _compute_signed_quantity(self):
        for allocation in self:
            sign = 1 if allocation.kind in ENTRY_KINDS else -1
            allocation.signed_quantity = sign * allocation.quantity

    @api.depends("product_id", "quantity", "kind")
    def _compute_display_name(self):
        for allocation in self:
            allocation.display_name = f"{allocation.product_id.name} × {allocation.quantity:g}"

    @api.depends("candidate_ids", "excluded_ids", "state")
    def _compute_open_candidates(self):
        own = self._get_own_quantities()
        for allocation in self:
            owners = own[allocation.company_id, allocation.product_id.id]
            possible = allocation._get_possible_owners(owners)
            allocation.open_candidate_ids = possible
            rated = self._sort_by_rating(possible)
            is_advised = allocation.state == "pending" and not allocation._is_entry()
            allocation.advised_owner_id = rated[:1] if is_advised else False

    def _get_possible_owners(self, own):
        """The owners this exit may still be given to.

        Copies sold while none was known may be of anyone who brings some later.
        """
        self.ensure_one()
        partners = (self.candidate_ids or self.env["res.partner"].browse(own)) - self.excluded_ids
        if self._is_entry():
            return partners
        return partners.filtered(lambda owner: own.get(owner.id, 0.0) > EPSILON)

    def _get_own_quantities(self):
        """``{(company, product id): {owner id: copies}}`` for the titles of these exits."""
        own = defaultdict(dict)
        for company, allocations in self.grouped("company_id").items():
            undecided = company.bookstore_undecided_partner_id.id
            # sudo: totals by owner are needed whatever stock lines the user may read
            cells = sql.stock_cells(self.env(su=True), company, allocations.product_id.ids)
            for product_id, _location, owner_id, quantity in cells:
                if owner_id != undecided:
                    owners = own[company, product_id]
                    owners[owner_id] = owners.get(owner_id, 0.0) + quantity
        return own

    # -- decisions -------------------------------------------------------------

    def action_decide(self, owner_id, quantity=None):
        """Say whose copies these exits were.

        :param int owner_id: partner; the company's own one for copies bought firm
        :param float quantity: decide only so many copies of a single exit
        """
        self.check_access("write")
        # sudo: a decision moves stock and writes the journal; the right was checked above
        allocations = self.sudo()
        owner = allocations.env["res.partner"].browse(owner_id).exists()
        allocations._decide([(entry, owner) for entry in allocations], quantity=quantity)
        return True

    def action_decide_advised(self):
        """Give each exit to the best-rated distributor still possible; found copies go on waiting."""
        self.check_access("write")
        waiting = self.filtered(
            lambda allocation: allocation.state == "pending" and not allocation._is_entry()
        )
        undecidable = waiting.filtered(lambda allocation: not allocation.advised_owner_id)
        if undecidable:
            raise UserError(
                self.env._(
                    "Nobody owns a copy of %(titles)s any more. Record the missing parcel or an"
                    " irregular entry first, then decide.",
                    titles=", ".join(undecidable.product_id.mapped("name")[:5]),
                )
            )
        # sudo: a decision moves stock and writes the journal; the right was checked above
        pending = waiting.sudo()
        pending._guard()
        pending._decide(pending._share_by_rating())
        return True

    def _share_by_rating(self):
        """Best-rated first, never more than it owns: ``[(allocation, owner)]``, split if needed."""
        own = self._get_own_quantities()
        pairs = []
        for allocation in self:
            owners = own[allocation.company_id, allocation.product_id.id]
            for owner in self._sort_by_rating(allocation._get_possible_owners(owners)):
                copies = min(owners[owner.id], allocation.quantity)
                part = allocation._split(copies)
                owners[owner.id] -= copies
                pairs.append((part, owner))
                if part == allocation:
                    break
        return pairs

    @api.model
    def _sort_by_rating(self, owners):
        return owners.sorted(lambda owner: (-int(owner.bookstore_rating or 0), owner.name or ""))

    def _decide(self, pairs, quantity=None, how="user"):
        """Give each exit to its owner, refusing what the stock makes impossible."""
        self._guard()
        todo = []
        own = self._get_own_quantities()
        for allocation, owner in pairs:
            if allocation.state == "decided" and allocation.owner_id == owner:
                continue
            allocation._check_decidable(owner)
            copies = quantity if quantity and len(pairs) == 1 else allocation.quantity
            owners = own[allocation.company_id, allocation.product_id.id]
            allocation._check_owner_has(owner, copies, owners)
            sign = 1 if allocation._is_entry() else -1
            owners[owner.id] = owners.get(owner.id, 0.0) + sign * copies
            todo.append((allocation._split(copies), owner.with_env(self.env)))
        self._apply_decisions(todo, how)
        self._settle_forced()
        # sudo: the bookseller's questions follow whoever decides
        self.env["bookstore.alert"].sudo()._follow_titles(self.company_id, self.product_id)

    def _guard(self):
        for company, allocations in self.grouped("company_id").items():
            sql.guard_titles(self.env, company, sorted(set(allocations.product_id.ids)))

    def _check_decidable(self, owner):
        if self.state == TRANSITIONS["action_decide"][0]:
            if owner and (not self.candidate_ids or owner in self.candidate_ids):
                return
            raise UserError(
                self.env._(
                    "%(owner)s had no copy of %(title)s on %(date)s, so this one cannot be theirs."
                    " Choose among: %(candidates)s.",
                    owner=owner.display_name or self.env._("Nobody"),
                    title=self.product_id.name,
                    date=fields.Date.to_string(self.date),
                    candidates=", ".join(self.candidate_ids.mapped("display_name")),
                )
            )
        raise UserError(
            self.env._(
                "The copy of %(title)s of %(date)s was already decided for %(owner)s. Undo that"
                " decision first if it is wrong.",
                title=self.product_id.name,
                date=fields.Date.to_string(self.date),
                owner=self.owner_id.display_name,
            )
        )

    def _check_owner_has(self, owner, copies, owners):
        available = owners.get(owner.id, 0.0)
        if copies <= 0 or copies > self.quantity + EPSILON or abs(copies % 1) > EPSILON:
            raise UserError(
                self.env._(
                    "Between 1 and %(most)g copies of %(title)s wait for a decision.",
                    most=self.quantity,
                    title=self.product_id.name,
                )
            )
        if copies > available + EPSILON and not self._is_entry():
            raise UserError(
                self.env._(
                    "%(owner)s owns only %(available)g copies of %(title)s; %(copies)g cannot be"
                    " theirs. Choose another owner, or record the missing parcel first.",
                    owner=owner.display_name,
                    available=max(available, 0),
                    title=self.product_id.name,
                    copies=copies,
                )
            )

    def _split(self, copies):
        """The part of this exit made of ``copies``; the rest keeps waiting."""
        self.ensure_one()
        if copies >= self.quantity - EPSILON:
            return self
        part = self.copy(
            {"quantity": copies, "is_original": self.is_original, "reversed_quantity": 0}
        )
        self.quantity -= copies
        return part

    def _apply_decisions(self, decisions, how):
        """:param decisions: list of ``(allocation, owner)``"""
        if not decisions:
            return
        self._change_ownership([allocation._get_transfer(owner) for allocation, owner in decisions])
        by_owner = defaultdict(lambda: self.browse())
        for allocation, owner in decisions:
            by_owner[owner] |= allocation
        for owner, allocations in by_owner.items():
            allocations.write(
                {
                    "owner_id": owner.id,
                    "state": "decided",
                    "decided_how": how,
                    "decided_by_id": self.env.uid if how == "user" else False,
                    "decided_at": fields.Datetime.now(),
                }
            )
            allocations._freeze_decided_terms()

    def _get_undecided_owner(self):
        return self.company_id.bookstore_undecided_partner_id

    def _follow_alerts(self):
        # sudo: same reason as after a decision
        self.env["bookstore.alert"].sudo()._follow_titles(self.company_id, self.product_id)

    def _get_reference(self):
        """“WH/OUT/00012, statement ED/0003”: what a person finds the movement by."""
        move = self.move_id
        name = move.reference or move.origin or fields.Date.to_string(self.date)
        if not self.statement_id:
            return name
        return self.env._(
            "%(move)s, statement %(statement)s", move=name, statement=self.statement_id.name
        )
