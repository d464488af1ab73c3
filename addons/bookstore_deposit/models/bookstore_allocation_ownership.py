from collections import defaultdict

from odoo import models
from odoo.fields import Command

from ..core.ownership import EPSILON
from . import sql
from .bookstore_allocation import ENTRY_KINDS


class BookstoreAllocation(models.Model):
    """The stock behind a decision: copies change owner without changing place."""

    _inherit = "bookstore.allocation"

    def _change_ownership(self, transfers):
        """Counter-movements through the "change of ownership" place: additive, never a rewrite.

        Editing the owner of a done movement would leave its value and its direction stale.

        :param transfers: list of ``(allocation, copies, from owner, to owner)``
        """
        cells = self._get_cells(transfers)
        vals_list = []
        for allocation, copies, source, target in transfers:
            place = allocation._pick_place(cells, source, copies)
            for owner, sign in ((source, -1), (target, 1)):
                key = (allocation.product_id.id, place.id, owner.id)
                cells[key] = cells.get(key, 0.0) + sign * copies
                vals_list.append(
                    allocation._prepare_ownership_move_vals(owner, copies, place, sign)
                )
        moves = self.env["stock.move"].create(vals_list)
        moves._action_done()
        for (allocation, _copies, source, _target), move in zip(transfers, moves[::2], strict=True):
            if source == allocation.company_id.partner_id:
                allocation.value_move_id = move

    def _get_cells(self, transfers):
        cells = {}
        by_company = defaultdict(set)
        for allocation, _copies, _source, _target in transfers:
            by_company[allocation.company_id].add(allocation.product_id.id)
        for company, product_ids in by_company.items():
            for product_id, place, owner, quantity in sql.stock_cells(
                self.env, company, sorted(product_ids)
            ):
                cells[product_id, place, owner] = quantity
        return cells

    def _pick_place(self, cells, owner, copies):
        """A place where the owner has copies: the one they left from, else the fullest."""
        product_id = self.product_id.id
        here = self.location_id
        if here and cells.get((product_id, here.id, owner.id), 0.0) >= copies - EPSILON:
            return here
        places = {
            place: quantity
            for (product, place, cell_owner), quantity in cells.items()
            if product == product_id and cell_owner == owner.id and quantity > 0
        }
        if not places:
            return here or self.company_id.bookstore_missing_location_id
        return self.env["stock.location"].browse(max(places, key=lambda place: places[place]))

    def _prepare_ownership_move_vals(self, owner, copies, place, sign):
        company = self.company_id
        holder = owner - company.partner_id
        transit = company.bookstore_ownership_location_id
        source, target = (place, transit) if sign < 0 else (transit, place)
        quantities = {
            "product_id": self.product_id.id,
            "location_id": source.id,
            "location_dest_id": target.id,
            "company_id": company.id,
        }
        return quantities | {
            "product_uom": self.product_id.uom_id.id,
            "product_uom_qty": copies,
            "is_inventory": True,
            "inventory_name": self.env._("Change of ownership"),
            "picked": True,
            "bookstore_kind": "ownership",
            "restrict_partner_id": holder.id,
            "origin_returned_move_id": self._get_value_origin(holder, sign).id,
            "move_line_ids": [
                Command.create(
                    quantities
                    | {
                        "product_uom_id": self.product_id.uom_id.id,
                        "quantity": copies,
                        "owner_id": holder.id,
                        "picked": True,
                    }
                )
            ],
        }

    def _get_value_origin(self, holder, sign):
        """Firm copies given back keep the value they left with."""
        is_back = sign > 0 and not holder and self.kind not in ENTRY_KINDS
        return (self.value_move_id or self.move_id) if is_back else self.env["stock.move"]
