from odoo import api, models

from . import sql

TRACKING_LENGTH = 64


class ShopHandlerShipment(models.AbstractModel):
    """What left the warehouse, told to the shop: tracking number, and the state once all left."""

    _name = "shop.handler.shipment"
    _description = "Shipment Handler"
    _inherit = "shop.handler"

    @api.model
    def _announce(self, orders):
        """File in the outbox what the shop should show for these orders; filing the same wish
        twice changes nothing."""
        for channel, group in orders.grouped("shop_channel_id").items():
            if not channel.shipment_sync or channel.engine == "json":
                continue
            documents = [
                ("shipment", order.shop_external_key, self._prepare(channel, order))
                for order in group
            ]
            if sql.insert_messages(self.env, channel, "out", documents, "delivery"):
                channel._wake_up()

    @api.model
    def _prepare(self, channel, order):
        outgoing = order.picking_ids.filtered(lambda p: p.picking_type_code == "outgoing")
        deliveries = outgoing.sorted("id")
        numbers = [ref for ref in deliveries.mapped("carrier_tracking_ref") if ref]
        complete = all(delivery.state in ("done", "cancel") for delivery in deliveries)
        return {
            "schema": "shipment/1",
            "order": order.shop_external_key,
            "reference": order.shop_reference or "",
            "tracking": self._join(list(dict.fromkeys(numbers))),
            "state": (channel.shipped_mapping_id.external_key or "") if complete else "",
            "notify": channel.notify_customer,
        }

    @api.model
    def _join(self, numbers):
        """All tracking numbers in the shop's one field (64 characters), the newest if too long."""
        joined = ", ".join(numbers)
        return joined if len(joined) <= TRACKING_LENGTH else numbers[-1][:TRACKING_LENGTH]
