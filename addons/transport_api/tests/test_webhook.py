import json
import time

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.transport_order.tests.common import GOOD_PNG, TransportCommon
from odoo.addons.transport_order.tests.common_server import web_server

from ..core.api_signature import RETRY_DELAYS, verify


@tagged("post_install", "-at_install")
class TestWebhook(TransportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("suite_base.allowed_hosts", "127.0.0.1")
        cls.webhook = cls.env["transport.webhook"].create(
            {
                "name": "ERP",
                "partner_id": cls.group.id,
                "url": "https://x.example/",
                "on_document": True,
            }
        )
        cls.messages = cls.env["transport.webhook.delivery"]

    def _own(self):
        return self.messages.search([("webhook_id", "=", self.webhook.id)], order="id")

    def _send(self):
        with self.enter_registry_test_mode():
            self.env.ref("transport_api.ir_cron_webhooks").method_direct_trigger()
        self.env.invalidate_all()

    def test_changes_are_written_with_the_order_and_sent_after_the_commit(self):
        triggers = self.env["ir.cron.trigger"].search([])
        with web_server({"/": (200, {}, b"ok")}) as (base, seen):
            self.webhook.url = f"{base}/"
            order = self._create_accepted()
            self.assertFalse(seen, "nothing leaves before the commit")
            self.assertTrue(self.env["ir.cron.trigger"].search([]) - triggers)
            self._send()
        self.assertEqual(set(self._own().mapped("state")), {"sent"})
        bodies = [json.loads(body) for _method, _path, _headers, body in seen]
        states = [body["state"] for body in bodies if body["type"] == "order.state"]
        self.assertEqual(states[-1], "confirmed")
        self.assertEqual(bodies[-1]["order"]["reference"], order.reference)

    def test_a_message_is_signed_and_the_secret_never_travels(self):
        with web_server({"/": (200, {}, b"")}) as (base, seen):
            self.webhook.url = f"{base}/"
            self._create_quoted()
            self._send()
        _method, _path, headers, body = seen[0]
        self.assertTrue(verify(self.webhook.secret, body, headers["X-Signature"], int(time.time())))
        self.assertFalse(verify("other", body, headers["X-Signature"], int(time.time())))
        self.assertNotIn(self.webhook.secret, str(seen))

    def test_events_and_visible_documents_are_told(self):
        order = self._create_accepted().sudo()
        self._own().unlink()
        order._append_events([{"code": "collected", "external_id": "1"}], "staff")
        order._append_events([{"code": "collected", "external_id": "1"}], "staff")
        for visible in (True, False):
            self.env["transport.document"].create(
                {
                    "order_id": order.id,
                    "name": f"{visible}.png",
                    "kind": "proof",
                    "file": GOOD_PNG,
                    "visible": visible,
                }
            )
        kinds = self._own().mapped("kind")
        self.assertEqual(sorted(kinds), ["order.document", "order.event", "order.state"])

    def test_another_client_is_told_nothing(self):
        self.webhook.partner_id = self.stranger
        self._create_accepted()
        self.assertFalse(self._own())
        self.webhook.partner_id = self.other_site
        self._create_accepted()
        self.assertFalse(self._own())

    def test_failures_are_tried_again_later_and_later_then_given_up(self):
        with web_server({"/": (500, {}, b"")}) as (base, seen):
            self.webhook.url = f"{base}/"
            self._create_quoted()
            message = self._own()[-1]
            (self._own() - message).unlink()
            pauses = []
            for _attempt in RETRY_DELAYS:
                message.next_try = fields.Datetime.now()
                self._send()
                pauses.append((message.next_try - message.write_date).total_seconds())
                self.assertEqual((message.state, message.last_status), ("failed", 500))
            message.next_try = fields.Datetime.now()
            self._send()
            self.assertEqual(message.state, "dead")
            self.assertEqual(len(seen), len(RETRY_DELAYS) + 1)
        self.assertEqual(pauses, sorted(pauses))
        self.assertEqual(self.webhook.failed_count, 1)
        with web_server({"/": (204, {}, b"")}) as (base, seen):
            self.webhook.url = f"{base}/"
            message.action_send_again()
            self._send()
        self.assertEqual((message.state, len(seen)), ("sent", 1))

    def test_a_dead_receiver_is_asked_once_a_round_and_delays_nobody(self):
        other = self.webhook.copy({"name": "Other"})
        with (
            web_server({"/": (500, {}, b"")}) as (dead, refused),
            web_server({"/": (200, {}, b"")}) as (alive, taken),
        ):
            self.webhook.url, other.url = f"{dead}/", f"{alive}/"
            self._create_accepted()
            waiting = len(self._own())
            self.assertGreater(waiting, 1)
            self._send()
        self.assertEqual((len(refused), len(taken)), (1, waiting))
        self.assertEqual(self._own().mapped("attempts"), [1] + [0] * (waiting - 1))

    def test_a_document_shown_later_is_told_when_it_is_shown(self):
        order = self._create_accepted().sudo()
        self._own().unlink()
        document = self.env["transport.document"].create(
            {
                "order_id": order.id,
                "name": "a.png",
                "kind": "proof",
                "file": GOOD_PNG,
                "visible": False,
            }
        )
        self.assertFalse(self._own())
        document.visible = True
        self.assertEqual(self._own().mapped("kind"), ["order.document"])
        document.file = b"JVBERi0xLjQgeQ=="
        self.assertEqual(json.loads(self._own()[-1].payload)["document"]["version"], 2)
        self.assertEqual(len(self._own()), 2)

    def test_a_message_that_is_not_due_waits(self):
        with web_server({"/": (200, {}, b"")}) as (base, seen):
            self.webhook.url = f"{base}/"
            self._create_quoted()
            self._own().next_try = fields.Datetime.add(fields.Datetime.now(), hours=1)
            self._send()
            self.assertFalse(seen)

    def test_the_internal_network_and_redirections_are_not_called(self):
        with web_server({}) as (base, seen):
            self.webhook.url = f"{base}/"
            self.env["ir.config_parameter"].set_param("suite_base.allowed_hosts", "")
            with self.assertRaises(ValidationError):
                self.webhook.url = f"{base}/other"
            self._create_quoted()
            self._send()
            self.assertFalse(seen)
            self.env["ir.config_parameter"].set_param("suite_base.allowed_hosts", "127.0.0.1")
            with web_server({"/": (307, {"Location": f"{base}/"}, b"")}) as (outer, _outer_seen):
                self.webhook.url = f"{outer}/"
                self._own().action_send_again()
                self._send()
            self.assertFalse(seen)
        self.assertEqual(set(self._own().mapped("state")), {"failed"})

    def test_odd_addresses_are_refused_when_entered(self):
        for url in (
            "file:///etc/passwd",
            "https://u:p@x.example/",
            "ftp://x.example/",
            "https://x:25/",
        ):
            with self.assertRaises(ValidationError):
                self.webhook.url = url

    def test_a_rolled_back_change_tells_nothing(self):
        order = self._create_quoted()
        before = len(self._own())
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            order._portal_accept(order.estimate_hash, "Anne")
            self.env.flush_all()
            raise ZeroDivisionError
        self.env.invalidate_all()
        self.assertEqual(len(self._own()), before)
