from odoo import api, fields, models


class RentalNotice(models.Model):
    """One mail that left about a booking: the same occasion is told once, however often jobs run."""

    _name = "rental.notice"
    _description = "Rental Mail"
    _order = "id desc"
    _rec_name = "kind"

    order_id = fields.Many2one(
        "sale.order", "Booking", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("request", "Request received"),
            ("proposal", "Proposal"),
            ("alternative", "Alternative"),
            ("reminder", "Reminder of a proposal"),
            ("hold", "Proposal about to end"),
            ("confirmed", "Confirmation"),
            ("departure", "Departure tomorrow"),
            ("comeback", "Return tomorrow"),
            ("late", "Late"),
            ("missing", "Something missing"),
            ("cancelled", "Cancelled"),
            ("paid", "Paid, but not confirmed"),
        ],
        required=True,
    )
    occasion = fields.Char(required=True, help="What it was about: the moment that is announced.")
    create_date = fields.Datetime("Sent on")
    waiting = fields.Boolean("Waits for the morning", help="A job made it at night.")

    _once = models.UniqueIndex(
        "(order_id, kind, occasion)", "This mail has left already; it is not sent twice."
    )

    @api.model
    def _take_note(self, order, kind, occasion):
        """The note of a mail that still has to leave; none when it has left already."""
        key = {"order_id": order.id, "kind": kind, "occasion": occasion}
        # sudo: written by the machine only
        notices = self.sudo()
        if notices.search_count([(name, "=", value) for name, value in key.items()], limit=1):
            return notices.browse()
        return notices.create(key)
