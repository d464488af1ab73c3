from odoo import api, models


class TransportDocument(models.Model):
    """Files that the client may see from now on are told to the webhooks."""

    _inherit = "transport.document"

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        documents.filtered("is_latest")._tell_webhooks()
        return documents

    def write(self, vals):
        hidden = self.filtered(lambda document: not document.visible)
        result = super().write(vals)
        hidden._tell_webhooks()
        return result

    def _after_new_version(self):
        result = super()._after_new_version()
        self._tell_webhooks()
        return result

    def _tell_webhooks(self):
        serializer = self.env["transport.api.serializer"]
        for document in self.filtered("visible"):
            self.env["transport.webhook"]._emit(
                "order.document",
                document.order_id,
                {"document": serializer._serialize_document(document)},
            )
