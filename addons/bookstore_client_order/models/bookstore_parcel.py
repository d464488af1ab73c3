from odoo import models


class BookstoreParcel(models.Model):
    """A parcel that is unpacked serves those who wait; one undone takes copies back first."""

    _inherit = "bookstore.parcel"

    def _validate(self):
        result = super()._validate()
        self._client_settle()
        return result

    def _undo(self):
        self._client_give_back()
        result = super()._undo()
        self._client_settle()
        return result

    def _client_settle(self):
        orders = self.env["bookstore.client.order"]
        for parcel in self:
            orders._settle(parcel.company_id, parcel.line_ids.product_id)

    def _client_give_back(self):
        """The copies never came: those set aside go back to where they were put, as far as needed."""
        if self.kind == "return":
            return
        orders = self.env["bookstore.client.order"].sudo()  # sudo: stock follows the parcel
        for move in self.picking_ids.move_ids.filtered(lambda move: move.state == "done"):
            orders._give_back(
                self.company_id, move.product_id, move.location_dest_id, move.quantity
            )

    def _get_copies_by_place(self, products):
        """What is set aside for a customer is not sent back to a distributor."""
        copies = super()._get_copies_by_place(products)
        place = self.company_id.bookstore_client_location_id
        for places in copies.values():
            places.pop(place.id, None)
        return copies
