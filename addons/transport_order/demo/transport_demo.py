import random
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

from ..core.time_zone import DEFAULT_TZ
from .transport_demo_data import (
    AGES,
    CAR_COUNT,
    CARS,
    CLIENTS,
    COLORS,
    LETTERS,
    PEOPLE,
    PLACES,
    STATES,
    VERSIONS,
)


class TransportDemo(models.AbstractModel):
    """Demo data: a carrier with a French tariff, three groups of dealers, cars, orders in every
    state. Dates are relative to the day of the installation."""

    _name = "transport.demo"
    _description = "Transport Demo Data"

    @api.model
    def _demo_load(self):
        """Create the demo data once; the order of the draws is fixed, so two installs are alike."""
        demo = self.with_context(
            tracking_disable=True,
            mail_create_nosubscribe=True,
            mail_auto_subscribe_no_notify=True,
            no_reset_password=True,
            transport_no_mail=True,
            lang="fr_FR" if self.env["res.lang"]._get_data(code="fr_FR") else None,
        )
        self.env["suite.demo"]._demo_load_words("transport_order")
        draw = random.Random(2026)
        demo._demo_tariffs()
        sites = demo._demo_clients()
        demo._demo_staff()
        demo._demo_drivers()
        places = demo._demo_addresses(sites, draw)
        cars = demo._demo_cars(sites, draw)
        demo._demo_orders(sites, places, cars, draw)

    def _demo_tariffs(self):
        zone = self.env.ref
        france = self.env["transport.tariff"].create(
            {
                "name": "Tarif France",
                "fuel_percent": 4.5,
                "minimum": 90,
                "cancel_fee": 80,
                "empty_run_fee": 95,
                "redelivery_fee": 75,
                "return_fee": 90,
                "band_ids": [
                    Command.create({"up_to_km": 50, "flat": 95}),
                    Command.create({"up_to_km": 150, "flat": 60, "per_km": 0.95}),
                    Command.create({"up_to_km": 400, "flat": 92, "per_km": 0.74}),
                    Command.create({"up_to_km": 0, "flat": 150, "per_km": 0.59}),
                ],
                "category_ids": [
                    Command.create({"category": "city", "factor": 0.92}),
                    Command.create({"category": "car", "factor": 1}),
                    Command.create({"category": "suv", "factor": 1.15}),
                    Command.create({"category": "van", "factor": 1.4}),
                    Command.create({"category": "large_van", "factor": 1.95}),
                ],
                "surcharge_ids": [
                    Command.create({"code": "not_running", "fixed": 75}),
                    Command.create({"code": "express", "percent": 30}),
                    Command.create({"code": "enclosed", "percent": 60}),
                    Command.create({"code": "appointment", "fixed": 25, "per_order": True}),
                ],
                "step_ids": [
                    Command.create({"count": 3, "percent": 5}),
                    Command.create({"count": 6, "percent": 11}),
                    Command.create({"count": 8, "percent": 16}),
                ],
                "zone_ids": [
                    Command.create(
                        {"zone_id": zone("transport_order.transport_zone_paris").id, "fixed": 15}
                    ),
                    Command.create(
                        {"zone_id": zone("transport_order.transport_zone_alps").id, "percent": 6}
                    ),
                    Command.create(
                        {
                            "zone_id": zone("transport_order.transport_zone_corsica").id,
                            "on_request": True,
                        }
                    ),
                ],
            }
        )
        garnier = self.env["transport.zone"].create({"name": "Côte-d'Or", "prefixes": "21"})
        rhone = self.env["transport.zone"].create({"name": "Rhône", "prefixes": "69"})
        self.env["transport.lane"].create(
            {"origin_zone_id": garnier.id, "destination_zone_id": rhone.id, "km": 195, "price": 165}
        )
        return france

    def _demo_clients(self):
        country = self.env.ref("base.fr")
        term = self.env.ref("account.account_payment_term_30days")
        sites = self.env["res.partner"]
        for group_name, members in CLIENTS.items():
            group = self.env["res.partner"].create(
                {
                    "name": group_name,
                    "is_company": True,
                    "country_id": country.id,
                    "zip": members[0][1],
                    "city": members[0][2],
                    "street": members[0][3],
                }
            )
            self._demo_person(group)
            for name, zip_code, city, street in members:
                site = self.env["res.partner"].create(
                    {
                        "name": name,
                        "is_company": True,
                        "parent_id": group.id,
                        "type": "other",
                        "zip": zip_code,
                        "city": city,
                        "street": street,
                        "country_id": country.id,
                        "property_payment_term_id": term.id,
                    }
                )
                self._demo_person(site)
                sites |= site
        return sites

    def _demo_person(self, company):
        if company.name not in PEOPLE:
            return
        name, login = PEOPLE[company.name]
        contact = self.env["res.partner"].create(
            {"name": name, "email": login, "parent_id": company.id}
        )
        groups = self.env.ref("base.group_portal")
        if not company.parent_id:
            groups |= self.env.ref("transport_order.group_transport_group_user")
        self.env["res.users"].create(
            {
                "login": login,
                "password": login,
                "partner_id": contact.id,
                "tz": DEFAULT_TZ,
                "group_ids": [Command.set(groups.ids)],
                "transport_order_limit": 3000 if company.name == "Garnier Besançon" else 0,
            }
        )

    def _demo_staff(self):
        for name, login, group in (
            ("Sophie Renaud", "gestionnaire", "transport_order.group_transport_manager"),
            ("Marc Tissot", "exploitant", "transport_order.group_transport_user"),
        ):
            self.env["res.users"].create(
                {
                    "name": name,
                    "login": login,
                    "password": login,
                    "email": f"{login}@transport.example",
                    "tz": DEFAULT_TZ,
                    "group_ids": [Command.link(self.env.ref(group).id)],
                }
            )

    def _demo_drivers(self):
        for name, plate, places, enclosed in (
            ("Karim Belaïd", "GH-482-QT", 8, False),
            ("Luc Moreau", "FT-719-BD", 8, False),
            ("Inès Caron", "GB-305-LN", 3, True),
            ("Moussa Diallo", "GK-118-ZA", 8, False),
            ("Élodie Petit", "FW-640-MC", 8, False),
            ("Yann Le Goff", "HB-977-TR", 6, False),
        ):
            login = name.split()[0].lower().replace("è", "e").replace("é", "e")
            truck = self.env["transport.truck"].create(
                {"name": plate, "places": places, "enclosed": enclosed}
            )
            self.env["transport.driver"].create(
                {
                    "name": name,
                    "truck_id": truck.id,
                    "phone": "06 39 98 00 00",
                    "email": f"{login}@transport.example",
                }
            )

    def _demo_addresses(self, sites, draw):
        """:return: dict of site to its addresses, its own yard first"""
        country = self.env.ref("base.fr").id
        values = []
        for site in sites:
            common = {"partner_id": site.id, "country_id": country}
            values.append(
                common
                | {
                    "name": f"Parc {site.name}",
                    "street": site.street,
                    "zip": site.zip,
                    "city": site.city,
                    "contact_name": "Accueil parc",
                    "phone": "03 80 00 00 00",
                    "opening_hours": "Lun-ven 8 h-12 h, 14 h-18 h",
                }
            )
            for name, zip_code, city in draw.sample(PLACES, 6):
                values.append(
                    common
                    | {
                        "name": name,
                        "zip": zip_code,
                        "city": city,
                        "street": f"{draw.randint(1, 90)} rue de l'Industrie",
                        "contact_name": draw.choice(("M. Roche", "Mme Blin", "M. Diallo")),
                        "phone": "01 40 00 00 00",
                        "opening_hours": "Lun-ven 9 h-17 h",
                        "truck_access": draw.choice(("truck", "truck", "light_truck")),
                    }
                )
        return self.env["transport.address"].create(values).grouped("partner_id")

    def _demo_cars(self, sites, draw):
        """:return: dict of site to its cars"""
        values = []
        for number in range(CAR_COUNT):
            make, model, category = draw.choice(CARS)
            letters = "".join(draw.choice(LETTERS) for _letter in range(4))
            values.append(
                {
                    "partner_id": sites[number % len(sites)].id,
                    "make": make,
                    "model": model,
                    "category": category,
                    "version": draw.choice(VERSIONS),
                    "color": draw.choice(COLORS),
                    "plate": f"{letters[:2]}{draw.randint(100, 999)}{letters[2:]}",
                    "vin": f"VF{draw.randint(10**14, 10**15 - 1)}",
                    "mileage": draw.randint(8, 180) * 1000 + draw.randint(0, 999),
                    "running": draw.random() > 0.06,
                    "category_guessed": draw.random() < 0.1,
                    "status": draw.choices(("in_stock", "incoming", "reserved"), (90, 6, 4))[0],
                }
            )
        return self.env["transport.vehicle"].create(values).grouped("partner_id")

    def _demo_orders(self, sites, places, cars, draw):
        states = [state for state, count in STATES.items() for _number in range(count)]
        draw.shuffle(states)
        manager = self.env["res.users"].search([("login", "=", "gestionnaire")])
        used = dict.fromkeys(sites, 0)
        for number, state in enumerate(states):
            site = sites[number % len(sites)]
            count = draw.choice((1, 1, 2, 3, 4, 6, 8))
            start = used[site]
            used[site] = (start + count) % max(1, len(cars[site]) - 8)
            lot = self._demo_lot(
                site, places[site], cars[site][start : start + count], state, draw, manager
            )
            self._demo_advance(lot, state, draw)

    def _demo_lot(self, site, addresses, cars, state, draw, manager):
        today = fields.Date.context_today(self)
        age = draw.randint(*AGES.get(state, (0, 9)))
        corsica = addresses.filtered(lambda address: address.zip.startswith("20"))
        mainland = addresses[1:] - corsica
        if state == "on_request" and not corsica:
            corsica = self.env["transport.address"].create(
                {
                    "partner_id": site.id,
                    "name": "Concession Bastia",
                    "zip": "20200",
                    "city": "Bastia",
                    "street": "Port de commerce",
                }
            )
        far = corsica[:1] if state == "on_request" else draw.choice(mainland)
        outward = draw.random() < 0.4
        user = site.child_ids.user_ids[:1] or site.parent_id.child_ids.user_ids[:1]
        pickup = today - timedelta(days=age) + timedelta(days=draw.randint(3, 6))
        return self.env["transport.order"].create(
            {
                "partner_id": site.id,
                "user_id": user.id or self.env.uid,
                "responsible_id": manager.id,
                "source": draw.choice(("portal", "portal", "portal", "api", "staff")),
                "origin_id": (addresses[0] if outward else far).id,
                "destination_id": (far if outward else addresses[0]).id,
                "date_order": fields.Datetime.now() - timedelta(days=age),
                "pickup_date": pickup,
                "delivery_date": pickup + timedelta(days=draw.randint(2, 7)),
                "client_reference": f"VO-{draw.randint(1000, 9999)}" if draw.random() < 0.5 else "",
                "express": draw.random() < 0.08,
                "appointment": draw.random() < 0.15,
                "line_ids": [Command.create({"vehicle_id": car.id}) for car in cars],
            }
        )

    def _demo_advance(self, order, state, draw):
        if state == "draft":
            return
        wanted = {name: order[name] for name in ("pickup_date", "delivery_date")}
        order.write(dict.fromkeys(wanted, False))
        order._estimate()
        order.write(wanted | {"estimate_date": order.date_order})
        if state == "on_request":
            return
        now = fields.Datetime.now()
        if state in ("quoted", "expired"):
            if state == "expired":
                order.valid_until = now - timedelta(days=draw.randint(1, 30))
                order._change_state("expired")
            return
        taken = fields.Datetime.to_datetime(order.pickup_date) - timedelta(days=3)
        for line in order.line_ids:
            # the same demo car may travel several times; only the last journey is still running
            line.vehicle_id.status = "in_stock"
        self._demo_accept(order, taken)
        self._demo_move(order, state, draw, now)

    def _demo_accept(self, order, taken):
        busy = self.env["transport.order.vehicle"].search(
            [
                ("vehicle_id", "in", order.line_ids.vehicle_id.ids),
                ("order_id", "!=", order.id),
                ("order_id.state", "in", ("confirmed", "planned", "in_progress")),
            ]
        )
        for earlier in busy.order_id:
            earlier._append_events([{"code": "delivered"}], "driver")
        wanted = {name: order[name] for name in ("pickup_date", "delivery_date")}
        order.write(dict.fromkeys(wanted, False))
        order._accept(order.estimate_hash, order.user_id.name)
        order.write(wanted)
        order.accepted_on = min(taken, fields.Datetime.now())
        order.sale_order_id.date_order = order.date_order

    def _demo_seat(self, order):
        """Most transports have a driver whose truck has room; a few are shared, a few wait."""
        drivers = self.env["transport.driver"].search([], limit=10)
        for turn in range(len(drivers) if order.id % 6 else 0):
            order.driver_id = drivers[(order.id + turn) % len(drivers)]
            if not order.truck_note:
                return
        if order.id % 4:
            order.write({"driver_id": False, "truck_id": False})
        elif order.car_count > 2:  # a colleague takes a part of it
            order.line_ids[-2:].driver_id = (drivers - order.driver_id)[:1]

    def _demo_move(self, order, state, draw, now):
        if state == "cancelled":
            order._cancel(draw.choice(("Véhicule vendu sur place", "Erreur de site", "")))
            return
        if state == "confirmed":
            return
        if state == "planned":
            day = now + timedelta(days=draw.randint(0, 4))
            pickup = day.replace(hour=draw.randint(7, 14), minute=0, second=0)
            order._plan(pickup, pickup + timedelta(days=2))
            self._demo_seat(order)
            return
        pickup = min(fields.Datetime.to_datetime(order.pickup_date), now - timedelta(days=1))
        pickup = pickup.replace(hour=draw.randint(7, 15))
        plan = {"planned_pickup": pickup, "planned_delivery": pickup + timedelta(days=2)}
        order.with_context(transport_plan_told=True).write(plan)
        self._demo_seat(order)
        town = (order.origin_snapshot or {}).get("city", "")
        events = [{"code": "collected", "occurred_at": pickup, "place": town}]
        if state == "in_progress":
            events.append({"code": "in_transit", "occurred_at": pickup + timedelta(hours=2)})
            if order.car_count > 2:
                events.append(
                    {
                        "code": "delivered",
                        "line": order.line_ids[0],
                        "occurred_at": pickup + timedelta(hours=9),
                    }
                )
        else:
            arrival = min(pickup + timedelta(days=draw.randint(1, 6)), now)
            events.append({"code": "delivered", "occurred_at": arrival})
        order._append_events(events, "driver")
        if state == "closed":
            self._demo_report(order, draw)
            order._change_state("closed")

    def _demo_report(self, order, draw):
        for line in order.line_ids[:1]:
            self.env["transport.inspection"].create(
                {
                    "line_id": line.id,
                    "stage": "delivery",
                    "date": order.delivered_on,
                    "driver_name": draw.choice(("Bruno Vasseur", "Ali Kaya", "Nadia Moulin")),
                    "mileage": line.vehicle_id.mileage,
                    "fuel_level": draw.choice("123"),
                    "signed_by": "Accueil parc",
                    "damage_ids": [Command.create({"area": "12", "kind": "12", "severity": "2"})]
                    if draw.random() < 0.15
                    else [],
                }
            )
