from odoo import models

from ..core.ownership import EPSILON, UNDECIDED


class StockMove(models.Model):
    """Copies that come back, and leave again by mistake: of the sale they were bought in."""

    _inherit = "stock.move"

    def _bookstore_plan_return(self, plan, state, quantity, company):
        """Whose copies come back: those of their sale, the shop's own where it kept no journal.

        What nobody sold is of whoever had the title: of one, or waiting like found copies.
        """
        firm = company.partner_id.id
        reversals, unsold, back = self._bookstore_split_return(quantity, company)
        shares = [(entry._get_moved_owner(firm), copies) for entry, copies in reversals]
        for owner, copies in shares:
            state.leave(owner, -copies)
        if unsold > EPSILON:
            plan["unsold"] = unsold, back
            shares.append((back, unsold))
            state.find(unsold) if back is UNDECIDED else state.leave(back, -unsold)
        if unsold > EPSILON or any(entry for entry, _copies in reversals):
            plan |= {"reversals": reversals, "told": quantity}
        owners = {owner for owner, _copies in shares}
        return owners.pop() if len(owners) == 1 else UNDECIDED

    def _bookstore_split_return(self, quantity, company):
        """:returns: ``([(allocation, copies)], copies nobody sold, whose those are)``

        An empty allocation means copies that the shop sold as its own.
        """
        firm, title = company.partner_id.id, self._bookstore_get_title()
        # sudo: the journal is not the seller's to read, its effect is
        journal = self.env["bookstore.allocation"].sudo()
        origins = self._bookstore_get_returned_moves()
        entries = journal._get_returnable(company, title, origins)
        reversals, left = self._bookstore_share(entries, quantity)
        own, back = min(left, self._bookstore_count_own_sales()), firm
        if left - own > EPSILON:
            back = journal._get_back_owner(company, title)
        if back == firm:
            own = left
        if own > EPSILON:
            reversals.append((journal.browse(), own))
        return reversals, left - own, back

    def _bookstore_share(self, entries, quantity):
        """The entries that ``quantity`` copies take back, in their order.

        :returns: ``([(allocation, copies)], copies left)``
        """
        shares, left = [], quantity
        for entry in entries:
            taken = min(left, entry.quantity - entry.reversed_quantity)
            if taken > EPSILON:
                shares.append((entry, taken))
                left -= taken
        return shares, left

    def _bookstore_count_own_sales(self):
        """Copies of the movements taken back that the journal does not tell: the shop's own."""
        # sudo: same reason as the journal
        origins = self._bookstore_get_returned_moves().sudo()
        silent = origins.filtered(lambda move: move.state == "done" and not move.allocation_ids)
        back = silent.returned_move_ids.filtered(lambda move: move.state == "done")
        lines = silent.move_line_ids.mapped("quantity_product_uom")
        return max(sum(lines) - sum(back.move_line_ids.mapped("quantity_product_uom")), 0.0)

    def _bookstore_get_returned_moves(self):
        """The movements a return undoes. Extended by the till, whose refunds know their order."""
        return self.origin_returned_move_id

    # -- taken out again --------------------------------------------------------

    def _bookstore_get_undone_entries(self, state):
        """Copies that came without an owner, and that this movement takes out again."""
        said = self.picking_id.owner_id or self.restrict_partner_id
        # sudo: the journal is not the reader's, its effect is
        entries = self.origin_returned_move_id.sudo().allocation_ids
        if said and not said.bookstore_is_undecided:
            return entries.browse()
        found = entries.filtered(lambda entry: entry._is_found() and entry.quantity > 0)
        waiting = found.filtered(lambda entry: entry.state == "pending")
        decided = found.filtered(lambda entry: entry.state == "decided")
        return waiting | decided.filtered(
            lambda entry: state.has(entry.owner_id.id, entry.quantity - entry.reversed_quantity)
        )

    def _bookstore_plan_undone(self, plan, state, entries, quantity, company):
        """The entries are taken back; what else leaves is a sale like any other, and waits."""
        firm = company.partner_id.id
        plan["reversals"], left = self._bookstore_share(entries, quantity)
        plan["told"] = quantity - left
        owners = set()
        for entry, copies in plan["reversals"]:
            owner = entry._get_moved_owner(firm)
            owners.add(owner)
            state.forget_found(copies) if owner is UNDECIDED else state.leave(owner, copies)
        if left > EPSILON:
            plan["oversold"] = state.oversold(left)
            owners.add(UNDECIDED)
            state.leave(UNDECIDED, left)
        owner = owners.pop() if len(owners) == 1 else UNDECIDED
        plan["freed"] = self._bookstore_set_line_owner(owner, company).ids
        return owner
