from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..groups import READERS
from . import sql

MOVE_KINDS = [
    ("receipt", "Receipt"),
    ("return", "Return"),
    ("sale", "Sale"),
    ("gift", "Gift"),
    ("loss", "Loss"),
    ("irregular_in", "Irregular entry"),
    ("irregular_out", "Irregular exit"),
    ("transfer", "Transfer"),
    ("ownership", "Change of ownership"),
]


class CountPass(frozenset):
    """Inventories whose own movements pass their own lock, and no other one.

    Not a serialisable value: no request can pretend to hold it in its context.
    """


class StockMove(models.Model):
    """A movement of copies: its kind, the locks it respects, the owner somebody named."""

    _inherit = "stock.move"

    bookstore_kind = fields.Selection(
        MOVE_KINDS, string="Kind of Movement", index="btree_not_null", copy=False
    )
    bookstore_reason_id = fields.Many2one("bookstore.move.reason", string="Reason", copy=False)
    bookstore_parcel_line_id = fields.Many2one(
        "bookstore.parcel.line", "Line of the Parcel", index="btree_not_null", copy=False
    )
    bookstore_owner_known = fields.Boolean(
        string="Owner Given",
        copy=False,
        help="The person who recorded the movement said whose copies they are.",
    )
    bookstore_is_answered = fields.Boolean(
        copy=False, help="A parcel brought these copies: the receipt of the order is not awaited."
    )
    bookstore_from = fields.Char("From", compute="_compute_bookstore_places")
    bookstore_to = fields.Char("To", compute="_compute_bookstore_places")
    allocation_ids = fields.One2many(
        "bookstore.allocation", "move_id", string="Whose Copies", groups=READERS
    )

    @api.depends("location_id", "location_dest_id")
    @api.depends_context("lang")
    def _compute_bookstore_places(self):
        for move in self:
            move.bookstore_from = move.location_id._bookstore_say()
            move.bookstore_to = move.location_dest_id._bookstore_say()

    def copy_data(self, default=None):
        """The owner found out for a movement is not said for its copies.

        Odoo copies a done movement to return it, to exchange it and to duplicate its transfer.
        """
        vals_list = super().copy_data(default)
        for move, vals in zip(self, vals_list, strict=True):
            found_out = move.state == "done" and move.company_id.bookstore_active
            if found_out and "restrict_partner_id" not in (default or {}):
                vals.pop("restrict_partner_id", None)
        return vals_list

    def write(self, vals):
        if not self.env.su and {"restrict_partner_id", "quantity"} & set(vals):
            self._bookstore_check_not_rewritten(vals)
        return super().write(vals)

    def _action_done(self, cancel_backorder=False):
        bookshop_moves = self.filtered(lambda move: move.company_id.bookstore_active)
        if bookshop_moves:
            bookshop_moves._bookstore_check_places_unlocked()
            bookshop_moves._bookstore_check_undecided_untouched()
        return super()._action_done(cancel_backorder=cancel_backorder)

    def _bookstore_check_not_rewritten(self, vals):
        # sudo: the journal is not the storekeeper's to read, its effect is
        for move in self.sudo().filtered(lambda move: move.state == "done"):
            known = {
                "restrict_partner_id": move.move_line_ids.owner_id[:1].id,
                "quantity": move.quantity,
            }
            if move.allocation_ids and any(
                known[name] != vals.get(name, known[name]) for name in known
            ):
                move._bookstore_refuse_rewriting()

    def _bookstore_refuse_rewriting(self):
        raise UserError(
            self.env._(
                "%(document)s is done, and the journal tells whose its copies of %(title)s were."
                " Press “Return” of that transfer, or undo its document; then record it anew.",
                document=self.picking_id.name or self.reference or self.display_name,
                title=self.product_id.name,
            )
        )

    # -- places in inventory -------------------------------------------------

    def _bookstore_check_places_unlocked(self):
        """Nothing enters or leaves a place while it is counted (B124).

        The movements of an inventory pass its own lock, never that of another one.
        """
        passed = self.env.context.get("bookstore_count_pass")
        passed = passed if isinstance(passed, CountPass) else CountPass()
        moves = self.filtered(lambda move: move.bookstore_kind != "ownership")
        lines = moves.move_line_ids
        places = lines.location_id | lines.location_dest_id | moves.location_id
        places = places.filtered(lambda place: place.usage in ("internal", "transit"))
        for location_id, count_id in sql.locked_places(self.env, places.ids):
            if count_id not in passed:
                raise UserError(self._bookstore_get_locked_message(location_id, count_id))

    def _bookstore_get_locked_message(self, location_id, count_id):
        location = self.env["stock.location"].browse(location_id)
        # sudo: naming the inventory does not need the right to open it
        count = self.env["bookstore.count"].sudo().browse(count_id)
        return self.env._(
            "%(place)s is being counted (%(count)s). Nothing can enter or leave it until that"
            " inventory is closed; record this movement then, or ask %(user)s to close it.",
            place=location.display_name,
            count=count.name,
            user=count.user_id.name,
        )

    def _bookstore_check_undecided_untouched(self):
        """Core's own adjustments may not answer for a decision nobody took."""
        adjustments = self.filtered(
            lambda move: move.is_inventory and move.bookstore_kind != "ownership"
        )
        undecided = adjustments.company_id.bookstore_undecided_partner_id
        touched = adjustments.filtered(lambda move: move.move_line_ids.owner_id & undecided)
        if touched:
            raise UserError(
                self.env._(
                    "The undecided copies of %(title)s cannot be adjusted: decide whose they were,"
                    " in “To Decide”, or count their place.",
                    title=touched[0].product_id.name,
                )
            )

    # -- movements recorded by the add-on --------------------------------------

    def _prepare_bookstore_move_vals(self, product, quantity, source, target, kind, **vals):
        """A movement ready to be done, all its copies in one line."""
        line = {
            "product_id": product.id,
            "product_uom_id": product.uom_id.id,
            "quantity": quantity,
            "location_id": source.id,
            "location_dest_id": target.id,
            "company_id": (source.company_id or target.company_id).id,
            "owner_id": vals.get("restrict_partner_id", False),
            "picked": True,
        }
        return {
            "product_id": product.id,
            "product_uom": product.uom_id.id,
            "product_uom_qty": quantity,
            "location_id": source.id,
            "location_dest_id": target.id,
            "company_id": line["company_id"],
            "bookstore_kind": kind,
            "picked": True,
            "move_line_ids": [Command.create(line)],
        } | vals

    def _prepare_bookstore_undo_vals(self, **vals):
        """The opposite movement: exits come back as a return does, entries leave as they came."""
        is_entry = self.bookstore_kind == "irregular_in"
        vals = self._prepare_bookstore_move_vals(
            self.product_id,
            self.quantity,
            self.location_dest_id,
            self.location_id,
            "irregular_out" if is_entry else self.bookstore_kind,
            origin_returned_move_id=self.id,
            bookstore_owner_known=is_entry,
            restrict_partner_id=self.restrict_partner_id.id if is_entry else False,
            **vals,
        )
        ((_create, _none, back),) = vals["move_line_ids"]
        vals["move_line_ids"] = [
            Command.create(
                back
                | {
                    "location_id": line.location_dest_id.id,
                    "location_dest_id": line.location_id.id,
                    "quantity": line.quantity_product_uom,
                }
            )
            for line in self.move_line_ids
        ]
        return vals
