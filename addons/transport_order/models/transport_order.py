from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from ..core.labels import CANCEL_SELECTION, ORDER_STATE_SELECTION
from ..core.progress import ACCEPTED_STATES, RUNNING_STATES, TRANSITIONS
from ..core.reference import new_reference
from ..core.server_fields import may_touch

_lt = LazyTranslate(__name__)
NOBODY = _lt("Without a Driver")


class TransportOrder(models.Model):
    """A lot of cars to carry from one place to another: estimate first, order once accepted."""

    _name = "transport.order"
    _description = "Transport Order"
    _inherit = ["suite.guard.mixin", "portal.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _mail_post_access = "read"
    _rec_names_search = ["name", "client_reference", "reference"]

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, default="/")
    reference = fields.Char(
        string="Public Reference",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: new_reference("T"),
    )
    state = fields.Selection(
        ORDER_STATE_SELECTION,
        group_expand=True,
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Client",
        required=True,
        index=True,
        tracking=True,
        ondelete="restrict",
        domain=[("is_company", "=", True)],
    )
    user_id = fields.Many2one(
        "res.users",
        string="Asked By",
        default=lambda self: self.env.user,
        readonly=True,
        copy=False,
    )
    responsible_id = fields.Many2one(
        "res.users",
        string="Manager",
        tracking=True,
        domain=[("share", "=", False)],
        copy=False,
        index="btree_not_null",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_order = fields.Datetime(
        string="Asked On", default=fields.Datetime.now, required=True, readonly=True, copy=False
    )
    client_reference = fields.Char(string="Client's Reference")
    source = fields.Selection(
        [("portal", "Portal"), ("api", "API"), ("staff", "Office")],
        default="staff",
        readonly=True,
        required=True,
        copy=False,
    )
    origin_id = fields.Many2one(
        "transport.address", string="Pick-up", index="btree_not_null", ondelete="restrict"
    )
    destination_id = fields.Many2one(
        "transport.address", string="Delivery", index="btree_not_null", ondelete="restrict"
    )
    origin_snapshot = fields.Json(copy=False, readonly=True)
    destination_snapshot = fields.Json(copy=False, readonly=True)
    route = fields.Char(compute="_compute_route")
    pickup_date = fields.Date(string="Pick-up Wanted", copy=False)
    delivery_date = fields.Date(string="Delivery Wanted", copy=False)
    express = fields.Boolean()
    enclosed = fields.Boolean(string="Enclosed Truck")
    appointment = fields.Boolean(string="By Appointment")
    note = fields.Text(string="Message to the Carrier")
    line_ids = fields.One2many("transport.order.vehicle", "order_id", string="Cars", copy=True)
    car_count = fields.Integer(compute="_compute_car_count", store=True)
    price_line_ids = fields.One2many(
        "transport.order.price", "order_id", string="Price", readonly=True
    )
    amount_untaxed = fields.Monetary(
        string="Untaxed Amount", readonly=True, copy=False, aggregator="sum", tracking=True
    )
    amount_tax = fields.Monetary(string="Taxes", readonly=True, copy=False)
    amount_total = fields.Monetary(string="Total", readonly=True, copy=False)
    km = fields.Float(string="Kilometres", digits=(16, 1), readonly=True, copy=False)
    distance_method = fields.Char(readonly=True, copy=False)
    distance_version = fields.Char(readonly=True, copy=False)
    tariff_id = fields.Many2one(
        "transport.tariff",
        readonly=True,
        copy=False,
        groups="transport_order.group_transport_user",
    )
    agreed_cancel_fee = fields.Monetary(
        string="Late Cancellation Fee", readonly=True, copy=False, help="As named with the price."
    )
    agreed_empty_run_fee = fields.Monetary(
        string="Empty-run Fee", readonly=True, copy=False, help="A car, as named with the price."
    )
    agreed_redelivery_fee = fields.Monetary(
        string="Redelivery Fee", readonly=True, copy=False, help="A car, as named with the price."
    )
    agreed_return_fee = fields.Monetary(
        string="Return Fee", readonly=True, copy=False, help="A car, as named with the price."
    )
    agreed_free_hours = fields.Integer(
        string="Free Cancellation (hours before pick-up)", readonly=True, copy=False
    )
    payment_term_id = fields.Many2one(
        "account.payment.term", string="Payment Terms", readonly=True, copy=False
    )
    conditions = fields.Html(string="General Conditions", readonly=True, copy=False)
    estimate_date = fields.Datetime(readonly=True, copy=False)
    estimate_hash = fields.Char(readonly=True, copy=False)
    valid_until = fields.Datetime(readonly=True, copy=False, tracking=True)
    on_request_reasons = fields.Char(readonly=True, copy=False)
    on_request_text = fields.Char(string="Why on Request", compute="_compute_on_request_text")
    accepted_on = fields.Datetime(readonly=True, copy=False)
    accepted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    signed_by = fields.Char(readonly=True, copy=False)
    signature = fields.Image(
        max_width=1024, max_height=1024, readonly=True, copy=False, attachment=True
    )
    sale_order_id = fields.Many2one("sale.order", string="Sales Order", readonly=True, copy=False)
    sale_order_ids = fields.One2many("sale.order", "transport_order_id", readonly=True)
    invoice_count = fields.Integer(compute="_compute_invoice_count")
    event_ids = fields.One2many("transport.event", "order_id", string="Events")
    document_ids = fields.One2many("transport.document", "order_id", string="Documents")
    inspection_ids = fields.One2many("transport.inspection", "order_id", string="Condition Reports")
    driver_id = fields.Many2one(
        "transport.driver",
        copy=False,
        tracking=True,
        index="btree_not_null",
        check_company=True,
        group_expand="_read_group_driver_id",
        falsy_value_label=NOBODY,
        groups="transport_order.group_transport_user",
    )
    planned_pickup = fields.Datetime(copy=False, tracking=True)
    planned_delivery = fields.Datetime(copy=False, tracking=True)
    delivered_on = fields.Datetime(readonly=True, copy=False)
    delivered_count = fields.Integer(compute="_compute_delivered_count", store=True)
    refused_count = fields.Integer(compute="_compute_refused_count")
    progress_text = fields.Char(string="Progress", compute="_compute_progress_text")
    is_late = fields.Boolean(string="Late", compute="_compute_is_late", search="_search_is_late")
    delay_days = fields.Float(
        string="Delay (days)",
        compute="_compute_delay_days",
        store=True,
        aggregator="avg",
        help="Days between the wanted and the real delivery; zero when it was in time.",
    )
    cancel_fee = fields.Monetary(readonly=True, copy=False)
    cancel_reason = fields.Char(readonly=True, copy=False)
    cancel_cause = fields.Selection(
        CANCEL_SELECTION, string="Cancelled Because", readonly=True, copy=False
    )
    external_reference = fields.Char(copy=False, index="btree_not_null")
    driver_token = fields.Char(
        copy=False, readonly=True, groups="transport_order.group_transport_user"
    )

    _reference_unique = models.UniqueIndex("(reference)")
    _name_unique = models.UniqueIndex("(company_id, name) WHERE name != '/'")
    _client_list_idx = models.Index("(partner_id, id DESC)")
    _dates_ordered = models.Constraint(
        "CHECK (delivery_date IS NULL OR pickup_date IS NULL OR delivery_date >= pickup_date)",
        "The delivery cannot be wanted before the pick-up. Correct one of the two dates.",
    )

    @api.depends("origin_id.zip", "origin_id.city", "destination_id.zip", "destination_id.city")
    def _compute_route(self):
        for order in self:
            places = [
                order[f"{side}_snapshot"] or order[f"{side}_id"]
                for side in ("origin", "destination")
            ]
            ends = [
                f"{(place['zip'] or '')[:2]} {place['city'] or ''}" for place in places if place
            ]
            order.route = " → ".join(ends)

    @api.depends("name", "route", "partner_id", "car_count")
    @api.depends_context("transport_calendar")
    def _compute_display_name(self):
        """A bar of the planning says what a dispatcher plans by."""
        if not self.env.context.get("transport_calendar"):
            return super()._compute_display_name()
        for order in self:
            order.display_name = f"{order.route} · {order.car_count} · {order.partner_id.name}"
        return None

    @api.depends("line_ids")
    def _compute_car_count(self):
        for order in self:
            order.car_count = len(order.line_ids)

    @api.depends("line_ids.state")
    def _compute_delivered_count(self):
        for order in self:
            order.delivered_count = len(
                order.line_ids.filtered(lambda line: line.state == "delivered")
            )

    @api.depends("line_ids.state")
    def _compute_refused_count(self):
        for order in self:
            waiting = order.line_ids.filtered(lambda line: line.state in ("refused", "at_hub"))
            order.refused_count = len(waiting)

    @api.depends("state", "delivered_count", "car_count")
    def _compute_progress_text(self):
        for order in self:
            order.progress_text = ""
            if order.state in ACCEPTED_STATES:
                order.progress_text = self.env._(
                    "%(delivered)s/%(cars)s delivered",
                    delivered=order.delivered_count,
                    cars=order.car_count,
                )

    @api.depends("state", "planned_delivery", "delivery_date")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        now = fields.Datetime.now()
        for order in self:
            running = order.state in RUNNING_STATES
            promised = order.planned_delivery and order.planned_delivery < now
            wanted = order.delivery_date and order.delivery_date < today
            order.is_late = running and bool(promised or wanted)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = fields.Domain("state", "in", RUNNING_STATES) & (
            fields.Domain("planned_delivery", "<", "now")
            | fields.Domain("delivery_date", "<", "today")
        )
        return late if True in value else ~late

    @api.depends("delivered_on", "delivery_date")
    def _compute_delay_days(self):
        for order in self:
            order.delay_days = 0
            if order.delivered_on and order.delivery_date:
                days = (order.delivered_on.date() - order.delivery_date).days
                order.delay_days = max(0, days)

    @api.depends("on_request_reasons")
    def _compute_on_request_text(self):
        words = self._get_reason_words()
        for order in self:
            codes = (order.on_request_reasons or "").split(",")
            order.on_request_text = " ".join(words.get(code, code) for code in codes if code)

    def _compute_invoice_count(self):
        for order in self:
            # sudo: dispatchers see how many invoices there are without accounting rights
            order.invoice_count = len(order.sudo().sale_order_ids.invoice_ids)

    def _compute_access_url(self):
        for order in self:
            order.access_url = f"/my/transport/orders/{order.reference}"

    def _has_field_access(self, field, operation):
        mine = may_touch(field, operation, self.env.su)
        return mine and super()._has_field_access(field, operation)

    def _prepare_create_values(self, vals_list):
        """The server numbers the orders, whoever makes them."""
        new_vals_list = super()._prepare_create_values(vals_list)
        for vals in new_vals_list:
            if vals.get("name", "/") == "/":
                sequence = self.env["ir.sequence"].with_company(vals["company_id"])
                vals["name"] = sequence.next_by_code("transport.order") or "/"
        return new_vals_list

    def _check_lot_open(self):
        """What was accepted is carried as it was accepted."""
        for order in self.filtered("accepted_on"):
            raise UserError(
                self.env._(
                    "The order %(order)s was accepted; its price stays. Duplicate it to price "
                    "another lot.",
                    order=order.name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_accepted(self):
        for order in self:
            if order.accepted_on or order.state in ACCEPTED_STATES:
                raise UserError(
                    self.env._(
                        "The order %(order)s was accepted and stays in the history. Cancel it "
                        "instead.",
                        order=order.name,
                    )
                )

    @api.constrains("origin_id", "destination_id", "partner_id")
    def _check_addresses(self):
        for order in self:
            family = set(order._get_client_family().ids)
            for address in order.origin_id | order.destination_id:
                if address.partner_id.id not in family:
                    raise ValidationError(
                        self.env._(
                            "%(address)s is not in the address book of %(client)s. Choose another "
                            "address.",
                            address=address.name,
                            client=order.partner_id.name,
                        )
                    )

    def _get_client_family(self):
        """:return: the companies of the client's group: the root and everything under it"""
        self.ensure_one()
        root = self.partner_id
        while root.parent_id:
            root = root.parent_id
        return self.env["res.partner"].search(
            [("id", "child_of", root.id), ("is_company", "=", True)]
        )

    def _change_state(self, state):
        """Move along TRANSITIONS; every state change goes through here."""
        for order in self:
            old_state = order.state
            if old_state == state:
                continue
            if state not in TRANSITIONS[old_state]:
                raise UserError(
                    self.env._(
                        "The order %(order)s is %(state)s: this step is not possible. Reload the "
                        "page to see what can be done now.",
                        order=order.name,
                        state=order._get_state_label().lower(),
                    )
                )
            order.sudo().state = state  # sudo: the guard above is the right to it
            order._after_state_change(old_state)

    def _get_state_label(self):
        self.ensure_one()
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    def _get_cause_label(self):
        self.ensure_one()
        causes = self._fields["cancel_cause"]._description_selection(self.env)
        return dict(causes).get(self.cancel_cause, "")

    @api.model
    def _read_group_driver_id(self, drivers, _domain):
        """Every driver is a column of the board, also one who has nothing yet."""
        return drivers.search([("company_id", "in", self.env.companies.ids)], limit=100)

    @api.model
    def _cron_expire(self):
        """Estimates past their validity become expired; the client can ask again."""
        overdue = self.search([("state", "=", "quoted"), ("valid_until", "<", "now")])
        for order in overdue.try_lock_for_update():
            order._change_state("expired")
