from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import LockError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import email_normalize

CRON = "crm_technical_aftersales.ir_cron_hear"
KNOWING = timedelta(minutes=1)
"""A pause that began so long after a word was made by somebody who had read it."""


class TechCase(models.Model):
    """How a case is opened and answered by mail and on the customer's page."""

    _inherit = "tech.case"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        values = {
            "title": msg_dict.get("subject") or self.env._("Without subject"),
            "email_from": msg_dict.get("from"),
            "partner_id": msg_dict.get("author_id") or False,
            "description": msg_dict.get("body"),
            "channel": "mail",
            **(custom_values or {}),
        }
        case = super().message_new(msg_dict, custom_values=values)
        case._greet()
        return case

    def _greet(self):
        """Tell the customer that his message arrived and its number; give it to somebody."""
        template = self.env.ref(
            "crm_technical_aftersales.mail_template_received", raise_if_not_found=False
        )
        for case in self:
            if not case.user_id:
                case._assign()
            if template and (case.partner_id.email or case.email_from):
                # also who opened it on his own page is told by mail
                told = case.with_context(tech_case_automatic=True, mail_notify_author_mention=True)
                told.message_post_with_source(template, subtype_xmlid="mail.mt_comment")

    def message_post(self, **kwargs):
        message = super().message_post(**kwargs)
        is_said = message.message_type in ("comment", "email", "email_outgoing") and (
            message.subtype_id == self.env.ref("mail.mt_comment")
        )
        if is_said and not self.env.context.get("tech_case_automatic"):
            self._hear(message)
        return message

    def message_update(self, msg_dict, update_vals=None):
        """Nothing of the case is written while a mail arrives: whoever works on the case at that
        moment would make it fail, and Odoo asks the mail server once only. Copies: see _take_in."""
        return super().message_update({**msg_dict, "cc": False}, update_vals)

    def _hear(self, message):
        """Move the clock for what was said; while somebody else has the case, soon after."""
        if not self._heard(message):
            # sudo: what waits to be heard is the server's, whoever speaks
            self.env["tech.case.unheard"].sudo().create({"message_id": message.id})
            self.env.ref(CRON).sudo()._trigger()  # sudo: same reason

    def _heard(self, message, since=None):
        """Return whether the case could be had: nobody else is at it, nor was since we read it."""
        own = self.sudo()  # sudo: the clock is the server's, whoever speaks
        try:
            with self.env.cr.savepoint():
                self.env["suite.concurrency"]._take_or_refuse(own)
                own._take_in(message.sudo(), since)  # sudo: for whom it was is not told
        except (LockError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            return False
        return True

    def _take_in(self, message, since=None):
        """An answer of ours stops the first clock; a word of the customer starts the second again.

        :param since: when it was said, if that is a while ago
        """
        self._keep_copies(message.incoming_email_cc)
        if any(user._is_internal() for user in message.author_id.user_ids):
            if not self.answered_on:
                self.answered_on = since or fields.Datetime.now()
        elif self.state in ("waiting", "done") and not self._paused_knowing(since):
            self._fire("resume" if self.state == "waiting" else "reopen")

    def _keep_copies(self, copies):
        """Whoever had a copy of a mail stays in the conversation."""
        new = self._mail_cc_sanitized_raw_dict(copies)
        known = self._mail_cc_sanitized_raw_dict(self.email_cc)
        if new.keys() - known.keys():
            self.email_cc = ", ".join((new | known).values())

    def _paused_knowing(self, since):
        pause = self.pause_ids.filtered(lambda one: not one.end)
        return bool(since and pause and pause.start > since + KNOWING)

    @api.model
    def _cron_hear(self):
        """Hear what was said while somebody else had the case."""
        words = self.env["tech.case.unheard"].search([], order="id", limit=1000)
        found = self.browse(words.message_id.mapped("res_id")).exists()
        left = 0
        for word in words:
            case = found.filtered(lambda one, word=word: one.id == word.message_id.res_id)
            if not case or case._heard(word.message_id, word.create_date):
                word.unlink()
            else:
                left += 1
        if left:
            self.env.ref(CRON)._trigger(fields.Datetime.now() + KNOWING)

    def _message_get_default_recipients(self, with_cc=False, all_tos=False):
        found = super()._message_get_default_recipients(with_cc=with_cc, all_tos=all_tos)
        for case in self.filtered(lambda one: not one.partner_id and one.email_from):
            found[case.id] = {
                "partner_ids": [],
                "email_to": email_normalize(case.email_from) or "",
                "email_cc": "",
            }
        return found

    @api.model
    def _get_portal_domain(self, partner):
        return Domain("partner_id", "child_of", partner.commercial_partner_id.ids) & Domain(
            "state", "!=", "cancelled"
        )
