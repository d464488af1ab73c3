from odoo.tests import tagged

from odoo.addons.transport_order.tests.common_log import LogCommon
from odoo.addons.transport_order.tests.common_server import web_server

from .common_api import ApiCommon


@tagged("post_install", "-at_install")
class TestApiLogHoldsNoSecret(LogCommon, ApiCommon):
    """What opens something never reaches the log."""

    def test_an_api_call_logs_its_path_and_never_its_key(self):
        wrong = self.keys["site"][:-4] + "beef"
        with self._collect() as lines:
            stored = self._stored()
            self.api("GET", "/orders", expect=200)
            self.api("GET", "/orders?state=none", expect=400)
            self.api("GET", "/orders", wrong, expect=401)
            self._accept(stored)
        self.assertRegex("\n".join(lines), r"GET /api/transport/v1/orders.* 401")
        self._assert_kept_out(lines, self.keys["site"], wrong, "Bearer")

    def test_a_broken_api_call_logs_its_error_and_never_its_key(self):
        def fail(*args, **kwargs):
            raise ZeroDivisionError("broken on purpose")

        self.patch(self.env.registry["transport.api"], "_list_orders", fail)
        with self._collect("odoo.http") as lines:
            answer = self.api("GET", "/orders", expect=500)
        self.assertIn("broken on purpose", "\n".join(lines))
        self.assertNotIn("broken on purpose", answer.text)
        self._assert_kept_out(lines, self.keys["site"])

    def test_a_new_key_is_shown_once_and_never_logged(self):
        with self._collect() as lines:
            secret = self._create_key(self.colleague)
            self.api("GET", "/me", secret, expect=200)
        self.assertTrue(lines)
        self._assert_kept_out(lines, secret)

    def test_webhooks_log_neither_their_secret_nor_the_token_of_their_address(self):
        self.env["ir.config_parameter"].set_param("suite_base.allowed_hosts", "127.0.0.1")
        messages = self.env["transport.webhook.delivery"]
        with web_server({}) as (base, seen), self._collect() as lines:
            made = self.api(
                "POST",
                "/webhooks",
                body={"url": f"{base}/hook?token=h00k-t0ken", "kinds": ["order.state"]},
                expect=201,
            ).data
            self._stored()
            message = messages.search([("webhook_id.reference", "=", made["reference"])], limit=1)
            with self.allow_requests(all_requests=True):
                message._send()
        self.assertEqual((len(seen), message.state), (1, "failed"))
        self.assertTrue(lines)
        self._assert_kept_out([*lines, str(message.read())], made["secret"], "h00k-t0ken")
