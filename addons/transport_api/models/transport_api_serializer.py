from odoo import api, models

from odoo.addons.transport_order.core.lot import OPTIONS, fingerprint
from odoo.addons.transport_order.models.transport_address import SNAPSHOT

from ..core.api_cursor import encode_cursor

CAR_FIELDS = ("plate", "vin", "make", "model", "version", "category", "running", "mass_kg")
_PLACE = (*SNAPSHOT, "external_ref")


def iso(moment):
    """``2026-03-02T08:00:00Z`` for a naive UTC datetime, None for none."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def day(date):
    """ISO date, None for none."""
    return date.isoformat() if date else None


def amount(number):
    """Amount as the contract writes it: a text with two decimals."""
    return f"{number:.2f}"


class TransportApiSerializer(models.AbstractModel):
    """Records as the published schemas describe them; the API and the webhooks share it."""

    _name = "transport.api.serializer"
    _description = "Transport API Serializer"

    @api.model
    def _serialize_vehicle(self, vehicle):
        return self._describe_car(vehicle) | {
            "version": vehicle.version or "",
            "reference": vehicle.reference,
            "status": vehicle.status,
            "mileage": vehicle.mileage,
            "category_guessed": vehicle.category_guessed,
            "corrected": list(vehicle.locked_fields or []),
            # sudo: the owner's name, of a car that the user may read
            "client": vehicle.sudo().partner_id.name or "",
            "updated_at": iso(vehicle.write_date),
        }

    @api.model
    def _describe_car(self, car):
        return {
            "plate": car.plate or "",
            "vin": car.vin or "",
            "make": car.make or "",
            "model": car.model or "",
            "category": car.category or "car",
            "running": car.running,
            "mass_kg": car.mass_kg or 0,
        }

    @api.model
    def _serialize_address(self, address):
        return {name: address[name] or "" for name in _PLACE} | {
            "reference": address.reference,
            "role": address.role,
            "country": address.country_id.code or None,
            # sudo: the owner's name, of an address that the user may read
            "client": address.sudo().partner_id.name or "",
            "updated_at": iso(address.write_date),
        }

    @api.model
    def _serialize_estimate(self, estimate, currency, ghg=None):
        """
        :param estimate: core.tariff.Estimate
        :param dict ghg: greenhouse gases, or None
        """
        return ({"ghg": ghg} if ghg else {}) | {
            "amount": None if estimate.on_request else amount(estimate.amount),
            "currency": currency.name,
            "km": round(estimate.km or 0, 1),
            "distance_method": estimate.method or "",
            "lines": [
                {
                    "code": line.code,
                    "detail": line.detail or "",
                    "quantity": str(line.quantity),
                    "unit_price": amount(line.unit_price),
                    "amount": amount(line.amount),
                }
                for line in estimate.lines
            ],
            "on_request": estimate.on_request,
            "reasons": list(estimate.reasons),
        }

    @api.model
    def _serialize_stored_estimate(self, order):
        """Estimate of the contract from an order that waits for acceptance."""
        found = {
            name: value
            for name, value in self._serialize_price(order).items()
            if value is not None or name == "amount"
        }
        if order.state == "quoted":
            found["content_hash"] = self._hash_order(order)
        return found | {"reference": order.reference, "state": order.state}

    @api.model
    def _hash_order(self, order):
        """The ``content_hash`` of a stored estimate: that of the same lot unstored is the same."""
        places = [order.origin_id._to_place(), order.destination_id._to_place()]
        cars = order.line_ids.vehicle_id._to_car()
        amount = f"{order.amount_untaxed:.2f}"
        return self._hash_content(order.partner_id, cars, places, order._get_options(), amount)

    @api.model
    def _hash_content(self, partner, cars, places, options, amount):
        return fingerprint(
            {
                "client": partner.id,
                "cars": sorted([car.category, car.running] for car in cars),
                "places": [[place.country, place.zip] for place in places],
                "options": options.as_dict(),
                "amount": amount,
            }
        )

    @api.model
    def _serialize_price(self, order):
        priced = order.state not in ("draft", "on_request")
        return {
            "amount": amount(order.amount_untaxed) if priced else None,
            "currency": order.currency_id.name,
            "km": round(order.km, 1),
            "distance_method": order.distance_method or "",
            "lines": [
                {
                    "code": line.code,
                    "detail": line.detail or line.name or "",
                    "quantity": f"{line.quantity:g}",
                    "unit_price": amount(line.unit_price),
                    "amount": amount(line.amount),
                }
                for line in order._get_due_lines()
            ],
            "on_request": order.state == "on_request",
            "reasons": [code for code in (order.on_request_reasons or "").split(",") if code],
            "estimate_hash": order.estimate_hash or None,
            "valid_until": iso(order.valid_until),
            "ghg": order._get_ghg(),
        }

    @api.model
    def _serialize_order(self, order):
        return self._serialize_price(order) | {
            "reference": order.reference,
            "name": order.name,
            "state": order.state,
            # sudo: the client's name, of an order that the user may read
            "client": order.sudo().partner_id.name or "",
            "client_reference": order.client_reference or "",
            "external_reference": order.external_reference or "",
            "origin": self._serialize_snapshot(order, "origin"),
            "destination": self._serialize_snapshot(order, "destination"),
            "options": {name: order[name] for name in OPTIONS},
            "vehicles": [self._serialize_line(line) for line in order.line_ids],
            "accepted_at": iso(order.accepted_on),
            "signed_by": order.signed_by or "",
            "pickup_date": day(order.pickup_date),
            "delivery_date": day(order.delivery_date),
            "planned_pickup": iso(order.planned_pickup),
            "planned_delivery": iso(order.planned_delivery),
            "delivered_at": iso(order.delivered_on),
            "cancel_fee": amount(
                order.cancel_fee if order.state == "cancelled" else order._get_cancel_fee()
            ),
            "cancel_cause": order.cancel_cause or None,
            "cancel_reason": order.cancel_reason or "",
            "note": order.note or "",
            "created_at": iso(order.create_date),
            "updated_at": iso(order.write_date),
        }

    @api.model
    def _serialize_snapshot(self, order, name):
        stored = order[f"{name}_snapshot"]
        place = stored or (order[f"{name}_id"] and order[f"{name}_id"]._get_snapshot()) or {}
        shown = {key: place.get(key) or "" for key in ("reference", *_PLACE[:-1])}
        return shown | {"country": place.get("country_code") or None}

    @api.model
    def _serialize_line(self, line):
        return self._describe_car(line) | {
            "reference": line.reference,
            "vehicle": line.vehicle_id.sudo().reference,  # sudo: also when it was archived
            "state": line.state,
            "state_since": iso(line.state_date),
            "amount": amount(line.amount),
        }

    @api.model
    def _serialize_event(self, event):
        return {
            "id": encode_cursor("event", event.id),
            "code": event.code,
            "occurred_at": iso(event.occurred_at),
            "recorded_at": iso(event.recorded_at),
            "source": event.source,
            "external_id": event.external_id or None,
            "vehicle": event.line_id.reference or None,
            "place": event.place or "",
            "note": event.note or "",
            "eta": iso(event.eta),
            "taken_back": event.is_void,
            "photos": self._serialize_photos(event),
        }

    @api.model
    def _serialize_photos(self, record):
        """:param record: transport.event or transport.inspection that the user may read"""
        base = f"/api/transport/v1/orders/{record.order_id.reference}/photos/P"
        # sudo: the photos follow their record
        files = record.sudo().attachment_ids
        return [
            {"reference": f"P{file.id}", "name": file.name or "", "url": f"{base}{file.id}"}
            for file in files
        ]

    @api.model
    def _serialize_report(self, report):
        return {
            "reference": report.reference,
            "vehicle": report.line_id.reference,
            "stage": report.stage,
            "made_at": iso(report.date),
            "driver": report.driver_name or "",
            "mileage": report.mileage,
            "fuel_level": report.fuel_level or "",
            "keys": report.key_count,
            "note": report.note or "",
            "signed_by": report.signed_by or "",
            "signature": f"S{report.id}" if report.signature else None,
            "damages": [
                {name: damage[name] or "" for name in ("code", "area", "kind", "severity", "note")}
                for damage in report.damage_ids
            ],
            "photos": self._serialize_photos(report),
        }

    @api.model
    def _serialize_document(self, document):
        return {
            "reference": document.reference,
            "name": document.name,
            "kind": document.kind,
            "version": document.version,
            "date": day(document.date),
            "url": f"/api/transport/v1/orders/{document.order_id.reference}"
            f"/documents/{document.reference}",
        }

    @api.model
    def _serialize_webhook(self, webhook):
        # sudo: the caller has found it among the client's own
        webhook = webhook.sudo()
        return {
            "reference": webhook.reference,
            "url": webhook.url,
            "kinds": webhook._get_kinds(),
            "active": webhook.active,
        }
