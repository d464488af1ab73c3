from odoo import api, fields, models
from odoo.exceptions import UserError

# state → states it may become; read by the guards, the buttons and the tests.
TRANSITIONS = {"draft": ["done"], "done": ["undone"], "undone": []}
ENTRIES = ("irregular_in",)


class BookstoreMovement(models.Model):
    """Copies lost, given away, found, corrected or carried from one place to another."""

    _name = "bookstore.movement"
    _description = "Stock Movement"
    _inherit = [
        "bookstore.guard.mixin",
        "bookstore.scan.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date desc, id desc"
    _check_company_auto = True
    _guarded_fields = frozenset(["name", "state", "move_ids"])
    _draft_fields = frozenset(
        ["kind", "reason_id", "company_id", "date", "location_id", "location_dest_id", "owner_id"]
    )

    name = fields.Char(default="/", copy=False, readonly=True)
    kind = fields.Selection(
        [
            ("transfer", "Transfer"),
            ("loss", "Loss"),
            ("gift", "Gift"),
            ("irregular_out", "Irregular exit"),
            ("irregular_in", "Irregular entry"),
        ],
        required=True,
        default="transfer",
        tracking=True,
        help="Irregular entries and exits correct errors: a copy found again, a copy counted twice.",
    )
    reason_id = fields.Many2one(
        "bookstore.move.reason", domain="[('kind', '=', kind)]", tracking=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    date = fields.Date(default=fields.Date.context_today, required=True)
    location_id = fields.Many2one(
        "stock.location",
        "From",
        domain="[('usage', '=', 'internal'), ('company_id', '=', company_id)]",
        check_company=True,
        default=lambda self: self.env["bookstore.parcel"].new({})._get_default_place(),
    )
    location_dest_id = fields.Many2one(
        "stock.location",
        "To",
        domain="[('usage', '=', 'internal'), ('company_id', '=', company_id)]",
        check_company=True,
    )
    owner_id = fields.Many2one(
        "res.partner",
        help="Leave empty when you do not know: the question is put off. Your own company stands"
        " for copies bought firm.",
    )
    line_ids = fields.One2many("bookstore.movement.line", "movement_id", "Titles", copy=True)
    move_ids = fields.Many2many("stock.move", string="Stock Moves", copy=False, readonly=True)
    copy_total = fields.Float("Copies", compute="_compute_copy_total", digits="Product Unit")
    state = fields.Selection(
        [("draft", "In preparation"), ("done", "Done"), ("undone", "Undone")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    note = fields.Char("Comment")

    @api.depends("line_ids.quantity")
    def _compute_copy_total(self):
        for movement in self:
            movement.copy_total = sum(movement.line_ids.mapped("quantity"))

    @api.model_create_multi
    def create(self, vals_list):
        movements = super().create(vals_list)
        for movement in movements.sudo():  # sudo: the number is not typed
            sequences = self.env["ir.sequence"].with_company(movement.company_id)
            movement.name = sequences.next_by_code("bookstore.movement")
        return movements

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if self.filtered(lambda movement: movement.state != "draft"):
            raise UserError(self.env._("A recorded movement is kept. Undo it instead."))

    # -- scanning ------------------------------------------------------------------

    def _check_scannable(self):
        self._check_can_become("done")

    def _scan_title(self, product, quantity):
        line = self.line_ids.filtered(lambda line: line.product_id == product)[:1]
        if line:
            line.quantity = max(line.quantity + quantity, 0)
        elif quantity > 0:
            line = self.env["bookstore.movement.line"].create(
                {"movement_id": self.id, "product_id": product.id, "quantity": quantity}
            )
        left = line.quantity
        if line and not left:
            line.unlink()
        return {"quantity": left, "total": self.copy_total, "message": product.bookstore_places}

    def _get_scan_rows(self):
        return [
            {
                "id": line.id,
                "product_id": line.product_id.id,
                "name": line.product_id.name,
                "detail": line.product_id._get_scan_detail(),
                "quantity": line.quantity,
            }
            for line in reversed(self.line_ids[-30:])
        ]

    def _get_scan_header(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        places = " → ".join(filter(None, [self.location_id.name, self.location_dest_id.name]))
        return {
            "title": self.name,
            "subtitle": " · ".join(filter(None, [kinds[self.kind], places])),
            "total": self.copy_total,
            "expected": False,
            "can_create": self.kind in ENTRIES,
        }

    # -- doing and undoing ------------------------------------------------------------

    def _check_can_become(self, state):
        self.ensure_one()
        if state in TRANSITIONS[self.state]:
            return
        states = dict(self._fields["state"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "Movement %(name)s is already “%(state)s”. Nothing was changed: reload the page to"
                " see it.",
                name=self.name,
                state=states[self.state],
            )
        )

    def action_validate(self):
        """Move the copies."""
        for movement in self:
            movement._check_ready()
            # sudo: recording what happened to copies is the bookseller's work
            movement.sudo()._validate()
        return True

    def _check_ready(self):
        self.check_access("write")
        self.lock_for_update()
        self._check_can_become("done")
        if not self.line_ids:
            raise UserError(
                self.env._("Movement %s has no title. Scan or choose them first.", self.name)
            )
        source, target = self._get_places()
        if not source or not target or source == target:
            raise UserError(
                self.env._(
                    "Movement %s needs two different places. Choose where the copies come from"
                    " and where they go.",
                    self.name,
                )
            )

    def _get_places(self):
        """Where copies come from and go to."""
        company = self.company_id
        outside = self.env["stock.location"].search(
            [
                ("usage", "=", "inventory"),
                ("company_id", "=", company.id),
                ("id", "!=", company.bookstore_ownership_location_id.id),
            ],
            limit=1,
        )
        if self.kind == "transfer":
            return self.location_id, self.location_dest_id
        if self.kind in ENTRIES:
            return outside, self.location_dest_id or self.location_id
        if self.kind == "gift":
            return self.location_id, self.env.ref("stock.stock_location_customers")
        return self.location_id, outside

    def _validate(self):
        self.company_id._activate_bookstore()
        self._check_owner_has_copies()
        source, target = self._get_places()
        moves = self.env["stock.move"]
        vals_list = [
            moves._prepare_bookstore_move_vals(
                line.product_id,
                line.quantity,
                source,
                target,
                self.kind,
                **self._prepare_owner_vals(),
            )
            for line in self.line_ids
            if line.quantity
        ]
        moves = moves.create(vals_list)
        moves._action_done()
        self.write({"state": "done", "move_ids": [(6, 0, moves.ids)]})

    def _prepare_owner_vals(self):
        owner = self.owner_id
        known = bool(owner) or self.kind in ENTRIES
        return {
            "bookstore_reason_id": self.reason_id.id,
            "origin": self.name,
            "bookstore_owner_known": known,
            "restrict_partner_id": (owner - self.company_id.partner_id).id,
        }

    def _check_owner_has_copies(self):
        """A loss or a correction cannot take from an owner what it does not have."""
        if not self.owner_id or self.kind in ENTRIES or self.owner_id == self.company_id.partner_id:
            return
        groups = self.env["stock.quant"]._read_group(
            [
                ("product_id", "in", self.line_ids.product_id.ids),
                ("owner_id", "=", self.owner_id.id),
                ("company_id", "=", self.company_id.id),
                ("location_id.usage", "in", ["internal", "transit"]),
            ],
            ["product_id"],
            ["quantity:sum"],
        )
        owned = dict(groups)
        for line in self.line_ids:
            if line.quantity > owned.get(line.product_id, 0.0):
                raise UserError(
                    self.env._(
                        "%(owner)s owns %(owned)g copies of %(title)s, not %(asked)g. Leave the"
                        " owner empty to decide later.",
                        owner=self.owner_id.name,
                        owned=max(owned.get(line.product_id, 0.0), 0),
                        title=line.product_id.name,
                        asked=line.quantity,
                    )
                )

    def action_undo(self):
        """Counter-movements: what was moved comes back."""
        for movement in self:
            movement.check_access("write")
            movement.lock_for_update()
            movement._check_can_become("undone")
            # sudo: same reason as recording it
            movement.sudo()._undo()
        return True

    def _undo(self):
        """Exits come back the way a customer's return does; entries leave as they came."""
        self.move_ids._check_entry_still_there()
        moves = self.env["stock.move"]
        vals_list = [move._prepare_undo_vals(origin=self.name) for move in self.move_ids]
        moves.create(vals_list)._action_done()
        self.state = "undone"

    def action_view_moves(self):
        """The stock moves recorded."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bookstore_deposit.stock_move_action_history"
        )
        return action | {"domain": [("id", "in", self.move_ids.ids)], "context": {}}


class BookstoreMovementLine(models.Model):
    """A title of a movement."""

    _name = "bookstore.movement.line"
    _description = "Title of a Movement"
    _inherit = ["bookstore.guard.mixin"]
    _rec_name = "product_id"
    _draft_fields = frozenset(["movement_id", "product_id", "quantity"])

    movement_id = fields.Many2one(
        "bookstore.movement", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="movement_id.company_id", store=True, index=True)
    product_id = fields.Many2one(
        "product.product", "Title", required=True, domain=[("is_storable", "=", True)]
    )
    quantity = fields.Float("Copies", default=1, digits="Product Unit")
    places = fields.Char(related="product_id.bookstore_places", string="In Stock")

    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "Move at least one copy.")

    def _get_document(self):
        return self.movement_id
