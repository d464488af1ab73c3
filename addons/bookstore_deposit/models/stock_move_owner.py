from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError

from ..core.ownership import EPSILON, UNDECIDED, TitleState
from . import sql


class StockMove(models.Model):
    """Before the movement: whose copies leave, as far as anyone can know now."""

    _inherit = "stock.move"

    def _bookstore_plan_owners(self):
        """Set on each move line the owner that is known now, the undecided one otherwise.

        :returns: ``{move id: plan}`` for :meth:`_bookstore_record`
        """
        concerned = self.filtered(lambda move: move._bookstore_is_concerned())
        plans = {}
        for company, moves in concerned.grouped("company_id").items():
            plans.update(moves._bookstore_plan_company(company))
        return plans

    def _bookstore_is_concerned(self):
        """Copies that cannot be told apart, on their way into, out of or within the stock."""
        return (
            self.state not in ("done", "cancel")
            and self.product_id.is_storable
            and self.product_id.tracking == "none"
            and self.bookstore_kind != "ownership"
            and self._bookstore_get_direction() is not None
        )

    def _bookstore_is_owner_said(self):
        """Somebody said whose copies these are: the document, or a field of the transfer."""
        return bool(
            self.is_inventory
            or self.bookstore_owner_known
            or self.restrict_partner_id
            or self.picking_id.owner_id
        )

    def _bookstore_get_direction(self):
        """ "out", "in", "transfer", or None when no copy enters or leaves the stock."""
        source = self.location_id._should_be_valued()
        target = self.location_dest_id._should_be_valued()
        if source:
            return "transfer" if target else "out"
        return "in" if target else None

    def _bookstore_comes_back(self):
        return bool(self.location_id.usage == "customer" or self.origin_returned_move_id)

    def _bookstore_plan_company(self, company):
        states, places = self._bookstore_get_states(company)
        plans = {}
        for move in self:
            quantity = sum(move.move_line_ids.mapped("quantity_product_uom"))
            said = move._bookstore_is_owner_said()
            direction = move._bookstore_get_direction()
            if direction == "in":
                # What a customer brings back is its sale's, whatever the transfer says.
                said = said and move.location_id.usage != "customer"
            if quantity <= EPSILON or (
                direction == "in" and (said or not move._bookstore_comes_back())
            ):
                continue
            title_id = move._bookstore_get_title().id
            state = states[title_id]
            plan = {
                "candidates": state.candidates,
                "consigned": state.is_consigned(company.partner_id.id),
                "oversold": state.oversold(quantity) if direction == "out" else 0.0,
            }
            plan_owner = move._bookstore_plan_said if said else move._bookstore_plan_open
            undone = direction == "out" and move._bookstore_get_undone_entries(state)
            if undone:
                owner = move._bookstore_plan_undone(plan, state, undone, quantity, company)
            else:
                owner = plan_owner(plan, state, quantity, company, direction)
                if direction == "out":
                    state.leave(owner, quantity)
            plan["negative"] = direction == "out" and state.total < -EPSILON
            plan["owner"] = owner
            if direction != "in":
                move._bookstore_follow_places(places)
                plan["places"] = places[title_id]
            plans[move.id] = plan
        return plans

    def _bookstore_plan_said(self, plan, state, quantity, company, direction):
        """What somebody said is checked like what is deduced: nobody gives what it has not."""
        partner = self.picking_id.owner_id or self.restrict_partner_id
        if self.is_inventory:
            partner = self.move_line_ids.owner_id[:1]
        is_undecided = partner == company.bookstore_undecided_partner_id
        owner = UNDECIDED if is_undecided else (partner.id or company.partner_id.id)
        if self.is_inventory:
            return owner
        if not is_undecided:
            plan["said"] = True
            if direction == "out" and not state.has(owner, quantity):
                self._bookstore_refuse_exit(state, owner, quantity)
        plan["freed"] = self._bookstore_set_line_owner(owner, company).ids
        return owner

    def _bookstore_refuse_exit(self, state, owner_id, quantity):
        owner = self.env["res.partner"].browse(owner_id)
        raise UserError(
            self.env._(
                "%(owner)s owns %(owned)g copies of %(title)s, not %(asked)g. Lower the quantity,"
                " decide whose the sold copies were, or leave the owner empty to decide later.",
                owner=owner.display_name,
                owned=max(state.own.get(owner_id, 0.0), 0),
                title=self.product_id.name,
                asked=quantity,
            )
        )

    def _bookstore_plan_open(self, plan, state, quantity, company, direction):
        firm = company.partner_id.id
        if direction == "out":
            owner = self._bookstore_get_owner_of_exit(plan, state, quantity, company)
        elif direction == "transfer":
            owner = state.owner_of_transfer(firm)
        else:
            owner = self._bookstore_plan_return(plan, state, quantity, company)
        plan["freed"] = self._bookstore_set_line_owner(owner, company).ids
        return owner

    def _bookstore_get_owner_of_exit(self, plan, state, quantity, company):
        firm = company.partner_id.id
        if self.location_dest_id.usage == "supplier" and self.origin_returned_move_id:
            owner = self.origin_returned_move_id.restrict_partner_id.id or firm
            if not state.has(owner, quantity):
                self._bookstore_refuse_exit(state, owner, quantity)
            return owner
        owner = state.owner_of_exit(quantity, firm)
        if owner == firm and plan["oversold"] > EPSILON:
            known = sql.ever_held(self.env, company, self._bookstore_get_title().ids)
            return UNDECIDED if known else firm
        return owner

    def _bookstore_get_states(self, company):
        """The stock of each title, by owner and by place, guarded when a decision depends on it."""
        products = self._bookstore_get_title()
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
        # sudo: same reason
        for product_id, copies in sql.found_copies(
            self.env(su=True), company, products.ids
        ).items():
            states[product_id].found = copies
            states[product_id].pending += copies
        leaving = defaultdict(float)
        for move in self:
            leaving[move._bookstore_get_title().id] += move.product_qty
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

    def _bookstore_follow_places(self, places):
        copies = places[self._bookstore_get_title().id]
        for line in self.move_line_ids:
            copies[line.location_id.id] -= line.quantity_product_uom
            if line.location_dest_id._should_be_valued():
                copies[line.location_dest_id.id] += line.quantity_product_uom

    def _bookstore_set_line_owner(self, owner, company):
        """One movement, one owner: core's own figures are wrong otherwise (odoo/odoo#270409)."""
        if owner is UNDECIDED:
            partner = company.bookstore_undecided_partner_id
        else:
            partner = self.env["res.partner"].browse(owner)
            partner = partner - company.partner_id
        lines = self.move_line_ids.filtered(lambda line: line.owner_id != partner)
        return lines._bookstore_change_owner(partner) if lines else lines

    # -- entries undone ------------------------------------------------------

    def _bookstore_check_entry_still_there(self):
        """Copies entered for an owner and gone since cannot be taken out again."""
        entries = self.filtered(lambda move: move.bookstore_kind == "irregular_in")
        owned = defaultdict(float)
        for company in entries.company_id:
            # sudo: totals by owner are needed whatever stock lines the user may read
            cells = sql.stock_cells(self.env(su=True), company, entries._bookstore_get_title().ids)
            for product_id, _place, owner_id, quantity in cells:
                owned[company.id, product_id, owner_id] += quantity
        for move in entries:
            move._bookstore_check_found_undecided(owned)
            owner = move.restrict_partner_id or move.company_id.partner_id
            if owner.bookstore_is_undecided:
                continue
            title = move._bookstore_get_title()
            if owned[move.company_id.id, title.id, owner.id] < move.quantity - EPSILON:
                raise UserError(
                    self.env._(
                        "Copies of %(title)s entered for %(owner)s left since. Undo what took them"
                        " first.",
                        title=move.product_id.name,
                        owner=owner.name,
                    )
                )

    def _bookstore_check_found_undecided(self, owned):
        """A decision about found copies goes before their entry is undone, and so do exits."""
        # sudo: the journal is not the reader's, its effect is
        found = self.sudo().allocation_ids.filtered(lambda entry: entry._is_found())
        decided = found.filtered(
            lambda entry: (
                entry.state == "decided" and entry.quantity - entry.reversed_quantity > EPSILON
            )
        )
        if decided:
            raise UserError(
                self.env._(
                    "The copies of %(title)s that were entered are %(owner)s's by a decision. Undo"
                    " that decision first, in “Copies by Owner”.",
                    title=self.product_id.name,
                    owner=decided[0].owner_id.name,
                )
            )
        there = sum(
            copies
            for (company_id, product_id, _owner), copies in owned.items()
            if (company_id, product_id) == (self.company_id.id, self._bookstore_get_title().id)
        )
        if found and there < self.quantity - EPSILON:
            raise UserError(
                self.env._(
                    "Copies of %(title)s left since they were entered. Undo what took them first.",
                    title=self.product_id.name,
                )
            )
