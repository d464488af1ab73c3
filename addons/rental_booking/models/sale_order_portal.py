from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..core import calendar
from ..core.portal import DO, Standing, clean, may_cancel, may_change, may_resize
from ..core.workflow import QUOTED_STATES

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
        """{what: "do", "ask" or ""}: by himself, by a request to the desk, or not at all."""
        limit = self._rental_get_portal_limit()
        answerable = self._rental_is_answerable()
        standing = Standing(
            state=self.rental_state,
            offered=self.rental_state in QUOTED_STATES[1:] or answerable,
            in_time=bool(limit) and fields.Datetime.now() <= limit,
            alone=self.company_id.rental_customer_changes,
            known=not self.env.context.get("rental_by_link"),
        )
        payable = answerable and self._has_to_be_paid()
        return {
            "confirm": DO if answerable and not payable else "",
            "pay": DO if payable else "",
            "cancel": may_cancel(standing),
            "change": may_change(standing),
            "resize": may_resize(standing),
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
        """:return: "confirmed"; "short" when something went meanwhile: then the desk is told;
        "colleague" when somebody else of his company has to say yes
        """
        self._rental_check_portal("confirm")
        if not self._rental_get_reader()._rental_may_confirm(self):
            self._rental_ask_colleague()
            return "colleague"
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
            filter(None, (inside.env._("cancelled by the customer"), clean(reason, 500)))
        )
        if self._rental_check_portal("cancel") != DO:
            self._rental_ask_desk(inside.env._("The customer wants to cancel"), words)
            return "asked"
        self.with_context(rental_reason=words, rental_cancel_kind="customer")._action_cancel()
        return "cancelled"

    def _rental_portal_change(self, start, end, quantities=None):
        """:return: "changed", or "asked" when the desk has to look at it"""
        wanted = self._rental_get_wanted(quantities)
        right = self._rental_check_portal("change")
        if wanted:
            self._rental_check_portal("resize")
        preview = self._rental_preview_change(start, end, wanted)
        if preview["problem"]:
            raise UserError(preview["problem"])
        binds = self._rental_get_reader()._rental_may_confirm(self, preview["after"])
        if right == DO and not preview["short"] and binds:
            self._rental_write_change(start, end, wanted)
            return "changed"
        inside = self._rental_inside()
        self._rental_ask_desk(
            inside.env._("The customer wants to change the booking"),
            inside._rental_describe_wish(start, end, wanted),
        )
        return "asked"

    def _rental_get_wanted(self, quantities):
        """{line: units} of what would really change; only the own lines that have not left."""
        lines = self._get_rental_lines()
        return {
            line: quantities[line.id]
            for line in lines
            if line.id in (quantities or {}) and quantities[line.id] != line.product_uom_qty
        }

    def _rental_describe_wish(self, start, end, wanted):
        parts = []
        if (start, end) != (self.rental_start, self.rental_end):
            parts.append(f"{self._format_rental(start)} → {self._format_rental(end)}")
        parts += [
            f"{line.product_id.display_name}: {line.product_uom_qty:g} → {number}"
            for line, number in wanted.items()
        ]
        return ", ".join(parts)

    def _rental_write_change(self, start, end, wanted):
        """Less first, then the dates, then more: no step asks for more than the end of all."""
        if wanted and not any(
            wanted.get(line, line.product_uom_qty) for line in self._get_rental_lines()
        ):
            raise UserError(self.env._("%s would be empty. Cancel the booking instead.", self.name))
        for line, number in wanted.items():
            if number < line.product_uom_qty:
                line.product_uom_qty = number
        if (start, end) != (self.rental_start, self.rental_end):
            self.write({"rental_start": start, "rental_end": end})
        for line, number in wanted.items():
            if number > line.product_uom_qty:
                line.product_uom_qty = number

    def _rental_preview_change(self, start, end, wanted=None):
        """What other dates or quantities would mean: the real change, done and taken back."""
        preview = {
            "start": start,
            "end": end,
            "quantities": {line.id: number for line, number in (wanted or {}).items()},
            "before": self.amount_total,
            "after": 0.0,
            "short": [],
            "problem": "",
        }
        savepoint = self.env.cr.savepoint()
        try:
            silent = self.with_context(tracking_disable=True)
            silent._rental_try_change(preview, wanted or {})
            self.env.flush_all()
        except UserError as error:
            preview["problem"] = str(error)
        finally:
            savepoint.close(rollback=True)
        return preview

    def _rental_try_change(self, preview, wanted):
        lines = self._get_rental_lines()
        free = self._rental_get_free_between(lines, preview["start"], preview["end"])
        preview["short"] = [
            line.product_id.display_name
            for line in lines
            if free[line] < wanted.get(line, line.product_uom_qty)
        ]
        if not preview["short"]:
            self._rental_write_change(preview["start"], preview["end"], wanted)
            preview["after"] = self.amount_total

    def _rental_get_cancel_fee(self):
        """(paid, kept by the company) if the customer cancels now; he is told before."""
        posted = self._rental_get_posted_amount()
        # sudo: what was paid is not his to read, its sum is
        paid = max(posted, self.sudo().amount_paid)
        kept = self._rental_get_kept(max(posted, self._rental_get_paid_unbilled()))
        return max(0.0, paid), kept

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
