from odoo import models


class BookstoreNeed(models.Model):
    _inherit = "bookstore.need"

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals or "order_line_id" in vals:
            self._client_follow()
        return result

    def _client_follow(self):
        """Customers who wait see whether their title is ordered, or given up."""
        orders = self.env["bookstore.client.order"].sudo()  # sudo: what follows from the need
        for company, needs in self.grouped("company_id").items():
            found = orders._find_open(company, needs.product_id)
            if found:
                found._follow(company)

    def _get_reasons(self, company):
        """Also who waits: on the card of the title and on the need."""
        found = super()._get_reasons(company)
        needs = self.filtered(lambda need: need.reason == "client")
        # sudo: who waits is known to all who order books
        orders = self.env["bookstore.client.order"].sudo()
        waiting = orders._find_open(company, needs.product_id).grouped("product_id")
        for need in needs:
            own = waiting.get(need.product_id, orders)
            names = [f"{order.partner_id.name} × {order.left:g}" for order in own]
            found[need] = " ".join(filter(None, [found.get(need), self._join_names(names)]))
        return found

    def _join_names(self, names):
        if not names:
            return ""
        shown = ", ".join(names[:4])
        if len(names) > 4:
            return self.env._("Client orders: %(names)s and others.", names=shown)
        return self.env._("Client orders: %(names)s.", names=shown)
