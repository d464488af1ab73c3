from datetime import datetime, time, timedelta, timezone

from odoo import api, fields, models

PICKUP_HOUR = time(9)
DELIVERY_HOUR = time(17)
SUNDAY = 6


class TransportPlan(models.TransientModel):
    """Promise pick-up and delivery of one or several orders."""

    _name = "transport.plan"
    _description = "Plan Transports"

    order_ids = fields.Many2many(
        "transport.order", default=lambda self: self.env.context.get("active_ids")
    )
    planned_pickup = fields.Datetime(
        compute="_compute_planned", store=True, readonly=False, required=True
    )
    planned_delivery = fields.Datetime(compute="_compute_planned", store=True, readonly=False)
    driver_id = fields.Many2one(
        "transport.driver", compute="_compute_driver_id", store=True, readonly=False
    )

    truck_id = fields.Many2one(
        "transport.truck", compute="_compute_truck_id", store=True, readonly=False
    )
    truck_note = fields.Char(compute="_compute_truck_note")

    @api.depends("order_ids")
    def _compute_planned(self):
        """Propose what the clients wanted, else the next working morning."""
        for plan in self:
            pickups = [day for day in plan.order_ids.mapped("pickup_date") if day]
            deliveries = [day for day in plan.order_ids.mapped("delivery_date") if day]
            first = self._get_next_day()
            plan.planned_pickup = self._get_moment(max([first, *pickups]), PICKUP_HOUR)
            wanted = min(deliveries, default=None)
            if wanted and wanted >= max([first, *pickups]):
                plan.planned_delivery = self._get_moment(wanted, DELIVERY_HOUR)

    @api.depends("order_ids")
    def _compute_driver_id(self):
        for plan in self:
            drivers = plan.order_ids.driver_id
            plan.driver_id = drivers if len(drivers) == 1 else False

    @api.depends("driver_id")
    def _compute_truck_id(self):
        for plan in self:
            trucks = plan.order_ids.truck_id
            plan.truck_id = plan.driver_id.truck_id or (trucks if len(trucks) == 1 else False)

    @api.depends("truck_id", "planned_pickup", "planned_delivery")
    def _compute_truck_note(self):
        for plan in self:
            plan.truck_note = False
            if plan.truck_id and plan.planned_pickup:
                orders = plan.order_ids._origin
                when = (orders, plan.planned_pickup, plan.planned_delivery)
                cars = plan.truck_id._get_peaks(*when)[plan.truck_id.id][None]
                enclosed = any(orders.mapped("enclosed"))
                plan.truck_note = plan.truck_id._describe_load(cars, enclosed)

    @api.model
    def _get_next_day(self):
        day = fields.Date.context_today(self) + timedelta(days=1)
        return day + timedelta(days=day.weekday() == SUNDAY)

    @api.model
    def _get_moment(self, day, hour):
        """:return: naive UTC datetime of an hour of the user's own day"""
        local = self.env.tz.localize(datetime.combine(day, hour))
        return local.astimezone(timezone.utc).replace(tzinfo=None)

    def action_plan(self):
        """Write the promise and tell the clients."""
        self.ensure_one()
        self.order_ids.check_access("write")
        if self.driver_id:
            self.order_ids.driver_id = self.driver_id
        if self.truck_id:
            self.order_ids.truck_id = self.truck_id
        self.order_ids._plan(self.planned_pickup, self.planned_delivery)
