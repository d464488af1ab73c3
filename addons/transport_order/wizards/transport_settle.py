from odoo import api, fields, models
from odoo.exceptions import UserError

FEES = {"redelivery": "agreed_redelivery_fee", "return": "agreed_return_fee"}


class TransportSettle(models.TransientModel):
    """A refused car is brought again, goes back to its sender, or waits at a depot."""

    _name = "transport.settle"
    _description = "Settle Refused Cars"

    order_id = fields.Many2one("transport.order", required=True, readonly=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    open_line_ids = fields.Many2many("transport.order.vehicle", compute="_compute_open_line_ids")
    line_ids = fields.Many2many(
        "transport.order.vehicle",
        "transport_settle_line_rel",
        string="Cars",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        domain="[('id', 'in', open_line_ids)]",
    )
    decision = fields.Selection(
        [
            ("redelivery", "Bring it again"),
            ("return", "Back to the sender"),
            ("hub", "Keep it at a depot"),
        ],
        required=True,
        default="redelivery",
    )
    fee = fields.Monetary(
        string="Fee per Car",
        compute="_compute_fee",
        store=True,
        readonly=False,
        help="As agreed with the price; zero charges nothing.",
    )
    day = fields.Datetime(string="Planned")
    note = fields.Char()
    is_settled = fields.Boolean(readonly=True)

    @api.depends("order_id")
    def _compute_open_line_ids(self):
        for settle in self:
            settle.open_line_ids = settle.order_id._get_refused_lines()

    @api.depends("order_id")
    def _compute_line_ids(self):
        for settle in self:
            settle.line_ids = settle.order_id._get_refused_lines()

    @api.depends("decision", "order_id")
    def _compute_fee(self):
        for settle in self:
            name = FEES.get(settle.decision)
            settle.fee = settle.order_id[name] if name and settle.order_id else 0

    def action_settle(self):
        """Write the decision in the history, charge its fee, tell the client."""
        self.ensure_one()
        order = self.order_id
        order.check_access("write")
        self.env["suite.concurrency"]._take(self)
        if self.is_settled:
            return
        self.is_settled = True
        lines = self.line_ids & order._get_refused_lines()
        if not lines:
            raise UserError(self.env._("No car of %(order)s waits any more.", order=order.name))
        if self.fee < 0:
            raise UserError(self.env._("A fee cannot be negative. Enter zero or more."))
        order._append_events([self._prepare_event(line) for line in lines], "staff")
        if self.fee and self.decision in FEES:
            words = self._get_words(order)[self.decision]
            order._charge(
                self.decision,
                [(f"{words}: {line.display_name}", self.fee, line) for line in lines],
            )

    def _prepare_event(self, line):
        words = self._get_words(self.order_id)[self.decision]
        return {
            "code": "at_hub" if self.decision == "hub" else "planned",
            "line": line,
            "eta": self.day,
            "note": " · ".join(filter(None, (words, self.note))),
        }

    @api.model
    def _get_words(self, order):
        """:return: the decisions in the language of the client, who reads them"""
        words = order.with_context(lang=order.partner_id.lang or self.env.lang).env
        return {
            "redelivery": words._("Redelivery"),
            "return": words._("Return to the sender"),
            "hub": words._("Kept at a depot"),
        }
