from odoo import fields, models

from ..core.cancellation import Promise, get_kept
from ..core.token import trusted

CANCEL_KINDS = [
    ("customer", "The customer cancels"),
    ("no_answer", "No answer"),
    ("no_show", "Not picked up"),
    ("stock", "Nothing was free"),
    ("shop", "The shop cancels"),
]


class SaleOrder(models.Model):
    """A booking that is cancelled: why, what is kept of it, and what goes back; never in silence."""

    _inherit = "sale.order"

    rental_cancel_kind = fields.Selection(
        CANCEL_KINDS, "Cancelled because", copy=False, readonly=True, tracking=True
    )

    def _rental_settle_cancelled(self):
        """What is owed is drafted; what was paid for nothing is proposed for a credit note."""
        for order in self:
            order._rental_note_cancel_kind()
            posted = order._rental_get_posted_amount()
            paid = max(posted, order._rental_get_paid_unbilled())
            kept = order._rental_get_kept(paid)
            if order.currency_id.compare_amounts(max(paid, kept), 0.0) <= 0:
                continue
            if kept:
                outside = order._rental_outside()
                trusted(order)._add_rental_charge(
                    "cancellation", outside._rental_get_cancel_words(), kept
                )
            if kept or posted:
                order._rental_reconcile()
            order._rental_tell_cancelled(posted, paid, kept)

    def _rental_note_cancel_kind(self):
        kind = self.env.context.get("rental_cancel_kind")
        known = kind if kind in dict(CANCEL_KINDS) else "shop"
        trusted(self.sudo()).rental_cancel_kind = known  # sudo: whoever cancelled was asked before

    def _rental_get_cancel_words(self):
        if self.rental_cancel_kind == "no_show":
            return self.env._("Booking %s, not picked up", self.name)
        return self.env._("Cancellation of %s", self.name)

    def _rental_get_paid_unbilled(self):
        """Part of the booking's price that was paid on line, whether invoiced or not."""
        # sudo: the desk cancels, it reads no payments
        paid = self.sudo().amount_paid
        if not paid or not self.amount_total:
            return 0.0
        return self._rental_get_promise().total * min(1.0, paid / self.amount_total)

    def _rental_get_kept(self, paid):
        company = self.company_id.sudo()  # sudo: the rule of the house, whoever cancels
        kept = get_kept(
            self._rental_get_promise(),
            paid,
            company.rental_cancel_fee,
            self.rental_cancel_kind == "no_show",
            company.rental_no_show_charge or "none",
        )
        return self.currency_id.round(kept)

    def _rental_get_promise(self):
        lines = self._get_rental_lines()
        return Promise(
            sum(line._rental_get_promised(line.price_unit) for line in lines),
            sum(line._rental_get_promised(line._rental_get_first_day_price()) for line in lines),
        )

    def _rental_tell_cancelled(self, posted, paid, kept):
        """Whoever looks after the booking hears what there is to post, to give back or to keep."""
        inside = self._rental_inside()
        if posted:
            summary = inside.env._("Cancelled, but invoiced")
        elif paid:
            summary = inside.env._("Cancelled, but paid")
        else:
            summary = inside.env._("Not picked up: invoice to check")
        inside._rental_schedule(summary, inside._rental_describe_cancelled(posted, paid, kept))

    def _rental_describe_cancelled(self, posted, paid, kept):
        words, money = [], {"booking": self.name, "kept": kept, "posted": posted}
        if posted and self.currency_id.compare_amounts(kept, posted) >= 0:
            words.append(
                self.env._(
                    "%(posted).2f is invoiced for %(booking)s, which is cancelled. All of it is "
                    "kept: the draft says for what, check it and post it.",
                    **money,
                )
            )
        elif posted:
            words.append(
                self.env._(
                    "%(posted).2f is invoiced for %(booking)s, which is cancelled. A draft credit "
                    "note is ready: check it and post it, or keep the invoice.",
                    **money,
                )
            )
        elif paid:
            words.append(
                self.env._(
                    "%(booking)s was paid on line and is cancelled. Refund the payment, or keep it "
                    "as a credit of the customer.",
                    **money,
                )
            )
        if kept:
            words.append(
                self.env._("%(kept).2f before tax is charged by the rule of the company.", **money)
            )
        return " ".join(words)
