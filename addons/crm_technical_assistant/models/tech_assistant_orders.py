from datetime import time, timedelta

from odoo import api, fields, models
from odoo.tools.misc import format_date, format_time


class TechAssistant(models.AbstractModel):
    """What the assistant does once it was confirmed, with the rights of who confirmed."""

    _inherit = "tech.assistant"

    @api.model
    def _describe(self, intent, record, reading):
        """Return ``(what will be done, as a sentence; what is missing)``."""
        day = format_date(self.env, reading.day) if reading.day else ""
        hour = format_time(self.env, reading.hour, time_format="short") if reading.hour else ""
        facts = {"record": record.display_name, "day": day, "hour": hour, "what": reading.subject}
        return getattr(self, f"_describe_{intent}")(facts)

    @api.model
    def _describe_activity(self, facts):
        if not facts["what"]:
            return "", self.env._("What is to be done? Write it after a colon.")
        if not facts["day"]:
            return "", self.env._("On which day? For example: tomorrow, Friday, 15 April.")
        if facts["hour"]:
            facts["what"] = f"{facts['hour']} {facts['what']}"
        return self.env._("Activity for you on %(record)s, %(day)s: %(what)s", **facts), ""

    @api.model
    def _describe_call(self, facts):
        if not facts["day"]:
            return "", self.env._("On which day? For example: tomorrow, Friday, 15 April.")
        if facts["hour"]:
            return self.env._("Call to make on %(record)s, %(day)s at %(hour)s", **facts), ""
        return self.env._("Call to make on %(record)s, %(day)s", **facts), ""

    @api.model
    def _describe_meeting(self, facts):
        if not facts["day"] or not facts["hour"]:
            return "", self.env._("On which day, at what time? For example: on Monday at 10:00.")
        return self.env._(
            "Meeting of one hour with %(record)s, %(day)s at %(hour)s (no invitation is sent)",
            **facts,
        ), ""

    @api.model
    def _describe_log_call(self, facts):
        if facts["what"]:
            return self.env._("Call just made with %(record)s: %(what)s", **facts), ""
        return self.env._("Call just made with %(record)s", **facts), ""

    # --- doing it -----------------------------------------------------------------------------

    @api.model
    def _act(self, intent, record, payload):
        """Do what was confirmed; return the record that came of it.

        :raise UserError: it is refused, as it would be on the screen
        """
        record.check_access("read")
        day = fields.Date.to_date(payload["day"])
        hour = time.fromisoformat(payload["hour"]) if payload["hour"] else None
        return getattr(self, f"_act_{intent}")(record, day, hour, payload["subject"])

    @api.model
    def _act_activity(self, record, day, hour, subject):
        return self._plan(record, "mail.mail_activity_data_todo", day, hour, subject)

    @api.model
    def _act_call(self, record, day, hour, subject):
        subject = subject or self.env._("Call %(name)s", name=record.display_name)
        return self._plan(record, "mail.mail_activity_data_call", day, hour, subject)

    @api.model
    def _plan(self, record, kind, day, hour, subject):
        if hour:
            subject = f"{format_time(self.env, hour, time_format='short')} {subject}"
        record.activity_schedule(kind, day, summary=subject, user_id=self.env.uid)
        return record

    @api.model
    def _act_meeting(self, record, day, hour, subject):
        partner = record if record._name == "res.partner" else record.partner_id
        start = self._moment(day, hour)
        # telling the customer is left to the person: nothing leaves the house from a chat
        events = self.env["calendar.event"].with_context(
            no_mail_to_attendees=True, dont_notify=True, mail_notify_author=False
        )
        name = subject or self.env._("Meeting with %(name)s", name=record.display_name)
        vals = {
            "name": name,
            "start": start,
            "stop": start + timedelta(hours=1),
            "user_id": self.env.uid,
            "partner_ids": [fields.Command.set((self.env.user.partner_id | partner).ids)],
        }
        if record._name == "crm.lead":
            vals["opportunity_id"] = record.id
        return events.create(vals)

    @api.model
    def _act_log_call(self, record, _day, _hour, subject):
        partner = record if record._name == "res.partner" else record.partner_id
        link = {"sale.order": "order_id", "crm.lead": "lead_id"}.get(record._name)
        return self.env["tech.call"].create(
            {
                "name": subject or self.env._("Call"),
                "partner_id": partner.id,
                "user_id": self.env.uid,
                **({link: record.id} if link else {}),
            }
        )
