from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..core.ownership import EPSILON, UNDECIDED, TitleState
from . import sql
from .groups import READERS

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
EXIT_KIND_BY_USAGE = {"customer": "sale", "supplier": "return", "inventory": "loss"}
# Not a serialisable value: no request can pretend to hold it in its context.
COUNT_PASS = object()


class StockMove(models.Model):
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
    allocation_ids = fields.One2many(
        "bookstore.allocation", "move_id", string="Whose Copies", groups=READERS
    )

    def _action_done(self, cancel_backorder=False):
        bookshop_moves = self.filtered(lambda move: move.company_id.bookstore_active)
        if not bookshop_moves:
            return super()._action_done(cancel_backorder=cancel_backorder)
        bookshop_moves._check_places_unlocked()
        bookshop_moves._check_undecided_untouched()
        plans = bookshop_moves._plan_owners()
        done = super()._action_done(cancel_backorder=cancel_backorder)
        done.filtered(lambda move: move.state == "done")._record_ownership(plans)
        return done

    # -- places in inventory -------------------------------------------------

    def _check_places_unlocked(self):
        """Nothing enters or leaves a place while it is counted (B124)."""
        if self.env.context.get("bookstore_count_pass") is COUNT_PASS:
            return
        moves = self.filtered(lambda move: move.bookstore_kind != "ownership")
        lines = moves.move_line_ids
        places = lines.location_id | lines.location_dest_id | moves.location_id
        places = places.filtered(lambda place: place.usage in ("internal", "transit"))
        locked = sql.locked_places(self.env, places.ids)
        if locked:
            raise UserError(self._get_locked_message(locked[0]))

    def _check_undecided_untouched(self):
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

    def _get_locked_message(self, locked):
        location = self.env["stock.location"].browse(locked[0])
        # sudo: naming the inventory does not need the right to open it
        count = self.env["bookstore.count"].sudo().browse(locked[1])
        return self.env._(
            "%(place)s is being counted (%(count)s). Nothing can enter or leave it until that"
            " inventory is closed; record this movement then, or ask %(user)s to close it.",
            place=location.display_name,
            count=count.name,
            user=count.user_id.name,
        )

    # -- before the movement: who owns the copies ---------------------------

    def _plan_owners(self):
        """Set on each move line the owner that is known now, the undecided one otherwise.

        :returns: ``{move id: plan}`` for :meth:`_record_ownership`
        """
        open_moves = self.filtered(lambda move: move._is_owner_open())
        plans = {}
        for company, moves in open_moves.grouped("company_id").items():
            plans.update(moves._plan_owners_of_company(company))
        return plans

    def _is_owner_open(self):
        """Copies that cannot be told apart, on their way, nobody having said whose they are."""
        return (
            self.state not in ("done", "cancel")
            and self.product_id.is_storable
            and self.product_id.tracking == "none"
            and self.bookstore_kind != "ownership"
            and not self.is_inventory
            and not self.bookstore_owner_known
            and not self.restrict_partner_id
            and not self.picking_id.owner_id
            and self._get_direction() is not None
        )

    def _get_direction(self):
        """ "out", "in" (copies that come back), "transfer", or None when nothing is at stake."""
        source = self.location_id._should_be_valued()
        target = self.location_dest_id._should_be_valued()
        if source:
            return "transfer" if target else "out"
        comes_back = self.location_id.usage == "customer" or self.origin_returned_move_id
        return "in" if target and comes_back else None

    def _plan_owners_of_company(self, company):
        firm = company.partner_id.id
        states, places = self._get_title_states(company)
        plans = {}
        for move in self:
            state = states[move.product_id.id]
            quantity = sum(move.move_line_ids.mapped("quantity_product_uom"))
            direction = move._get_direction()
            if quantity <= EPSILON:
                continue
            plan = {"candidates": state.candidates, "consigned": state.is_consigned(firm)}
            if direction == "out":
                owner = move._get_owner_of_exit(state, quantity, company)
                state.leave(owner, quantity)
                plan["negative"] = state.total < -EPSILON
                move._follow_place(places, quantity)
                plan["places"] = places[move.product_id.id]
            elif direction == "transfer":
                owner = state.owner_of_transfer(firm)
            else:
                owner, plan["reversals"] = move._get_owner_of_return(quantity, company)
                state.leave(owner, -quantity)
            move._set_line_owner(owner, company)
            plan["owner"] = owner
            plans[move.id] = plan
        return plans

    def _get_title_states(self, company):
        """The stock of each title, by owner and by place, guarded when a decision depends on it."""
        products = self.product_id
        states = {product_id: TitleState() for product_id in products.ids}
        places = defaultdict(lambda: defaultdict(float))
        undecided = company.bookstore_undecided_partner_id.id
        # sudo: stock of every owner is needed, whatever the seller may read
        cells = sql.stock_cells(self.env(su=True), company, products.ids)
        for product_id, location_id, owner_id, quantity in cells:
            places[product_id][location_id] += quantity
            if owner_id == undecided:
                states[product_id].pending -= quantity
            else:
                own = states[product_id].own
                own[owner_id] = own.get(owner_id, 0.0) + quantity
        leaving = defaultdict(float)
        for move in self:
            leaving[move.product_id.id] += move.product_qty
        firm = company.partner_id.id
        sql.guard_titles(
            self.env,
            company,
            sorted(
                product_id
                for product_id, state in states.items()
                if state.is_consigned(firm) or state.total - leaving[product_id] <= EPSILON
            ),
        )
        return states, places

    def _get_owner_of_exit(self, state, quantity, company):
        firm = company.partner_id.id
        if self.location_dest_id.usage == "supplier" and self.origin_returned_move_id:
            return self.origin_returned_move_id.restrict_partner_id.id or firm
        owner = state.owner_of_exit(quantity, firm)
        short = state.total - quantity < -EPSILON
        if owner == firm and short:
            known = sql.ever_held(self.env, company, self.product_id.ids)
            return UNDECIDED if known else firm
        return owner

    def _follow_place(self, places, quantity):
        for line in self.move_line_ids:
            places[self.product_id.id][line.location_id.id] -= line.quantity_product_uom

    def _set_line_owner(self, owner, company):
        """One movement, one owner: core's own figures are wrong otherwise (odoo/odoo#270409)."""
        if owner is UNDECIDED:
            partner = company.bookstore_undecided_partner_id
        else:
            partner = self.env["res.partner"].browse(owner)
            partner = partner - company.partner_id
        lines = self.move_line_ids.filtered(lambda line: line.owner_id != partner)
        if lines:
            lines.write({"owner_id": partner.id})

    # -- copies back from a customer ----------------------------------------

    def _get_owner_of_return(self, quantity, company):
        """Whose copies come back: those of the sale they were bought in.

        :returns: ``(owner, [(allocation, quantity)])``
        """
        # sudo: the journal is not the seller's to read, its effect is
        allocations = self.env["bookstore.allocation"].sudo()._get_returnable(self, company)
        reversals, left = [], quantity
        for allocation in allocations:
            taken = min(left, allocation.quantity - allocation.reversed_quantity)
            if taken > EPSILON:
                reversals.append((allocation, taken))
                left -= taken
            if left <= EPSILON:
                break
        firm = company.partner_id.id
        if not reversals:
            return firm, []
        if left > EPSILON:
            reversals.append((allocations.browse(), left))
        owners = {
            UNDECIDED if allocation.state == "pending" else (allocation.owner_id.id or firm)
            for allocation, _taken in reversals
        }
        return (owners.pop() if len(owners) == 1 else UNDECIDED), reversals

    def _get_returned_from_moves(self):
        """The movements a return undoes. Extended by the till, whose refunds know their order."""
        return self.origin_returned_move_id

    # -- after the movement: what the journal says ---------------------------

    def _record_ownership(self, plans):
        """Write the journal of copies by owner, then what follows from it."""
        for company, moves in self.grouped("company_id").items():
            if company.bookstore_active:
                moves._record_ownership_of_company(company, plans)

    def _record_ownership_of_company(self, company, plans):
        moves = self.filtered(
            lambda move: move.product_id.is_storable and move.product_id.tracking == "none"
        )
        moves._name_kinds()
        moves._copy_owner_to_moves()
        # sudo: the journal is kept for everyone who moves copies, sellers included
        journal = self.env["bookstore.allocation"].sudo()
        own_moves = moves.filtered(lambda move: move.bookstore_kind != "ownership")
        vals_list = []
        for move in own_moves:
            vals_list += move._prepare_journal_vals(company, plans.get(move.id, {}))
        allocations = journal.create(vals_list)
        for move in own_moves:
            reversals = plans.get(move.id, {}).get("reversals")
            if reversals:
                journal._reverse(move, reversals, plans[move.id]["owner"])
        allocations._settle_forced()
        self.env["bookstore.alert"].sudo()._follow_moves(own_moves, plans)

    def _name_kinds(self):
        """Movements made by core get the kind their places tell."""
        by_kind = defaultdict(lambda: self.browse())
        for move in self:
            kind = not move.bookstore_kind and move._guess_kind()
            if kind:
                by_kind[kind] |= move
        for kind, moves in by_kind.items():
            moves.bookstore_kind = kind

    def _guess_kind(self):
        source, target = self.location_id, self.location_dest_id
        source_in, target_in = source._should_be_valued(), target._should_be_valued()
        if source_in and target_in:
            return "transfer"
        if source_in:
            if self.is_inventory:
                return "irregular_out"
            return EXIT_KIND_BY_USAGE.get(target.usage, "irregular_out")
        if target_in:
            return {"supplier": "receipt", "customer": "sale"}.get(source.usage, "irregular_in")
        return False

    def _copy_owner_to_moves(self):
        """Core tells past stock by owner from the move, not from its lines."""
        for owner, moves in self.grouped(lambda move: move.move_line_ids.owner_id[:1]).items():
            different = [move.id for move in moves if move.restrict_partner_id != owner]
            if owner and different:
                self.browse(different).restrict_partner_id = owner

    def _prepare_journal_vals(self, company, plan):
        source = self.location_id._should_be_valued()
        target = self.location_dest_id._should_be_valued()
        if source == target or plan.get("reversals"):
            return []
        quantity = sum(self.move_line_ids.mapped("quantity_product_uom"))
        owner = self.move_line_ids.owner_id[:1]
        undecided = owner == company.bookstore_undecided_partner_id
        is_firm = not owner or owner == company.partner_id
        if quantity <= EPSILON or (
            is_firm and not plan.get("consigned") and not plan.get("negative")
        ):
            return []
        returned = target and self.bookstore_kind in ("sale", "gift", "loss")
        vals = self.env["bookstore.allocation"]._prepare_allocation_vals(
            company, self.product_id, -quantity if returned else quantity, self.bookstore_kind
        )
        vals |= self._prepare_allocation_origin_vals()
        vals["location_id"] = self.move_line_ids[:1][
            "location_id" if source else "location_dest_id"
        ].id
        if undecided:
            vals |= {"state": "pending", "candidate_ids": [(6, 0, plan.get("candidates", []))]}
        else:
            vals |= {
                "state": "decided",
                "decided_how": "direct",
                "decided_at": fields.Datetime.now(),
                "owner_id": (owner or company.partner_id).id,
                "candidate_ids": [(6, 0, plan.get("candidates", []))],
            }
        return [vals]

    def _prepare_allocation_origin_vals(self):
        """Where the movement comes from, and what the customer paid."""
        sale_line = self.sale_line_id
        vals = {
            "move_id": self.id,
            "is_original": True,
            "date": self.date,
            "reason_id": self.bookstore_reason_id.id,
        }
        if sale_line:
            vals |= {
                "sale_line_id": sale_line.id,
                "price_sold": sale_line.price_reduce_taxinc,
                "customer_id": sale_line.order_partner_id.id,
            }
        return vals

    # -- what the movement asks --------------------------------------------

    def _get_alert_events(self, places):
        """``(kind, title, place, copies)`` for what should be looked at later (B81, B82, B85)."""
        events = []
        source = self.location_id
        here = places.get(source.id, 0.0)
        if here < -EPSILON:
            events.append(("negative", self.product_id, source, -here))
        if self.bookstore_kind == "sale" and source.bookstore_use == "reserve":
            events.append(("reserve_sale", self.product_id, source, self.quantity))
        alerts = self.env["bookstore.alert"]
        if source.bookstore_use == "sale_point" and alerts._is_shop_empty(places):
            hidden = alerts._count_shown_and_hidden(places)[1]
            events.append(("shop_empty", self.product_id, self.env["stock.location"], hidden))
        return events

    # -- undoing -----------------------------------------------------------------

    def _prepare_undo_vals(self, **vals):
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

    def _check_entry_still_there(self):
        """Copies entered for an owner and gone since cannot be taken out again."""
        entries = self.filtered(lambda move: move.bookstore_kind == "irregular_in")
        owned = defaultdict(float)
        for company in entries.company_id:
            cells = sql.stock_cells(self.env(su=True), company, entries.product_id.ids)
            for product_id, _place, owner_id, quantity in cells:
                owned[company.id, product_id, owner_id] += quantity
        for move in entries:
            owner = move.restrict_partner_id or move.company_id.partner_id
            if owned[move.company_id.id, move.product_id.id, owner.id] < move.quantity - EPSILON:
                raise UserError(
                    self.env._(
                        "Copies of %(title)s entered for %(owner)s left since. Undo what took them"
                        " first.",
                        title=move.product_id.name,
                        owner=owner.name,
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
