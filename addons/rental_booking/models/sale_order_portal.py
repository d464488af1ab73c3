from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..core import calendar
from ..core.workflow import FIRM_STATES, OUT_STATES, QUOTED_STATES

ANSWERABLE = ("proposed", "reminded")


class SaleOrder(models.Model):
    """What a customer may do with his own booking; the caller has checked that it is his."""

    _inherit = "sale.order"

    def _compute_access_url(self):
        super()._compute_access_url()
        for order in self.filtered("is_rental"):
            order.access_url = f"/my/rentals/{order.id}"

    def _rental_get_portal_limit(self):
        """Until when the customer changes or cancels by himself."""
        hours = self.company_id.rental_customer_hours
        return self.rental_start - timedelta(hours=hours) if self.rental_start else False

    def _rental_get_portal_rights(self):
        """{what: "do", "ask" or False}: by himself, by a request to the desk, or not at all."""
        state, limit = self.rental_state, self._rental_get_portal_limit()
        in_time = bool(limit) and fields.Datetime.now() <= limit
        alone = "do" if in_time and self.company_id.rental_customer_changes else "ask"
        offered = state in QUOTED_STATES[1:] or self._rental_is_answerable()
        change = False
        if state in FIRM_STATES:
            change = alone
        elif state in OUT_STATES:
            change = "do" if self.company_id.rental_customer_changes else "ask"
        elif offered:
            change = "ask"
        return {
            "confirm": "do" if self._rental_is_answerable() else False,
            "cancel": "do" if offered else alone if state in FIRM_STATES else False,
            "change": change,
        }

    def _rental_is_answerable(self):
        """A proposal, or a quotation that was sent, which still holds."""
        sent = self.rental_state == "draft" and self.state == "sent"
        return (sent or self.rental_state in ANSWERABLE) and not self.is_expired

    def _rental_is_shown(self, reader):
        """Whether its page may be opened: not while the desk, or a visitor, still fills it in."""
        is_made = self.rental_state != "draft" or self.state != "draft"
        return self.is_rental and (is_made or reader._is_internal())

    def _rental_check_portal(self, what):
        """:return: "do" or "ask"; what is not possible (any more) is refused in a sentence"""
        right = self._rental_get_portal_rights()[what]
        if not right:
            raise UserError(
                self.env._(
                    "%(booking)s is “%(state)s”: this is no longer possible here. Please call us.",
                    booking=self.name,
                    state=self._get_state_label(self.rental_state),
                )
            )
        return right

    def _rental_portal_confirm(self):
        """:return: "confirmed", or "short" when something went meanwhile: then the desk is told"""
        self._rental_check_portal("confirm")
        try:
            with self.env.cr.savepoint():
                self.action_confirm()
        except UserError as error:
            inside = self._rental_inside()
            summary = inside.env._("The customer confirms what is no longer free")
            self._rental_ask_desk(summary, str(error))
            return "short"
        return "confirmed"

    def _rental_portal_cancel(self, reason):
        inside = self._rental_inside()
        words = " – ".join(
            filter(None, (inside.env._("cancelled by the customer"), (reason or "").strip()[:500]))
        )
        if self._rental_check_portal("cancel") == "ask":
            self._rental_ask_desk(inside.env._("The customer wants to cancel"), words)
            return "asked"
        self.with_context(rental_reason=words)._action_cancel()
        return "cancelled"

    def _rental_portal_change(self, start, end):
        right = self._rental_check_portal("change")
        preview = self._rental_preview_change(start, end)
        if preview["problem"]:
            raise UserError(preview["problem"])
        if right == "do" and not preview["short"]:
            self.write({"rental_start": start, "rental_end": end})
            return "changed"
        inside = self._rental_inside()
        self._rental_ask_desk(
            inside.env._("The customer wants other dates"),
            f"{self._format_rental(start)} → {self._format_rental(end)}",
        )
        return "asked"

    def _rental_preview_change(self, start, end):
        """What other dates would mean: the real change, done and taken back."""
        preview = {
            "start": start,
            "end": end,
            "before": self.amount_total,
            "after": 0.0,
            "short": [],
            "problem": "",
        }
        savepoint = self.env.cr.savepoint()
        try:
            self.with_context(tracking_disable=True)._rental_try_change(preview)
            self.env.flush_all()
        except UserError as error:
            preview["problem"] = str(error)
        finally:
            savepoint.close(rollback=True)
        return preview

    def _rental_try_change(self, preview):
        lines = self._get_rental_lines()
        free = self._rental_get_free_between(lines, preview["start"], preview["end"])
        preview["short"] = [
            line.product_id.display_name for line in lines if free[line] < line.product_uom_qty
        ]
        if not preview["short"]:
            self.write({"rental_start": preview["start"], "rental_end": preview["end"]})
            preview["after"] = self.amount_total

    def _rental_get_free_between(self, lines, start, end):
        """{line: units free for it in another period}; its own goods count as free."""
        windows = []
        for line in lines:
            before, after = line.product_id._get_rental_buffers()
            windows.append(
                (
                    line,
                    line.product_id.id,
                    self.warehouse_id.id,
                    start - before,
                    max(end, start + timedelta(minutes=1)) + after,
                    self.id,
                )
            )
        # sudo: capacity is a matter of the whole shop
        return self.env["rental.availability"].sudo()._get_windows(windows)

    def _rental_ask_desk(self, summary, words):
        """A wish of the customer: an activity for who looks after the booking, and its trace."""
        inside = self._rental_inside()
        inside._rental_schedule(summary, words)
        told = f"{summary}: {words}"
        inside.message_post(body=told)

    def _rental_get_calendar(self):
        """The booking as a calendar file, in the customer's words."""
        outside = self._rental_outside()
        shop = outside.warehouse_id
        goods = "\n".join(
            f"{line.product_uom_qty:g} × {line.product_id.display_name}"
            for line in outside._get_rental_lines()
        )
        return calendar.render(
            uid=f"{self.name}.{self.id}@{self.env.cr.dbname}",
            stamp=self.write_date or fields.Datetime.now(),
            start=self.rental_start,
            end=self.rental_end,
            summary=f"{self.company_id.name} {self.name}",
            place=", ".join(filter(None, (shop.name, shop.partner_id.city))),
            words=goods,
            cancelled=self.rental_state == "cancelled",
        )
