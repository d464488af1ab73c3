from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.labels import FILE_TYPES
from ..core.progress import ACCEPTED_STATES, CAR_STATES, EVENT_CODES, RUNNING_STATES, order_state
from ..core.terms import moment_fault
from .transport_document import LARGEST_BYTES
from .transport_order_vehicle import OFFICE_FIELDS

from odoo.tools import format_datetime  # isort: skip
from odoo.tools.mimetypes import guess_mimetype  # isort: skip

MOST_ATTACHMENTS = 20
# What an accepted price is the price of.
LOT_FIELDS = {
    "company_id",
    "partner_id",
    "origin_id",
    "destination_id",
    "line_ids",
    "express",
    "enclosed",
    "appointment",
}


def _is_for_office(command):
    """Whether a command to the cars of a lot tells only who drives one of them."""
    return (
        isinstance(command, (list, tuple))
        and len(command) == 3
        and command[0] == fields.Command.UPDATE
        and isinstance(command[2], dict)
        and OFFICE_FIELDS.issuperset(command[2])
    )


class TransportOrder(models.Model):
    _inherit = "transport.order"

    def _append_events(self, values_list, source):
        """Add to the history of one order; the caller has checked the right to it.

        :param list values_list: dicts with code, and occurred_at (naive UTC; now when missing),
            line (transport.order.vehicle or None for every car), external_id, place, note, eta,
            void_event_id, attachments as (file name, bytes)
        :param str source: staff, driver, portal, carrier or remote
        :return: transport.event records, one a dict; known external ids give their old event
        """
        self.ensure_one()
        # sudo: drivers and carriers record what happened without rights on the order
        order = self.sudo()
        order.env["suite.concurrency"]._take(order)
        events = new = order.env["transport.event"]
        for values in values_list:
            event = order._find_event(values, source)
            if not event:
                event = order._create_event(values, source)
                new |= event
            events |= event
        order._refresh_progress()
        order._after_events(new)
        return events

    def _after_events(self, events):
        """Hook: these events are new, in the same transaction."""

    def _find_event(self, values, source):
        if not values.get("external_id"):
            return self.env["transport.event"]
        return self.env["transport.event"].search(
            [
                ("order_id", "=", self.id),
                ("source", "=", source),
                ("external_id", "=", str(values["external_id"])),
            ]
        )

    def _create_event(self, values, source):
        self._check_event(values)
        attachments = values.get("attachments") or []
        line = values.get("line")
        vals = {
            "order_id": self.id,
            "line_id": line.id if line else False,
            "code": values["code"],
            "occurred_at": values.get("occurred_at") or fields.Datetime.now(),
            "source": source,
            "external_id": str(values["external_id"]) if values.get("external_id") else False,
            "place": (values.get("place") or "")[:200],
            "note": (values.get("note") or "")[:1000],
            "eta": values.get("eta"),
            "void_event_id": values.get("void_event_id"),
            "attachment_ids": [
                fields.Command.create(self._prepare_photo_vals(name, content))
                for name, content in attachments
            ],
        }
        return self.env["transport.event"].create(vals)

    def _prepare_photo_vals(self, name, content):
        """Values of an attachment that whoever may read the order may read."""
        self.ensure_one()
        if len(content) > LARGEST_BYTES or guess_mimetype(content) not in FILE_TYPES:
            raise UserError(
                self.env._(
                    "%(file)s was refused. Send a picture or a PDF of 15 MB at most.", file=name
                )
            )
        return {
            "name": name[:120],
            "raw": content,
            "res_model": self._name,
            "res_id": self.id,
        }

    def _check_event(self, values):
        if values.get("code") not in EVENT_CODES:
            raise UserError(
                self.env._(
                    "%(code)s is not an event of the order %(order)s. Use one of: %(codes)s.",
                    code=values.get("code"),
                    order=self.name,
                    codes=", ".join(EVENT_CODES),
                )
            )
        if self.state not in (*ACCEPTED_STATES, "cancelled"):
            raise UserError(
                self.env._(
                    "The order %(order)s is not accepted yet: nothing can have happened to its "
                    "cars.",
                    order=self.name,
                )
            )
        self._check_moment(values.get("occurred_at"))
        line = values.get("line")
        if line and line.order_id != self:
            raise UserError(self.env._("The car is not on the order %(order)s.", order=self.name))
        if len(values.get("attachments") or []) > MOST_ATTACHMENTS:
            raise UserError(
                self.env._("Send %(count)s files at most at once.", count=MOST_ATTACHMENTS)
            )

    def _check_moment(self, moment):
        """One rule for the office, drivers, carriers and other systems."""
        if not moment:
            return
        fault = moment_fault(moment, fields.Datetime.now(), self.date_order)
        when = format_datetime(self.env, moment, dt_format="short") if fault else ""
        if fault == "future":
            raise UserError(
                self.env._(
                    "An event cannot lie in the future: %(when)s. Correct its date.", when=when
                )
            )
        if fault == "past":
            raise UserError(
                self.env._(
                    "%(when)s lies long before the order %(order)s. Correct the date.",
                    when=when,
                    order=self.name,
                )
            )

    def _refresh_progress(self):
        """States of the cars from the events, then the state of the order from its cars."""
        self.ensure_one()
        self._refresh_cars_gone(self.line_ids._refresh_state())
        if self.state not in ACCEPTED_STATES:
            return
        state = order_state(self.line_ids.mapped("state"), bool(self.planned_pickup))
        if self.state == "closed" and state == "delivered":
            return
        arrived = self.line_ids.filtered(lambda line: line.state == "delivered")
        dates = [date for date in arrived.mapped("state_date") if date]
        # sudo: dates follow from events; nobody types them
        self.sudo().delivered_on = max(dates) if state == "delivered" and dates else False
        self._change_state(state)

    def _refresh_cars_gone(self, lines):
        """A delivered car is not offered again until its feed or a person says that it is back."""
        for line in lines:
            car, gone = line.vehicle_id, line.state == "delivered"
            if gone and car.status != "gone":
                car.write({"status_before": car.status, "status": "gone"})
            elif not gone and car.status_before and car.status == "gone":
                car.write({"status": car.status_before, "status_before": False})

    def _plan(self, pickup, delivery=None):
        """Promise a pick-up, and tell the client.

        :param pickup: naive UTC datetime
        :param delivery: naive UTC datetime or None
        """
        for order in self:
            order.write({"planned_pickup": pickup, "planned_delivery": delivery})

    def _check_running(self):
        for order in self:
            if order.state not in RUNNING_STATES:
                raise UserError(
                    self.env._(
                        "The order %(order)s is %(state)s and cannot be planned.",
                        order=order.name,
                        state=order._get_state_label().lower(),
                    )
                )

    def write(self, vals):
        """A plan that is typed, dragged or imported is a promise like that of the button."""
        if not self.env.su and self._is_lot_changed(vals):
            self._check_lot_open()
        if not vals.keys() & {"planned_pickup", "planned_delivery"} or self._is_plan_told():
            return super().write(vals)
        before = {order: order._get_plan() for order in self}
        result = super().write(vals)
        for order in self:
            if order._get_plan() != before[order]:
                order._check_plan()
                order._tell_plan(before[order])
        return result

    @api.model
    def _is_lot_changed(self, vals):
        """Who drives which car is no part of what the client accepted."""
        if vals.keys() & (LOT_FIELDS - {"line_ids"}):
            return True
        commands = vals.get("line_ids", ())
        return not isinstance(commands, (list, tuple)) or not all(map(_is_for_office, commands))

    def _is_plan_told(self):
        """Whether who writes the plan tells it himself: it came with its events from elsewhere."""
        return bool(self.env.context.get("transport_plan_told"))

    def _get_plan(self):
        return self.planned_pickup, self.planned_delivery

    def _check_plan(self):
        self._check_running()
        pickup, delivery = self._get_plan()
        if pickup and delivery and delivery < pickup:
            raise UserError(
                self.env._(
                    "%(order)s would be delivered before it is picked up. Choose a later delivery.",
                    order=self.name,
                )
            )

    def _tell_plan(self, before):
        """Record the promise; a changed pick-up is mailed like the first one."""
        pickup, delivery = self._get_plan()
        if not pickup:
            self._refresh_progress()
            return
        changed = self.state == "planned" and before[0] and before[0] != pickup
        self._append_events([{"code": "planned", "eta": delivery or pickup}], "staff")
        if changed:
            self._mail_client("transport_order.mail_template_planned")

    def _charge_empty_run(self, lines):
        """Add the empty-run fee of the tariff for cars that were not ready.

        :param lines: transport.order.vehicle whose driver came for nothing
        """
        self.ensure_one()
        fee = self.agreed_empty_run_fee
        if not fee:
            raise UserError(
                self.env._(
                    "No empty-run fee was agreed with %(client)s for %(order)s. Enter one in the "
                    "tariff for the next orders.",
                    client=self.partner_id.name,
                    order=self.name,
                )
            )
        words = self.with_context(lang=self.partner_id.lang or self.env.lang).env
        self._charge(
            "empty_run",
            [(words._("Empty run: %(car)s", car=line.display_name), fee, line) for line in lines],
        )

    def _get_refused_lines(self):
        """:return: cars that somebody refused and that are neither delivered nor back"""
        self.ensure_one()
        refused = self.event_ids.filtered(
            lambda event: event.code == "refused" and not event.is_void
        )
        whole = refused.filtered(lambda event: not event.line_id)
        lines = self.line_ids if whole else refused.line_id
        return lines.filtered(lambda line: line.state in ("refused", "at_hub", "in_transit"))

    def _get_timeline(self, lines=None):
        """What the client sees of each car, as plain words: an order may have fifty cars and
        hundreds of events, and each is formatted once.

        :param lines: the cars that are asked for; all when missing
        :return: list of dicts, one a car, with its events, latest first; events of the whole order
            are in each
        """
        self.ensure_one()
        events = self.event_ids.filtered(
            lambda event: not event.is_void and event.code != "correction"
        ).sorted("occurred_at", reverse=True)
        shown = dict(zip(events, self._describe_events(events), strict=True))
        common = events.filtered(lambda event: not event.line_id)
        by_line = events.grouped("line_id")
        states = dict(self.line_ids._fields["state"]._description_selection(self.env))
        cars = []
        for line in self.line_ids if lines is None else lines:
            own = by_line.get(line, events.browse())
            if common:
                own = (own | common).sorted("occurred_at", reverse=True)
            cars.append(
                {
                    "name": line.display_name,
                    "state": line.state,
                    "state_label": states[line.state],
                    "milestones": self._get_milestones(line.state),
                    "events": [shown[event] for event in own],
                }
            )
        return cars

    def _describe_events(self, events):
        """:return: list of dicts of words, in the order of `events`"""
        labels = dict(events._fields["code"]._description_selection(self.env))
        moments = {
            moment: format_datetime(self.env, moment, dt_format="short")
            for moment in {*events.mapped("occurred_at"), *events.mapped("eta")}
        }
        # sudo: the photos follow their event, found under the reader's own rights
        photos = {event.id: event.attachment_ids.ids for event in events.sudo()}
        return [
            {
                "when": moments[event.occurred_at],
                "label": labels[event.code],
                "more": " · ".join(filter(None, (event.place, event.note))),
                "expected": moments[event.eta],
                "photos": [
                    f"/my/transport/photos/event/{event.id}/{id_}" for id_ in photos[event.id]
                ],
            }
            for event in events
        ]

    @api.model
    def _get_milestones(self, state):
        """Steps of a car for the progress bar: (words, done or not)."""
        labels = dict(self.env["transport.event"]._fields["code"]._description_selection(self.env))
        steps = {"to_collect": 0, "collected": 1, "in_transit": 2, "delivered": 4}
        # what went no further did not arrive, although nothing follows
        reached = {"cancelled": 0, "returned": 2}.get(state, CAR_STATES.get(state, 0))
        return [(labels[step], rank <= reached) for step, rank in steps.items()]
