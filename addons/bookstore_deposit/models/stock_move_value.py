from odoo import models


class StockMove(models.Model):
    """What copies received in a parcel are worth: what was paid for them, carriage included."""

    _inherit = "stock.move"

    def _get_value_from_account_move(self, quantity, at_date=None):
        """The posted bill corrects what the parcel announced."""
        line = self.bookstore_parcel_line_id
        if line and not self.origin_returned_move_id:
            copies, value = line._get_billed(at_date)
            if copies > 0:
                taken = min(quantity, copies)
                return {
                    "value": value * taken / copies,
                    "quantity": taken,
                    "description": line.parcel_id.bill_id.display_name,
                }
        return super()._get_value_from_account_move(quantity, at_date)

    def _get_value_from_returns(self, quantity, at_date=None):
        """Firm copies whose owner was found out late left the value by another movement."""
        origin = self.origin_returned_move_id
        if origin and not origin.is_out:
            # sudo: the journal is not the seller's to read, its effect is
            exits = origin.sudo().allocation_ids.filtered(
                lambda entry: entry.owner_id == entry.company_id.partner_id
            )
            firm = exits.value_move_id[:1]
            if firm:
                return {
                    "value": firm.value * quantity / firm._get_valued_qty(),
                    "quantity": quantity,
                    "description": origin.display_name,
                }
        return super()._get_value_from_returns(quantity, at_date)

    def _get_value_from_quotation(self, quantity, at_date=None):
        line = self.bookstore_parcel_line_id
        if line and line.parcel_id.kind in ("firm", "gift"):
            return {
                "value": self.price_unit * quantity,
                "quantity": quantity,
                "description": line.parcel_id.display_name,
            }
        return super()._get_value_from_quotation(quantity, at_date)
