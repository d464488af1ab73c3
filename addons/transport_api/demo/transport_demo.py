from odoo import api, fields, models


class TransportDemo(models.AbstractModel):
    """Demo data of the API: a key, a webhook with its log."""

    _inherit = "transport.demo"

    @api.model
    def _demo_load_api(self):
        demo = self.with_context(
            tracking_disable=True,
            lang="fr_FR" if self.env["res.lang"]._get_data(code="fr_FR") else None,
        )
        demo._demo_key_and_webhook()

    def _demo_key_and_webhook(self):
        user = self.env["res.users"].search([("login", "=", "dijon@garnier.example")])
        self.env["transport.api.key"]._generate(
            user, "Logiciel de stock de Garnier", "transport.write", 365
        )
        webhook = self.env["transport.webhook"].create(
            {
                "name": "ERP de Garnier",
                "partner_id": user.commercial_partner_id.id,
                "url": "https://erp.example/transport",
            }
        )
        orders = self.env["transport.order"].search(
            [("partner_id", "=", webhook.partner_id.id), ("state", "=", "delivered")], limit=3
        )
        for order in orders:
            content = {"old_state": "in_progress", "state": order.state}
            self.env["transport.webhook"]._emit("order.state", order, content)
        messages = self.env["transport.webhook.delivery"].search([("webhook_id", "=", webhook.id)])
        now = fields.Datetime.now()
        messages.write({"state": "sent", "attempts": 1, "sent_at": now, "last_status": 200})
        messages[:1].write(
            {
                "state": "dead",
                "attempts": 8,
                "sent_at": False,
                "last_status": 503,
                "last_error": self.env._("The receiver answered %(status)s.", status=503),
            }
        )
