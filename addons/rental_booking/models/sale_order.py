from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..core.groups import READERS
from ..core.half_days import day_bounds, to_local, to_utc
from ..core.workflow import BOOKING_STATES, FIRM_STATES, OUT_STATES

MAX_RENTAL_DAYS = 3 * 366


class SaleOrder(models.Model):
    """A booking is a sales order with a period and a shop."""

    _name = "sale.order"
    _inherit = ["sale.order", "rental.workflow.mixin"]

    is_rental = fields.Boolean("Rental booking", index=True)
    rental_state = fields.Selection(
        list(BOOKING_STATES.items()),
        "Booking state",
        default="draft",
        copy=False,
        readonly=True,
        index=True,
    )
    rental_start = fields.Datetime("Departure", index=True, tracking=True)
    rental_end = fields.Datetime("Return", index=True, tracking=True)
    block_start = fields.Datetime("Blocked from", compute="_compute_rental_block", store=True)
    block_end = fields.Datetime("Blocked until", compute="_compute_rental_block", store=True)
    rental_half_days = fields.Integer(
        "Half-days", compute="_compute_rental_half_days", help="Charged, by the first tariff."
    )
    rental_departed_on = fields.Datetime("Departed on", copy=False, readonly=True)
    rental_returned_on = fields.Datetime("Returned on", copy=False, readonly=True)
    rental_late_half_days = fields.Integer("Late half-days", copy=False, readonly=True)
    rental_hold_until = fields.Datetime("Held until", copy=False)
    rental_ignore_hours = fields.Boolean(
        "Outside opening hours", help="A manager accepts a departure or return when closed."
    )
    rental_ignore_length = fields.Boolean(
        "Longer than the tariff", help="A manager accepts a rental longer than its tariff allows."
    )
    rental_can_depart = fields.Boolean(compute="_compute_rental_can_depart")
    rental_due = fields.Datetime(
        "Next return", compute="_compute_rental_due", store=True, help="Of what is still out."
    )
    rental_at_risk = fields.Boolean(
        "At risk", copy=False, readonly=True, help="It cannot be served as things stand."
    )
    rental_slip_ids = fields.One2many("rental.slip", "order_id", "Slips", groups=READERS)
    rental_occupation_ids = fields.One2many(
        "rental.occupation", "order_id", "Occupations", groups=READERS
    )
    rental_slip_count = fields.Integer(
        "Slip count", compute="_compute_rental_counts", groups=READERS
    )
    rental_ticket_count = fields.Integer(
        "Ticket count", compute="_compute_rental_counts", groups=READERS
    )
    rental_missing_ids = fields.One2many("rental.missing", "order_id", "Missing", groups=READERS)
    rental_repair_ids = fields.One2many(
        "repair.order", "rental_order_id", "After-sales tickets", groups=READERS
    )
    rental_history_ids = fields.One2many(
        "rental.history", "order_id", "Transitions", groups=READERS
    )
    rental_has_missing = fields.Boolean(
        "Something missing", compute="_compute_rental_has_missing", store=True
    )
    rental_missing_deadline = fields.Date(
        "Bring back until", compute="_compute_rental_has_missing", store=True
    )
    rental_has_after_sales = fields.Boolean(
        "In after-sales", compute="_compute_rental_has_after_sales", store=True
    )
    rental_is_late = fields.Boolean(
        "Late", compute="_compute_rental_is_late", search="_search_rental_is_late"
    )
    rental_has_shortage = fields.Boolean("Shortage", compute="_compute_rental_has_shortage")
    rental_desk_group = fields.Selection(
        [
            ("departure_today", "Departures today"),
            ("return_today", "Returns today"),
            ("late", "Late"),
            ("at_risk", "At risk"),
            ("missing", "Missing"),
            ("to_process", "To process"),
            ("after_sales", "In after-sales"),
        ],
        compute="_compute_rental_desk_group",
        search="_search_rental_desk_group",
    )
    rental_rating = fields.Integer("Rating", copy=False, readonly=True, aggregator="avg")
    rental_feedback = fields.Text("Customer's words", copy=False, readonly=True)
    rental_workflow_graph = fields.Json(compute="_compute_rental_workflow_graph")

    _rental_open_idx = models.Index(
        "(rental_state, rental_end) WHERE is_rental IS TRUE AND rental_state NOT IN "
        "('closed', 'cancelled')"
    )

    @api.model
    def default_get(self, fields_list):
        """A new booking starts in the user's shop, for its next open day."""
        values = super().default_get(fields_list)
        if self.env.context.get("default_is_rental"):
            defaults = self._get_rental_defaults()
            asked = {name for name in defaults if f"default_{name}" in self.env.context}
            values.update(
                {name: defaults[name] for name in set(defaults) - asked if name in fields_list}
            )
        return values

    @api.model
    def _get_rental_defaults(self):
        shop = self.env["stock.warehouse"]._rental_get_user_shops()[:1]
        tz = shop._get_rental_tz()
        start, end = shop._rental_get_next_opening(to_local(fields.Datetime.now(), tz).date())
        return {
            "warehouse_id": shop.id,
            "rental_start": to_utc(start, tz),
            "rental_end": to_utc(end, tz),
        }

    @api.depends("is_rental")
    def _compute_warehouse_id(self):
        """A booking stays in its shop; a new one starts in the user's first shop."""
        rentals = self.filtered("is_rental")
        super(SaleOrder, self - rentals)._compute_warehouse_id()
        shops = self.env["stock.warehouse"]._rental_get_user_shops() if rentals else None
        for order in rentals:
            order.warehouse_id = order.warehouse_id or shops[:1]

    @api.depends("order_line.block_start", "order_line.block_end")
    def _compute_rental_block(self):
        for order in self:
            lines = order.order_line.filtered("block_start")
            order.block_start = min(lines.mapped("block_start"), default=False)
            order.block_end = max(lines.mapped("block_end"), default=False)

    @api.depends("rental_end", "order_line.rental_end", "order_line.rental_out_qty")
    def _compute_rental_due(self):
        for order in self:
            out = order.order_line.filtered(
                lambda line: line.rental_out_qty > 0 and line.rental_end
            )
            order.rental_due = min(out.mapped("rental_end"), default=order.rental_end)

    @api.depends("rental_state", "order_line.product_uom_qty", "order_line.rental_departed_qty")
    def _compute_rental_can_depart(self):
        """Something of a booking that is out still has to leave."""
        for order in self:
            order.rental_can_depart = order.rental_state in OUT_STATES and any(
                line._rental_get_to_depart() > 0 for line in order._get_rental_lines()
            )

    @api.depends("order_line.rental_half_days")
    def _compute_rental_half_days(self):
        for order in self:
            order.rental_half_days = max(order.order_line.mapped("rental_half_days"), default=0)

    @api.depends("rental_slip_ids", "rental_repair_ids")
    def _compute_rental_counts(self):
        for order in self:
            order.rental_slip_count = len(order.rental_slip_ids)
            order.rental_ticket_count = len(order.rental_repair_ids)

    @api.depends("rental_missing_ids.state", "rental_missing_ids.deadline")
    def _compute_rental_has_missing(self):
        for order in self:
            waiting = order.rental_missing_ids.filtered(lambda gap: gap.state == "waiting")
            order.rental_has_missing = bool(waiting)
            order.rental_missing_deadline = min(
                (gap.deadline for gap in waiting if gap.deadline), default=False
            )

    @api.depends("rental_repair_ids.rental_ticket_state")
    def _compute_rental_has_after_sales(self):
        for order in self:
            order.rental_has_after_sales = any(
                ticket.rental_ticket_state != "closed" for ticket in order.rental_repair_ids
            )

    @api.depends("rental_state", "rental_due")
    def _compute_rental_is_late(self):
        now = fields.Datetime.now()
        for order in self:
            order.rental_is_late = bool(
                order.rental_state in OUT_STATES
                and order.rental_due
                and order._rental_get_late_limit() < now
            )

    def _search_rental_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        # sudo: each company has its own tolerance, whichever company the user stands in
        tolerances = (
            self.env["res.company"]
            .sudo()
            ._read_group([], ["rental_late_tolerance"], ["id:recordset"])
        )
        late = Domain("rental_state", "in", OUT_STATES) & Domain.OR(
            Domain("company_id", "in", companies.ids)
            & Domain("rental_due", "<", now - timedelta(minutes=minutes))
            for minutes, companies in tolerances
        )
        return late if True in value else ~late

    def _rental_get_late_limit(self):
        return self.rental_due + timedelta(minutes=self.company_id.rental_late_tolerance)

    @api.depends("order_line.rental_shortage", "order_line.rental_stray_words")
    def _compute_rental_has_shortage(self):
        for order in self:
            order.rental_has_shortage = any(
                line.rental_shortage > 0 or line.rental_stray_words
                for line in order.order_line
                if line.is_rental
            )

    def _rental_get_desk_domains(self):
        """{desk group: domain}; the screens, the filters and the counters use these."""
        today_start, today_end = self._rental_get_today_bounds()
        state = "rental_state"
        return {
            "departure_today": Domain(state, "in", FIRM_STATES)
            & Domain("rental_start", ">=", today_start)
            & Domain("rental_start", "<", today_end),
            "return_today": Domain(state, "in", OUT_STATES)
            & Domain("rental_due", ">=", today_start)
            & Domain("rental_due", "<", today_end),
            "late": Domain("rental_is_late", "=", True),
            "at_risk": Domain("rental_at_risk", "=", True)
            & Domain(state, "in", (*FIRM_STATES, *OUT_STATES)),
            "missing": Domain("rental_has_missing", "=", True),
            "to_process": Domain(state, "in", ("requested", "to_process")),
            "after_sales": Domain("rental_has_after_sales", "=", True),
        }

    def _rental_get_today_bounds(self):
        """UTC start and end of today on the shop's wall clock (the user's first shop)."""
        tz = self.env["stock.warehouse"]._rental_get_user_shops()[:1]._get_rental_tz()
        today = to_local(fields.Datetime.now(), tz).date()
        return day_bounds(today, 1, tz)

    @api.depends("rental_state", "rental_start", "rental_due", "rental_at_risk")
    def _compute_rental_desk_group(self):
        domains = self._rental_get_desk_domains()
        for order in self:
            order.rental_desk_group = next(
                (name for name, domain in domains.items() if order.filtered_domain(domain)), False
            )

    def _search_rental_desk_group(self, operator, value):
        if operator != "in":
            return NotImplemented
        domains = self._rental_get_desk_domains()
        return Domain("is_rental", "=", True) & Domain.OR(
            domains[name] for name in value if name in domains
        )

    @api.depends("rental_state")
    def _compute_rental_workflow_graph(self):
        for order in self:
            order.rental_workflow_graph = order._get_workflow_graph()

    @api.constrains("rental_start", "rental_end")
    def _check_rental_period(self):
        for order in self:
            start, end = order.rental_start, order.rental_end
            if not start or not end:
                continue
            if end <= start:
                raise ValidationError(
                    self.env._(
                        "%(booking)s: the return (%(end)s) must be after the departure "
                        "(%(start)s). Correct one of them.",
                        booking=order.name,
                        start=order._format_rental(start),
                        end=order._format_rental(end),
                    )
                )
            if (end - start).days > MAX_RENTAL_DAYS:
                raise ValidationError(
                    self.env._(
                        "%(booking)s: a booking lasts three years at most. Check the year of the "
                        "dates.",
                        booking=order.name,
                    )
                )

    def action_view_rental_slips(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("rental_booking.rental_slip_action"),
            "domain": [("order_id", "=", self.id)],
            "context": {"create": False},
        }

    def action_view_rental_tickets(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("rental_booking.rental_ticket_action"),
            "domain": [("rental_order_id", "=", self.id)],
            "context": {"create": False},
        }

    def action_open_rental_booking(self):
        """From the Sales application to the booking's own form."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(self.env.ref("rental_booking.sale_order_view_form").id, "form")],
        }

    def _get_copiable_order_lines(self):
        """A duplicate asks for the goods again, not for what happened to them."""
        lines = super()._get_copiable_order_lines()
        return lines.filtered(
            lambda line: not line.rental_charge and not line.rental_origin_line_id
        )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for order, vals in zip(self, vals_list, strict=True):
            if order.is_rental:
                order._rental_refresh_copy(vals)
        return vals_list

    def _rental_refresh_copy(self, vals):
        """No dates that are over; parts of a line are one line again."""
        if self.rental_start and self.rental_start < fields.Datetime.now():
            vals.update(rental_start=False, rental_end=False)
        lines = self._get_copiable_order_lines()
        commands = vals.get("order_line") or []
        if len(lines) != len(commands):
            return
        for line, command in zip(lines, commands, strict=True):
            if not line.is_rental:
                continue
            family = self.order_line.filtered(
                lambda own, head=line: own._rental_get_family() == head
            )
            command[2]["product_uom_qty"] = sum(family.mapped("product_uom_qty"))
            if line.rental_start and line.rental_start < fields.Datetime.now():
                command[2].update(
                    rental_own_period=False,
                    rental_start=False,
                    rental_end=False,
                    rental_billed_days=0.0,
                    rental_billed_reason=False,
                )

    def _get_update_prices_lines(self):
        """Odoo's “Update Prices” asks no manager: prices that are frozen are not among them."""
        return super()._get_update_prices_lines().filtered(lambda line: not line.rental_terms)

    def _find_mail_template(self):
        """A booking is sent with its own document: dates, shop, equipment."""
        self.ensure_one()
        if self.is_rental and not self.env.context.get("proforma"):
            return self.env.ref("rental_booking.mail_template_rental_booking")
        return super()._find_mail_template()

    def action_rental_resync_price(self):
        """Take today's tariff and prices instead of those frozen at the confirmation."""
        self._rental_check_manager()
        self.check_access("write")
        for order in self:
            before = order.amount_untaxed
            order.order_line.action_rental_resync_price()
            order._rental_record("change", f"{before:.2f} → {order.amount_untaxed:.2f}")
        self._sync_rental_invoice()
