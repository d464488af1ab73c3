from odoo import api, fields, models

from odoo.addons.suite_base.core.compose import compose_action


class BookstoreParcel(models.Model):
    _inherit = "bookstore.parcel"

    return_request_id = fields.Many2one(
        "bookstore.return.request", "Request", readonly=True, copy=False, index="btree_not_null"
    )
    credit_received = fields.Monetary(
        "Credit Received excl. VAT", compute="_compute_credit_received"
    )
    credit_state = fields.Selection(
        [
            ("none", "No credit"),
            ("awaited", "Awaited"),
            ("late", "To claim"),
            ("differs", "Differs"),
            ("received", "Received"),
        ],
        "Credit Note",
        compute="_compute_credit_received",
    )

    @api.depends(
        *("bill_id.state", "bill_id.amount_untaxed_signed"),
        *("credit_total", "credit_date", "state"),
    )
    def _compute_credit_received(self):
        today = fields.Date.context_today(self)
        for parcel in self:
            bill = parcel.sudo().bill_id  # sudo: whether it came and how much, no more
            is_posted = bill.state == "posted" and not bill._bookstore_is_undone()
            # in the company's currency, as what is expected
            parcel.credit_received = abs(bill.amount_untaxed_signed) if is_posted else 0.0
            parcel.credit_state = parcel._get_credit_state(is_posted, today)

    def _get_credit_state(self, is_posted, today):
        if self.kind != "return" or self.state != "done" or not self.credit_total:
            return "none"
        if is_posted:
            gap = self.currency_id.compare_amounts(self.credit_received, self.credit_total)
            return "differs" if gap else "received"
        return "late" if self.credit_date and self.credit_date < today else "awaited"

    def _undo(self):
        super()._undo()
        self._give_authorisation_back()

    @api.ondelete(at_uninstall=False)
    def _unlink_gives_authorisation_back(self):
        self._give_authorisation_back()

    def _give_authorisation_back(self):
        # sudo: the state is written by the buttons; what was allowed may go in another parcel
        requests = self.sudo().return_request_id
        requests.filtered(
            lambda one: one.parcel_id in self and one.state == "sent"
        ).state = "allowed"

    def action_bookstore_claim_credit(self):
        """Write to the distributor whose credit note did not come, or is not the right one."""
        self.ensure_one()
        name = self.env._("Claim the credit note")
        return compose_action(self, "bookstore_return.mail_template_credit_claim", name)

    @api.model
    def _search_late_credits(self):
        """Return parcels whose credit note is late."""
        return self.search(
            [
                ("is_credit_awaited", "=", True),
                ("credit_date", "<", fields.Date.context_today(self)),
            ]
        )
