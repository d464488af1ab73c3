from unittest.mock import patch

from odoo.exceptions import ConcurrencyError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestLostRace(HttpCase):
    """A request that Odoo tried five times in vain."""

    def test_the_loser_reads_a_sentence(self):
        tries = []

        def lose(_self, *_args, **_kwargs):
            tries.append(1)
            raise ConcurrencyError("serialization")

        self.authenticate("admin", "admin")
        with (
            patch.object(type(self.env["res.country"]), "search_count", lose),
            patch("odoo.service.model.time.sleep"),
            mute_logger("odoo.http", "odoo.service.model"),
        ):
            answer = self.url_open(
                "/web/dataset/call_kw/res.country/search_count",
                json={
                    "params": {
                        "model": "res.country",
                        "method": "search_count",
                        "args": [[]],
                        "kwargs": {},
                    }
                },
            ).json()
        self.assertEqual(len(tries), 5)
        self.assertEqual(answer["error"]["data"]["name"], "odoo.exceptions.LockError")
        self.assertIn("try again", answer["error"]["data"]["message"])
