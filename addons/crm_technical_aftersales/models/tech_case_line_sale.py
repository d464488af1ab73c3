from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class TechCaseLine(models.Model):
    """Where a product of a case comes from: the sale, the invoice, the serial number."""

    _inherit = "tech.case.line"

    @api.depends("lot_id", "invoice_line_id", "case_id.partner_id")
    def _compute_source(self):
        for line in self:
            if line.state == "decided":
                line.sale_line_id = line.sale_line_id
                continue
            sold = line.invoice_line_id.sale_line_ids[:1]
            if not sold and line.lot_id and not line.sale_line_id:
                sold = line._get_last_move().sale_line_id
            line.sale_line_id = sold or line.sale_line_id

    def _get_last_move(self):
        """The last delivery of the serial number to a customer."""
        customer = self.case_id.partner_id.commercial_partner_id
        domain = (
            Domain("lot_id", "in", self.lot_id.ids)
            & Domain("state", "=", "done")
            & Domain("location_dest_id.usage", "=", "customer")
            & Domain("move_id.sale_line_id", "!=", False)
        )
        if customer:
            domain &= Domain("move_id.sale_line_id.order_id.partner_id", "child_of", customer.ids)
        lines = self.env["stock.move.line"].search(domain, order="date desc, id desc", limit=1)
        return lines.move_id

    @api.depends("sale_line_id", "invoice_line_id", "lot_id")
    def _compute_product(self):
        for line in self:
            line.product_id = (
                line.lot_id.product_id
                or line.invoice_line_id.product_id
                or line.sale_line_id.product_id
                or line.product_id
            )

    def _check_sale(self):
        """What a line names belongs to the customer of its case and to one product."""
        for line in self:
            customer = line.case_id.commercial_partner_id
            if (
                line._is_of_others(customer)
                or line._hides_its_sale()
                or line._get_sold_products() - line.product_id
            ):
                raise UserError(
                    self.env._(
                        "%(line)s of %(case)s: order line, invoice line, serial number and product "
                        "are not of one sale to %(customer)s. Choose them again.",
                        line=line.display_name,
                        case=line.case_id.name,
                        customer=customer.display_name,
                    )
                )

    def _is_of_others(self, customer):
        """Whether the sale was made to somebody else; who paid for it may be another."""
        return bool(customer) and any(
            document and customer not in document._tech_get_customers()
            for document in (self.sale_line_id.order_id, self.invoice_line_id.move_id)
        )

    def _hides_its_sale(self):
        """Whether the order line of its invoice or serial number was taken away or changed: what is
        left of a sale is counted there, over all its invoices and serial numbers."""
        own = self.sudo()  # sudo: which order it was, whoever may read it
        sold = own.invoice_line_id.sale_line_ids
        if not sold and own.lot_id and not own.sale_line_id:
            sold = own._get_last_move().sale_line_id
        return bool(sold) and own.sale_line_id not in sold

    def _is_kit(self):
        """Whether the deliveries of the sale are of other goods than what was sold."""
        goods = self.sale_line_id.move_ids.filtered(
            lambda move: move.state != "cancel" and not move.tech_case_line_id
        )
        return bool(goods.product_id - self.sale_line_id.product_id)

    def _get_sold_products(self):
        products = self.sale_line_id.product_id | self.invoice_line_id.product_id
        return products | self.lot_id.product_id
