import ast
import inspect

from odoo.tests import TransactionCase, tagged

from ..core import addresses, outgoing
from ..models.outgoing import SENTENCES


@tagged("post_install", "-at_install")
class TestOutgoing(TransactionCase):
    def test_hosts_are_allowed_by_the_administrator(self):
        self.env["ir.config_parameter"].set_param("suite_base.allowed_hosts", "erp.lan 10.0.0.5:80")
        policy = self.env["suite.outgoing"]._get_policy(timeout=3)
        self.assertEqual(policy.allowed_hosts, ("erp.lan", "10.0.0.5:80"))
        self.assertEqual(policy.timeout, 3)

    def test_every_error_has_its_sentence(self):
        codes = set()
        for module in (addresses, outgoing):
            for node in ast.walk(ast.parse(inspect.getsource(module))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in (
                    "UnsafeUrl",
                    "CallFailed",
                    "AnswerRefused",
                ):
                    codes |= {
                        part.value for part in node.args[:1] if isinstance(part, ast.Constant)
                    }
        self.assertGreater(len(codes), 12)
        self.assertEqual(codes | {"unreachable", "timeout"}, set(SENTENCES))

    def test_the_sentence_names_the_host_and_what_to_do(self):
        describe = self.env["suite.outgoing"]._describe
        self.assertIn(
            "erp.lan is on a private", describe(addresses.UnsafeUrl("address", "erp.lan"))
        )
        error = outgoing.AnswerRefused("http_status", "x.fr", status=503)
        self.assertEqual(describe(error), "x.fr answers with an error (status 503).")
        self.assertEqual(describe(addresses.OutgoingError("else")), "else")
