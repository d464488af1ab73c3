from odoo import models


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    def _bookstore_client_get_paid(self):
        """These lines and their refunds, as far as they were paid."""
        lines = self | self.refund_orderline_ids
        return lines.filtered(lambda line: line.order_id.state in ("paid", "done"))

    def _bookstore_client_group(self):
        """``[(client order, its lines, all their copies are set aside)]``"""
        groups = []
        for sale_line, lines in self.grouped("sale_order_line_id").items():
            order = sale_line.bookstore_client_order_ids[:1]
            if order and all(line.qty > 0 for line in lines):
                groups.append((order, lines, sum(lines.mapped("qty")) <= order.aside))
        return groups
