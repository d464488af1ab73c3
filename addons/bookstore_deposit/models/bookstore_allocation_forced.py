import json
from collections import defaultdict

from odoo import models

from ..core.ownership import EPSILON, forced_shares


class BookstoreAllocation(models.Model):
    """Answers that no choice can change are given without anyone."""

    _inherit = "bookstore.allocation"

    def _settle_forced(self):
        """Decide alone what can only have one answer (bounds by maximum flow)."""
        for company, allocations in self.grouped("company_id").items():
            waiting = self.search(
                [
                    ("company_id", "=", company.id),
                    ("product_id", "in", allocations.product_id.ids),
                    ("state", "=", "pending"),
                ],
                order="date, id",
            )
            found = waiting.filtered(lambda entry: entry._is_entry()).product_id
            waiting = waiting.filtered(
                lambda entry, found=found: (
                    entry.candidate_ids and not entry.is_asked and entry.product_id not in found
                )
            )
            decisions = waiting._find_forced()
            self._apply_decisions(decisions, "forced")
            if decisions:
                waiting._follow_alerts()

    def _find_forced(self):
        """:returns: list of ``(allocation, owner)``, the exits split where needed"""
        own = self._get_own_quantities()
        decisions = []
        for product, allocations in self.grouped("product_id").items():
            capacities = own[allocations.company_id, product.id]
            groups = defaultdict(self.browse)
            for allocation in allocations:
                groups[allocation._get_possible_owners(capacities)] |= allocation
            groups = {owners: waiting for owners, waiting in groups.items() if owners}
            answers = forced_shares(
                [sum(waiting.mapped("quantity")) for waiting in groups.values()],
                {owner: quantity for owner, quantity in capacities.items() if quantity > EPSILON},
                [owners.ids for owners in groups],
            )
            for waiting, shares in zip(groups.values(), answers, strict=True):
                if shares and (len(shares) == 1 or waiting._are_interchangeable()):
                    decisions += waiting._share(shares)
        return decisions

    def _are_interchangeable(self):
        """Whether it is the same for every owner which of these exits were its own.

        That three copies were of X, X and Y does not say which ones: it does not matter as long as
        all are paid alike, and only a person knows otherwise.
        """
        return (
            len(
                {
                    (
                        entry.kind,
                        entry.public_price,
                        entry.price_excluded,
                        entry.tax_key,
                        json.dumps(entry.terms, sort_keys=True),
                    )
                    for entry in self
                }
            )
            == 1
        )

    def _share(self, shares):
        """Give the oldest exits first to the owners that must have them."""
        waiting, decisions = list(self), []
        for owner_id, copies in shares.items():
            owner = self.env["res.partner"].browse(owner_id)
            while copies > EPSILON and waiting:
                allocation = waiting[0]
                part = allocation._split(min(copies, allocation.quantity))
                decisions.append((part, owner))
                copies -= part.quantity
                if part == allocation:
                    waiting.pop(0)
        return decisions
