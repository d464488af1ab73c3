from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.groups import READERS
from .rental_proposal import STATES

CLOSING = ("confirm", "cancel", "depart")


class SaleOrder(models.Model):
    """Alternatives of a booking: what the desk offers instead of what is short."""

    _inherit = "sale.order"

    rental_proposal_ids = fields.One2many(
        "rental.proposal", "order_id", "Alternatives", groups=READERS
    )

    rental_proposal_state = fields.Selection(
        STATES, "Alternative", compute="_compute_rental_proposal_state", compute_sudo=True
    )
    rental_short_words = fields.Char("Short", compute="_compute_rental_short_words")

    @api.depends("rental_proposal_ids.state")
    def _compute_rental_proposal_state(self):
        for order in self:
            order.rental_proposal_state = order.rental_proposal_ids[:1].state

    @api.depends("order_line.rental_shortage", "order_line.rental_stray_words")
    def _compute_rental_short_words(self):
        for order in self:
            short = [
                f"{line.rental_shortage:g} × {line.product_id.display_name}"
                for line in order.order_line
                if line.rental_shortage > 0
            ]
            strays = order.order_line.filtered("rental_stray_words").mapped("rental_stray_words")
            order.rental_short_words = ", ".join([*short, *strays])

    def action_rental_ways_out(self):
        """First click: what could be done, ranked, with the best ways ticked."""
        self.ensure_one()
        wizard = self.env["rental.alternative"].create({"order_id": self.id})
        if not wizard.way_ids:
            raise UserError(self.env._("%s is not short of anything.", self.name))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ways out"),
            "res_model": "rental.alternative",
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def _rental_get_open_proposal(self):
        # sudo: the customer is shown what was proposed to him
        return self.sudo().rental_proposal_ids.filtered(lambda own: own._is_open())[:1]

    def _rental_get_alternative_link(self):
        page = f"/my/rentals/{self.id}/alternative/{self._rental_get_open_proposal().id}"
        return f"{self.get_base_url()}{page}?access_token={self._portal_ensure_token()}"

    def _rental_propose_alternative(self, changes, words, keep_price):
        """Make the proposal, hold its goods and write to the customer.

        :param changes: [values] of rental.proposal.line
        :return: rental.proposal
        """
        machine = self.sudo()  # sudo: the caller asked for the rights of the desk
        machine.rental_proposal_ids.filtered(lambda own: own.state == "sent")._close("withdrawn")
        proposal = machine.env["rental.proposal"].create(
            {
                "order_id": self.id,
                "words": words,
                "keep_price": keep_price,
                "valid_until": machine._rental_get_proposal_end(),
                "amount_before": self.amount_total,
                "line_ids": [(0, 0, values) for values in changes],
            }
        )
        proposal._hold()
        proposal.amount_after = proposal._preview()
        if self.partner_id.email:
            notices = self.env["rental.notice"]
            notices._take_note(self, "alternative", f"alternative {proposal.id}")
            self._rental_send_notice("alternative")
        return proposal

    def _rental_get_proposal_end(self):
        """A day to answer, or the hours that a proposal is held; never past the departure."""
        hours = self.company_id.rental_hold_hours or 24
        return min(self.rental_start, fields.Datetime.now() + timedelta(hours=hours))

    def _rental_after_transition(self, name):
        super()._rental_after_transition(name)
        if name in CLOSING:
            machine = self.sudo()  # sudo: whoever moves the booking
            machine.rental_proposal_ids.filtered(lambda own: own.state == "sent")._close(
                "withdrawn"
            )
