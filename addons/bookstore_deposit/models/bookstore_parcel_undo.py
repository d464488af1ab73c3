from odoo import models

from ..core.ownership import EPSILON


class BookstoreParcel(models.Model):
    """What stands in the way of undoing a parcel."""

    _inherit = "bookstore.parcel"

    def _bookstore_get_undo_text(self):
        if self.state == "draft":
            return self.env._("Nothing is in stock yet: the parcel is given up.")
        if self.state != "done":
            return self.env._("The parcel was undone already.")
        if self.kind == "return":
            return self.env._("The copies come back into the stock, by counter-movements.")
        return self.env._(
            "The copies leave the stock again by counter-movements; orders they answered wait for"
            " them again."
        )

    def _bookstore_can_undo(self):
        return self.state != "cancelled"

    def _bookstore_get_own_dependents(self):
        parcel = self.sudo()  # sudo: what was built upon it, for whoever undoes it
        if self.state != "done":
            return []
        moves = parcel.picking_ids.move_ids.filtered(lambda move: move.state == "done")
        return [
            *parcel._get_bill_dependents(),
            *moves._bookstore_get_dependents(),
            *parcel._get_takers(),
            *parcel._get_waiting_orders(moves),
        ]

    def _get_bill_dependents(self):
        bill = self.bill_id
        if bill.state == "posted" and not bill._bookstore_is_undone():
            return [(bill, self.env._("Posted: make its credit note first."), True)]
        if bill.state == "draft":
            return [(bill, self.env._("A draft: it is cancelled with the parcel."), False)]
        return []

    def _get_takers(self):
        """What took copies that would have to leave again."""
        if self.kind == "return":
            return []
        owned = self._get_owned_quantities(self.line_ids.product_id)
        takers = []
        for product, lines in self.line_ids.grouped("product_id").items():
            if sum(lines.mapped("quantity")) <= owned[product.id] + EPSILON:
                continue
            text = self.env._("Took copies of %s since: undo it first.", product.name)
            exits = self._get_exits_of(product)
            documents = exits.move_id.sorted("id", reverse=True)._bookstore_get_documents()
            takers += [(document, text, True) for document in documents or [product]]
        return takers

    def _get_waiting_orders(self, moves):
        text = self.env._("Waits for these copies again.")
        return [(order, text, False) for order in moves.purchase_line_id.order_id]
