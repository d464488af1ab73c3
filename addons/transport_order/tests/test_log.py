import contextlib
import logging

from odoo import http
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import GOOD_PNG
from .common_api import ApiCommon
from .common_feed import web_server


class Collector(logging.Handler):
    """Keeps every line as the log file would get it."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


@tagged("post_install", "-at_install")
class TestLogHoldsNoSecret(ApiCommon):
    """The real log of real requests: what opens something never reaches it."""

    @contextlib.contextmanager
    def _collect(self, *muted):
        """:param muted: loggers whose expected warnings stay out of the test's own log"""
        collector, own = Collector(), logging.getLogger("odoo.addons.transport_order")
        level = own.level
        own.setLevel(logging.DEBUG)
        with mute_logger(*muted):
            loggers = [logging.getLogger(), *(logging.getLogger(name) for name in muted)]
            for logger in loggers:
                logger.addHandler(collector)
            try:
                yield collector.lines
            finally:
                own.setLevel(level)
                for logger in loggers:
                    logger.removeHandler(collector)

    def _assert_kept_out(self, lines, *secrets):
        text = "\n".join(lines)
        for secret in secrets:
            self.assertGreaterEqual(len(secret), 6, "a secret that short proves nothing")
            self.assertNotIn(secret, text)

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
        self.env["ir.config_parameter"].set_param("transport_order.allowed_hosts", "127.0.0.1")
        messages = self.env["transport.webhook.delivery"]
        with web_server({}) as (base, seen), self._collect() as lines:
            made = self.api(
                "POST", "/webhooks",
                body={"url": f"{base}/hook?token=h00k-t0ken", "kinds": ["order.state"]}, expect=201,
            ).data  # fmt: skip
            self._stored()
            message = messages.search([("webhook_id.reference", "=", made["reference"])], limit=1)
            with self.allow_requests(all_requests=True):
                message._send()
        self.assertEqual((len(seen), message.state), (1, "failed"))
        self.assertTrue(lines)
        self._assert_kept_out([*lines, str(message.read())], made["secret"], "h00k-t0ken")

    def test_a_driver_s_link_is_cut_in_the_log(self):
        order = self._create_accepted()
        order.sudo().with_user(self.dispatcher).action_driver_link()
        token = order.sudo().driver_token
        page = f"/transport/driver/{token}"
        form = f"{page}/{order.line_ids.reference}/pickup"
        self.env.flush_all()
        self.authenticate(None, None)
        with self._collect("odoo.http") as lines:
            self.assertEqual(self.url_open(page).status_code, 200)
            self.assertEqual(self.url_open(form).status_code, 200)
            forged = self.url_open(form, data={"done": "handover"})
            self.assertEqual(forged.status_code, 400)
            signed = {
                "csrf_token": http.Request.csrf_token(self), "done": "handover",
                "signed_by": "M. Petit", "signature": f"data:image/png;base64,{GOOD_PNG}",
            }  # fmt: skip
            self.assertEqual(self.url_open(form, data=signed).status_code, 200)
            self.url_open(f"/transport//driver/{token}")
        text = "\n".join(lines)
        self.assertIn("GET /transport/driver/… ", text)
        self.assertIn("No CSRF validation token provided for path", text)
        self._assert_kept_out(lines, token, GOOD_PNG)

    def test_portal_links_and_accesses_leave_no_password_nor_invitation(self):
        self.authenticate(self.group_user.login, self.group_user.login)
        with self._collect() as lines:
            answer = self.url_open(
                "/my/transport/users/new",
                data={
                    "csrf_token": http.Request.csrf_token(self), "name": "Paul",
                    "email": "paul@martin.test", "site": str(self.site.id), "role": "view",
                },
            )  # fmt: skip
            self.assertEqual(answer.status_code, 200)
            order = self._create_quoted()
            self.assertEqual(self.url_open(order.access_url).status_code, 200)
        mail = self.env["mail.mail"].search([("subject", "!=", False)], order="id desc", limit=1)
        links = [part.split("token=")[1].split("&")[0].split('"')[0]
                 for part in str(mail.body_html).split("href=")[1:] if "token=" in part]  # fmt: skip
        self.assertTrue(links, "the invitation holds a link that opens the account")
        self._assert_kept_out(lines, self.session.sid, *links)

    def test_feeds_and_the_remote_erp_log_no_password(self):
        feed = self.env["transport.feed"].create(
            {
                "name": "Stock", "partner_id": self.site.id, "transport": "http",
                "profile_id": self.env.ref("transport_order.feed_profile_neutral_csv").id,
                "url": "https://nowhere.invalid/f?token=f33d-t0ken",
                "header_name": "X-Api-Key", "header_value": "h3ader-key",
            }
        )  # fmt: skip
        self.carrier.write(
            {
                "transport_estimate_provider": "http",
                "transport_remote_url": "https://nowhere.invalid",
                "transport_remote_key": "r3mote-key",
            }
        )
        with self._collect() as lines:
            feed._refresh_safely()
            feed.write({"transport": "sftp", "url": "sftp://nowhere.invalid/f", "username": "u",
                        "password": "sftp-p4ss"})  # fmt: skip
            feed._refresh_safely()
            order = self._create_quoted()
        self.assertEqual((feed.failure_count, order.state), (2, "on_request"))
        self.assertIn("The remote ERP gave no price", "\n".join(lines))
        self._assert_kept_out(lines, "f33d-t0ken", "h3ader-key", "r3mote-key", "sftp-p4ss")
