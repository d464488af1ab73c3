from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.workflow import INVOICE_STATES, INVOICE_TRANSITIONS
from .groups import READERS


class AccountMove(models.Model):
    """The invoice of a booking: its four states are read from Odoo's own, never stored twice."""

    _inherit = "account.move"

    rental_order_id = fields.Many2one(
        "sale.order", "Booking", index="btree_not_null", readonly=True, copy=False
    )
    is_rental = fields.Boolean("Rental invoice", compute="_compute_is_rental", store=True)
    rental_invoice_state = fields.Selection(
        list(INVOICE_STATES.items()),
        "Rental invoice state",
        compute="_compute_rental_invoice_state",
        store=True,
        index="btree_not_null",
    )
    rental_exported_on = fields.Datetime("Sent to accounting", readonly=True, copy=False)
    rental_recovery = fields.Boolean("For recovery", readonly=True, copy=False)
    rental_export_id = fields.Many2one(
        "rental.export", "Export run", readonly=True, copy=False, index="btree_not_null"
    )
    rental_history_ids = fields.One2many("rental.history", "move_id", "Transitions", groups=READERS)
    rental_workflow_graph = fields.Json(compute="_compute_rental_workflow_graph")

    @api.depends("rental_order_id", "reversed_entry_id.rental_order_id", "move_type")
    def _compute_is_rental(self):
        """A credit note of a rental invoice is a rental document too."""
        for move in self:
            booking = move.rental_order_id or move.reversed_entry_id.rental_order_id
            move.is_rental = bool(booking) and move.is_sale_document()

    @api.depends("is_rental", "state", "payment_state", "rental_exported_on")
    def _compute_rental_invoice_state(self):
        for move in self:
            move.rental_invoice_state = move._get_rental_invoice_state()

    def _get_rental_invoice_state(self):
        """Specification 5.2: from the core's state, the payment state and the export mark."""
        if not self.is_rental or self.state == "cancel":
            return False
        if self.state == "draft":
            return "to_establish"
        if self.rental_exported_on:
            return "closed"
        if self.payment_state in ("paid", "in_payment", "reversed"):
            return "collected"
        return "to_collect"

    def _compute_rental_workflow_graph(self):
        states = self._fields["rental_invoice_state"]._description_selection(self.env)
        labels = dict(
            self.env["rental.history"]._fields["transition"]._description_selection(self.env)
        )
        for move in self:
            move.rental_workflow_graph = {
                "states": [list(state) for state in states],
                "transitions": [
                    [name, labels[name], list(step.sources), step.target]
                    for name, step in INVOICE_TRANSITIONS.items()
                ],
                "current": move.rental_invoice_state,
            }

    def button_draft(self):
        """Posted rental invoices are never edited (art. 289 CGI: an issued invoice is corrected by
        another document)."""
        for move in self:
            if move.is_rental and move.state == "posted":
                raise UserError(
                    self.env._(
                        "%s is posted and can no longer change. Make a credit note, then a new "
                        "invoice if needed.",
                        move.name,
                    )
                )
        return super().button_draft()

    def action_rental_export(self):
        """Collected invoices of the selection go to accounting."""
        return self.env["rental.export"]._run(self, recovery=False).action_open()

    def action_rental_recover(self):
        """Unpaid invoices go to accounting too, marked for recovery."""
        return self.env["rental.export"]._run(self, recovery=True).action_open()
