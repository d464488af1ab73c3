from odoo import http
from odoo.tests import tagged

from .common import GOOD_PNG
from .common_log import LogCommon
from .common_portal import PortalCommon


@tagged("post_install", "-at_install")
class TestLogHoldsNoSecret(LogCommon, PortalCommon):
    """What opens something never reaches the log."""

    def test_a_driver_s_link_is_cut_in_the_log(self):
        order = self._create_accepted()
        order.sudo().with_user(self.dispatcher).action_driver_link()
        token = order.sudo().driver_token
        page = f"/transport/driver/{token}"
        form = f"{page}/{order.line_ids.reference}/pickup"
        driver = self.env["transport.driver"].create({"name": "Karim"})
        driver._renew_driver_link()
        day = f"/transport/driver/day/{driver.day_token}"
        self.env.flush_all()
        self.authenticate(None, None)
        with self._collect("odoo.http") as lines:
            self.assertEqual(self.url_open(page).status_code, 200)
            self.assertEqual(self.url_open(form).status_code, 200)
            forged = self.url_open(form, data={"done": "handover"})
            self.assertEqual(forged.status_code, 400)
            signed = {
                "csrf_token": http.Request.csrf_token(self),
                "done": "handover",
                "signed_by": "M. Petit",
                "signature": f"data:image/png;base64,{GOOD_PNG}",
            }
            self.assertEqual(self.url_open(form, data=signed).status_code, 200)
            self.url_open(f"/transport//driver/{token}")
            self.assertEqual(self.url_open(day).status_code, 200)
        text = "\n".join(lines)
        self.assertIn("GET /transport/driver/… ", text)
        self.assertIn("No CSRF validation token provided for path", text)
        self._assert_kept_out(lines, token, driver.day_token, GOOD_PNG)

    def test_portal_links_and_accesses_leave_no_password_nor_invitation(self):
        self.authenticate(self.group_user.login, self.group_user.login)
        with self._collect() as lines:
            answer = self.url_open(
                "/my/transport/users/new",
                data={
                    "csrf_token": http.Request.csrf_token(self),
                    "name": "Paul",
                    "email": "paul@martin.test",
                    "site": str(self.site.id),
                    "role": "view",
                },
            )
            self.assertEqual(answer.status_code, 200)
            order = self._create_quoted()
            self.assertEqual(self.url_open(order.access_url).status_code, 200)
        mail = self.env["mail.mail"].search([("subject", "!=", False)], order="id desc", limit=1)
        links = [
            part.split("token=")[1].split("&")[0].split('"')[0]
            for part in str(mail.body_html).split("href=")[1:]
            if "token=" in part
        ]
        self.assertTrue(links, "the invitation holds a link that opens the account")
        self._assert_kept_out(lines, self.session.sid, *links)
