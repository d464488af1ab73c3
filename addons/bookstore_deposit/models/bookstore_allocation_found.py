from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..core.ownership import EPSILON
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
