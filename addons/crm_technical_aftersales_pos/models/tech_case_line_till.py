import secrets
import string

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.crm_technical_aftersales.core.quantities import EPSILON
from odoo.addons.crm_technical_aftersales.models.tech_case_line import MONEY

from .pos_order import PAID


class TechCaseLine(models.Model):
    """The refund of a receipt without invoice: prepared by its case, paid at the till."""

    _inherit = "tech.case.line"

    def _is_refunded_at_till(self):
        return bool(self.pos_line_id) and not self._get_invoice_lines()

    def _get_left_to_credit(self):
        left = super()._get_left_to_credit()
        return self.pos_line_id.qty if self._is_refunded_at_till() else left

    def _settle_refund(self):
        if not self._is_refunded_at_till():
            return super()._settle_refund()
        self._prepare_till_refund()
        self.credit_amount = self._get_credited()
        return None

    def _settle_credit(self):
        if self.fee and self._is_refunded_at_till():
            raise UserError(
                self.env._(
                    "%(line)s: a till keeps no fee. Make the invoice of receipt %(receipt)s first, "
                    "then its credit note keeps the fee; or refund it whole.",
                    line=self.display_name,
                    receipt=self._get_receipt_number(),
                )
            )
        return super()._settle_credit()

    def _get_receipt_number(self):
        receipt = self.pos_line_id.order_id
        return receipt.pos_reference or receipt.name

    def _prepare_till_refund(self):
        """A line on the case's refund of this receipt, in the session that is open."""
        sold = self.pos_line_id
        refund = self._get_till_refund()
        line = sold.copy(
            sold._prepare_refund_data(refund, self.env["pos.pack.operation.lot"])
            | {
                "qty": -self.quantity,
                "pack_lot_ids": [Command.create({"lot_name": lot.name}) for lot in self.lot_id],
                "combo_parent_id": False,
                "tech_case_line_id": self.id,
            }
        )
        line._onchange_amount_line_all()
        refund._compute_prices()
        refund.config_id.notify_synchronisation(refund.session_id.id, 0)

    def _get_till_refund(self):
        receipt = self.pos_line_id.order_id
        session = receipt.config_id.current_session_id
        if not session:
            raise UserError(
                self.env._(
                    "%(line)s of receipt %(receipt)s is refunded at the till, and %(till)s is "
                    "closed. Open it, then decide again.",
                    line=self.display_name,
                    receipt=self._get_receipt_number(),
                    till=receipt.config_id.name,
                )
            )
        begun = self.case_id.line_ids.till_refund_line_ids.order_id.filtered(
            lambda order: (
                order.state == "draft"
                and order.session_id == session
                and order.refunded_order_id == receipt
            )
        )
        return begun[:1] or receipt.copy(
            receipt._prepare_refund_values(session)
            | {"shipping_date": False, "ticket_code": _make_ticket_code()}
        )

    def _get_live_till_refunds(self):
        return self.till_refund_line_ids.filtered(lambda line: line.order_id.state != "cancel")

    def _get_credited(self):
        refunds = self._get_live_till_refunds()
        at_till = sum(
            line.price_subtotal / (line.order_id.currency_rate or 1.0) for line in refunds
        )
        return super()._get_credited() - at_till

    def _get_open_things(self):
        yield from super()._get_open_things()
        if self.decision not in MONEY or not self.pos_line_id or self.credit_line_ids:
            return
        refunds = self._get_live_till_refunds()
        if not refunds:
            yield self.env._("the till gave the refund up: undo, then decide again")
        elif refunds.filtered(lambda line: line.order_id.state == "draft"):
            yield self.env._("refund to pay at the till")

    # --- when it is paid --------------------------------------------------------------------------

    def _check_till_refund(self):
        """The till gives what was decided: product, quantity, price, discount, tax; once."""
        paid = self.till_refund_line_ids.filtered(lambda line: line.order_id.state in PAID)
        sold = self.pos_line_id
        wrong = (
            self.state != "decided"
            or self.decision not in MONEY
            or abs(sum(paid.mapped("qty")) + self.quantity) > EPSILON
            or any(
                line.refunded_orderline_id != sold
                or line.tax_ids != sold.tax_ids
                or line.currency_id.compare_amounts(line.price_unit, sold.price_unit)
                or abs(line.discount - sold.discount) > EPSILON
                for line in paid
            )
        )
        if wrong:
            raise UserError(
                self.env._(
                    "%(refund)s does not give what %(case)s decided about %(line)s: quantity, price "
                    "or tax were changed. Cancel this refund; the case prepares it again.",
                    refund=", ".join(paid.order_id.mapped("name")),
                    case=self.case_id.name,
                    line=self.display_name,
                )
            )

    # --- undoing ----------------------------------------------------------------------------------

    def _guard_undo_credit(self):
        paid = self.till_refund_line_ids.order_id.filtered(lambda order: order.state in PAID)
        if paid:
            raise UserError(
                self.env._(
                    "%(refund)s of %(case)s was paid at the till: the customer has his money. Sell "
                    "it to him again at the till if he keeps it.",
                    refund=", ".join(paid.mapped("name")),
                    case=self.case_id.name,
                )
            )
        super()._guard_undo_credit()

    def _withdraw_credit(self):
        super()._withdraw_credit()
        drafts = self.till_refund_line_ids.filtered(lambda line: line.order_id.state == "draft")
        refunds = drafts.order_id
        drafts.unlink()
        for refund in refunds:
            if refund.lines:
                refund._compute_prices()
                refund.config_id.notify_synchronisation(refund.session_id.id, 0)
            else:
                # without the records that the caller's screen has marked: these are not refunds
                refund.with_context(active_ids=[]).action_pos_order_cancel()

    # --- goods ------------------------------------------------------------------------------------

    def _get_deliveries(self):
        return self._get_till_moves() if self.pos_line_id else super()._get_deliveries()

    def _get_warehouse(self):
        kind = self.pos_line_id.order_id.config_id.picking_type_id
        return kind.warehouse_id or super()._get_warehouse()


def _make_ticket_code():
    """Return what the till prints for who asks for an invoice later: five letters or digits."""
    signs = string.ascii_uppercase + string.digits
    return "".join(secrets.choice(signs) for _place in range(5))
