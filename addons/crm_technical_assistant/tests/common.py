import csv
from pathlib import Path

from odoo import fields

from odoo.addons.crm_technical.tests.common import TechnicalCommon

SENTENCES = Path(__file__).parent / "core" / "sentences.csv"


def labelled():
    """Return the labelled sentences as ``{"language", "sentence", "intent", "slots"}``."""
    with SENTENCES.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="|"))


class AssistantCommon(TechnicalCommon):
    """Two salespeople who each write to OdooBot."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.seller | cls.rival | cls.manager).write({"odoobot_state": "disabled"})
        cls.partner.name = "Syndic Bellevue"
        cls.partner.user_id = cls.seller
        cls.channels = {
            user: cls._create_channel(user) for user in cls.seller | cls.rival | cls.manager
        }

    def _today(self, user=None):
        """Return the day it is for who asks."""
        return fields.Date.context_today(self.env["sale.order"].with_user(user or self.seller))

    @classmethod
    def _create_channel(cls, user):
        bot = cls.env.ref("base.partner_root")
        channels = cls.env["discuss.channel"].with_user(user)
        return channels._get_or_create_chat([bot.id, user.partner_id.id])

    def _ask(self, text, user=None):
        """Write to OdooBot as the screen does; return what it answered, as text."""
        user = user or self.seller
        channel = self.channels.get(user) or self._create_channel(user)
        channel.message_post(body=text, message_type="comment", subtype_xmlid="mail.mt_comment")
        answer = channel.sudo().message_ids.sorted("id")[-1]
        self.assertEqual(answer.author_id, self.env.ref("base.partner_root"), text)
        return answer.body.striptags()

    def _count(self):
        """Return how many records there are that the assistant could have made."""
        models = ("mail.activity", "calendar.event", "tech.call", "sale.order", "crm.lead")
        return {model: self.env[model].sudo().search_count([]) for model in models}
