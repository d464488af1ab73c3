import base64

from odoo import api, fields, models

from ..core.labels import EVENT_SELECTION

NOT_BY_HAND = ("to_collect", "correction", "planned", "cancelled")


class TransportEventEntry(models.TransientModel):
    """Enter by hand what happened to cars: drivers forget, reality is recorded anyway."""

    _name = "transport.event.entry"
    _description = "Enter an Event"

    order_id = fields.Many2one("transport.order")
    order_ids = fields.Many2many(
        "transport.order",
        string="Transports",
        compute="_compute_order_ids",
        store=True,
        readonly=False,
        required=True,
    )
    line_ids = fields.Many2many(
        "transport.order.vehicle",
        string="Cars",
        domain="[('order_id', 'in', order_ids)]",
        help="Empty: every car of the transports.",
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

    @api.depends("order_id")
    def _compute_order_ids(self):
        """One transport, or all that were chosen in a list: a truck collects many at once."""
        context = self.env.context
        chosen = (
            context.get("active_ids") if context.get("active_model") == "transport.order" else ()
        )
        for entry in self:
            entry.order_ids = entry.order_id or self.env["transport.order"].browse(chosen or ())

    @api.onchange("code")
    def _onchange_code(self):
        if self.code not in ("not_ready", "refused"):
            self.charge_empty_run = False

    def action_record(self):
        """Write the events, one a chosen car, or one for each whole transport."""
        self.ensure_one()
        self.order_ids.check_access("write")
        self.env["suite.concurrency"]._take(self)
        if self.is_recorded:
            return  # a double click
        self.is_recorded = True
        for order in self.order_ids:
            lines = self.line_ids.filtered(lambda line, order=order: line.order_id == order)
            if self.line_ids and not lines:
                continue  # cars were chosen, none of this transport
            order._append_events([self._prepare_event(line) for line in lines or [None]], "staff")
            if self.charge_empty_run:
                order._charge_empty_run(lines or order.line_ids)

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
