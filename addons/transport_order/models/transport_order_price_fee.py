from odoo import models
from odoo.exceptions import AccessError


class TransportOrderPrice(models.Model):
    """The button of a fee."""

    _inherit = "transport.order.price"

    def action_void_fee(self):
        """Take a fee away that was charged by mistake."""
        self.ensure_one()
        self.order_id.check_access("write")
        if not self.env.user.has_group("transport_order.group_transport_manager"):
            raise AccessError(
                self.env._("Only a manager of transports takes fees away. Ask one of them.")
            )
        self.order_id._void_fee(self)
