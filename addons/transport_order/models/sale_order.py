from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    transport_order_id = fields.Many2one(
        "transport.order", string="Transport", index="btree_not_null", copy=False, readonly=True
    )

    def action_view_transport_order(self):
        """Open the transport this order invoices."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "transport_order.transport_order_action"
        )
        return action | {
            "views": [(False, "form")],
            "res_id": self.transport_order_id.id,
        }
