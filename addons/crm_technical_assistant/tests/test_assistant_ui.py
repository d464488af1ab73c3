from odoo.tests import HttpCase, tagged

from .common import AssistantCommon


@tagged("post_install", "-at_install", "browser")
class TestAssistantTour(AssistantCommon, HttpCase):
    """A need in a sentence, and an activity after a yes, in Discuss."""

    def test_need_in_a_sentence(self):
        channel = self.channels[self.seller]
        self.start_tour(
            f"/odoo/discuss?active_id=discuss.channel_{channel.id}",
            "crm_technical_assistant_need",
            login="tech_seller",
        )
        self.assertEqual(self.partner.activity_ids.summary, "send the quote")
