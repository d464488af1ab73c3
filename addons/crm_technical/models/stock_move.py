from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        done = super()._action_done(cancel_backorder=cancel_backorder)
        specified = done.filtered(lambda move: move.product_id.tech_family_id)
        if specified:
            self.env["tech.installed"]._record_deliveries(specified)
        return done

    def _tech_get_installed_site(self):
        """Return where a delivery to a customer ends up; empty for anything else.

        What a supplier delivers to the customer directly counts too.
        """
        if self.location_dest_id.usage != "customer" or self.location_id.usage == "customer":
            return self.env["res.partner"]
        return self.picking_id.partner_id or self.sale_line_id.order_id.partner_shipping_id

    def _tech_comes_back(self):
        return self.location_id.usage == "customer" and self.location_dest_id.usage != "customer"

    def _tech_get_frozen_specifications(self):
        """Return ``[(label, text)]`` that were promised for this delivery."""
        self.ensure_one()
        line = self.sale_line_id.sudo()  # sudo: the storekeeper has no sales rights
        return line._tech_get_specification_texts("on_quote") if line.tech_spec_snapshot else []
