from odoo import api, fields, models
from odoo.exceptions import UserError

ENTRIES = ("irregular_in",)


class BookstoreMovement(models.Model):
    """Copies lost, given away, found, corrected or carried from one place to another."""

    _name = "bookstore.movement"
    _description = "Stock Movement"
    _inherit = ["bookstore.document.mixin", "bookstore.scan.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    TRANSITIONS = {"draft": ["done"], "done": ["undone"], "undone": []}
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
        default=lambda self: self._get_default_place(),
    )
    location_dest_id = fields.Many2one(
        "stock.location",
        "To",
        domain="[('usage', '=', 'internal'), ('company_id', '=', company_id)]",
        check_company=True,
    )
    owner_id = fields.Many2one(
        "res.partner",
        help="Leave empty when you do not know: the question is put off, unless no distributor ever"
        " entrusted the title. Your own company stands for copies bought firm.",
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

    @api.model
    def _get_default_place(self):
        """Where one works, else where parcels come in."""
        here = self.env.company._get_bookstore_place_here()
        return here or self.env["bookstore.parcel"].new({})._get_default_place()

    @api.depends("line_ids.quantity")
    def _compute_copy_total(self):
        for movement in self:
            movement.copy_total = sum(movement.line_ids.mapped("quantity"))

    # -- scanning ------------------------------------------------------------------

    def _get_scan_message(self, line, product):
        return product.bookstore_places

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

    def action_validate(self):
        """Move the copies."""
        for movement in self:
            movement._take_turn("done")
            movement._check_ready()
            # sudo: recording what happened to copies is the bookseller's work
            movement.sudo()._validate()
        return True

    def _check_ready(self):
        if not self.line_ids:
            raise UserError(
                self.env._("Movement %s has no title. Scan or choose them first.", self.name)
            )
        self.line_ids._check_whole_copies()
        source, target = self._get_places()
        if not source or not target or source == target:
            raise UserError(
                self.env._(
                    "Movement %s needs two different places. Choose where the copies come from"
                    " and where they go.",
                    self.name,
                )
            )
        self._check_places_in_use()

    def _check_places_in_use(self):
        """Copies are carried between places of the shop: not to a customer, nor to a place put away."""
        chosen = self.location_id | self.location_dest_id
        # sudo: only whether the shop keeps copies there
        for place in chosen.sudo():
            if place.usage not in ("internal", "transit") or not place.active:
                raise UserError(
                    self.env._(
                        "%(place)s is no place of the shop in use. Choose another one for"
                        " %(movement)s.",
                        place=place.display_name,
                        movement=self.name,
                    )
                )

    def _get_places(self):
        """Where copies come from and go to."""
        outside = self.company_id._get_bookstore_lost_place()
        if self.kind == "transfer":
            return self.location_id, self.location_dest_id
        if self.kind in ENTRIES:
            return outside, self.location_dest_id or self.location_id
        if self.kind == "gift":
            return self.location_id, self.env.ref("stock.stock_location_customers")
        return self.location_id, outside

    def _validate(self):
        self.company_id._activate_bookstore()
        source, target = self._get_places()
        moves = self.env["stock.move"]
        vals_list = [
            moves._prepare_bookstore_move_vals(
                line.product_id,
                line.quantity,
                source,
                target,
                self.kind,
                **self._prepare_owner_vals(line.product_id),
            )
            for line in self.line_ids
            if line.quantity
        ]
        moves = moves.create(vals_list)
        moves._action_done()
        self.write({"state": "done", "move_ids": [(6, 0, moves.ids)]})

    def _prepare_owner_vals(self, product):
        owner, is_entry = self.owner_id, self.kind in ENTRIES
        if is_entry:
            journal = self.env["bookstore.allocation"]
            owner = journal._get_entry_owner(self.company_id, product, owner)
        known = bool(owner) or is_entry
        return {
            "bookstore_reason_id": self.reason_id.id,
            "origin": self.name,
            "bookstore_owner_known": known,
            "restrict_partner_id": (owner - self.company_id.partner_id).id,
        }

    def action_undo(self):
        """Counter-movements: what was moved comes back."""
        for movement in self:
            movement._take_turn("undone")
            # sudo: same reason as recording it
            movement.sudo()._undo()
        return True

    def _undo(self):
        """Exits come back the way a customer's return does; entries leave as they came."""
        self.move_ids._bookstore_check_entry_still_there()
        self.move_ids._bookstore_check_carried_still_there()
        moves = self.env["stock.move"]
        vals_list = [move._prepare_bookstore_undo_vals(origin=self.name) for move in self.move_ids]
        moves.create(vals_list)._action_done()
        self.state = "undone"

    def action_view_moves(self):
        """The stock moves recorded."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bookstore_deposit.stock_move_action_history"
        )
        return action | {"domain": [("id", "in", self.move_ids.ids)], "context": {}}
