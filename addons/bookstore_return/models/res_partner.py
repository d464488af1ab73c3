from odoo import fields, models

from ..core.criteria import Terms


class ResPartner(models.Model):
    _inherit = "res.partner"

    bookstore_return_asked = fields.Boolean(
        "Returns to Be Authorised",
        help="This distributor wants to be asked before books are sent back.",
    )
    bookstore_return_earliest = fields.Integer(
        "Returnable after (months)", help="Months after the purchase; 0: at once."
    )
    bookstore_return_latest = fields.Integer(
        "Returnable until (months)", default=12, help="Months after the purchase; 0: always."
    )

    def _bookstore_get_return_terms(self):
        return Terms(self.bookstore_return_earliest, self.bookstore_return_latest)
