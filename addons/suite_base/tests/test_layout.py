from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestLayout(HttpCase):
    def test_a_page_says_its_language(self):
        self.assertRegex(self.url_open("/web/login").text, r'<html[^>]* lang="en-US"')
