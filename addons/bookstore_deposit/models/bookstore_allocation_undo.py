from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..core.ownership import EPSILON, UNDECIDED
from .bookstore_allocation import EXIT_KINDS, TRANSITIONS


class BookstoreAllocation(models.Model):
    """What takes entries of the journal back: another decision, a customer's return."""

    _inherit = "bookstore.allocation"

    # -- undoing -----------------------------------------------------------------

    def action_undo_decision(self):
        """Put decided exits back among those to be decided.

        What a closed statement told is not rewritten: the next one takes the copy back.
        """
        self.check_access("write")
        # sudo: undoing moves stock back and writes the journal; the right was checked above
        self.sudo()._undo()
        return True

    def _undo(self):
        self._guard()
        for allocation in self:
            allocation._check_undoable()
        self._check_found_still_there()
        given = [allocation._get_transfer(allocation.owner_id) for allocation in self]
        self._change_ownership(
            [(entry, copies, target, source) for entry, copies, source, target in given]
        )
        own = self._get_own_quantities()
        for allocation in self:
            owners = own[allocation.company_id, allocation.product_id.id]
            present = [owner for owner, quantity in owners.items() if quantity > EPSILON]
            allocation._reopen(present)
        self._follow_alerts()

    def _check_undoable(self):
        is_question = self.kind in EXIT_KINDS or self._is_found()
        if self.state != TRANSITIONS["action_undo_decision"][0] or not is_question:
            raise UserError(
                self.env._(
                    "There is no decision to undo for %(title)s: only copies that left, and whose"
                    " owner was decided, can be decided again.",
                    title=self.product_id.name,
                )
            )
        if self.quantity < 0 or self.reversed_quantity or self.kind == "return":
            raise UserError(
                self.env._(
                    "%(title)s of %(date)s was taken back since, or went back to its distributor:"
                    " that decision cannot be undone.",
                    title=self.product_id.name,
                    date=fields.Date.to_string(self.date),
                )
            )

    def _reopen(self, owners):
        candidates = set(self.candidate_ids.ids) | set(owners)
        # Who came since may be the answer, never the deduced one.
        is_asked = self.is_asked or candidates != set(self.candidate_ids.ids)
        reopened = {
            "is_asked": is_asked,
            "terms": self._get_frozen_terms(),
            "state": "pending",
            "owner_id": False,
            "decided_how": False,
            "decided_by_id": False,
            "decided_at": False,
            "candidate_ids": [Command.set(sorted(candidates) if self.candidate_ids else [])],
        }
        if self.statement_id:
            self.copy(reopened | self._prepare_correction_vals())
            self._take_back(self.quantity, "user")
        else:
            self.write(reopened)

    def _prepare_correction_vals(self):
        return {
            "is_original": False,
            "statement_id": False,
            "statement_line_id": False,
            "reversed_quantity": 0,
        }

    def _take_back(self, copies, how, **vals):
        """The journal entry that undoes ``copies`` of this one, for the next statement."""
        entry = self.copy(
            self._prepare_correction_vals()
            | {
                "quantity": -copies,
                "reverse_of_id": self.id,
                "decided_how": how,
                "decided_at": fields.Datetime.now(),
                "date": fields.Datetime.now(),
            }
            | vals
        )
        self.reversed_quantity += copies
        return entry

    # -- customers' returns ----------------------------------------------------

    @api.model
    def _get_returnable(self, company, product, origins):
        """Exits a returned copy may come from, the ones still undecided first.

        :param origins: the movements that the return undoes; none means any sale of the title
        """
        kinds = EXIT_KINDS if origins else [kind for kind in EXIT_KINDS if kind != "return"]
        domain = Domain(
            [
                ("company_id", "=", company.id),
                ("product_id", "=", product.id),
                ("state", "in", ["pending", "decided"]),
                ("kind", "in", kinds),
                ("quantity", ">", 0),
            ]
        )
        if origins:
            domain &= Domain("move_id", "in", origins.ids)
        limit = None if origins else 50
        exits = self.search(domain, limit=limit, order="date desc, id desc")
        return exits.filtered(
            lambda allocation: allocation.quantity - allocation.reversed_quantity > EPSILON
        ).sorted(lambda allocation: (allocation.state != "pending", bool(allocation.statement_id)))

    @api.model
    def _reverse(self, move, reversals, moved_owner):
        """Take back the exits that a customer's return undoes, or the entries that an exit does.

        :param reversals: list of ``(allocation, copies)``; an empty allocation means firm copies
        :param moved_owner: owner the copies came back under; the others change owner
        """
        company = move.company_id
        place = move.move_line_ids[:1].location_dest_id
        origin = {"move_id": move.id, "is_original": True, "location_id": place.id}
        transfers = []
        for allocation, copies in reversals:
            if not allocation:
                entry = self.create(
                    self._prepare_allocation_vals(
                        company, move._bookstore_get_title(), -copies, "sale"
                    )
                    | origin
                    | {
                        "state": "decided",
                        "owner_id": company.partner_id.id,
                        "decided_how": "return",
                    }
                )
            elif allocation.state == "pending":
                allocation._split(copies)._cancel_with_return(origin)
                continue
            else:
                how = allocation.decided_how if allocation._is_entry() else "return"
                entry = allocation._take_back(copies, how, **origin)
            if moved_owner is UNDECIDED:
                pair = company.bookstore_undecided_partner_id, entry.owner_id
                transfers.append((entry, copies, *(pair[::-1] if entry._is_entry() else pair)))
        if transfers:
            self._change_ownership(transfers)

    def _cancel_with_return(self, origin):
        """An exit nobody decided came back: nothing is left to decide."""
        self.write({"state": "cancelled"})
        self.copy(
            self._prepare_correction_vals()
            | {"quantity": -self.quantity, "state": "cancelled", "reverse_of_id": self.id}
            | origin
        )
