from odoo import api, fields, models


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    is_deposit = fields.Boolean(
        "Deposit",
        copy=True,
        help="The copies stay the distributor's: they are paid by statement, never by this order.",
    )
    bookstore_better = fields.Char(
        "Better Rated",
        compute="_compute_bookstore_better",
        help="Titles that a better rated distributor supplies too.",
    )

    @api.depends("partner_id", "order_line.product_id", "state")
    def _compute_bookstore_better(self):
        """Warn, never forbid, when a better rated distributor has the title (B164)."""
        open_orders = self.filtered(lambda order: order.state in ("draft", "sent"))
        suppliers = open_orders.order_line.product_id._get_bookstore_suppliers()
        for order in self:
            titles = []
            if order in open_orders and order.partner_id:
                for product in order.order_line.product_id:
                    better = suppliers[product]._bookstore_get_better_rated(order.partner_id)
                    if better:
                        names = ", ".join(better.mapped("name"))
                        titles.append(f"{product.name} ({names})")
            order.bookstore_better = ", ".join(titles[:5]) + ("…" if titles[5:] else "")

    def button_approve(self, force=False):
        result = super().button_approve(force=force)
        ordered = self.filtered(
            lambda order: order.state == "purchase" and order.partner_id.bookstore_is_distributor
        )
        # sudo: ordering a title shows it in the lists, whoever orders
        ordered.order_line.product_id.product_tmpl_id.sudo()._bookstore_mark_interesting()
        return result

    def _prepare_picking(self):
        vals = super()._prepare_picking()
        if self.is_deposit:
            vals["owner_id"] = self.partner_id.id
        return vals

    @api.depends("is_deposit")
    def _get_invoiced(self):
        super()._get_invoiced()
        self.filtered("is_deposit").invoice_status = "no"
