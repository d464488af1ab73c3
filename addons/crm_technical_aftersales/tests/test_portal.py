from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import AfterSalesCommon


@tagged("post_install", "-at_install")
class TestPortal(AfterSalesCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._sell(2)
        cls.login = "sav_customer"
        cls.user = new_test_user(
            cls.env, cls.login, "base.group_portal", partner_id=cls.customer.id
        )
        cls.case = cls._open(
            cls.order, note="<p>Difficult customer</p>", description="<p>It hums</p>"
        )

    def _token(self, url):
        page = self.url_open(url).text
        return page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]

    def test_a_customer_opens_a_case_and_answers(self):
        self.authenticate(self.login, self.login)
        page = self.url_open("/my/cases/new").text
        self.assertIn(self.order.name, page)
        values = {
            "csrf_token": self._token("/my/cases/new"),
            "title": "No signal",
            "message": "Since <b>Monday</b>",
            "kind": "claim",
        }
        stranger = self.env["sale.order.line"].search(
            [("id", "!=", self.order.order_line.id)], limit=1
        )
        self.url_open("/my/cases/create", data=values | {"order_line": str(stranger.id or 1)})
        cases = self.env["tech.case"].search([("title", "=", "No signal")])
        self.assertFalse(cases.line_ids, "somebody else's order line is not taken")
        self.url_open(
            "/my/cases/create", data=values | {"order_line": str(self.order.order_line.id)}
        )
        case = self.env["tech.case"].search([("title", "=", "No signal")]) - cases
        self.assertEqual(
            (case.partner_id, case.channel, case.kind), (self.customer, "portal", "claim")
        )
        self.assertEqual(case.line_ids.sale_line_id, self.order.order_line)
        self.assertNotIn("<b>", case.description)
        case.action_wait()
        url = f"/my/cases/{case.id}"
        self.url_open(f"{url}/answer", data={"csrf_token": self._token(url), "message": "Here"})
        self.assertEqual(case.state, "progress")
        self.assertIn("Here", self.url_open(url).text)

    def test_he_reads_what_is_his_and_nothing_internal(self):
        self.authenticate(self.login, self.login)
        self.assertIn(self.case.name, self.url_open("/my/cases").text)
        page = self.url_open(f"/my/cases/{self.case.id}").text
        self.assertIn("It hums", page)
        self.assertNotIn("Difficult customer", page)
        for model in ("tech.case", "tech.case.line"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.user).search([])

    def test_nobody_else_sees_it_without_its_link(self):
        new_test_user(self.env, "sav_stranger", "base.group_portal")
        self.authenticate("sav_stranger", "sav_stranger")
        self.assertNotIn("It hums", self.url_open(f"/my/cases/{self.case.id}").text)
        self.authenticate(None, None)
        self.assertNotIn(
            "It hums", self.url_open(f"/my/cases/{self.case.id}?access_token=wrong").text
        )
        self.assertIn("It hums", self.url_open(self.case.get_portal_url()).text)
