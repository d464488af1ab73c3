from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..core.ownership import EPSILON, UNDECIDED
from . import sql
from .bookstore_allocation import ENTRY_KINDS


class BookstoreAllocation(models.Model):
    """Copies found of which nobody knows the owner: they wait for a decision like copies sold.

    Until then they stand in stock under the undecided owner, and nothing is deduced about their
    title: any copy that leaves may be one of them.
    """

    _inherit = "bookstore.allocation"

    @api.model
    def _get_entry_owner(self, company, product, owner):
        """Whose copies enter: who is said, else nobody yet where a distributor may be it."""
        if owner:
            return owner
        # sudo: only whether a distributor ever had the title
        held = sql.ever_held(self.env(su=True), company, product.ids)
        return company.bookstore_undecided_partner_id if held else company.partner_id

    @api.model
    def _prepare_found_vals(self, company, product):
        """Found copies may be of anyone who ever had the title; a person says whose they are."""
        holders = sql.title_holders(self.env, company, product.id)
        candidates = {company.partner_id.id, *holders}
        return {"is_asked": True, "candidate_ids": [Command.set(sorted(candidates))]}

    @api.model
    def _get_back_owner(self, company, product):
        """Whose copies are that come back without a known sale: the one who ever had the title.

        :returns: partner id, or ``UNDECIDED`` when several had it; the shop's own when nobody did
        """
        firm = company.partner_id.id
        holders = set(sql.title_holders(self.env, company, product.id))
        if holders and sql.had_own_copies(self.env, company, product.id):
            holders.add(firm)
        if len(holders) > 1:
            return UNDECIDED
        return holders.pop() if holders else firm

    @api.model
    def _record_back(self, move, customer_id, copies, owner, moved_owner):
        """Copies came back that nobody sold: found ones, and an answer that can be taken back.

        :param moved_owner: owner the copies came back under; those of another one change owner
        """
        company, title = move.company_id, move._bookstore_get_title()
        undecided = company.bookstore_undecided_partner_id
        reason = self.env.ref("bookstore_deposit.move_reason_back", raise_if_not_found=False)
        vals = self._prepare_allocation_vals(company, title, copies, "irregular_in")
        vals |= self._prepare_found_vals(company, title) | {
            "move_id": move.id,
            "is_original": True,
            "location_id": move.move_line_ids[:1].location_dest_id.id,
            "customer_id": customer_id,
            "reason_id": reason and reason.id,
        }
        if owner is not UNDECIDED:
            vals |= {"state": "decided", "owner_id": owner, "decided_how": "direct"}
            vals["decided_at"] = fields.Datetime.now()
        entry = self.create(vals)
        if owner is not UNDECIDED and moved_owner is UNDECIDED:
            self._change_ownership([(entry, copies, undecided, entry.owner_id)])

    def _get_moved_owner(self, firm):
        """Under whom the copies of this entry are in stock; no entry means the shop's own."""
        return UNDECIDED if self.state == "pending" else (self.owner_id.id or firm)

    def _is_entry(self):
        return self.kind in ENTRY_KINDS

    def _is_found(self):
        """Copies that entered under the undecided owner, whatever was decided since."""
        return self.kind == "irregular_in" and self.is_asked

    def _get_transfer(self, owner):
        """The change of ownership that gives these copies to their owner."""
        undecided = self._get_undecided_owner()
        source, target = (undecided, owner) if self._is_entry() else (owner, undecided)
        return self, self.quantity, source, target

    def _check_found_still_there(self):
        """Copies that left since cannot be taken from the owner they were given to."""
        own = self._get_own_quantities()
        for entry in self.filtered(lambda entry: entry._is_found()):
            owned = own[entry.company_id, entry.product_id.id]
            if owned.get(entry.owner_id.id, 0.0) < entry.quantity - EPSILON:
                raise UserError(
                    self.env._(
                        "Copies of %(title)s entered for %(owner)s left since. Undo what took them"
                        " first.",
                        title=entry.product_id.name,
                        owner=entry.owner_id.name,
                    )
                )
            owned[entry.owner_id.id] -= entry.quantity
