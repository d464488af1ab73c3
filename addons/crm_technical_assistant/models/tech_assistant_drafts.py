from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

MINUTES = 10


class TechAssistant(models.AbstractModel):
    """A draft is shown, waits for a yes, and is done once."""

    _inherit = "tech.assistant"

    @api.model
    def _propose(self, channel, reading):
        """Return the draft of what was asked, or the question that is still open."""
        if not reading.name:
            return self._say(
                self.env._("For whom? Name a customer, an opportunity or the number of a quote.")
            )
        target = self._find_target(reading.name)
        if len(target) != 1:
            return self._say_which(reading.name, target)
        if reading.intent in ("log_call", "meeting") and not (
            target._name == "res.partner" or target.partner_id
        ):
            return self._say(
                self.env._("%(record)s has no customer yet.", record=target.display_name)
            )
        sentence, missing = self._describe(reading.intent, target, reading)
        if missing:
            return self._say(missing)
        requests = self.env["tech.assistant.request"]
        requests.sudo().create(  # sudo: written by code only; what it does is done without
            self._prepare_request(channel, reading, target, sentence)
        )
        question = self.env._(
            "Shall I? Answer “yes” or “no” within %(count)s minutes.", count=MINUTES
        )
        return Markup("<p>%s</p><p><b>%s</b></p>") % (sentence, question)

    @api.model
    def _prepare_request(self, channel, reading, target, sentence):
        return {
            "name": sentence,
            "user_id": self.env.uid,
            "company_id": self.env.company.id,
            "channel_id": channel.id,
            "intent": reading.intent,
            "expires_on": fields.Datetime.now() + timedelta(minutes=MINUTES),
            "res_model": target._name,
            "res_id": target.id,
            "payload": {
                "day": str(reading.day or ""),
                "hour": f"{reading.hour:%H:%M}" if reading.hour else "",
                "subject": reading.subject,
            },
        }

    @api.model
    def _drop(self, channel):
        """Forget what waits when something else is said: a later "ok" means the later thing."""
        waiting = self.env["tech.assistant.request"]._get_asked(channel)
        waiting.state = "dropped"
        waiting.flush_recordset()  # one question at a time: the next may be written at once
        if not waiting or waiting.intent == "find" or waiting.expires_on < fields.Datetime.now():
            return None
        return self._say(self.env._("Not done: %(request)s", request=waiting.name))

    @api.model
    def _cancel(self, channel):
        answer = self._drop(channel)
        return answer or self._say(self.env._("Nothing waits for an answer. I did nothing."))

    @api.model
    def _confirm(self, channel):
        """Do what waits, once: who confirms at the same moment starts again and finds it done."""
        waiting = self.env["tech.assistant.request"]._get_waiting(channel)
        if not waiting:
            repeated = self._repeat_question(channel)
            return repeated or self._say(self.env._("Nothing waits for an answer. I did nothing."))
        if waiting.expires_on < fields.Datetime.now():
            waiting.state = "expired"
            return self._say(
                self.env._("Too late, I did nothing: %(request)s", request=waiting.name)
            )
        waiting.state = "done"
        waiting.flush_recordset()
        try:
            with self.env.cr.savepoint():
                made = self._act_on(waiting)
        except UserError as error:
            waiting.state = "refused"
            return self._say(self.env._("Refused: %(reason)s", reason=error.args[0]))
        waiting.write({"res_model": made._name, "res_id": made.id})
        return self._say(self._row(made, self.env._("done")))

    @api.model
    def _act_on(self, request):
        """Do what was shown, without any right but those of who confirmed it."""
        record = self.env[request.res_model].browse(request.res_id).exists()
        if not record:
            raise UserError(self.env._("It was deleted meanwhile."))
        return self._act(request.intent, record, request.payload)
