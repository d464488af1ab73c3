from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import date_utils

FORGOTTEN_EVERY = 9  # one invoice of so many


class TransportDemo(models.AbstractModel):
    """Demo data of the money: every fortnight a carrier invoices what each dealer got, due after
    30 days; most of it is paid, a few invoices are late."""

    _inherit = "transport.demo"

    @api.model
    def _demo_load_invoices(self):
        if not self.env["account.journal"].search_count([("type", "=", "sale")]):
            return  # without a chart of accounts there are no invoices
        demo = self.with_context(
            tracking_disable=True,
            mail_create_nolog=True,
            mail_create_nosubscribe=True,
            lang="fr_FR" if self.env["res.lang"]._get_data(code="fr_FR") else None,
        )
        demo._demo_pay_invoices(demo._demo_invoice_fortnights(fields.Date.context_today(self)))

    def _demo_invoice_fortnights(self, today):
        """What was delivered in a fortnight that is over; what came later waits for the office."""
        orders = self.env["transport.order"].search(
            [("state", "in", ("delivered", "closed")), ("delivered_on", "!=", False)], order="id"
        )
        fortnights = orders.grouped(lambda order: self._demo_fortnight_end(order.delivered_on))
        moves = self.env["account.move"]
        for day, delivered in sorted(fortnights.items()):
            owing = delivered.filtered("to_invoice").sale_order_id
            if owing and day < today:
                invoices = owing._create_invoices()
                invoices.invoice_date = day
                moves |= invoices
        moves.action_post()
        return moves

    def _demo_fortnight_end(self, moment):
        """The 15th or the last day of the month: what was delivered until then is on one invoice."""
        day = fields.Datetime.context_timestamp(self, moment).date()
        return day.replace(day=15) if day.day <= 15 else date_utils.end_of(day, "month")

    def _demo_pay_invoices(self, moves):
        """A dealer pays by one transfer what falls due in a month; a few invoices are forgotten."""
        today, months = fields.Date.context_today(self), defaultdict(moves.browse)
        for number, move in enumerate(moves):
            if number % FORGOTTEN_EVERY != FORGOTTEN_EVERY - 1:
                months[date_utils.end_of(move.invoice_date_due, "month")] |= move
        for day, paid in sorted(months.items()):
            if day < today:
                self.env["account.payment.register"].with_context(
                    active_model="account.move", active_ids=paid.ids
                ).create({"payment_date": day, "group_payment": True})._create_payments()
