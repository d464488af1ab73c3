from odoo import api, fields, models

MOST_TOLD = 3


class SaleOrder(models.Model):
    """What the form and the cards of a booking show, and what they leave to other trades."""

    _inherit = "sale.order"

    rental_equipment = fields.Char("Equipment", compute="_compute_rental_equipment")

    @api.depends("order_line.product_id", "order_line.product_uom_qty")
    def _compute_rental_equipment(self):
        """The first articles and how many more there are: a card is known by them."""
        for order in self:
            lines = order._rental_get_asked_lines() if order.is_rental else order.order_line[:0]
            told = [
                f"{line.product_uom_qty:g} × {line.product_id.name}" for line in lines[:MOST_TOLD]
            ]
            if len(lines) > MOST_TOLD:
                told.append(order.env._("%s more", len(lines) - MOST_TOLD))
            order.rental_equipment = ", ".join(told)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Columns that other trades put behind the amount would run over the sheet."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view == self.env.ref("rental_booking.sale_order_view_form", raise_if_not_found=False):
            amounts = arch.xpath("//field[@name='order_line']/list/field[@name='price_subtotal']")
            for column in amounts[0].itersiblings() if amounts else ():
                _set_aside(column)
        return arch, view


def _set_aside(column):
    """A button behind the amount goes, a column can still be asked for."""
    if column.tag == "button":
        column.set("column_invisible", "1")
    elif column.tag == "field" and not (
        column.get("column_invisible") or column.get("name", "").startswith("price_")
    ):
        column.set("optional", "hide")
