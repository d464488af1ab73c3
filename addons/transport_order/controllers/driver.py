import base64
import binascii
import hmac
import logging

from odoo import fields, http
from odoo.exceptions import UserError, ValidationError
from odoo.http import request
from odoo.tools import format_date

from odoo.addons.suite_base.controllers.files import read_files

from ..core.damage import AREAS, SEVERITIES, TYPES
from ..core.log_mask import PathMask
from ..core.progress import RUNNING_STATES
from ..models.transport_document import LARGEST_BYTES
from .portal import CAR_BADGES, not_found

MOST_DAMAGES = 30
MOST_PHOTOS = 20
TOKEN_LENGTH = 32
CHOICES = {
    "areas": ("transport.damage", "area"),
    "kinds": ("transport.damage", "kind"),
    "severities": ("transport.damage", "severity"),
    "fuels": ("transport.inspection", "fuel_level"),
}
FUEL_LEVELS = ("0", "1", "2", "3", "4")

for name in ("werkzeug", "odoo.http"):  # the two that write addresses of requests
    logging.getLogger(name).addFilter(PathMask())


class TransportDriver(http.Controller):
    """The page a driver opens on his phone with the link of one order. No account; the link counts
    while the order runs."""

    def _find(self, model, field, token):
        if len(token) != TOKEN_LENGTH:
            raise not_found()
        # sudo: a driver has no account; the unguessable link is his right
        record = request.env[model].sudo().search([(field, "=", token)], limit=1)
        if not record or not hmac.compare_digest(record[field], token):
            raise not_found()
        return record

    def _get_order(self, token):
        order = self._find("transport.order", "driver_token", token)
        if order.state not in RUNNING_STATES:
            raise not_found()
        return order.with_context(lang=order.partner_id.lang or request.env.lang)

    @http.route("/transport/driver/<string:token>", type="http", auth="public", website=True)
    def driver_page(self, token, message="", **kwargs):
        """Cars of the order, where to go, what to do next with each."""
        order = self._get_order(token)
        return self._render("driver_page", order, {"message": message == "saved"})

    @http.route("/transport/driver/day/<string:token>", type="http", auth="public", website=True)
    def driver_day(self, token, **kwargs):
        """All stops of a driver's day in order; each leads to the page of its order."""
        driver = self._find("transport.driver", "day_token", token)
        day = driver._get_day()
        for order in driver.env["transport.order"].union(
            *(stop["order"] for stop in day["today"] if not stop["order"].driver_token)
        ):
            order._renew_driver_link()
        request.session["transport_driver_day"] = token
        today = format_date(driver.env, driver._get_today(), date_format="EEEE d MMMM")
        return self._answer(
            "driver_day", {"driver": driver, "day": day, "today": today.capitalize()}
        )

    def _get_day_driver(self, order):
        """:return: the driver from whose day this page was opened, where he takes cars of the order"""
        token = request.session.get("transport_driver_day")
        drivers = order.driver_id | order.line_ids.driver_id
        return drivers.filtered(lambda driver: token and driver.day_token == token)

    def _get_cars(self, order):
        driver = self._get_day_driver(order)
        return driver._filter_cars(order) if driver else order.line_ids

    def _answer(self, template, values):
        response = request.render(f"transport_order.{template}", values)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def _render(self, template, order, values):
        words = {
            name: order.env[model]._fields[field]._description_selection(order.env)
            for name, (model, field) in CHOICES.items()
        }
        shown = {
            "order": order,
            "cars": self._get_cars(order),
            "car_badges": CAR_BADGES,
            "day_token": self._get_day_driver(order).day_token,
        }
        return self._answer(template, values | words | shown)

    @http.route(
        "/transport/driver/<string:token>/<string:car>/<string:stage>",
        type="http",
        auth="public",
        website=True,
        methods=["GET", "POST"],
    )
    def driver_car(self, token, car, stage, **form):
        """Hand one car over: condition, photos, signature; or say that it was not ready."""
        order = self._get_order(token)
        line = self._get_cars(order).filtered(lambda line: line.reference == car)
        if not line or stage not in ("pickup", "delivery"):
            raise not_found()
        error = ""
        if request.httprequest.method == "POST":
            try:
                with request.env.cr.savepoint():
                    self._record(order, line, stage, form)
                # the last delivery ends the link: the page to come back to may be gone
                if order.state not in RUNNING_STATES:
                    return self._render("driver_done", order, {})
                return request.redirect(f"/transport/driver/{token}?message=saved")
            except (UserError, ValidationError) as refusal:
                error = str(refusal)
        return self._render(
            "driver_car",
            order,
            {
                "line": line,
                "stage": stage,
                "error": error,
                "form": form,
                "damages": self._get_typed_damages() or [("", "", "")],
            },
        )

    def _record(self, order, line, stage, form):
        done = form.get("done")
        codes = {
            "pickup": {"handover": "collected", "not_ready": "not_ready"},
            "delivery": {
                "handover": "delivered",
                "refused": "refused",
                "hub": "at_hub",
                "returned": "returned",
            },
        }[stage]
        if done not in codes:
            raise UserError(order.env._("Choose what happened."))
        photos = self._read_photos(order)
        if done == "handover":
            self._create_report(order, line, stage, form, photos)
        order._append_events(
            [
                {
                    "code": codes[done],
                    "line": line,
                    "note": form.get("note", "")[:500],
                    "external_id": self._get_mark(form),
                    "attachments": [] if done == "handover" else photos,
                }
            ],
            "driver",
        )

    def _get_mark(self, form):
        """The same form sent twice is one event; another outcome on the same form is another."""
        mark = form.get("form_id", "")[:80]
        return f"{mark}:{form['done']}" if mark else None

    def _read_photos(self, order):
        return read_files("photo", MOST_PHOTOS, LARGEST_BYTES)

    def _create_report(self, order, line, stage, form, photos):
        signature, fuel = self._read_signature(order, form), form.get("fuel_level")
        if not form.get("signed_by", "").strip() or not signature:
            raise UserError(
                order.env._("The person who hands over or receives the car must write and sign.")
            )
        if form.get("form_id") and line.inspection_ids.filtered(
            lambda report: report.form_id == form["form_id"]
        ):
            return  # the same form sent twice by a bad connection
        request.env["transport.inspection"].sudo().create(  # sudo: see _get_order
            {
                "line_id": line.id,
                "stage": stage,
                "date": fields.Datetime.now(),
                "driver_name": form.get("driver_name", "")[:100],
                "mileage": self._read_number(form.get("mileage")),
                "fuel_level": fuel if fuel in FUEL_LEVELS else False,
                "key_count": self._read_number(form.get("key_count")),
                "note": form.get("note", "")[:1000],
                "signed_by": form["signed_by"].strip()[:100],
                "signature": signature,
                "form_id": form.get("form_id"),
                "attachment_ids": [
                    fields.Command.create(order._prepare_photo_vals(name, content))
                    for name, content in photos
                ],
                "damage_ids": self._read_damages(order),
            }
        )

    def _read_signature(self, order, form):
        _kind, _mark, content = form.get("signature", "").partition("base64,")
        try:
            decoded = base64.b64decode(content, validate=True)
        except (binascii.Error, ValueError):
            decoded = b""
        if content and not decoded.startswith(b"\x89PNG"):
            raise UserError(order.env._("The signature cannot be read. Sign again."))
        return content

    def _read_number(self, text):
        digits = "".join(sign for sign in (text or "") if sign.isdigit())[:7]
        return int(digits or 0)

    def _get_typed_damages(self):
        """:return: list of (area, kind, severity) as typed, each possibly empty"""
        form = request.httprequest.form
        columns = (form.getlist(name) for name in ("area", "kind", "severity"))
        return list(zip(*columns, strict=False))[:MOST_DAMAGES]

    def _read_damages(self, order):
        rows = [row for row in self._get_typed_damages() if any(row)]
        for area, kind, severity in rows:
            if area not in AREAS or kind not in TYPES or severity not in SEVERITIES:
                raise UserError(
                    order.env._("A damage is not complete. Choose where, what and its size.")
                )
        return [
            fields.Command.create({"area": area, "kind": kind, "severity": severity})
            for area, kind, severity in rows
        ]
