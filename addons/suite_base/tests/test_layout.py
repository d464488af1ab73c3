from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestLayout(HttpCase):
    def test_a_page_says_its_language(self):
        self.assertRegex(self.url_open("/web/login").text, r'<html[^>]* lang="en-US"')

    def test_tabs_count_what_their_reader_sees(self):
        partners = self.env["res.partner"].create([{"name": "Tab one"}, {"name": "Tab two"}])
        domains = [[("id", "in", partners.ids)], [("id", "in", partners[:1].ids)]]
        self.assertEqual(self.env["suite.tabs"].count("res.partner", domains), [2, 1])
        with self.assertRaises(UserError):
            self.env["suite.tabs"].count("no.such.model", [[]])
        nobody = self.env["suite.tabs"].with_user(self.env.ref("base.public_user"))
        with self.assertRaises(AccessError):
            nobody.count("res.users.log", [[]])
