import base64

from odoo import api, fields, models

from ..core.labels import EVENT_SELECTION

NOT_BY_HAND = ("to_collect", "correction", "planned", "cancelled")


class TransportEventEntry(models.TransientModel):
    """Enter by hand what happened to cars: drivers forget, reality is recorded anyway."""

    _name = "transport.event.entry"
    _description = "Enter an Event"

    order_id = fields.Many2one(
        "transport.order", required=True, default=lambda self: self.env.context.get("active_id")
    )
    line_ids = fields.Many2many(
        "transport.order.vehicle",
        string="Cars",
        domain="[('order_id', '=', order_id)]",
        help="Empty: every car of the order.",
    )
    code = fields.Selection(
        [item for item in EVENT_SELECTION if item[0] not in NOT_BY_HAND],
        string="Event",
        required=True,
        default="collected",
    )
    occurred_at = fields.Datetime(required=True, default=fields.Datetime.now)
    eta = fields.Datetime(string="Expected")
    place = fields.Char()
    note = fields.Char()
    charge_empty_run = fields.Boolean(help="Add the empty-run fee of the tariff to the order.")
    is_recorded = fields.Boolean(readonly=True)
    file = fields.Binary(string="Photo or File")
    file_name = fields.Char()

    @api.onchange("code")
    def _onchange_code(self):
        if self.code not in ("not_ready", "refused"):
            self.charge_empty_run = False

    def action_record(self):
        """Write the events, one a chosen car, or one for the whole order."""
        self.ensure_one()
        order = self.order_id
        order.check_access("write")
        self.env["transport.sql"]._lock(self)
        if self.is_recorded:
            return  # a double click
        self.is_recorded = True
        order._append_events(
            [self._prepare_event(line) for line in self.line_ids or [None]], "staff"
        )
        if self.charge_empty_run:
            order._charge_empty_run(self.line_ids or order.line_ids)

    def _prepare_event(self, line):
        attachments = []
        if self.file:
            content = base64.b64decode(self.file)
            attachments = [(self.file_name or "file", content)]
        return {
            "code": self.code,
            "occurred_at": self.occurred_at,
            "line": line,
            "place": self.place,
            "note": self.note,
            "eta": self.eta,
            "attachments": attachments,
        }
