from odoo import api, fields, models


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    is_deposit = fields.Boolean(
        "Deposit",
        copy=True,
        help="The copies stay the distributor's: they are paid by statement, never by this order.",
    )

    def _prepare_picking(self):
        vals = super()._prepare_picking()
        if self.is_deposit:
            vals["owner_id"] = self.partner_id.id
        return vals

    @api.depends("is_deposit")
    def _get_invoiced(self):
        super()._get_invoiced()
        self.filtered("is_deposit").invoice_status = "no"


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    @api.depends("order_id.is_deposit")
    def _compute_qty_invoiced(self):
        super()._compute_qty_invoiced()
        for line in self:
            if line.order_id.is_deposit:
                line.qty_to_invoice = 0.0
