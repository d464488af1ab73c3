import hashlib

from odoo import api, fields, models

from ..core.patience import Patience, get_patience


class SaleOrder(models.Model):
    """Limits: more time to pay than the customer's own terms give waits for an approver, too."""

    # one concern a file: see sale_order_approval.py
    _inherit = "sale.order"  # pylint: disable=consider-merging-classes-inherited

    @api.depends(
        "payment_term_id",
        "partner_id.property_payment_term_id",
        "company_id.tech_term_limit",
    )
    def _compute_tech_limit(self):
        super()._compute_tech_limit()

    @api.depends(
        "payment_term_id",
        "partner_id.property_payment_term_id",
        "company_id.tech_term_limit",
    )
    def _compute_tech_is_held(self):
        super()._compute_tech_is_held()

    def write(self, vals):
        result = super().write(vals)
        if "payment_term_id" in vals:
            self._tech_check_confirmed_limits()
        return result

    def _tech_get_limit_breaches(self):
        breaches = super()._tech_get_limit_breaches()
        if self._tech_has_special_terms():
            own = self._tech_get_own_term()
            breaches.append(
                self.env._(
                    "Payment: %(term)s (this customer's terms: %(own)s)",
                    term=self.payment_term_id.display_name,
                    own=own.display_name or self.env._("at once"),
                )
            )
        return breaches

    def _tech_has_special_terms(self):
        """Tell whether the quote gives its customer more time, or more for paying early."""
        self.ensure_one()
        company = self.company_id.sudo()  # sudo: the limits of the order's company
        given, own = self.payment_term_id, self._tech_get_own_term()
        if not company.tech_term_limit or not given or given == own or not self._tech_is_limited():
            return False
        return self._tech_get_patience(given).exceeds(self._tech_get_patience(own))

    def _tech_get_own_term(self):
        # sudo: what a customer's terms are, for whoever reads the quote
        return self.partner_id.with_company(self.company_id).sudo().property_payment_term_id

    def _tech_get_patience(self, term):
        """What a term gives for the amount of this order."""
        if not term:
            return Patience()
        begins = fields.Date.context_today(self)
        amount = self.amount_total or 100.0
        facts = term.sudo()._compute_terms(  # sudo: the terms of the order
            begins, self.currency_id, self.company_id, 0.0, 0.0, 1, amount, amount
        )
        return get_patience(
            [((line["date"] - begins).days, line["foreign_amount"]) for line in facts["line_ids"]],
            facts["discount_percentage"],
        )

    def _tech_get_price_fingerprint(self):
        """Special terms are approved with the prices; the customer's own change nothing."""
        key = super()._tech_get_price_fingerprint()
        if not self._tech_has_special_terms():
            return key
        return hashlib.sha256(f"{key} {self.payment_term_id.id}".encode()).hexdigest()
