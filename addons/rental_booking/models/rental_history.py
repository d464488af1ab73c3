from odoo import fields, models

from ..core.workflow import (
    BOOKING_STATES,
    BOOKING_TRANSITIONS,
    INVOICE_STATES,
    INVOICE_TRANSITIONS,
    TICKET_STATES,
    TICKET_TRANSITIONS,
)


def _labels(*tables):
    found = {}
    for table in tables:
        for name, entry in table.items():
            found.setdefault(name, getattr(entry, "label", entry))
    return list(found.items())


class RentalHistory(models.Model):
    """One transition that happened: who, when, from where to where, and why."""

    _name = "rental.history"
    _description = "Rental History"
    _order = "id desc"
    _rec_name = "transition"

    order_id = fields.Many2one("sale.order", "Booking", index="btree_not_null", ondelete="cascade")
    repair_id = fields.Many2one(
        "repair.order", "After-sales ticket", index="btree_not_null", ondelete="cascade"
    )
    move_id = fields.Many2one("account.move", "Invoice", index="btree_not_null", ondelete="cascade")
    product_id = fields.Many2one(
        "product.product",
        index="btree_not_null",
        ondelete="cascade",
        help="Of a block or transfer.",
    )
    warehouse_id = fields.Many2one("stock.warehouse", "Shop", ondelete="cascade")
    date = fields.Datetime(default=fields.Datetime.now, required=True, index=True)
    user_id = fields.Many2one("res.users", "By", required=True)
    transition = fields.Selection(
        [
            *_labels(BOOKING_TRANSITIONS, TICKET_TRANSITIONS, INVOICE_TRANSITIONS),
            ("reschedule", "Dates changed"),
            ("change", "Changed"),
            ("undo", "Slip undone"),
        ],
        required=True,
    )
    source = fields.Selection(_labels(BOOKING_STATES, TICKET_STATES, INVOICE_STATES), "From")
    target = fields.Selection(_labels(BOOKING_STATES, TICKET_STATES, INVOICE_STATES), "To")
    reason = fields.Char()
