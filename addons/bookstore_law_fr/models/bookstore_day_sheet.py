from odoo import models


class SalesRecorded(frozenset):
    """Sales that took place already: they are recorded, and told when they were not lawful.

    Not a serialisable value: no request can pretend to hold it in its context.
    """


class BookstoreDaySheet(models.Model):
    _inherit = "bookstore.day.sheet"

    def _post_sales(self):
        """What the paper of the evening says was sold is recorded whatever its price."""
        super(BookstoreDaySheet, self.with_context(fr_sales_recorded=SalesRecorded()))._post_sales()
        order = self.order_id
        for line, found in order.order_line._fr_get_books().items():
            message = line._fr_get_fault(found)
            if message:
                # sudo: alerts are written by what happens
                self.env["bookstore.alert"].sudo()._fr_tell_price(
                    order.company_id, line.product_id, self.name, message
                )
