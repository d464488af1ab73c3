from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.suite_base.core.defaults import own_defaults

from ..core.groups import READERS
from ..core.token import is_settled_later
from ..core.workflow import BACK_STATES, INVOICE_STATES, INVOICE_TRANSITIONS, OUT_STATES

_MACHINE_FIELDS = {
    "rental_order_id",
    "rental_exported_on",
    "rental_recovery",
    "rental_export_id",
    "is_rental",
    "rental_invoice_state",
}


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

    @api.depends("is_rental", "state", "payment_state", "rental_exported_on", "rental_recovery")
    def _compute_rental_invoice_state(self):
        for move in self:
            move.rental_invoice_state = move._get_rental_invoice_state()

    def _get_rental_invoice_state(self):
        """Specification 5.2: from the core's state, the payment state and the export mark."""
        if not self.is_rental or self.state == "cancel":
            return False
        if self.state == "draft":
            return "to_establish"
        paid = self.payment_state in ("paid", "in_payment", "reversed")
        if self.rental_exported_on and (paid or self.rental_recovery):
            return "closed"
        return "collected" if paid else "to_collect"  # also when its payment bounced later

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

    @api.model
    def default_get(self, fields):
        return own_defaults(self, _MACHINE_FIELDS, super().default_get(fields))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self.browse()._rental_check_machine_fields(vals)
        return super().create(vals_list)

    def write(self, vals):
        """What was sent to accounting is marked by its run: else it would be sent twice, or never."""
        self._rental_check_machine_fields(vals)
        return super().write(vals)

    def _rental_check_machine_fields(self, vals):
        if not self.env.su and any(
            vals[name] or any(move[name] for move in self) for name in _MACHINE_FIELDS & set(vals)
        ):
            raise AccessError(
                self.env._(
                    "The booking of an invoice and its marks of the export are written by the "
                    "booking and by the export only. Leave them out."
                )
            )

    def _post(self, soft=True):
        """The history of a rental invoice begins with its posting; what was changed on it by hand,
        or credited by hand, is a draft of its booking at once."""
        posted = super()._post(soft)
        for move in posted.filtered("is_rental"):
            move._rental_record_step("validate", "to_establish", "to_collect")
        # sudo: whoever posts need not see bookings
        bookings = (posted.rental_order_id | posted.reversed_entry_id.rental_order_id).sudo()
        bookings.filtered(
            lambda booking: booking.rental_state in (*OUT_STATES, *BACK_STATES)
        )._sync_rental_invoice()
        return posted

    def unlink(self):
        """What a draft said is still agreed: its booking says it again at once."""
        bookings = self._rental_get_bookings_to_tell()
        result = super().unlink()
        bookings._sync_rental_invoice()
        return result

    def button_cancel(self):
        """As a deleted one: a draft that is given up leaves what it said to be invoiced."""
        bookings = self._rental_get_bookings_to_tell()
        result = super().button_cancel()
        bookings._sync_rental_invoice()
        return result

    def _rental_get_bookings_to_tell(self):
        """Running bookings whose drafts go; the machine's own clearing up tells nobody."""
        drafts = self.filtered(lambda move: move.state == "draft")
        if is_settled_later(self):
            return drafts.rental_order_id.browse()
        # sudo: whoever deletes a draft need not see bookings
        return drafts.rental_order_id.sudo().filtered(
            lambda booking: booking.rental_state in (*OUT_STATES, *BACK_STATES)
        )

    def _invoice_paid_hook(self):
        """Collected: told once, when the last cent is there."""
        result = super()._invoice_paid_hook()
        for move in self.filtered("is_rental"):
            move._rental_record_step("collect", "to_collect", "collected")
        return result

    def _rental_record_step(self, transition, source, target, reason=""):
        # sudo: the history is written by the machine only
        self.env["rental.history"].sudo().create(
            {
                "move_id": self.id,
                "user_id": self.env.uid,
                "transition": transition,
                "source": source,
                "target": target,
                "reason": reason,
            }
        )

    def button_draft(self):
        """Posted rental invoices are never edited (art. 289 CGI: an issued invoice is corrected by
        another document)."""
        self.check_access("write")
        for move in self:
            if move.is_rental and move.state == "posted":
                raise UserError(
                    self.env._(
                        "%s is posted and can no longer change. Make a credit note, then a new "
                        "invoice if needed.",
                        move.name,
                    )
                )
        for move in self.filtered(lambda move: move.rental_export_id and move.state == "posted"):
            # sudo: who resets a payment need not be the one who sends it to accounting
            sent = move.sudo()
            sent.rental_export_id._take_back(move.name)
            sent.rental_export_id = False  # posted again, it is sent again
        return super().button_draft()

    def action_rental_export(self):
        """Collected invoices of the selection go to accounting."""
        return self.env["rental.export"]._run(self, recovery=False).action_open()

    def action_rental_recover(self):
        """Unpaid invoices go to accounting too, marked for recovery."""
        return self.env["rental.export"]._run(self, recovery=True).action_open()
