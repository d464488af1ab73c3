from datetime import datetime, time

from markupsafe import Markup
from pytz import utc

from odoo import api, fields, models
from odoo.tools.misc import format_date, formatLang

from ..core.intents import WRITING

SHOWN = 8
ASKS_OF = {
    "today": "mail.activity",
    "late_quotes": "sale.order",
    "follow_up": "sale.order",
    "pipeline": "crm.lead",
    "overdue": "account.move",
    "stock": "product.product",
    "find": "tech.spec.attribute",
    "contracts": "tech.contract",
    "cases": "tech.case",
    "activity": "mail.activity",
    "call": "mail.activity",
    "meeting": "calendar.event",
    "log_call": "tech.call",
}
"""What each intent reads or makes: nobody is answered who may not do that himself."""


class TechAssistant(models.AbstractModel):
    """What every answer is made of: the rights of who asks, and how things are said."""

    _name = "tech.assistant"
    _description = "Sales Assistant"

    @api.model
    def _get_refusal(self, intent):
        """Return why somebody gets no answer, nothing when he does."""
        model = ASKS_OF.get(intent)
        if model and model not in self.env:
            return self._say(self.env._("The application for this is not installed here."))
        if model and not self.env[model].has_access("create" if intent in WRITING else "read"):
            return self._say(self.env._("You have no access to this. Ask your administrator."))
        return None

    # --- how it is said -----------------------------------------------------------------------

    @api.model
    def _say(self, sentence):
        return Markup("<p>%s</p>") % sentence

    @api.model
    def _list(self, title, rows, total=0):
        """Return a title with its rows; ``total`` tells when there are more."""
        if not rows:
            return self._say(title)
        items = Markup().join(Markup("<li>%s</li>") % row for row in rows)
        more = self.env._("… and %(count)s more", count=total - len(rows))
        tail = self._say(more) if total > len(rows) else ""
        return Markup("<p>%s</p><ul>%s</ul>%s") % (title, items, tail)

    @api.model
    def _row(self, record, *facts, title=None):
        """Return a link to a record, with what matters of it."""
        parts = (record._get_html_link(title), *[fact for fact in facts if fact])
        return Markup(" · ").join(parts)

    @api.model
    def _amount(self, amount, currency):
        return formatLang(self.env, amount, currency_obj=currency)

    @api.model
    def _day(self, day):
        """Return a day with how far it is: ``3 Dec 2026, in 9 d``."""
        away = (day - fields.Date.context_today(self)).days
        if not away:
            return self.env._("%(day)s, today", day=format_date(self.env, day))
        if away < 0:
            return self.env._(
                "%(day)s, %(count)s d ago", day=format_date(self.env, day), count=-away
            )
        return self.env._("%(day)s, in %(count)s d", day=format_date(self.env, day), count=away)

    @api.model
    def _moment(self, day, hour):
        """Return the moment, in UTC, of a day and an hour of who asks."""
        local = self.env.tz.localize(datetime.combine(day, hour or time.min))
        return local.astimezone(utc).replace(tzinfo=None)

    @api.model
    def _other(self, user):
        """Return a colleague's name; nothing for who asks."""
        return user.name if user and user != self.env.user else ""
