from odoo import api, models


class TransportDocument(models.Model):
    """New documents that the client may see are told to the webhooks."""

    _inherit = "transport.document"

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        serializer = self.env["transport.api.serializer"]
        for document in documents.filtered("visible"):
            self.env["transport.webhook"]._emit(
                "order.document",
                document.order_id,
                {"document": serializer._serialize_document(document)},
            )
        return documents
