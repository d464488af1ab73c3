from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_amount

from ..core.quantities import EPSILON, share_out


class TechCaseLine(models.Model):
    """The credit notes of a decision, made of the lines of the invoice."""

    _inherit = "tech.case.line"

    # --- credit notes -----------------------------------------------------------------------------

    def _settle_refund(self):
        invoice_lines = self.env["account.move.line"]
        for key, quantity in share_out(self.quantity, self._get_left_on_lines()).items():
            line = invoice_lines.browse(key)
            self._credit(line, self._in_invoice_unit(line, quantity), quantity)
        self.credit_amount = self._get_credited()

    def _settle_credit(self):
        self._settle_refund()
        if not self.fee:
            return
        if self.fee > self.credit_amount:
            raise UserError(
                self.env._(
                    "%(line)s: a fee of %(fee)s is more than the credit of %(credit)s.",
                    line=self.display_name,
                    fee=format_amount(self.env, self.fee, self.currency_id),
                    credit=format_amount(self.env, self.credit_amount, self.currency_id),
                )
            )
        credit = self._get_live_credits()[:1]
        credit.move_id.invoice_line_ids = [Command.create(self._prepare_fee_vals(credit))]
        self.credit_amount = self._get_credited()

    def _get_credited(self):
        """Without tax, in the currency of the company."""
        return sum(self._get_live_credits().mapped("balance"))

    def _get_live_credits(self):
        """Without what was cancelled or reversed after an earlier decision."""
        return self.credit_line_ids.filtered(lambda line: line.move_id._tech_is_live())

    def _in_invoice_unit(self, line, quantity):
        exact = self.uom_id._compute_quantity(quantity, line.product_uom_id, round=False)
        rounded = line.product_uom_id.round(exact)
        if abs(exact - rounded) > EPSILON:
            raise UserError(
                self.env._(
                    "%(line)s: %(quantity)g %(unit)s cannot be told in the unit of the invoice "
                    "(%(other)s) without rounding its price. Credit what makes whole units.",
                    line=self.display_name,
                    quantity=quantity,
                    unit=self.uom_id.name,
                    other=line.product_uom_id.name,
                )
            )
        return rounded

    def _credit(self, invoice_line, quantity, in_own_unit):
        """Put a share of an invoice line on the case's draft credit note of that invoice."""
        move = self._get_credit_note(invoice_line.move_id)
        known = move.invoice_line_ids
        vals = self._prepare_credit_vals(invoice_line, quantity, in_own_unit)
        move.invoice_line_ids = [Command.create(vals)]
        self._close_cents(invoice_line, move.invoice_line_ids - known)

    def _get_credit_note(self, invoice):
        open_notes = self.case_id.line_ids.credit_line_ids.move_id.filtered(
            lambda move: move.state == "draft" and move.reversed_entry_id == invoice
        )
        if open_notes:
            return open_notes[0]
        lang = invoice.partner_id.lang
        ref = self.with_context(lang=lang).env._(
            "Credit of %(invoice)s, %(case)s", invoice=invoice.name, case=self.case_id.name
        )
        note = invoice._reverse_moves([self._prepare_credit_note_vals(invoice, ref)])
        note.invoice_line_ids.unlink()
        return note

    def _prepare_credit_note_vals(self, invoice, ref):
        return {
            "ref": ref,
            "invoice_date": False,
            "invoice_payment_term_id": False,
            "auto_post": "no",
            "invoice_origin": invoice.invoice_origin,
            "tech_case_id": self.case_id.id,
        }

    def _prepare_credit_vals(self, invoice_line, quantity, in_own_unit):
        return {
            "product_id": invoice_line.product_id.id,
            "name": invoice_line.name,
            "quantity": quantity,
            "product_uom_id": invoice_line.product_uom_id.id,
            "price_unit": invoice_line.price_unit,
            "discount": invoice_line.discount,
            "tax_ids": [Command.set(invoice_line.tax_ids.ids)],
            "account_id": invoice_line.account_id.id,
            "analytic_distribution": invoice_line.analytic_distribution,
            "sale_line_ids": [Command.set(self._get_order_to_balance(in_own_unit).ids)],
            "tech_case_line_id": self.id,
            "tech_origin_line_id": invoice_line.id,
        }

    def _get_order_to_balance(self, quantity):
        """The order line, when it waits for this credit: the goods came back by hand before.

        Otherwise the order keeps what it delivered and invoiced, and is never billed again.
        """
        sold = self.sale_line_id
        waiting = sold.qty_invoiced - sold.qty_delivered
        by_delivery = sold.product_id.invoice_policy == "delivery"
        return sold if by_delivery and waiting >= quantity - EPSILON else sold.browse()

    def _prepare_fee_vals(self, credit):
        lang = credit.move_id.partner_id.lang
        return {
            "name": self.with_context(lang=lang).env._("Fee kept for the return"),
            "quantity": 1,
            "price_unit": -self.fee,
            "tax_ids": [Command.set(credit.tax_ids.ids)],
            "account_id": credit.account_id.id,
            "tech_case_line_id": self.id,
        }

    def _close_cents(self, invoice_line, credit):
        """The last part of an invoice line takes the cents that rounding left."""
        parts = self._get_own_credits(invoice_line) - credit
        if not parts:
            return
        whole = sum(parts.mapped("quantity")) + credit.quantity
        rest = invoice_line.price_subtotal - sum(parts.mapped("price_subtotal"))
        same = credit.currency_id.is_zero(rest - credit.price_subtotal)
        if abs(whole - invoice_line.quantity) < EPSILON and not same and credit.price_subtotal:
            credit.price_unit *= rest / credit.price_subtotal

    # --- when a credit note is posted -------------------------------------------------------------

    def _check_credit(self):
        """The credit note gives what was decided: quantity, price, tax and fee."""
        if self._is_credited_wrong():
            raise UserError(
                self.env._(
                    "%(note)s does not give what %(case)s decided about %(line)s: quantity, price, "
                    "tax or fee were changed. Undo the decision in the case and decide again.",
                    note=", ".join(self._get_live_credits().move_id.mapped("display_name")),
                    case=self.case_id.name,
                    line=self.display_name,
                )
            )

    def _is_credited_wrong(self):
        live = self._get_live_credits()
        origins = live.filtered("tech_origin_line_id")
        fees = live - origins
        quantity = sum(map(self._count_invoiced, origins))
        fee = -sum(line.price_unit * line.quantity for line in fees)
        return (
            self.state != "decided"
            or abs(quantity - self.quantity) > EPSILON
            or not self.currency_id.is_zero(fee - (self.fee if self.decision == "credit" else 0))
            or any(not self._is_true(line) for line in origins)
            or any(line.discount or not self._is_taxed_as(line, origins) for line in fees)
        )

    def _is_taxed_as(self, fee, origins):
        return any(fee.tax_ids == line.tax_ids for line in origins & fee.move_id.invoice_line_ids)

    def _is_true(self, credit):
        origin = credit.tech_origin_line_id
        share = origin.price_subtotal * credit.quantity / origin.quantity
        cent = credit.currency_id.rounding
        return (
            abs(credit.price_subtotal - share) < 1.5 * cent + EPSILON
            and credit.tax_ids == origin.tax_ids
        )

    # --- undoing ----------------------------------------------------------------------------------

    def _guard_undo_credit(self):
        notes = self.credit_line_ids.move_id.filtered(
            lambda move: move.state == "posted" and move._tech_is_live()
        )
        if notes:
            raise UserError(
                self.env._(
                    "%(note)s of %(case)s is posted. Reverse it in accounting first; then the "
                    "decision can be undone.",
                    note=", ".join(notes.mapped("name")),
                    case=self.case_id.name,
                )
            )

    def _withdraw_credit(self):
        notes = self.credit_line_ids.move_id.filtered(lambda move: move.state == "draft")
        self.credit_line_ids.filtered(lambda line: line.move_id in notes).unlink()
        notes.filtered(lambda move: not move.invoice_line_ids).unlink()
