from odoo import models
from odoo.exceptions import MissingError

OURS = ("transport.order", "transport.document", "transport.event", "transport.inspection")


class IrBinary(models.AbstractModel):
    """Clients fetch files and signatures on their pages and over the API, where each fetch is noted;
    Odoo's own addresses of fields are closed to them, as those of our reports are."""

    _inherit = "ir.binary"

    def _record_to_stream(self, record, field_name):
        if record._name in OURS and self.env.user.share:
            raise MissingError(self.env._("This file is on the page of its order."))
        return super()._record_to_stream(record, field_name)
