from markupsafe import Markup

from odoo import api, fields, models

from ..core.intents import WRITING, understand


class TechAssistant(models.AbstractModel):
    """Answers a salesperson's sentence, with the rights of who asks and nothing else."""

    _inherit = "tech.assistant"

    @api.model
    def _answer(self, channel, text):
        """Return what is said to a sentence, as markup; nothing to somebody who sells nothing."""
        if not self.env["sale.order"].has_access("read"):
            return False
        if answer := self._answer_meaning(channel, text):
            return answer
        reading = understand(text, fields.Date.context_today(self))
        if reading.intent in ("confirm", "cancel"):
            return getattr(self, f"_{reading.intent}")(channel)
        dropped = self._drop(channel)
        answer = self._get_answer(channel, reading)
        return dropped + answer if dropped else answer

    @api.model
    def _get_answer(self, channel, reading):
        if reading.intent == "unknown" and reading.text:
            found = self._answer_need(channel, reading.text, {})
            return found or self._answer_help(reading)
        if refusal := self._get_refusal(reading.intent):
            return refusal
        if reading.intent in WRITING:
            return self._propose(channel, reading)
        return getattr(self, f"_answer_{reading.intent}", self._answer_help)(reading)

    @api.model
    def _answer_help(self, _reading):
        rows = [
            Markup("<i>%s</i>") % example
            for intent, example in self._get_examples().items()
            if not self._get_refusal(intent)
        ]
        title = self.env._("I did nothing. I understand sentences like these:")
        return self._list(title, rows)

    @api.model
    def _get_examples(self):
        return {
            "today": self.env._("What do I have to do today?"),
            "late_quotes": self.env._("Which quotes have expired?"),
            "follow_up": self.env._("Which quotes should I follow up?"),
            "pipeline": self.env._("My pipeline"),
            "overdue": self.env._("Overdue invoices of Bellevue"),
            "stock": self.env._("Stock of MT-400"),
            "find": self.env._("Find a motor IP65, 24 V, at least 5 N·m"),
            "contracts": self.env._("Contracts that end in the next 3 months"),
            "cases": self.env._("Open cases of Bellevue"),
            "activity": self.env._("Remind me to send the quote to Bellevue tomorrow"),
            "call": self.env._("Schedule a call with Bellevue on Monday at 2 pm"),
            "meeting": self.env._("Schedule a meeting with Bellevue on 15 April at 10:00"),
            "log_call": self.env._("Log a call with Bellevue: wants a discount"),
        }
