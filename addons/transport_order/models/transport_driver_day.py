from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_datetime

from ..core.driver_day import Trip, is_today, list_stops
from ..core.reference import new_reference
from ..core.time_zone import DEFAULT_TZ


class TransportDriver(models.Model):
    """The page of a driver's day: all his stops in order, behind one link that he keeps."""

    _inherit = "transport.driver"

    def action_day_link(self):
        """Show the link of the driver's day."""
        self.ensure_one()
        self.check_access("write")
        if not self.day_token:
            self._renew_driver_link()
        return self.env["transport.driver.link"].create({"driver_id": self.id})._reopen()

    def action_send_day(self):
        """Mail to each driver where he stops today, with the link of his page."""
        self.check_access("write")
        for driver in self.filtered(lambda driver: not driver.email):
            raise UserError(self.env._("%(driver)s has no mail address.", driver=driver.name))
        for driver in self:
            if not driver.day_token:
                driver._renew_driver_link()
            driver._mail_driver(driver.email, driver._get_driver_url())
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Sent to %(drivers)s", drivers=", ".join(self.mapped("name"))
                ),
            },
        }

    def _get_driver_url(self):
        self.ensure_one()
        token = self.day_token
        return f"{self.get_base_url()}/transport/driver/day/{token}" if token else False

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active") is False:
            self._withdraw_driver_link()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_withdraw_links(self):
        self._withdraw_order_links()

    def _renew_driver_link(self):
        for driver in self:
            if driver.day_token:
                driver._withdraw_order_links()
            driver.sudo().day_token = new_reference("", 32)  # sudo: the server draws it

    def _withdraw_driver_link(self):
        self._withdraw_order_links()
        self.sudo().day_token = False  # sudo: as above

    def _withdraw_order_links(self):
        """The links of his orders, which his day opens, end with it."""
        orders = self.env["transport.order"].sudo()  # sudo: as above
        orders.search(
            [
                ("driver_token", "!=", False),
                "|",
                ("driver_id", "in", self.ids),
                ("line_ids.driver_id", "in", self.ids),
            ]
        ).driver_token = False

    def _mail_driver(self, email, url):
        """Give a driver his day; it is the whole mail and stands in no history."""
        self.ensure_one()
        stops = self._get_day()["today"]
        rows = Markup().join(
            Markup("<li>%s</li>")
            % " · ".join(filter(None, (stop["time"], stop["title"], stop["where"])))
            for stop in stops
        )
        body = Markup('<p>%s</p><ol>%s</ol><p><a href="%s">%s</a></p><p>%s</p>') % (
            self.env._("Hello %(driver)s,", driver=self.name),
            rows,
            url,
            self.env._("Open my day"),
            url,
        )
        # sudo: dispatchers send the link without any right on mails
        self.env["mail.mail"].sudo().create(
            {
                "subject": self.env._(
                    "Your stops of %(day)s", day=format_date(self.env, self._get_today())
                ),
                "body_html": body,
                "email_to": email,
                "email_from": self.company_id.email_formatted or self.env.user.email_formatted,
                "auto_delete": True,
            }
        )

    def _get_tz(self):
        return self.company_id.partner_id.tz or DEFAULT_TZ

    def _get_today(self):
        return fields.Date.context_today(self.with_context(tz=self._get_tz()))

    def _get_day(self):
        """:return: {"today": [stop], "later": [stop]} of what is still to be done, in order; a stop has
        "order", "lines" (its cars), "side", "place", "time", "title", "where", "late"
        """
        self.ensure_one()
        orders = self._get_running_orders()
        trips = [
            Trip(
                order.id,
                order.planned_pickup or None,
                order.planned_delivery or None,
                tuple(self._filter_cars(order).mapped("state")),
            )
            for order in orders
        ]
        midnight = datetime.combine(
            self._get_today() + timedelta(days=1), time(), ZoneInfo(self._get_tz())
        )
        end = midnight.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
        day = {"today": [], "later": []}
        for stop in list_stops(trips):
            when = "today" if is_today(stop, end) else "later"
            day[when].append(self._prepare_stop(stop, orders.browse(stop.trip)))
        return day

    def _filter_cars(self, order):
        """:return: the cars of a transport that this driver takes"""
        return order.line_ids.filtered(lambda line: line._get_driver() == self)

    def _prepare_stop(self, stop, order):
        collects = stop.side == "pickup"
        place = order["origin_snapshot" if collects else "destination_snapshot"] or {}
        lines = self._filter_cars(order)._filter_stop(stop.side)
        return {
            "order": order,
            "lines": lines,
            "side": stop.side,
            "place": place,
            "time": self._format_stop(stop.at),
            "title": self._get_stop_title(stop),
            "where": " ".join(filter(None, (place.get("zip"), place.get("city")))),
            "late": bool(stop.at) and stop.at < fields.Datetime.now(),
        }

    def _get_stop_title(self, stop):
        if stop.side == "pickup":
            if stop.cars == 1:
                return self.env._("Collect one car")
            return self.env._("Collect %(count)s cars", count=stop.cars)
        if stop.cars == 1:
            return self.env._("Deliver one car")
        return self.env._("Deliver %(count)s cars", count=stop.cars)

    def _format_stop(self, moment):
        """The hour; with its day where that is not today."""
        if not moment:
            return ""
        tz = self._get_tz()
        local = fields.Datetime.context_timestamp(self.with_context(tz=tz), moment)
        pattern = "HH:mm" if local.date() == self._get_today() else "d MMM HH:mm"
        return format_datetime(self.env, moment, tz=tz, dt_format=pattern)
