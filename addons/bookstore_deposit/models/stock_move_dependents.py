from odoo import models
from odoo.exceptions import UserError

from ..core.ownership import EPSILON
from . import sql

MOST = 5


class StockMove(models.Model):
    """What was built upon movements since: told when somebody wants to undo them."""

    _inherit = "stock.move"

    def _bookstore_get_dependents(self):
        """:return: like the documents', see ``bookstore.undo.mixin``"""
        return [
            *self._bookstore_get_locking_counts(),
            *self._bookstore_get_told(),
        ]

    def _bookstore_get_locking_counts(self):
        """Nothing enters or leaves a place that is being counted."""
        places = self.location_id | self.location_dest_id | self.move_line_ids.location_id
        places |= self.move_line_ids.location_dest_id
        places = places.filtered(lambda place: place.usage in ("internal", "transit"))
        # sudo: which inventory locks the place is told to whoever wants to move something there
        locked = places.sudo().search(
            [("bookstore_count_id", "!=", False), ("id", "parent_of", places.ids)]
        )
        text = self.env._("Counts a place of these copies: close it first.")
        return [(count, text, True) for count in locked.bookstore_count_id]

    def _bookstore_get_told(self):
        """Statements closed and decisions taken: they stay as they were told, and are corrected."""
        # sudo: which statement told the movement, nothing else of the journal
        entries = self.sudo().allocation_ids
        told = self.env._("Told the distributor: it stays as it is, the next one takes it back.")
        decided = entries.filtered(
            lambda entry: entry.state == "decided" and entry.decided_how == "user"
        )
        text = self.env._("Somebody decided whose copies these were: it goes with them.")
        return [
            *((statement, told, False) for statement in entries.statement_id),
            *((entry, text, False) for entry in decided[:MOST]),
        ]

    def _bookstore_get_takers(self, place, titles):
        """The last documents that took copies of these titles from a place.

        :param titles: those of which too few copies are left
        """
        since = min(self.mapped("date"), default=None)
        if not titles or not since:
            return []
        # sudo: what took the copies is told by its name
        moves = self.sudo().search(
            [
                ("state", "=", "done"),
                ("product_id", "in", titles.ids),
                ("location_id", "child_of", place.ids),
                ("date", ">=", since),
                ("id", "not in", self.ids),
                ("bookstore_kind", "!=", "ownership"),
            ],
            order="id desc",
        )
        taken = moves.filtered(
            lambda move: (
                not move.returned_move_ids.filtered(lambda back: back.state == "done")
                and move.location_dest_id not in move.location_id
            )
        )
        text = self.env._("Took copies of it since: undo it first.")
        return [(document, text, True) for document in taken._bookstore_get_documents()]

    def _bookstore_get_documents(self):
        """The documents people know these movements by, the latest first, without repetition."""
        documents = []
        for move in self[: 4 * MOST]:
            document = move._bookstore_get_document()
            if document not in documents:
                documents.append(document)
        return documents[:MOST]

    def _bookstore_get_document(self):
        """The day sheet, parcel, till order, … that made the movement, else its transfer."""
        self.ensure_one()
        movement = self.env["bookstore.movement"].search([("move_ids", "in", self.ids)], limit=1)
        order = self.sale_line_id.order_id
        sheets = self.env["bookstore.day.sheet"]
        sheet = order and sheets.search([("order_id", "=", order.id)], limit=1)
        picking = self.picking_id
        return (
            movement
            or sheet
            or picking.bookstore_parcel_id
            or picking.pos_order_id
            or order
            or picking
            or self
        )

    def _bookstore_find_gone(self, place):
        """Titles of which fewer copies are left in a place than these movements carried there."""
        copies = {}
        for move in self:
            title = move._bookstore_get_title()
            copies[title] = copies.get(title, 0.0) + move.quantity
        there = {}
        titles = self.env["product.product"].browse([title.id for title in copies])
        for company in self.company_id:
            # sudo: how many copies are left there, whosever they are
            cells = sql.stock_cells(self.env(su=True), company, titles.ids)
            for product_id, place_id, _owner, number in cells:
                if place_id == place.id:
                    there[product_id] = there.get(product_id, 0.0) + number
        return titles.filtered(lambda title: there.get(title.id, 0.0) < copies[title] - EPSILON)

    def _bookstore_check_carried_still_there(self):
        """Copies carried somewhere and gone since cannot be carried back."""
        carried = self.filtered(lambda move: move.bookstore_kind == "transfer")
        for place, moves in carried.grouped("location_dest_id").items():
            gone = moves._bookstore_find_gone(place)
            if gone:
                raise UserError(
                    self.env._(
                        "Copies of %(title)s left %(place)s since. Undo what took them first.",
                        title=gone[0].name,
                        place=place.name,
                    )
                )
