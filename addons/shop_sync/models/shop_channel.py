from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.orm.models import NO_ACCESS

from ..core import hosts
from . import sql

# A shop's life: what may follow what. Read by the guard and by the tests.
TRANSITIONS = {
    "draft": ("running",),
    "running": ("paused", "broken", "draft"),
    "paused": ("running", "draft"),
    "broken": ("running", "paused", "draft"),
}
TO_DO_ACTIVITY = "mail.mail_activity_data_todo"
STOCK_FIELDS = {"safety_stock", "share", "cap", "warehouse_id", "warehouse_ids", "stock_sync"}
# Without a pass for so long, a running shop's scheduled action does not run.
LATE_AFTER = timedelta(minutes=15)
# Healths, the worst first.
RANK = ("bad", "late", "trouble", "you", "paused", "busy", "grey", "good")
OPEN_IN = (("in", "new"), ("in", "retry"))
OPEN_OUT = (("out", "new"), ("out", "retry"))


class ShopChannel(models.Model):
    """One online shop: how to reach it, what it may do, and how it is doing."""

    _name = "shop.channel"
    _description = "Online Shop"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "urgency, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    urgency = fields.Integer(readonly=True, copy=False, default=7)
    engine = fields.Selection(
        [("prestashop", "PrestaShop"), ("json", "JSON (integration platform)")],
        default="prestashop",
        required=True,
        tracking=True,
    )
    state = fields.Selection(
        [
            ("draft", "To connect"),
            ("running", "Running"),
            ("paused", "Paused"),
            ("broken", "Stopped by an error"),
        ],
        default="draft",
        required=True,
        tracking=True,
        copy=False,
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    responsible_id = fields.Many2one(
        "res.users",
        default=lambda self: self.env.user,
        tracking=True,
        help="Gets the activities about this shop's orders.",
    )

    # -- connection
    url = fields.Char(string="Address", tracking=True, help="For example https://www.my-shop.com")
    secret = fields.Char(groups=NO_ACCESS, copy=False)
    key_origin = fields.Char(
        groups=NO_ACCESS, copy=False, help="Scheme, host and port that the key was entered for."
    )
    key = fields.Char(
        string="Web service key",
        compute="_compute_key",
        inverse="_inverse_key",
        help="Kept secret: it can be replaced, never read again. env:NAME reads it from the server's"
        " environment variable NAME.",
    )
    has_key = fields.Boolean(compute="_compute_key")
    admin_url = fields.Char(
        string="Back office",
        tracking=True,
        help="Address of the shop's back office, for links to its orders: for example"
        " https://www.my-shop.com/admin123",
    )
    requests_per_minute = fields.Integer(
        default=120,
        tracking=True,
        help="Never more than this in any sixty seconds; 0 = no limit. Hosts often allow 100.",
    )
    shop_number = fields.Char(
        string="Shop number", help="Only for several shops in one PrestaShop: the id of this one."
    )
    version = fields.Char(readonly=True, copy=False)
    time_zone = fields.Char(default="Europe/Paris", tracking=True)
    clock_skew = fields.Integer(
        readonly=True, copy=False, help="Seconds; the shop's clock less ours"
    )
    languages = fields.Char(readonly=True, copy=False)
    references = fields.Json(groups=NO_ACCESS, copy=False)
    checked_at = fields.Datetime(string="Last check", readonly=True, copy=False)
    findings = fields.Json(readonly=True, copy=False)

    # -- orders
    import_from = fields.Datetime(
        string="Orders from",
        tracking=True,
        default=lambda self: fields.Datetime.now() - timedelta(days=30),
        help="Orders created or changed in the shop from this moment on are taken.",
    )
    tax_mode = fields.Selection(
        [("included", "Prices tax included"), ("excluded", "Prices tax excluded")],
        default="included",
        required=True,
        tracking=True,
        help="Tax included gives the shop's totals to the cent.",
    )
    product_policy = fields.Selection(
        [("create", "Create it"), ("wait", "Let the order wait")],
        string="Unknown product",
        default="create",
        required=True,
        tracking=True,
        help="Products are found by internal reference, then by barcode.",
    )
    match_email = fields.Boolean(
        string="Recognise customers by e-mail", default=True, tracking=True
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse", string="Ships from", check_company=True, tracking=True
    )
    team_id = fields.Many2one("crm.team", string="Sales team", check_company=True, tracking=True)
    payment_sync = fields.Boolean(string="Record payments", default=True, tracking=True)

    # -- stock and shipment
    stock_sync = fields.Boolean(string="Push stock", default=True, tracking=True)
    warehouse_ids = fields.Many2many(
        "stock.warehouse",
        string="Stock of",
        check_company=True,
        help="The shop sells the free stock of these warehouses; none chosen: of the one it ships from.",
    )
    safety_stock = fields.Float(
        tracking=True, help="Pieces of each product that the shop never shows."
    )
    share = fields.Float(
        string="Share (%)",
        default=100,
        tracking=True,
        help="Part of the remaining stock that this shop shows.",
    )
    cap = fields.Integer(
        string="At most", tracking=True, help="The shop never shows more; 0 = no limit."
    )
    rule_ids = fields.One2many("shop.stock.rule", "channel_id")
    shipment_sync = fields.Boolean(string="Report shipments", default=True, tracking=True)
    shipped_mapping_id = fields.Many2one(
        "shop.mapping",
        string="State when shipped",
        tracking=True,
        domain="[('channel_id', '=', id), ('kind', '=', 'state')]",
        help="State that the order gets in the shop once everything is delivered.",
    )
    notify_customer = fields.Boolean(
        string="The shop mails the customer", tracking=True, help="When the order gets that state."
    )

    # -- how it is doing
    failures = fields.Integer(readonly=True, copy=False)
    open_until = fields.Datetime(string="Waits until", readonly=True, copy=False)
    error_code = fields.Char(readonly=True, copy=False)
    error_params = fields.Json(readonly=True, copy=False)
    error_text = fields.Char(compute="_compute_error_text", string="Cause")
    last_sync = fields.Datetime(string="Last pass", readonly=True, copy=False)
    last_check = fields.Datetime(string="Last full check", readonly=True, copy=False)
    last_order_date = fields.Datetime(readonly=True, copy=False, string="Last order")
    cron_id = fields.Many2one("ir.cron", readonly=True, copy=False, ondelete="set null")
    key_hash = fields.Char(groups=NO_ACCESS, copy=False)
    endpoint = fields.Char(compute="_compute_endpoint", string="Address for orders")

    order_count = fields.Integer(compute="_compute_board")
    open_count = fields.Integer(compute="_compute_board", string="To do")
    waiting_count = fields.Integer(compute="_compute_board", string="Waiting for you")
    outbox_count = fields.Integer(compute="_compute_board", string="To send")
    requests_today = fields.Integer(compute="_compute_board")
    orders_today = fields.Integer(compute="_compute_board")
    mapping_count = fields.Integer(compute="_compute_board", string="Mappings to choose")
    payment_count = fields.Integer(compute="_compute_board", string="Payments waiting")
    money_count = fields.Integer(compute="_compute_board", string="Money that does not fit")
    stock_error_count = fields.Integer(compute="_compute_board", string="Stock lines refused")
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

    _share_range = models.Constraint(
        "CHECK (share >= 0 AND share <= 100)", "The share is between 0 and 100 %."
    )
    _rate_positive = models.Constraint(
        "CHECK (requests_per_minute >= 0)", "The number of requests per minute cannot be negative."
    )

    # -- computes -------------------------------------------------------------------------------------

    def _compute_key(self):
        for channel in self:
            channel.key = ""
            # sudo: the secret has no reader; only whether there is one is told.
            channel.has_key = bool(channel.sudo().secret)

    def _inverse_key(self):
        for channel in self:
            if channel.key:
                # sudo: the secret has no reader and no writer but this method.
                holder = channel.sudo()
                text = (
                    self.env._("The web service key was replaced.")
                    if holder.secret
                    else self.env._("The web service key was entered.")
                )
                holder.secret = channel.key.strip()
                holder.key_origin = hosts.origin(channel.url)
                channel._trace(text)

    @api.depends("error_code", "error_params")
    @api.depends_context("lang")
    def _compute_error_text(self):
        for channel in self:
            channel.error_text = self.env["shop.error"]._explain(
                channel.error_code, channel.error_params
            )

    def _compute_endpoint(self):
        base = (
            self.env["ir.config_parameter"].sudo().get_param("web.base.url")
        )  # sudo: public value
        for channel in self:
            channel.endpoint = f"{base}/shop_sync/v1/{channel.id}/orders" if channel.id else False

    def _compute_board(self):
        figures = sql.board_figures(self.env, self.ids) if self.ids else {}
        days = {channel: channel._get_local_day() for channel in self}
        rows = self.env["shop.statistic"].search(
            [("channel_id", "in", self.ids), ("day", "in", list(set(days.values())))]
        )
        today = {(row.channel_id, row.day): row for row in rows}
        orders = self._count_by_shop("sale.order", "shop_channel_id", [])
        money = self._count_by_shop("sale.order", "shop_channel_id", self._get_money_domain())
        mappings = self._count_by_shop(
            "shop.mapping", "channel_id", [("resolved", "=", False), ("blocking", "=", True)]
        )
        payments = self._count_by_shop(
            "shop.payment", "channel_id", [("state", "in", ("waiting", "changed"))]
        )
        lines = self._count_by_shop("shop.stock.level", "channel_id", [("state", "=", "error")])
        for channel in self:
            counts = figures.get(channel.id, {})
            channel.open_count = sum(counts.get(key, 0) for key in OPEN_IN)
            channel.outbox_count = sum(counts.get(key, 0) for key in OPEN_OUT)
            channel.waiting_count = sum(
                count
                for (_way, state), count in counts.items()
                if state in ("waiting", "dead", "conflict")
            )
            day = today.get((channel, days[channel]), self.env["shop.statistic"])
            channel.requests_today = day.requests
            channel.orders_today = day.orders
            channel.order_count = orders.get(channel, 0)
            channel.money_count = money.get(channel, 0)
            channel.mapping_count = mappings.get(channel, 0)
            channel.payment_count = payments.get(channel, 0)
            channel.stock_error_count = lines.get(channel, 0)

    @api.model
    def _get_money_domain(self):
        """Orders whose money asks for somebody now."""
        return [
            ("shop_money_state", "in", ("over", "under", "refund")),
            "|",
            ("shop_money_wait", "=", False),
            ("shop_money_wait", "<=", fields.Date.context_today(self)),
        ]

    def _count_by_shop(self, model, field, domain):
        domain = [(field, "in", self.ids), *domain]
        return dict(self.env[model]._read_group(domain, [field], ["__count"]))

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
        "error_code",
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
        if self.error_code:
            return "trouble"
        if self.waiting_count or self.payment_count or self.stock_error_count or self.money_count:
            return "you"
        begins = self.engine != "json" and not self.last_sync
        return "busy" if begins or self.open_count or self.outbox_count else "good"

    def _rank(self):
        """Keep the worst shops first on the board."""
        for channel in self:
            urgency = RANK.index(channel._get_health())
            if channel.urgency != urgency:
                channel.urgency = urgency

    # -- life -----------------------------------------------------------------------------------------

    def _move_to(self, state):
        for channel in self:
            if state != channel.state and state not in TRANSITIONS[channel.state]:
                raise UserError(
                    self.env._(
                        "“%(name)s” cannot go from “%(old)s” to “%(new)s”.",
                        name=channel.name,
                        old=channel._state_label(channel.state),
                        new=channel._state_label(state),
                    )
                )
        self.state = state
        self._rank()

    def _state_label(self, state):
        return dict(self._fields["state"]._description_selection(self.env)).get(state)

    def action_start(self):
        """Check the connection, propose the mappings and start; says what is missing otherwise."""
        for channel in self.filtered(lambda shop: shop.engine != "json"):
            channel.action_check()
            problems = channel._get_problems()
            if problems:
                raise UserError(
                    "\n\n".join([self.env._("The shop cannot be started yet:"), *problems])
                )
        self._move_to("running")
        self.write({"failures": 0, "open_until": False, "error_code": False, "error_params": False})
        # What failed because of a setting (a missing right, say) is tried again.
        self.env["shop.message"].search(
            [
                ("channel_id", "in", self.ids),
                ("state", "=", "waiting"),
                ("error_kind", "=", "config"),
            ]
        ).action_retry()
        self.activity_feedback([TO_DO_ACTIVITY], feedback=self.env._("The shop runs again."))
        self._ensure_cron()
        self._wake_up()
        return True

    def _tell_it_runs(self):
        """The trouble is over; the to-do about it goes."""
        self.activity_feedback([TO_DO_ACTIVITY], feedback=self.env._("The shop runs again."))

    def _call_somebody(self, error):
        """An activity for the person in charge: a setting stops the shop until it is mended."""
        self.activity_unlink([TO_DO_ACTIVITY])
        self.activity_schedule(
            TO_DO_ACTIVITY,
            summary=self.env._("%s: synchronisation stopped", self.name),
            note=self.env["shop.error"]._explain(error.code, error.params),
            user_id=self.responsible_id.id or self.env.uid,
        )

    def _get_language(self):
        """In which what a pass writes is read."""
        company = self.company_id.partner_id
        return self.responsible_id.lang or company.lang or self.env.lang

    def action_pause(self):
        """Nothing is read from or written to the shop until it is started again."""
        self._move_to("paused")

    def action_reset(self):
        self._move_to("draft")

    def action_sync_now(self):
        """Start a pass at once, in the background."""
        self.filtered(lambda shop: shop.state != "running").action_start()
        self.write({"open_until": False})
        self._wake_up()
        return self._notify(self.env._("The synchronisation has started; this board follows it."))

    def action_full_check(self):
        """Compare the whole stock and all recent orders with the shop at the next pass."""
        self.write({"last_check": False, "open_until": False})
        self._wake_up()
        return self._notify(self.env._("The full check has started."))

    def _notify(self, text, kind="success"):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": text,
                "type": kind,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _ensure_cron(self):
        """One scheduled action for each shop: shops do not wait for each other."""
        for channel in self:
            # sudo: scheduled actions belong to the system; this one only runs this shop's pass.
            cron = channel.sudo().cron_id
            if not cron:
                channel.sudo().cron_id = (
                    self.env["ir.cron"].sudo().create(channel._prepare_cron_vals())
                )
            elif not cron.active:
                cron.active = True

    def _prepare_cron_vals(self):
        return {
            "name": f"Shop synchronisation: {self.name}",
            "model_id": self.env["ir.model"]._get_id("shop.channel"),
            "state": "code",
            "code": f"model._cron_synchronise({self.id})",
            "interval_number": 1,
            "interval_type": "minutes",
            "user_id": self.env.ref("base.user_root").id,
            "priority": 5,
        }

    def _wake_up(self):
        """Run the pass of these shops as soon as a worker is free."""
        for channel in self:
            # sudo: see _ensure_cron.
            if channel.sudo().cron_id.active and channel.state == "running":
                channel.sudo().cron_id._trigger()

    def _wake_up_for_stock(self):
        self.filtered(lambda shop: shop.state == "running" and shop.stock_sync)._wake_up()

    @api.model
    def _cron_synchronise(self, channel_id):
        """One pass over one shop; see ``shop.engine``."""
        channel = self.browse(channel_id).exists()
        if channel.state == "running":
            self.env["shop.engine"]._dispatch(channel)

    @api.model
    def _cron_daily(self):
        """Every night: ask for a full check of each shop, and mail the daily report."""
        running = self.search([("state", "in", ("running", "broken"))])
        running.write({"last_check": False})
        running._wake_up()
        template = self.env.ref("shop_sync.mail_template_daily_report")
        for company, channels in running.grouped("company_id").items():
            recipients = channels.responsible_id.partner_id.filtered("email")
            if recipients:
                template.with_context(shop_channels=channels, shop_recipients=recipients).send_mail(
                    company.id, email_values={"recipient_ids": [(6, 0, recipients.ids)]}
                )

    def _get_yesterday(self):
        """Figures of yesterday for the daily report."""
        day = self._get_local_day() - timedelta(days=1)
        return self.env["shop.statistic"].search(
            [("channel_id", "=", self.id), ("day", "=", day)], limit=1
        )

    @api.constrains("time_zone")
    def _check_time_zone(self):
        for channel in self.filtered("time_zone"):
            if channel.time_zone not in available_timezones():
                raise ValidationError(
                    self.env._(
                        "“%s” is no time zone. Write it like Europe/Paris, or check the connection:"
                        " the shop tells its own.",
                        channel.time_zone,
                    )
                )

    def write(self, vals):
        """Another stock rule, warehouse or start date reaches the shops within a minute too."""
        written = super().write(vals)
        if "url" in vals:
            self._forget_key_of_other_host()
        if not STOCK_FIELDS.isdisjoint(vals):
            self._restock()
        if "import_from" in vals:
            super().write({"last_check": False})
            self._wake_up()
        if "warehouse_ids" in vals:
            for channel in self:
                names = ", ".join(channel.warehouse_ids.mapped("name"))
                channel._trace(self.env._("Stock of: %s", names or "–"))
        return written

    def _forget_key_of_other_host(self):
        """A key belongs to the host it was entered for: who may change the address can never read
        it, and shall not have it sent elsewhere either."""
        for channel in self:
            # sudo: the secret has no reader and no writer but this model.
            holder = channel.sudo()
            if holder.secret and holder.key_origin != hosts.origin(channel.url):
                holder.write({"secret": False, "key_origin": False})
                channel._trace(
                    self.env._(
                        "The address leads to another host now: the key was removed. Enter the key"
                        " of %s.",
                        channel.url or "–",
                    )
                )

    def _restock(self):
        """Compare the whole stock of these shops with what they show, at the next pass."""
        if self:
            sql.mark_shop_dirty(self.env, self.ids)
            self._wake_up_for_stock()

    def unlink(self):
        self.check_access("unlink")
        # sudo: see _ensure_cron; an action without its shop would fail every minute.
        self.sudo().cron_id.unlink()
        return super().unlink()

    def copy_data(self, default=None):
        values = super().copy_data(default)
        return [
            {**vals, "name": self.env._("%s (copy)", channel.name)}
            for channel, vals in zip(self, values, strict=True)
        ]

    def _trace(self, text):
        """Leave a sentence in the history: no administrative change without a trace."""
        for channel in self:
            channel.message_post(body=text)

    def _get_local_day(self, moment=None):
        """The day that the shop's own clock shows at a moment (now by default)."""
        zone = ZoneInfo(self.time_zone or "UTC")
        return (
            (moment or fields.Datetime.now()).replace(tzinfo=timezone.utc).astimezone(zone).date()
        )

    def _get_local_midnight(self):
        """When the shop's day of today began, in UTC."""
        zone = ZoneInfo(self.time_zone or "UTC")
        begin = datetime.combine(self._get_local_day(), time.min, tzinfo=zone)
        return begin.astimezone(timezone.utc).replace(tzinfo=None)

    def _get_stock_warehouses(self):
        return self.warehouse_ids or self.warehouse_id or self._get_default_warehouse()

    def _get_shipping_warehouse(self):
        return self.warehouse_id or self.warehouse_ids[:1] or self._get_default_warehouse()

    def _get_stock_locations(self):
        warehouses = self._get_stock_warehouses()
        return self.env["stock.location"].search(
            [("id", "child_of", warehouses.view_location_id.ids), ("usage", "=", "internal")]
        )

    def _get_default_warehouse(self):
        return self.env["stock.warehouse"].search(
            [("company_id", "=", self.company_id.id)], limit=1
        )

    # -- smart buttons --------------------------------------------------------------------------------

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
        begin = self[:1]._get_local_midnight()
        domain = [("shop_channel_id", "in", self.ids), ("create_date", ">=", begin)]
        return {**action, "domain": domain, "context": {}}

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
            "domain": [("shop_channel_id", "in", self.ids), *self._get_money_domain()],
            "context": {},
        }

    def action_open_stock(self):
        return self._open(
            "shop_stock_level_action",
            [("channel_id", "in", self.ids)],
            search_default_error=bool(self.stock_error_count),
        )
