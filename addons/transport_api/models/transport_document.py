from odoo import models


class TransportDocument(models.Model):
    """Files that the client may see from now on are told to the webhooks."""

    _inherit = "transport.document"

    def _after_published(self):
        result = super()._after_published()
        serializer = self.env["transport.api.serializer"]
        for document in self:
            self.env["transport.webhook"]._emit(
                "order.document",
                document.order_id,
                {"document": serializer._serialize_document(document)},
            )
        return result
