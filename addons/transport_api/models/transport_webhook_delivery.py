import json
import time
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.suite_base.core.addresses import OutgoingError
from odoo.addons.suite_base.core.outgoing import call
from odoo.addons.transport_order.core.reference import new_reference

from ..core.api_signature import retry_delay, sign
from .transport_api_serializer import iso

BATCH = 50
KEEP_DAYS = 90
POLICY = {"timeout": 10, "total_time": 20, "max_bytes": 64 * 1024, "max_redirects": 0}


class TransportWebhookDelivery(models.Model):
    """One message to a webhook: written with the change it tells, sent after the commit."""

    _name = "transport.webhook.delivery"
    _inherit = "suite.guard.mixin"
    _description = "Webhook Message"
    _order = "id desc"
    _rec_name = "reference"

    webhook_id = fields.Many2one("transport.webhook", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="webhook_id.company_id", store=True)
    order_id = fields.Many2one("transport.order", index=True, ondelete="cascade")
    reference = fields.Char(
        required=True, readonly=True, default=lambda self: new_reference("M", 16)
    )
    kind = fields.Selection(
        [("order.state", "State"), ("order.event", "Event"), ("order.document", "Document")],
        required=True,
        readonly=True,
    )
    payload = fields.Text(readonly=True)
    state = fields.Selection(
        [
            ("pending", "To send"),
            ("sent", "Sent"),
            ("failed", "Failed, tried again"),
            ("dead", "Given up"),
        ],
        default="pending",
        required=True,
        readonly=True,
        index=True,
    )
    attempts = fields.Integer(readonly=True)
    next_try = fields.Datetime(default=fields.Datetime.now, readonly=True)
    sent_at = fields.Datetime(readonly=True)
    last_status = fields.Integer(string="HTTP Status", readonly=True)
    last_error = fields.Char(readonly=True)

    @api.model
    def _enqueue(self, webhooks, kind, order, content):
        serializer = self.env["transport.api.serializer"]
        # sudo: the message is written for its receiver, whoever made the change
        described = {
            "reference": order.reference,
            "name": order.name,
            "state": order.state,
            "external_reference": order.external_reference or "",
            "vehicles": [serializer._serialize_line(line) for line in order.sudo().line_ids],
        }
        messages = self.create(
            [{"webhook_id": webhook.id, "order_id": order.id, "kind": kind} for webhook in webhooks]
        )
        for message in messages:
            message.payload = json.dumps(
                {
                    "id": message.reference,
                    "type": kind,
                    "created_at": iso(fields.Datetime.now()),
                    "order": described,
                }
                | content,
                ensure_ascii=False,
            )
        # The cron starts when this transaction is committed, never before.
        self.env.ref("transport_api.ir_cron_webhooks")._trigger()

    @api.model
    def _get_due(self, resting=()):
        """Domain of what has to be sent now.

        :param resting: ids of webhooks that did not answer in this round
        """
        return [
            ("state", "in", ("pending", "failed")),
            ("next_try", "<=", fields.Datetime.now()),
            ("webhook_id.active", "=", True),
            ("webhook_id", "not in", list(resting)),
        ]

    @api.model
    def _cron_send(self):
        """Send what is due; each message is committed on its own.

        A receiver that does not take a message is left alone until the next round: its time-outs
        must not delay the messages of the others.
        """
        progress, resting = self.env["ir.cron"]._commit_progress, set()
        progress(remaining=self.search_count(self._get_due()))
        while messages := self.search(self._get_due(resting), limit=BATCH, order="id"):
            taken = messages.try_lock_for_update(limit=1)
            if not taken:
                return  # another worker sends the rest
            taken._send()
            if taken.state != "sent":
                resting.add(taken.webhook_id.id)
            if not progress(1):
                return
        progress(remaining=0)  # what rests is left to the next round

    def _send(self):
        """One attempt."""
        self.ensure_one()
        # sudo: the secret signs, it is not shown
        webhook = self.webhook_id.sudo()
        body = (self.payload or "{}").encode()
        moment = int(time.time())
        headers = {
            "Content-Type": "application/json",
            "X-Signature": sign(webhook.secret or "", body, moment),
            "X-Message-Id": self.reference,
        }
        policy = self.env["suite.outgoing"]._get_policy(**POLICY)
        try:
            answer = call(webhook.url, method="POST", headers=headers, body=body, policy=policy)
        except OutgoingError as error:
            return self._note_failure(0, self.env["suite.outgoing"]._describe(error))
        if 200 <= answer.status < 300:
            return self.write(
                {
                    "state": "sent",
                    "attempts": self.attempts + 1,
                    "sent_at": fields.Datetime.now(),
                    "last_status": answer.status,
                    "last_error": False,
                }
            )
        return self._note_failure(
            answer.status, self.env._("The receiver answered %(status)s.", status=answer.status)
        )

    def _note_failure(self, status, message):
        attempts = self.attempts + 1
        delay = retry_delay(attempts)
        return self.write(
            {
                "state": "dead" if delay is None else "failed",
                "attempts": attempts,
                "next_try": delay and fields.Datetime.now() + timedelta(seconds=delay),
                "last_status": status,
                "last_error": message[:250],
            }
        )

    def action_send_again(self):
        """Send these messages again, now."""
        self.check_access("write")
        self.write({"state": "pending", "attempts": 0, "next_try": fields.Datetime.now()})
        self.env.ref("transport_api.ir_cron_webhooks")._trigger()

    @api.autovacuum
    def _gc_messages(self):
        limit = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        self.search([("create_date", "<", limit)]).unlink()
