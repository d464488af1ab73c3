import logging
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from odoo.addons.suite_base.core.compose import compose_action

from ..core.letter import dialable, sms_link
from .bookstore_client_order import OPEN

_logger = logging.getLogger(__name__)
TEMPLATE = "bookstore_client_order.mail_template_here"


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
        by_mail = self.company_id.bookstore_client_mail and self.wish == "mail" and self.email
        if self.wish == "none" or (by_mail and self._send_letter()):
            self._note_told()

    def _send_letter(self):
        """Without a good template he stays to tell: a parcel or a sale never stops for a letter."""
        template = self.env.ref(TEMPLATE, raise_if_not_found=False)
        if not template:
            _logger.warning("Client order %s: there is no mail template.", self.name)
            return False
        try:
            with self.env.cr.savepoint():
                template.send_mail(self.id)
        except UserError as error:
            _logger.warning("Client order %s: no mail could be written: %s", self.name, error)
            return False
        return True

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
        is_here = self.state in ("arrived", "told")
        template = is_here and self.env.ref(TEMPLATE, raise_if_not_found=False)
        return compose_action(
            self,
            TEMPLATE if template else "",
            self.env._("Write to the customer"),
            **({} if template else self._prepare_letter()),
            bookstore_client_telling=is_here,
        )

    def _prepare_letter(self):
        """What is known of his order, for a person to write on, in the customer's language."""
        lang = self.partner_id.lang or self.company_id.partner_id.lang or self.env.lang
        # sudo: what a distributor answered is for whoever speaks with the customer
        order = self.sudo().with_context(lang=lang)
        parts = [
            order.env._("Hello %s,", order.partner_id.name),
            order.env._(
                "About “%(title)s”, which you ordered on %(day)s:",
                title=order.product_id.name,
                day=format_date(order.env, order.date),
            ),
            order._get_answer_text(),
            order.company_id.name,
        ]
        return {
            "default_subject": order.env._("Your order: %s", order.product_id.name),
            "default_body": Markup().join(Markup("<p>{}</p>").format(part) for part in parts),
            "default_partner_ids": order.partner_id.ids,
        }

    def _get_answer_text(self):
        """The last answer of the distributor, for the customer to read."""
        line = self.answer_line_id
        if self.state in ("arrived", "told"):
            return self.env._("It is here.")
        if not line.bookstore_answer_id:
            return ""
        words = {
            "answer": line.bookstore_answer_id.name,
            "title": line.bookstore_replaced_by_id.name,
            "day": line.bookstore_answer_date and format_date(self.env, line.bookstore_answer_date),
        }
        if words["title"]:
            return self.env._("%(answer)s: “%(title)s”.", **words)
        if words["day"]:
            return self.env._("%(answer)s: expected on %(day)s.", **words)
        return f"{words['answer']}."

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
        kind = self._get_question_kind()
        for order in self.filtered(lambda order: not order._get_questions()):
            order.activity_schedule(
                activity_type_id=kind.id,
                summary=order.env._("Not picked up: release or keep longer?"),
                user_id=(order.user_id or self.env.user).id,
            )

    def _close_questions(self):
        self._get_questions().unlink()

    def _get_questions(self):
        kind = self._get_question_kind()
        return self.activity_ids.filtered(
            lambda activity: activity.automated and activity.activity_type_id == kind
        )

    def _get_question_kind(self):
        """Its own, or Odoo's first one where somebody deleted it."""
        kind = self.env.ref(
            "bookstore_client_order.mail_activity_overdue", raise_if_not_found=False
        )
        return kind or self._default_activity_type()
