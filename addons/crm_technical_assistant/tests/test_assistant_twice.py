from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged

from odoo.addons.suite_base.tests.concurrency import Race, committed


@tagged("post_install", "-at_install")
class TestAssistantConfirmedTwice(BaseCase):
    """Two windows that say yes at the same moment make one call."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self._put_away)
        with committed(self.registry) as env:
            user = env.ref("base.user_admin")
            bot = env.ref("base.partner_root")
            partner = env["res.partner"].create({"name": "Twice asked"})
            channels = env["discuss.channel"].with_user(user)
            channel = channels._get_or_create_chat([bot.id, user.partner_id.id])
            self.user_id, self.partner_id, self.channel_id = user.id, partner.id, channel.id
            answer = self._say(env(user=user), "log a call with Twice asked: wants two")
            self.assertIn("Twice asked", answer)

    def _say(self, env, text):
        channel = env["discuss.channel"].browse(self.channel_id)
        return env["tech.assistant"]._answer(channel, text)

    def _put_away(self):
        with committed(self.registry) as env:
            env["tech.call"].search([("partner_id", "=", self.partner_id)]).unlink()
            env["tech.assistant.request"].search([("channel_id", "=", self.channel_id)]).unlink()
            env["res.partner"].browse(self.partner_id).unlink()

    def test_one_call(self):
        race = Race(self.registry, self.user_id)
        answers = race.run(*[lambda env: str(self._say(env, "yes"))] * 2)
        self.assertFalse([one for one in answers if isinstance(one, BaseException)], answers)
        self.assertEqual(sum("Nothing waits" in one for one in answers), 1, answers)
        with committed(self.registry) as env:
            calls = env["tech.call"].search_count([("partner_id", "=", self.partner_id)])
        self.assertEqual(calls, 1)
