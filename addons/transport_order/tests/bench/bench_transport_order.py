"""Pages of the portal against core's /my/orders (R) in the same run, and the price of fifty cars."""

import re
import statistics
import time

import requests

GENERATION = 2
LOGIN = "bench-transport-portal"
CARS = 10_000
ADDRESSES = 5_000
ORDERS = 2_000
REPEAT = 15
REFERENCE = "BENCH"


def prepare(env):
    """One client with a large stock, a thick address book and many sales orders."""
    client = env["res.partner"].create(
        {"name": "Bench portal", "is_company": True, "country_id": env.ref("base.fr").id}
    )
    person = env["res.partner"].create({"name": "Bench", "parent_id": client.id})
    env["res.users"].create(
        {
            "name": "Bench",
            "login": LOGIN,
            "password": LOGIN,
            "partner_id": person.id,
            "group_ids": [(6, 0, env.ref("base.group_portal").ids)],
        }
    )
    env["transport.tariff"].create(
        {
            "name": "Bench portal",
            "partner_ids": [(6, 0, client.ids)],
            "band_ids": [(0, 0, {"up_to_km": 0, "flat": 60, "per_km": 0.9})],
            "category_ids": [(0, 0, {"category": "car", "factor": 1})],
            "step_ids": [(0, 0, {"count": 3, "percent": 5})],
        }
    )
    _prepare_volume(env, client)
    user = env["res.users"].search([("login", "=", LOGIN)])
    _build_order(env(user=user), user)


def _prepare_volume(env, client):
    makes = ("Renault", "Peugeot", "Citroën", "Toyota", "Audi")
    env["transport.vehicle"].create(
        [
            {
                "partner_id": client.id,
                "make": makes[number % 5],
                "model": f"M{number % 40}",
                "plate": f"{chr(65 + number // 1000)}B-{number % 1000:03}-YZ",
                "vin": f"VF9{number:014}",
            }
            for number in range(CARS)
        ]
    )
    env["transport.address"].create(
        [
            {
                "partner_id": client.id,
                "name": f"Parc {number:05}",
                "zip": ("21000", "59000", "69002", "35000")[number % 4],
                "city": "Ville",
            }
            for number in range(ADDRESSES)
        ]
    )
    product = env.ref("transport_order.product_transport")
    sales = env["sale.order"].create(
        [
            {
                "partner_id": client.id,
                "order_line": [(0, 0, {"product_id": product.id, "price_unit": 100})],
            }
            for _number in range(ORDERS)
        ]
    )
    sales.write({"state": "sale"})


class Visitor:
    """A logged-in browser without a screen."""

    def __init__(self, url):
        self.url, self.session = url, requests.Session()
        page = self.session.get(f"{url}/web/login").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        form = {"login": LOGIN, "password": LOGIN, "csrf_token": token}
        self.session.post(f"{url}/web/login", data=form)

    def get(self, path):
        answer = self.session.get(self.url + path, allow_redirects=False)
        if answer.status_code != 200:
            raise AssertionError(f"{path} answered {answer.status_code}")
        return answer

    def times(self, paths):
        """Ask the pages in turn, so that what else the machine does weighs on all alike.

        :return: path to the median seconds
        """
        seconds = {path: [] for path in paths}
        for path in paths:
            self.get(path)
        for _number in range(REPEAT):
            for path in paths:
                start = time.perf_counter()
                self.get(path)
                seconds[path].append(time.perf_counter() - start)
        return {path: statistics.median(values) for path, values in seconds.items()}


def run(bench):
    """Rows of the issue for the portal and the service."""
    order = _find_order(bench)
    with bench.serve() as url:
        _run_pages(bench, Visitor(url), order)
    _run_service(bench)


def _run_pages(bench, visitor, order):
    core = "/my/orders"
    pages = {
        "stock page, 10,000 cars": ("/my/transport/stock", 1.2),
        "stock page 200 of 250": ("/my/transport/stock/page/200", 1.2),
        "stock searched by plate": ("/my/transport/stock?search=CB-123-YZ", 1.5),
        "stock searched by VIN": ("/my/transport/stock?search=VF900000000004321", 1.5),
        "address book, 5,000 addresses": ("/my/transport/addresses", 1.2),
        "order page, 50 cars, 300 events": (order, 2.0),
    }
    times = visitor.times([core, *(path for path, _goal in pages.values())])
    bench.info("R: core /my/orders, 2,000 orders", times[core] * 1000, "ms")
    for name, (path, goal) in pages.items():
        bench.ratio(name, times[path], times[core], goal, floor_name="core /my/orders")


def _find_order(bench):
    return bench.env["transport.order"].search([("client_reference", "=", REFERENCE)]).access_url


def _build_order(env, user):
    cars = env["transport.vehicle"].search([], limit=50)
    places = env["transport.address"].search([], limit=2)
    order = env["transport.order"]._portal_create_lot(
        {
            "vehicles": cars,
            "origin": places[0],
            "destination": places[1],
            "client_reference": REFERENCE,
        }
    )
    order._portal_estimate()
    order._portal_accept(order.estimate_hash, user.name)
    codes = ("collected", "in_transit", "at_hub", "in_transit", "note", "delayed")
    order._append_events(
        [{"code": code, "line": line} for line in order.line_ids for code in codes], "carrier"
    )
    return order


def _run_service(bench):
    client = bench.env["res.partner"].search([("name", "=", "Bench portal")])
    cars = bench.env["transport.vehicle"].search([("partner_id", "=", client.id)], limit=50)
    places = bench.env["transport.address"].search([("partner_id", "=", client.id)], limit=2)

    def price():
        bench.env.invalidate_all()
        bench.env["transport.estimator"]._estimate(
            client, cars._to_car(), places[0]._to_place(), places[1]._to_place()
        )

    bench.at_most(
        "estimate service, 50 cars, not stored, p95", bench.p95(price, 40) * 1000, 60, "ms"
    )
    _run_accept(bench, client, places)


def _run_accept(bench, client, places):
    seconds = []
    for offset in range(8):
        with bench.new_env() as env:
            vehicles = env["transport.vehicle"].search(
                [("partner_id", "=", client.id)], offset=100 + 50 * offset, limit=50
            )
            order = env["transport.order"].create(
                {
                    "partner_id": client.id,
                    "origin_id": places[0].id,
                    "destination_id": places[1].id,
                    "line_ids": [(0, 0, {"vehicle_id": vehicle.id}) for vehicle in vehicles],
                }
            )
            order._estimate()
            start = time.perf_counter()
            order._accept(order.estimate_hash, "Bench")
            env.flush_all()
            seconds.append(time.perf_counter() - start)
            env.cr.rollback()
    bench.at_most("accept 50 cars, without the PDF", statistics.median(seconds) * 1000, 400, "ms")
