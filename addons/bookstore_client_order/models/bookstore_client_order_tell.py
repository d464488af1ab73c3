from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_amount, format_date

from odoo.addons.suite_base.core.compose import compose_action

from ..core.letter import dialable, sms_link
from .bookstore_client_order import OPEN


class BookstoreClientOrder(models.Model):
    """Telling the customer, once, and keeping his copies for some days."""

    _inherit = "bookstore.client.order"

    contact_links = fields.Html("Call or Write", compute="_compute_contact_links", sanitize=False)

    @api.depends("partner_id.phone", "state", "product_id", "keep_until")
    def _compute_contact_links(self):
        """Links for a telephone: call, or a message with its text ready."""
        for order in self:
            phone = order.phone or order.contact_phone
            if not phone:
                order.contact_links = False
                continue
            link = Markup('<a href="{}" class="text-nowrap me-3"><i class="fa fa-{}"></i> {}</a>')
            order.contact_links = link.format(
                f"tel:{dialable(phone)}", "phone", phone
            ) + link.format(
                sms_link(phone, order._get_short_text()), "comment", order.env._("Message")
            )

    def _get_short_text(self):
        """The text message, in the language of the customer."""
        lang = self.partner_id.lang or self.company_id.partner_id.lang or self.env.lang
        order = self.with_context(lang=lang)
        words = {
            "title": order.product_id.name,
            "shop": order.company_id.name,
            "day": format_date(order.env, order._get_day_kept()),
        }
        if order.state in ("arrived", "told"):
            return order.env._(
                "Hello, “%(title)s” is here and kept for you until %(day)s. %(shop)s", **words
            )
        return order.env._("Hello, about your order “%(title)s”: please call us. %(shop)s", **words)

    def _get_day_kept(self):
        if self.keep_until:
            return self.keep_until
        today = fields.Date.context_today(self)
        return today + timedelta(days=self.company_id.bookstore_client_days)

    def _get_address(self):
        """The shop's address on one line."""
        partner = self.company_id.partner_id
        place = " ".join(filter(None, [partner.zip, partner.city]))
        return ", ".join(filter(None, [partner.street, partner.street2, place]))

    def _get_due_text(self):
        """What is to pay, or nothing."""
        return format_amount(self.env, self.amount_due, self.currency_id) if self.amount_due else ""

    # -- telling -------------------------------------------------------------------------------

    def _tell_at_once(self):
        """By mail, when the shop and the customer want it so; the others wait for a call."""
        if self.wish == "none":
            self._note_told()
        elif self.company_id.bookstore_client_mail and self.wish == "mail" and self.email:
            self._note_told()
            template = self.env.ref("bookstore_client_order.mail_template_here")
            template.send_mail(self.id)

    def _note_told(self):
        today = fields.Date.context_today(self)
        for order in self:
            order.write({"state": "told", "told_on": today, "keep_until": order._get_day_kept()})

    def action_told(self):
        """He was called, or saw it himself."""
        self.check_access("write")
        for order in self:
            order._check_state(("arrived",))
        self.sudo()._note_told()  # sudo: it is written by the software and this button only
        return True

    def action_mail(self):
        """Write to the customer; the letter is read before it leaves."""
        self.ensure_one()
        return compose_action(
            self,
            "bookstore_client_order.mail_template_here",
            self.env._("Write to the customer"),
            bookstore_client_telling=True,
        )

    def message_post(self, **kwargs):
        """The letter that a person sent has told the customer too."""
        message = super().message_post(**kwargs)
        if self.env.context.get("bookstore_client_telling") and self.state == "arrived":
            self.sudo()._note_told()  # sudo: same reason as the button
        return message

    # -- kept and released ------------------------------------------------------------------------

    def action_keep_longer(self):
        """As many days again, from today."""
        self.check_access("write")
        for order in self:
            order._check_state(("told",))
            today = fields.Date.context_today(order)
            order.keep_until = today + timedelta(days=order.company_id.bookstore_client_days)
        self.sudo()._close_questions()  # sudo: whoever decides closes the question of the others
        return True

    def action_release(self):
        """Not picked up in time: the copies are free again, the order is over."""
        self.check_access("write")
        for order in self:
            order._check_state(OPEN)
            order.sudo()._check_not_paid()  # sudo: what the till sold is read for everyone
        self.sudo()._release()  # sudo: the sales order and the stock follow
        return True

    def _release(self):
        for order in self:
            order.message_post(
                body=order.env._(
                    "Not picked up until %s: the copies are free again.",
                    format_date(order.env, order.keep_until) if order.keep_until else "–",
                )
            )
        self._cancel()

    def _ask_release(self):
        kind = self.env.ref("bookstore_client_order.mail_activity_overdue")
        asked = self.filtered(lambda order: kind in order.activity_ids.activity_type_id)
        for order in self - asked:
            order.activity_schedule(
                activity_type_id=kind.id,
                summary=order.env._("Not picked up: release or keep longer?"),
                user_id=(order.user_id or self.env.user).id,
            )

    def _close_questions(self):
        self.activity_unlink(["bookstore_client_order.mail_activity_overdue"])
