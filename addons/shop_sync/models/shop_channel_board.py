from datetime import timedelta

from odoo import api, fields, models

# Without a pass for so long, a running shop's scheduled action does not run.
LATE_AFTER = timedelta(minutes=15)
# Healths, the worst first.
RANK = ("bad", "late", "trouble", "you", "paused", "busy", "grey", "good")
# Figures that ask for a person.
ASKING = ("waiting_count", "payment_count", "stock_error_count", "money_count", "short_count")


class ShopChannel(models.Model):
    """How a shop is doing, on the board: its health, and the ways to what waits."""

    _inherit = "shop.channel"

    order_count = fields.Integer(compute="_compute_board")
    open_count = fields.Integer(compute="_compute_board", string="To do")
    waiting_count = fields.Integer(compute="_compute_board", string="Waiting for you")
    outbox_count = fields.Integer(compute="_compute_board", string="To send")
    requests_today = fields.Integer(compute="_compute_board")
    orders_today = fields.Integer(compute="_compute_board")
    mapping_count = fields.Integer(compute="_compute_board", string="Mappings to choose")
    payment_count = fields.Integer(compute="_compute_board", string="Payments waiting")
    money_count = fields.Integer(compute="_compute_board", string="Money that does not fit")
    short_count = fields.Integer(compute="_compute_board", string="Sold twice")
    stock_error_count = fields.Integer(compute="_compute_board", string="Stock lines refused")
    held = fields.Json(readonly=True, copy=False, help="Trouble beside orders and stock.")
    held_text = fields.Char(compute="_compute_held_text", string="Beside orders and stock")
    lag_minutes = fields.Integer(compute="_compute_lag")
    is_late = fields.Boolean(compute="_compute_lag")
    late_text = fields.Char(compute="_compute_late_text", string="Why late")
    health = fields.Selection(
        [
            ("grey", "Not connected"),
            ("good", "All right"),
            ("busy", "At work"),
            ("trouble", "In trouble"),
            ("you", "Needs you"),
            ("paused", "Paused"),
            ("late", "Late"),
            ("bad", "Stopped"),
        ],
        compute="_compute_health",
    )

    @api.depends("held")
    @api.depends_context("lang")
    def _compute_held_text(self):
        explain = self.env["shop.error"]._explain
        for channel in self:
            causes = [explain(code, params) for code, params in (channel.held or {}).values()]
            channel.held_text = " ".join(dict.fromkeys(causes)) or False

    def _compute_board(self):
        figures = self.env["shop.board"]._get_figures(self)
        for channel in self:
            channel.update(figures[channel])

    @api.depends("last_sync", "open_until", "state")
    def _compute_lag(self):
        now = fields.Datetime.now()
        for channel in self:
            last = channel.last_sync
            waits = channel.open_until and channel.open_until > now
            channel.lag_minutes = (now - last).total_seconds() // 60 if last else 0
            channel.is_late = (
                channel.state == "running" and last and not waits and now - last > LATE_AFTER
            )

    @api.depends("is_late", "lag_minutes")
    @api.depends_context("lang")
    def _compute_late_text(self):
        for channel in self:
            channel.late_text = channel._get_late_text() if channel.is_late else False

    def _get_late_text(self):
        return self.env._(
            "No pass for %s minutes. The server's scheduled actions seem not to run: ask whoever"
            " looks after the server.",
            self.lag_minutes,
        )

    @api.depends(
        "state",
        "waiting_count",
        "open_count",
        "failures",
        "payment_count",
        "stock_error_count",
        "money_count",
        "short_count",
        "error_code",
        "held",
        "is_late",
        "last_sync",
        "engine",
    )
    def _compute_health(self):
        for channel in self:
            channel.health = channel._get_health()

    def _get_health(self):
        if self.state == "draft":
            return "grey"
        if self.state == "broken" or self.failures >= 5:
            return "bad"
        if self.state == "paused":
            return "paused"
        if self.is_late:
            return "late"
        if self.error_code or self.held:
            return "trouble"
        if any(self[name] for name in ASKING):
            return "you"
        begins = self.engine != "json" and not self.last_sync
        return "busy" if begins or self.open_count or self.outbox_count else "good"

    def _rank(self):
        """Keep the worst shops first on the board."""
        for channel in self:
            urgency = RANK.index(channel._get_health())
            if channel.urgency != urgency:
                channel.urgency = urgency

    def _open(self, xmlid, domain, **context):
        action = self.env["ir.actions.act_window"]._for_xml_id(f"shop_sync.{xmlid}")
        return {
            **action,
            "domain": domain,
            "context": {"search_default_channel_id": False, **context},
        }

    def action_open_orders(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("shop_sync.sale_order_action")
        return {**action, "domain": [("shop_channel_id", "in", self.ids)], "context": {}}

    def action_open_orders_today(self):
        """The orders that the tile counts."""
        action = self.env["ir.actions.act_window"]._for_xml_id("shop_sync.sale_order_action")
        domain = self.env["shop.board"]._get_today_domain(self)
        return {**action, "domain": list(domain), "context": {}}

    def action_open_waiting(self):
        domain = [("channel_id", "in", self.ids), ("state", "in", ("waiting", "dead", "conflict"))]
        return self._open("shop_message_action", domain, search_default_group_cause=1)

    def action_open_inbox(self):
        return self._open(
            "shop_message_action_inbox", [("channel_id", "in", self.ids), ("direction", "=", "in")]
        )

    def action_open_outbox(self):
        return self._open(
            "shop_message_action_outbox",
            [("channel_id", "in", self.ids), ("direction", "=", "out")],
        )

    def action_open_mappings(self):
        return self._open(
            "shop_mapping_action",
            [("channel_id", "in", self.ids)],
            search_default_unresolved=bool(self.mapping_count),
            default_channel_id=self[:1].id,
        )

    def action_open_payments(self):
        return self._open(
            "shop_payment_action", [("channel_id", "in", self.ids)], search_default_needs_you=1
        )

    def action_open_money(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("shop_sync.sale_order_action_money")
        return {
            **action,
            "domain": [
                ("shop_channel_id", "in", self.ids),
                *self.env["shop.board"]._get_money_domain(),
            ],
            "context": {},
        }

    def action_open_short(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("shop_sync.sale_order_action")
        domain = [("shop_channel_id", "in", self.ids), ("shop_short", "=", "ask")]
        return {**action, "domain": domain, "context": {}}

    def action_open_stock(self):
        return self._open(
            "shop_stock_level_action",
            [("channel_id", "in", self.ids)],
            search_default_error=bool(self.stock_error_count),
        )
