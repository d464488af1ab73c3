from odoo import models


class TransportOrder(models.Model):
    """Changes of orders are told to the webhooks."""

    _inherit = "transport.order"

    def _after_state_change(self, old_state):
        result = super()._after_state_change(old_state)
        content = {"old_state": old_state, "state": self.state}
        self.env["transport.webhook"]._emit("order.state", self, content)
        return result

    def _after_events(self, events):
        result = super()._after_events(events)
        serializer = self.env["transport.api.serializer"]
        for event in events:
            self.env["transport.webhook"]._emit(
                "order.event", self, {"event": serializer._serialize_event(event)}
            )
        return result
