from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.orm.models import NO_ACCESS

from ..core import hosts, seal

STOCK_FIELDS = {"safety_stock", "share", "cap", "warehouse_id", "warehouse_ids", "stock_sync"}


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

    _share_range = models.Constraint(
        "CHECK (share >= 0 AND share <= 100)", "The share is between 0 and 100 %."
    )
    _rate_positive = models.Constraint(
        "CHECK (requests_per_minute >= 0)", "The number of requests per minute cannot be negative."
    )

    # -- computes -----------------------------------------------------------------------------------------

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
                holder.secret = seal.seal(channel.key.strip(), self._get_sealing_word())
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

    def _get_language(self):
        """In which what a pass writes is read."""
        company = self.company_id.partner_id
        return self.responsible_id.lang or company.lang or self.env.lang

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
