from odoo import fields, models

from ..core.wallet import find_order
from .pos_order_line import PAID


class LoyaltyCard(models.Model):
    """Target and reconciliation: what a wallet should hold is computed from all its documents, and the
    ledger (Odoo's history of the card) receives the difference, document by document.

    A contribution counts as far as it is *paid*: posted alone it is a debt of the member. A sales
    order counts from its confirmation on, a sale at the till once it is paid; credit notes give
    back. Every event calls ``_bookstore_settle``, the night too; once more changes nothing. The
    account of the wallets is the same sum, but for what is on its way: see ``bookstore.member.check``.
    """

    _inherit = "loyalty.card"

    def _bookstore_settle(self):
        """Move these wallets towards what their documents say."""
        # sudo: the ledger follows from documents, whoever made them
        for card in self.sudo()._bookstore_get_wallets().sorted("id"):
            self.env["suite.concurrency"]._take(card)
            card._bookstore_settle_card()

    def _bookstore_settle_card(self):
        self._bookstore_claim_till_lines()
        targets, recorded = self._bookstore_get_targets(), self._bookstore_get_recorded()
        currency = self.program_id.currency_id
        lang = self.partner_id.lang or self.company_id.partner_id.lang or self.env.lang
        card = self.with_context(lang=lang)
        vals_list = []
        for document in {**recorded, **targets}:
            moved = currency.round(targets.get(document, 0.0) - recorded.get(document, 0.0))
            if not currency.is_zero(moved):
                vals_list.append(card._bookstore_prepare_history_vals(document, moved))
        self.env["loyalty.history"].create(vals_list)
        total = currency.round(sum(targets.values()))
        if currency.compare_amounts(self.points, total):
            self.points = total

    def _bookstore_get_targets(self):
        """``{(model, id): euros}`` of every document that touches this wallet."""
        targets = {}
        contributions = self.env["bookstore.member.contribution"]
        for one in contributions.search([("member_id.card_id", "=", self.id)]):
            targets[one._name, one.id] = one.target
        for order in self._bookstore_find_orders():
            targets[order._name, order.id] = find_order(*order._bookstore_member_get_figures(self))
        for order, lines in self._bookstore_find_till_lines().grouped("order_id").items():
            sold = sum(lines.mapped("price_subtotal_incl"))
            targets[order._name, order.id] = sold - order._bookstore_member_sum_credited()
        return targets

    def _bookstore_find_orders(self):
        lines = self.env["sale.order.line"].search([("coupon_id", "=", self.id)])
        return lines.order_id.filtered(lambda order: order.state == "sale" or order.invoice_ids)

    def _bookstore_claim_till_lines(self):
        """The till says which wallet pays, and not which one is topped up: that of its customer. It
        is written on the line, whoever the customer is merged with later.
        """
        if self.partner_id:
            mine = [("coupon_id", "=", False), ("order_id.partner_id", "=", self.partner_id.id)]
            self._bookstore_search_till_lines(mine).coupon_id = self

    def _bookstore_find_till_lines(self):
        """What was paid with it at the tills, and what was put on it there (a refund, a top-up)."""
        return self._bookstore_search_till_lines([("coupon_id", "=", self.id)])

    def _bookstore_search_till_lines(self, domain):
        company = self.company_id
        return self.env["pos.order.line"].search(
            [
                ("product_id", "in", company._bookstore_member_get_products().ids),
                ("company_id", "=", company.id),
                ("order_id.state", "in", PAID),
                *domain,
            ]
        )

    def _bookstore_get_recorded(self):
        groups = self.env["loyalty.history"]._read_group(
            [("card_id", "=", self.id)], ["order_model", "order_id"], ["issued:sum", "used:sum"]
        )
        return {
            (model or False, number or 0): issued - used for model, number, issued, used in groups
        }

    def _bookstore_prepare_history_vals(self, document, moved):
        model, number = document
        return {
            "card_id": self.id,
            "order_model": model,
            "order_id": number,
            "description": self._bookstore_describe(model, number, moved),
            "issued": max(moved, 0.0),
            "used": max(-moved, 0.0),
            "bookstore_date": fields.Date.context_today(self),
        }

    def _bookstore_describe(self, model, number, moved):
        """For the member to read, in his language."""
        document = model and self.env[model].browse(number).exists()
        if not document:
            return self.env._("Correction")
        if model == "bookstore.member.contribution":
            label = document._get_label()
            taken = moved < 0 and document.kind == "contribution"
            return self.env._("%s, taken back", label) if taken else label
        if moved > 0:
            return self.env._("%s, given back", document.display_name)
        return self.env._("Books, %s", document.display_name)
