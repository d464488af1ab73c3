from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain

from ..core.half_days import to_local
from ..core.workflow import FIRM_STATES, OUT_STATES

DAY_AHEAD = timedelta(hours=24)
HOLD_ENDS = timedelta(hours=1)
WAKING_HOURS = range(8, 20)
NOTICE_OF = {  # what a transition tells the customer
    "submit": "request",
    "propose": "proposal",
    "offer": "proposal",
    "remind": "reminder",
    "confirm": "confirmed",
    "mark_late": "late",
    "report_missing": "missing",
    "cancel": "cancelled",
}
STILL_IN = {  # a mail that waited for the morning is void when the booking went on
    "proposal": ("proposed", "reminded"),
    "reminder": ("reminded",),
    "late": ("late",),
}


class SaleOrder(models.Model):
    """Mails that leave by themselves, each once, in the customer's language."""

    _inherit = "sale.order"

    rental_notice_ids = fields.One2many(
        "rental.notice", "order_id", "Mails", groups="rental_booking.group_rental_booking_user"
    )
    rental_cancel_words = fields.Char(
        compute="_compute_rental_cancel_words", compute_sudo=True, help="Why it was cancelled."
    )

    @api.depends("rental_history_ids")
    def _compute_rental_cancel_words(self):
        for order in self:
            last = order.rental_history_ids.filtered(lambda row: row.transition == "cancel")[:1]
            order.rental_cancel_words = last.reason or ""

    def _rental_after_transition(self, name):
        super()._rental_after_transition(name)
        if name in NOTICE_OF:
            self._rental_notify(NOTICE_OF[name], self._rental_get_occasion(NOTICE_OF[name]))

    def _rental_get_occasion(self, kind):
        """The same occasion is told once: a later date is another one."""
        moment = {
            "hold": self.rental_hold_until,
            "departure": self.rental_start,
            "comeback": self.rental_due,
            "late": self.rental_due,
            "missing": self.rental_missing_deadline,
        }.get(kind)
        if moment:
            return str(moment)
        if kind in ("proposal", "reminder", "confirmed"):
            return f"{self.rental_start} {self.rental_end}"
        return kind

    def _rental_notify(self, kind, occasion):
        """Send one mail, unless it has left, the company sends none, or there is no address."""
        self.ensure_one()
        if not self._rental_may_notify():
            return
        notice = self.env["rental.notice"]._take_note(self, kind, occasion)
        if notice and self.env.context.get("rental_by_machine") and not self._rental_is_awake():
            notice.waiting = True
        elif notice:
            self._rental_send_notice(kind)

    def _rental_is_awake(self):
        """No mail of a job leaves at night, on the shop's clock."""
        tz = self.warehouse_id._get_rental_tz()
        return to_local(fields.Datetime.now(), tz).hour in WAKING_HOURS

    def _rental_send_notice(self, kind):
        # as the machine: a visitor of the web shop may have caused it
        booking = self.with_user(SUPERUSER_ID).with_context(rental_notice=True)
        booking._portal_ensure_token()
        attachments = []
        if kind == "confirmed":
            attachments = booking._rental_attach_calendar().ids
        booking.message_post_with_source(
            self.env.ref(f"rental_booking.mail_template_rental_{kind}"),
            subtype_xmlid="mail.mt_comment",
            **({"attachment_ids": attachments} if attachments else {}),
        )

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        """These mails have a button of their own, which says what is to be done."""
        groups = super()._notify_get_recipients_groups(message, model_description, msg_vals)
        if self.env.context.get("rental_notice"):
            for name, _is_member, options in groups:
                options["has_button_access"] = name == "user"
        return groups

    def _rental_may_notify(self):
        return bool(
            self.is_rental
            and self.company_id.rental_mails
            and self.partner_id.email
            and self.env.registry.ready
            and not self.env.context.get("tracking_disable")
            and not self.env.context.get("rental_quiet")
        )

    def _rental_attach_calendar(self):
        return self.env["ir.attachment"].create(
            {
                "name": f"{self.name}.ics",
                "raw": self._rental_get_calendar().encode(),
                "mimetype": "text/calendar",
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    # Automatic --------------------------------------------------------------------------------

    @api.model
    def _cron_rental_notify(self):
        """What is due tomorrow, and proposals that end in an hour; never at night."""
        waiting = self.env["rental.notice"].search([("waiting", "=", True)]).order_id
        awake = waiting.filtered(lambda order: order._rental_is_awake())
        self._rental_run_per_booking(awake, "_rental_send_waiting")
        for kind, domain in self._rental_get_notice_domains(fields.Datetime.now()).items():
            found = self.search(domain & Domain("company_id.rental_mails", "=", True))
            awake = found.filtered(lambda order: order._rental_is_awake())
            self._rental_run_per_booking(awake, "_rental_notify_due", kind)

    def _rental_send_waiting(self):
        # sudo: notes are the machine's
        for notice in self.sudo().rental_notice_ids.filtered("waiting").sorted("id"):
            is_true = self.rental_state in STILL_IN.get(notice.kind, (self.rental_state,))
            if not is_true or not self._rental_may_notify():
                notice.unlink()
                continue
            notice.waiting = False
            self._rental_send_notice(notice.kind)

    @api.model
    def _rental_get_notice_domains(self, now):
        state = "rental_state"
        return {
            "hold": Domain(state, "in", ("proposed", "reminded"))
            & Domain("rental_hold_until", ">", now)
            & Domain("rental_hold_until", "<=", now + HOLD_ENDS),
            "departure": Domain(state, "in", FIRM_STATES)
            & Domain("rental_start", ">", now)
            & Domain("rental_start", "<=", now + DAY_AHEAD),
            "comeback": Domain(state, "in", OUT_STATES)
            & Domain("rental_due", ">", now)
            & Domain("rental_due", "<=", now + DAY_AHEAD),
        }

    def _rental_notify_due(self, kind):
        self._rental_notify(kind, self._rental_get_occasion(kind))
