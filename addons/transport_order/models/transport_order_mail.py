from markupsafe import Markup

from odoo import models

from ..core.progress import ESTIMATE_STATES
from ..core.time_zone import DEFAULT_TZ

MOST_NAMED = 12


class TransportOrder(models.Model):
    """What the client is told by mail, in his language and his hours."""

    _inherit = "transport.order"

    def _after_state_change(self, old_state):
        """Tell the client of a milestone; hook for webhooks.

        :param str old_state: the state before
        """
        self.ensure_one()
        asked = old_state in ESTIMATE_STATES
        waited = old_state in ("confirmed", "planned")
        name = {
            "quoted": old_state == "on_request" and "price",
            "confirmed": asked and "accepted",
            "planned": "planned",
            "in_progress": waited and "collected",
            "delivered": "delivered",
            "cancelled": "cancelled",
        }.get(self.state)
        if name:
            self._mail_client(f"transport_order.mail_template_{name}")

    def _mail_client(self, template_xmlid):
        if self.env.context.get("transport_no_mail"):
            return
        # sudo: a driver or a client may cause the mail without rights on templates
        template = self.env.ref(template_xmlid).sudo()
        company = self.company_id
        self.sudo().message_post_with_source(
            template,
            subtype_xmlid="mail.mt_comment",
            author_id=company.partner_id.id,
            notify_author_mention=True,  # also the person who caused it: it is his confirmation
        )

    def _mail_documents(self, documents):
        self.ensure_one()
        told = documents.with_context(lang=self.partner_id.lang or self.env.lang)
        self._mail_news(
            [
                told.env._(
                    "%(kind)s: %(name)s", kind=document._get_kind_label(), name=document.name
                )
                for document in told
            ]
        )

    def _mail_news(self, names):
        """Tell that something new can be read on the page of the order."""
        self.with_context(transport_news=names)._mail_client("transport_order.mail_template_news")

    def _get_mailed_fees(self):
        """:return: the price lines that the mail being written is about"""
        return self.price_line_ids.browse(self.env.context.get("transport_fee_ids", ()))

    def _get_mail_summary(self):
        """What a mail is about: which cars, from where to where, when."""
        self.ensure_one()
        lines = self.line_ids
        return self.env["ir.qweb"]._render(
            "transport_order.mail_summary",
            {
                "order": self,
                "origin": self.origin_snapshot or self.origin_id,
                "destination": self.destination_snapshot or self.destination_id,
                "cars": lines[:MOST_NAMED],
                "others": len(lines) - MOST_NAMED,
                "tz": self._get_client_tz(),
            },
        )

    def _get_mail_signature(self):
        """Who writes, and how to reach him."""
        self.ensure_one()
        return self.env["ir.qweb"]._render(
            "transport_order.mail_signature", {"company": self.company_id}
        )

    def _get_mailed_news(self):
        return self.env.context.get("transport_news", ())

    def _mail_driver(self, email, url):
        """Give a driver his link; it is the whole mail and stands in no history."""
        self.ensure_one()
        body = Markup('%s<p><a href="%s">%s</a></p><p>%s</p>') % (
            self._get_mail_summary(),
            url,
            self.env._("Open my transport"),
            url,
        )
        # sudo: dispatchers send the link without any right on mails
        self.env["mail.mail"].sudo().create(
            {
                "subject": self.env._("Your transport %(order)s", order=self.name),
                "body_html": body,
                "email_to": email,
                "email_from": self.company_id.email_formatted or self.env.user.email_formatted,
                "auto_delete": True,
            }
        )

    def _get_mail_partners(self):
        """:return: who gets the milestone mails: the author when he is a client, else the client"""
        self.ensure_one()
        author = self.user_id.partner_id if self.user_id.share else self.env["res.partner"]
        return author or self.partner_id

    def _get_client_tz(self):
        """:return: name of the time zone in which the client reads hours, whoever causes a mail"""
        self.ensure_one()
        # sudo: a driver without account may cause the mail
        order = self.sudo()
        people = (order._get_mail_partners()[:1], order.responsible_id, order.company_id.partner_id)
        return next((person.tz for person in people if person.tz), DEFAULT_TZ)
