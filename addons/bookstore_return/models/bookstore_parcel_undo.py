from odoo import models


class BookstoreParcel(models.Model):
    _inherit = "bookstore.parcel"

    def _bookstore_get_own_dependents(self):
        text = self.env._("The request for the return: it is allowed again.")
        sent = self.return_request_id.filtered(lambda one: one.state == "sent")
        return [
            *super()._bookstore_get_own_dependents(),
            *((request, text, False) for request in sent if self.state == "done"),
        ]
