from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize


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
                case.with_context(tech_case_automatic=True).message_post_with_source(
                    template, subtype_xmlid="mail.mt_comment"
                )

    def message_post(self, **kwargs):
        message = super().message_post(**kwargs)
        is_said = message.message_type in ("comment", "email", "email_outgoing") and (
            message.subtype_id == self.env.ref("mail.mt_comment")
        )
        if is_said and not self.env.context.get("tech_case_automatic"):
            self._hear(message)
        return message

    def _hear(self, message):
        """An answer of ours stops the first clock; a word of the customer starts the second again."""
        ours = any(user._is_internal() for user in message.author_id.user_ids)
        own = self.sudo()  # sudo: the clock is the server's, whoever speaks
        if ours:
            if not own.answered_on:
                own.answered_on = fields.Datetime.now()
        elif own.state == "waiting":
            own._fire("resume")
        elif own.state == "done":
            own._fire("reopen")

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
