from odoo import api, fields, models
from odoo.fields import Command

from ..core.workflow import BACK_STATES, INVOICE_STATES, OUT_STATES


class SaleOrder(models.Model):
    """The draft invoice that follows the booking from the departure to the closing."""

    _inherit = "sale.order"

    rental_invoice_state = fields.Selection(
        list(INVOICE_STATES.items()), "Invoice", compute="_compute_rental_invoice_state"
    )

    @api.depends("order_line.invoice_lines")
    def _compute_rental_invoice_state(self):
        """The invoice that is least far along speaks for the booking."""
        order_of = list(INVOICE_STATES)
        for order in self:
            # sudo: the desk sees the state of the invoice, not the invoice
            states = order.sudo().invoice_ids.filtered("is_rental").mapped("rental_invoice_state")
            order.rental_invoice_state = min(
                filter(None, states), key=order_of.index, default=False
            )

    def _prepare_invoice(self):
        """Also an invoice made by hand before the departure belongs to the booking."""
        values = super()._prepare_invoice()
        if self.is_rental:
            values["rental_order_id"] = self.id
        return values

    def _create_rental_invoice(self):
        """Draft at departure (seed). Nothing to invoice (all free): no invoice."""
        for order in self:
            # sudo: the counter makes the draft, it has no accounting rights
            order.sudo().with_context(raise_if_nothing_to_invoice=False)._create_invoices(
                final=True
            )

    def _get_rental_drafts(self):
        """The booking's own drafts, without down payments (those are the accountant's)."""
        return self.sudo().invoice_ids.filtered(  # reason: as in _create_rental_invoice
            lambda move: (
                move.rental_order_id == self
                and move.state == "draft"
                and not move._is_downpayment()
            )
        )

    def _get_rental_draft_invoice(self):
        drafts = self._get_rental_drafts()
        return drafts.filtered(lambda move: move.move_type == "out_invoice")[:1]

    def _sync_rental_invoice(self):
        """Rebuild the booking's lines of the draft; hand-made lines and posted ones stay."""
        for order in self.filtered("is_rental"):
            if order.rental_state not in (*OUT_STATES, *BACK_STATES):
                continue
            draft = order._get_rental_draft_invoice()
            if draft:
                order._rebuild_draft(draft)
            elif order.sudo()._get_invoiceable_lines(final=True):
                order._create_rental_invoice()

    def _rebuild_draft(self, draft):
        draft.invoice_line_ids.filtered(lambda line: line.sale_line_ids & self.order_line).unlink()
        draft.invoice_line_ids.filtered(lambda line: line.display_type == "line_section").unlink()
        order = self.sudo()  # reason: as in _create_rental_invoice
        if self.partner_invoice_id.lang:
            order = order.with_context(lang=self.partner_invoice_id.lang)
        commands = []
        for sequence, line in enumerate(order._get_invoiceable_lines(final=True)):
            commands += [
                Command.create(values)
                for values in line._prepare_invoice_lines_vals_list(
                    **self._get_invoice_line_options(line, sequence)
                )
            ]
        draft.write({"invoice_line_ids": commands})

    def _get_invoice_line_options(self, line, sequence):
        """As the core does it when it deducts a down payment on the final invoice."""
        options = {"sequence": sequence}
        if line.is_downpayment:
            options["quantity"] = -1.0
            options["extra_tax_data"] = self.env[
                "account.tax"
            ]._reverse_quantity_base_line_extra_tax_data(line.extra_tax_data)
        return options

    def _post_rental_invoice(self):
        """Closing posts the invoice: from then on only a credit note corrects it."""
        for order in self:
            order._sync_rental_invoice()
            for draft in order._get_rental_drafts():
                draft.invoice_date = draft.invoice_date or fields.Date.context_today(order)
                draft.with_company(order.company_id).action_post()
