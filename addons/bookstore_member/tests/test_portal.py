from odoo.tests import HttpCase, new_test_user, tagged

from .common import MemberCommon


@tagged("post_install", "-at_install")
class TestPortal(MemberCommon, HttpCase):
    """A member sees his own wallet and nobody else's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._join(cls.maxime)
        cls._pay(cls._call() | cls._call(cls.other))
        for member in cls.member | cls.other:
            member.card_id.history_ids.bookstore_date = "2026-01-07"
            member._draw_up_statements()
        for partner, login in ((cls.louise, "portal_louise"), (cls.maxime, "portal_maxime")):
            new_test_user(cls.env, login, "base.group_portal", partner_id=partner.id)

    def test_a_member_reads_his_wallet(self):
        self.authenticate("portal_louise", "portal_louise")
        page = self.url_open("/my/membership")
        self.assertEqual(page.status_code, 200)
        self.assertIn(self.member.name, page.text)
        self.assertNotIn(self.other.name, page.text)
        self.assertIn("January 2026", page.text)

    def test_somebody_elses_statement_is_not_shown(self):
        self.authenticate("portal_maxime", "portal_maxime")
        foreign = self.member.statement_ids[:1]
        answer = self.url_open(f"/my/membership/statement/{foreign.id}", allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        self.assertTrue(answer.headers["Location"].endswith("/my/membership"))

    def test_who_is_no_member_is_led_home(self):
        new_test_user(self.env, "portal_nobody", "base.group_portal")
        self.authenticate("portal_nobody", "portal_nobody")
        answer = self.url_open("/my/membership", allow_redirects=False)
        self.assertEqual(answer.status_code, 303)

    def test_the_portal_has_no_way_around(self):
        user = self.env["res.users"].search([("login", "=", "portal_maxime")])
        for name in ("bookstore.member", "bookstore.member.contribution", "loyalty.card"):
            self.assertFalse(self.env[name].with_user(user).has_access("read"), name)
