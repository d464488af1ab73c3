from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.portal import clean
from ..core.workflow import BOOKING_TRANSITIONS, DESK, FIRM_STATES, allowed

STATES = [
    ("sent", "Waits for the customer"),
    ("accepted", "Accepted"),
    ("declined", "Declined"),
    ("withdrawn", "Withdrawn"),
]


class RentalProposal(models.Model):
    """Another way to serve a booking that is short: the customer takes it, or not."""

    _name = "rental.proposal"
    _inherit = "suite.guard.mixin"
    _description = "Rental Alternative"
    _order = "id desc"

    order_id = fields.Many2one(
        "sale.order", "Booking", required=True, index=True, ondelete="cascade", readonly=True
    )
    partner_id = fields.Many2one(related="order_id.partner_id", store=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    warehouse_id = fields.Many2one(related="order_id.warehouse_id", store=True)
    state = fields.Selection(STATES, default="sent", required=True, readonly=True, index=True)
    line_ids = fields.One2many("rental.proposal.line", "proposal_id", readonly=True)
    words = fields.Text("Words to the customer", readonly=True)
    keep_price = fields.Boolean("At the agreed price", readonly=True)
    valid_until = fields.Datetime(readonly=True)
    answered_on = fields.Datetime(readonly=True)
    amount_before = fields.Monetary("Price before", readonly=True)
    amount_after = fields.Monetary("Price with it", readonly=True)
    occupation_ids = fields.Many2many("rental.occupation", readonly=True)

    _open_once = models.UniqueIndex(
        "(order_id) WHERE state = 'sent'", "This booking has an open alternative already."
    )

    @api.depends("order_id.name")
    def _compute_display_name(self):
        for proposal in self:
            proposal.display_name = self.env._("Alternative for %s", proposal.order_id.name)

    def _is_open(self):
        in_time = not self.valid_until or self.valid_until > fields.Datetime.now()
        return self.state == "sent" and in_time

    # The desk ---------------------------------------------------------------------------------

    def action_withdraw(self):
        if not self.env.user.has_group(DESK):
            raise AccessError(self.env._("Alternatives are made and withdrawn at the desk."))
        self.check_access("read")
        self.order_id.check_access("write")
        # sudo: rights were asked above; proposals are written by the machine
        self.sudo().filtered(lambda own: own.state == "sent")._close("withdrawn")

    def _close(self, state):
        """It holds its goods no longer."""
        for proposal in self:
            holds = proposal.occupation_ids
            proposal.write({"state": state, "answered_on": fields.Datetime.now()})
            holds.unlink()

    def _hold(self):
        """The substitutes are kept for the customer as long as the proposal stands."""
        vals_list = [
            vals for line in self.line_ids for vals in line._prepare_holds(self.valid_until)
        ]
        occupations = self.env["rental.occupation"]
        if self.valid_until and vals_list:
            self.occupation_ids = occupations.create(vals_list)

    def _preview(self):
        """What the booking costs with it: the real change, done and taken back."""
        after = self.amount_before
        savepoint = self.env.cr.savepoint()
        try:
            self.occupation_ids.unlink()
            self.line_ids.with_context(tracking_disable=True)._apply_to_booking()
            self.env.flush_all()
            after = self.order_id.amount_total
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()
        return after

    # The customer -----------------------------------------------------------------------------

    def _accept(self):
        """:return: "confirmed"; "short" when it went meanwhile: then the desk is told;
        "colleague" when somebody else of his company has to say yes
        """
        self._check_answerable()
        booking = self.order_id
        total = self.amount_after or booking.amount_total
        if not booking._rental_get_reader()._rental_may_confirm(booking, total):
            booking._rental_ask_colleague()
            return "colleague"
        try:
            with self.env.cr.savepoint():
                self._close("accepted")
                self.line_ids._apply_to_booking()
                self._confirm_booking()
        except UserError as error:
            inside = booking._rental_inside()
            booking.invalidate_recordset()
            summary = inside.env._("The customer takes an alternative that is no longer free")
            inside._rental_ask_desk(summary, str(error))
            self._close("withdrawn")
            return "short"
        booking._rental_refresh_risk()
        inside = booking._rental_inside()
        inside.message_post(body=inside.env._("The customer takes the alternative."))
        return "confirmed"

    def _confirm_booking(self):
        """What was short is served now: the booking goes on as any other."""
        booking = self.order_id
        if booking.rental_state in FIRM_STATES:
            return
        for name in ("propose", "offer"):
            if name in allowed(BOOKING_TRANSITIONS, booking.rental_state):
                booking.with_context(rental_quiet=True)._apply_transition(name)
        booking.action_confirm()

    def _decline(self, reason=""):
        self._check_answerable()
        self._close("declined")
        inside = self.order_id._rental_inside()
        inside._rental_ask_desk(
            inside.env._("The customer declines the alternative"), clean(reason, 500)
        )
        return "asked"

    def _check_answerable(self):
        if not self._is_open():
            raise UserError(
                self.env._(
                    "This proposal is no longer open. Please call us: we look for another way."
                )
            )
