from functools import partial

from odoo import api, models

from .bookstore_client_order import OPEN


class BookstoreClientOrder(models.Model):
    """What happens by itself, each title and each order in a transaction of its own."""

    _inherit = "bookstore.client.order"

    @api.model
    def _run_each(self, calls):
        """:param calls: ``[(name for the log, function)]``"""
        self.env["suite.concurrency"]._run_each(calls, __name__)

    @api.model
    def _cron_settle(self):
        """What no event told: titles that customers wait for, and those that were set aside."""
        waiting = self.sudo()._read_group(  # sudo: a cron is nobody
            [("state", "in", OPEN)], ["company_id", "product_id"]
        )
        # sudo: same reason
        inside = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                [("location_id.bookstore_use", "=", "client"), ("quantity", "!=", 0)],
                ["company_id", "product_id"],
            )
        )
        titles = sorted({*waiting, *inside}, key=lambda pair: (pair[0].id, pair[1].id))
        self._run_each(
            [
                (f"title {title.id} of company {company.id}", partial(self._settle, company, title))
                for company, title in titles
            ]
        )

    @api.model
    def _cron_release(self):
        """Overdue orders: released where the shop wants it, else a person is asked once."""
        overdue = self.sudo().search([("is_overdue", "=", True)])  # sudo: a cron is nobody
        self._run_each([(order.name, order._release_overdue) for order in overdue])

    def _release_overdue(self):
        if not self.is_overdue:
            return
        company = self.company_id
        order = self.with_context(lang=company.partner_id.lang or self.env.lang)
        if company.bookstore_client_release and not order.amount_paid:
            order._release()
        else:
            order._ask_release()
