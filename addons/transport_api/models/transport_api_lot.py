from odoo import api, fields, models

from odoo.addons.transport_order.core.identity import read_plate, read_vin
from odoo.addons.transport_order.core.lot import OPTIONS, Car, Options, Place

from ..core.api_problem import ApiProblem
from .transport_api_serializer import CAR_FIELDS

LOT_FIELDS = ("pickup_date", "delivery_date", "client_reference", "note")


class TransportApi(models.AbstractModel):
    """Lots that other systems describe: read, checked and priced the same way, stored or not."""

    _inherit = "transport.api"

    # --- one price, stored or not ---------------------------------------------------------------

    @api.model
    def _estimate(self, body):
        """Price a lot without storing anything.

        :param dict body: EstimateInput
        :return: dict, Estimate of the contract
        """
        self.env.user._transport_check_role("estimate")
        partner = self._find_client(body.get("client"))
        self._check_lot(partner, body)
        company = partner.sudo().company_id or self.env.company  # sudo: the carrier only
        cars = self._read_cars(partner, body["vehicles"])
        places = [self._read_place(partner, body[side]) for side in ("origin", "destination")]
        options = self._read_options(body)
        estimator = self.env["transport.estimator"]
        estimate = estimator._estimate(partner, cars, *places, options)
        order = self._prepare_draft(partner, body)
        serializer = self.env["transport.api.serializer"]
        told = serializer._serialize_estimate(
            estimate, company.currency_id, estimator._get_ghg(company, cars, estimate.km)
        )
        if not estimate.on_request:
            told |= {
                "valid_until": order._get_validity().strftime("%Y-%m-%dT%H:%M:%SZ"),
                "content_hash": serializer._hash_content(
                    partner, cars, places, options, told["amount"]
                ),
            }
        return told

    @api.model
    def _store_estimate(self, body):
        """Store a lot and its price, to be accepted.

        :return: transport.order
        """
        partner = self._find_client(body.get("client"))
        self._check_lot(partner, body)
        values = {
            "partner": partner,
            "vehicles": self._get_vehicles(partner, body["vehicles"]),
            "origin": self._get_address(partner, body["origin"]),
            "destination": self._get_address(partner, body["destination"]),
            "source": "api",
        }
        values |= self._read_options(body).as_dict()
        values |= {name: body[name] for name in LOT_FIELDS if name in body}
        order = self.env["transport.order"]._portal_create_lot(values)
        if body.get("external_reference"):
            # sudo: clients have no write access; the order was made by this very call
            order.sudo().external_reference = body["external_reference"]
        return order._portal_estimate()

    # --- what is refused, stored or not ---------------------------------------------------------

    @api.model
    def _check_lot(self, partner, body):
        """The checks that need no price: doubles, one place twice, days that nobody can mean."""
        self._refuse_doubles(partner, body["vehicles"])
        here, there = (
            self._identify_place(partner, body[side]) for side in ("origin", "destination")
        )
        if here == there:
            raise ApiProblem(
                "invalid",
                "The lot leaves from where it arrives.",
                errors=[{"pointer": "/destination", "detail": "must be another place"}],
            )
        self._prepare_draft(partner, body)._check_wanted_days()

    @api.model
    def _prepare_draft(self, partner, body):
        """:return: transport.order that is never stored, to ask what an order would say"""
        orders = self.env["transport.order"].sudo()  # sudo: nothing is stored
        days = {name: fields.Date.to_date(body[name]) for name in LOT_FIELDS[:2] if body.get(name)}
        order = orders.new(
            {
                "name": body.get("client_reference") or self.env._("your lot"),
                "partner_id": partner.id,
                "user_id": self.env.uid,
                # sudo: the carrier of the client, by its id alone
                "company_id": (partner.sudo().company_id or self.env.company).id,
            }
            | days
        )
        order._check_wanted_dates({})
        return order

    @api.model
    def _refuse_doubles(self, partner, vehicles):
        """One car twice in a lot, by reference or by a mark beyond doubt."""
        seen = set()
        for index, car in enumerate(vehicles):
            marks = self._identify_car(partner, car)
            if marks & seen:
                raise ApiProblem(
                    "invalid",
                    "A car is named twice.",
                    errors=[
                        {"pointer": f"/vehicles/{index}", "detail": "must not repeat another car"}
                    ],
                )
            seen |= marks

    @api.model
    def _identify_car(self, partner, car):
        """:return: set of marks, one of which another description of the same car shares"""
        if "reference" in car:
            found = self.env["transport.vehicle"].search([("reference", "=", car["reference"])])
            marks = {car["reference"], found.sure_vin, found.sure_plate}
        else:
            found = self._find_car(partner, car)
            marks = {
                found.reference,
                read_vin(car.get("vin")).key,
                read_plate(car.get("plate")).key,
            }
        return {mark for mark in marks if mark}

    @api.model
    def _identify_place(self, partner, place):
        """:return: what two descriptions of one place share"""
        if "reference" in place:
            return place["reference"]
        found = self._find_address(partner, place)
        names = ("external_ref", "name", "street", "zip", "city", "country")
        return found.reference or tuple(place.get(name) or "" for name in names)

    # --- reading without storing ----------------------------------------------------------------

    @api.model
    def _read_options(self, body):
        given = body.get("options") or {}
        return Options(**{name: bool(given.get(name)) for name in OPTIONS})

    @api.model
    def _find_stock(self, vehicles):
        """:return: ``{reference: transport.vehicle}`` of the cars that are named, in one query"""
        wanted = [car["reference"] for car in vehicles if "reference" in car]
        stock = self.env["transport.vehicle"].search([("reference", "in", wanted)])
        for index, car in enumerate(vehicles):
            if "reference" in car and car["reference"] not in stock.mapped("reference"):
                raise ApiProblem(
                    "invalid",
                    "A car was not found.",
                    errors=[{"pointer": f"/vehicles/{index}/reference", "detail": "was not found"}],
                )
        return {vehicle.reference: vehicle for vehicle in stock}

    @api.model
    def _read_cars(self, partner, vehicles):
        """:return: list of core.lot.Car, as the stock would hold them"""
        stock, cars = self._find_stock(vehicles), []
        for index, car in enumerate(vehicles):
            if "reference" in car:
                cars += stock[car["reference"]]._to_car()
                continue
            known = self._find_car(partner, car)
            label = " ".join(filter(None, (car.get("make"), car.get("model"))))
            category = car.get("category") or known.category or "car"
            running = car.get("running", known.running if known else True)
            mass = car.get("mass_kg") or known.mass_kg or 0
            cars.append(Car(label, category, running, str(index), mass))
        return cars

    @api.model
    def _read_place(self, partner, place):
        """:return: core.lot.Place"""
        if "reference" in place:
            return self._find_place(place["reference"])._to_place()
        country = place.get("country") or "FR"
        self._find_country(country)
        return Place(country, (place.get("zip") or "").replace(" ", ""), place.get("city") or "")

    @api.model
    def _find_place(self, reference):
        address = self.env["transport.address"].search([("reference", "=", reference)], limit=1)
        if not address:
            raise ApiProblem("invalid", f"The address {reference} was not found.")
        return address

    @api.model
    def _find_car(self, partner, car):
        """:return: the client's own car that surely bears this VIN or plate, or none"""
        model = self.env["transport.vehicle"]
        vin, plate = read_vin(car.get("vin")).key, read_plate(car.get("plate")).key
        for name, mark in (("sure_vin", vin), ("sure_plate", plate)):
            own = [("partner_id", "=", partner.id), (name, "=", mark)]
            vehicle = model.search(own, limit=1) if mark else model
            if vehicle and not (vin and vehicle.sure_vin and vehicle.sure_vin != vin):
                return vehicle
        return model

    @api.model
    def _find_address(self, partner, place):
        """:return: the same address in the client's book, or none"""
        if not place.get("external_ref") and not place.get("name"):
            return self.env["transport.address"]
        keys = ("external_ref",) if place.get("external_ref") else ("name", "street", "zip", "city")
        same = [("partner_id", "=", partner.id)]
        same += [(name, "=", place.get(name) or False) for name in keys]
        return self.env["transport.address"].search(same, limit=1)

    # --- reading and storing --------------------------------------------------------------------

    @api.model
    def _get_vehicles(self, partner, vehicles):
        """Cars of the stock: named, recognised by plate or VIN, or new."""
        stock, found = self._find_stock(vehicles), self.env["transport.vehicle"]
        for car in vehicles:
            if "reference" in car:
                found |= stock[car["reference"]]
                continue
            known = self._find_car(partner, car)
            if known:
                known._portal_correct({key: car[key] for key in CAR_FIELDS if key in car})
            found |= known or found._portal_create(partner, [car])
        return found

    @api.model
    def _get_address(self, partner, place):
        """An address of the book: named, the same as before, or new; a town may stand for a name."""
        model = self.env["transport.address"]
        if "reference" in place:
            return self._find_place(place["reference"])
        place = place | {"name": place.get("name") or place["city"]}
        values = self._read_address(place)
        address = self._find_address(partner, place)
        if not address:
            return model._portal_create(partner, values)
        changed = {
            name: value
            for name, value in values.items()
            if (address[name].id if name == "country_id" else address[name]) != value
        }
        if changed:
            address._portal_update(changed)
        return address
