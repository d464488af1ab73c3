from markupsafe import Markup

from odoo import models

TOUR = ("start the tour", "lancer la visite")


class MailBot(models.AbstractModel):
    _inherit = "mail.bot"

    def _get_answer(self, channel, body, values, command=False):
        """Answer questions of sales; Odoo's own introduction goes on beside them."""
        if self._tech_is_asked(channel, body, values, command):
            assistant = self.env["tech.assistant"].with_user(self.env.user)
            assistant = assistant.with_context(lang=self.env.user.lang)
            text = Markup(values.get("body") or "").striptags()  # tags are taken out
            if answer := assistant._answer(channel.with_user(self.env.user), text):
                return answer
        return super()._get_answer(channel, body, values, command)

    def _tech_is_asked(self, channel, body, values, command):
        """Tell whether a person wrote to OdooBot alone, and not as its introduction told him to."""
        user, bot = self.env.user, self.env.ref("base.partner_root")
        if command or channel.channel_type != "chat" or not user._is_internal():
            return False
        if values.get("author_id") != user.partner_id.id or values.get("attachment_ids"):
            return False
        touring = (user.odoobot_state or "").startswith("onboarding")
        if touring and (
            self._body_contains_emoji(body)
            or self.env.context.get("canned_response_ids")
            or bot.id in (values.get("partner_ids") or ())
        ):
            return False
        return bot in channel.channel_member_ids.partner_id and not any(
            word in body for word in TOUR
        )
