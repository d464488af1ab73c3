from odoo import fields, models
from odoo.exceptions import UserError

from ..core.workflow import FIRM_STATES, QUOTED_STATES


class RentalProposalLine(models.Model):
    """One change of the booking that the customer is asked for: another article, or other dates."""

    _name = "rental.proposal.line"
    _description = "Rental Alternative Line"
    _order = "id"

    proposal_id = fields.Many2one(
        "rental.proposal", required=True, index=True, ondelete="cascade", readonly=True
    )
    kind = fields.Selection(
        [("substitute", "Another article"), ("later", "Later")], required=True, readonly=True
    )
    order_line_id = fields.Many2one(
        "sale.order.line", "In place of", ondelete="cascade", readonly=True, index=True
    )
    product_id = fields.Many2one("product.product", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    date_start = fields.Datetime("From", readonly=True)
    date_end = fields.Datetime("To", readonly=True)

    def _prepare_holds(self, until):
        """Rows that keep the substitutes; other dates are asked again at the answer."""
        line, order = self.order_line_id, self.proposal_id.order_id
        if self.kind != "substitute":
            return []
        before, after = self.product_id._get_rental_buffers()
        return [
            {
                "kind": "hold",
                "product_id": self.product_id.id,
                "warehouse_id": order.warehouse_id.id,
                "quantity": self.quantity,
                "date_start": line.rental_start - before,
                "date_end": line.rental_end + after,
                "order_id": order.id,
                "expires_at": until,
            }
        ]

    def _apply_to_booking(self):
        """Make the booking what the proposal says; refused when the booking changed meanwhile."""
        for change in self:
            change._check_still_fits()
            if change.kind == "later":
                order = change.proposal_id.order_id
                order.write({"rental_start": change.date_start, "rental_end": change.date_end})
            else:
                change._replace_units()

    def _check_still_fits(self):
        line, order = self.order_line_id, self.proposal_id.order_id
        is_waiting = order.rental_state in (*QUOTED_STATES, *FIRM_STATES)
        fits = self.kind == "later" or (
            line.order_id == order and line._rental_get_to_depart() >= self.quantity
        )
        if not is_waiting or not fits:
            raise UserError(
                self.env._("%s has changed meanwhile: the proposal no longer fits it.", order.name)
            )

    def _replace_units(self):
        """So many units of the line become units of the other article, on a line of their own."""
        line = self.order_line_id
        values = {
            "order_id": line.order_id.id,
            "product_id": self.product_id.id,
            "product_uom_qty": self.quantity,
            "sequence": line.sequence,
            "discount": line.discount,
        }
        if line.rental_own_period:
            values |= {"rental_start": line.rental_start, "rental_end": line.rental_end}
        if line.rental_kit_units:
            values |= line._rental_prepare_other_article(self.product_id)
        if self.proposal_id.keep_price or line.rental_kit_units:
            values["price_unit"] = line.price_unit
        line.product_uom_qty -= self.quantity
        line.create(values)
