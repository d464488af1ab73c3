from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestSmoke(TransactionCase):
    def test_estimator_is_there(self):
        self.assertIn("transport.estimator", self.env)
