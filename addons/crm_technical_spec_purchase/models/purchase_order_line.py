from odoo import models
from odoo.exceptions import UserError


class PurchaseOrderLine(models.Model):
    _name = "purchase.order.line"
    _inherit = ["purchase.order.line", "tech.specified.mixin"]

    def action_tech_view_equivalents(self):
        """Show what offers the same or better, when the vendor cannot deliver."""
        self.ensure_one()
        return self.env["tech.equivalent"]._open(
            self.product_id,
            self.product_uom_qty,
            self.company_id,
            {"warehouse_id": self.order_id.picking_type_id.warehouse_id.id},
            self,
        )

    def _tech_replace_article(self, product):
        """Ask for another article instead, as if it had been chosen on the line."""
        self.ensure_one()
        self.check_access("write")
        if self.state not in ("draft", "sent"):
            raise UserError(
                self.env._(
                    "%(order)s is ordered already. Cancel the line, or ask for %(product)s in a "
                    "request of its own.",
                    order=self.order_id.name,
                    product=product.display_name,
                )
            )
        if self.move_dest_ids:
            raise UserError(
                self.env._(
                    "This line of %(order)s is ordered for %(transfers)s, which waits for "
                    "%(product)s. Change the order of the customer first.",
                    order=self.order_id.name,
                    transfers=", ".join(self.move_dest_ids.picking_id.mapped("name")),
                    product=self.product_id.display_name,
                )
            )
        quantity = self.product_uom_qty
        self.write({"product_id": product.id, "price_unit": 0.0, "technical_price_unit": 0.0})
        self._product_id_change()
        self.product_qty = quantity
        self._compute_price_unit_and_date_planned_and_name()
