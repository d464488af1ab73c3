from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.labels import EVENT_SELECTION

EVENT_SOURCES = [
    ("staff", "Office"),
    ("driver", "Driver"),
    ("portal", "Client"),
    ("carrier", "Carrier"),
    ("remote", "Remote system"),
]


class TransportEvent(models.Model):
    """Something that happened to an order or to one of its cars. Written once, never changed."""

    _name = "transport.event"
    _inherit = "suite.guard.mixin"
    _description = "Transport Event"
    _order = "occurred_at desc, id desc"
    _rec_name = "code"

    order_id = fields.Many2one(
        "transport.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    line_id = fields.Many2one(
        "transport.order.vehicle",
        string="Car",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: every car of the order.",
    )
    code = fields.Selection(EVENT_SELECTION, string="Event", required=True, readonly=True)
    occurred_at = fields.Datetime(required=True, readonly=True)
    recorded_at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    source = fields.Selection(EVENT_SOURCES, required=True, readonly=True, default="staff")
    external_id = fields.Char(readonly=True, copy=False)
    place = fields.Char(readonly=True)
    note = fields.Char(readonly=True)
    eta = fields.Datetime(string="Expected", readonly=True)
    void_event_id = fields.Many2one(
        "transport.event",
        string="Takes Back",
        readonly=True,
        index="btree_not_null",
        help="A correction takes an event back; both stay in the history.",
    )
    void_by_ids = fields.One2many("transport.event", "void_event_id")
    is_void = fields.Boolean(
        string="Taken Back", compute="_compute_is_void", search="_search_is_void"
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Photos and Files", readonly=True)

    _external_unique = models.UniqueIndex(
        "(order_id, source, external_id) WHERE external_id IS NOT NULL"
    )

    @api.depends("void_by_ids")
    def _compute_is_void(self):
        for event in self:
            event.is_void = bool(event.void_by_ids)

    def _search_is_void(self, operator, value):
        if operator != "in":
            return NotImplemented
        void = fields.Domain("void_by_ids", "!=", False)
        return void if True in value else ~void

    def write(self, vals):
        if vals:
            raise UserError(
                self.env._(
                    "An event of the order %(order)s cannot be changed. Enter a correction that "
                    "takes it back, then the right event.",
                    order=self[:1].order_id.name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        raise UserError(
            self.env._(
                "Events are the history of the order %(order)s and stay. Enter a correction that "
                "takes the event back.",
                order=self[:1].order_id.name,
            )
        )

    def action_take_back(self):
        """Enter a correction that takes these events back."""
        for event in self:
            event.order_id.check_access("write")
            event.order_id._append_events(
                [{"code": "correction", "void_event_id": event.id, "line": event.line_id}], "staff"
            )
