"""Import of 8 stocks of 5,000 cars, and the estimate API with one and with ten clients."""

import gc
import http.client
import json
import math
import resource
import threading
import time
from urllib.parse import urlsplit

FEEDS = 8
CARS = 5000
LOT = 50
CLIENTS = 10
CALLS = 40
PARAMETER = "transport_order.bench_key"


# --- data


def prepare(env):
    """Eight clients with a feed each; one of them with a lot, two places, a tariff and a key."""
    env["ir.config_parameter"].set_param("transport_order.allowed_hosts", "127.0.0.1")
    profiles = [
        env.ref(f"transport_order.feed_profile_{name}") for name in ("neutral_csv", "spider_vo")
    ]
    france = env.ref("base.fr")
    for number in range(FEEDS):
        client = env["res.partner"].create(
            {"name": f"Bench client {number}", "is_company": True, "country_id": france.id}
        )
        env["transport.feed"].create(
            {
                "name": f"Bench {number}",
                "partner_id": client.id,
                "profile_id": profiles[number > 5].id,
            }
        )
    _prepare_api(env, client)


def _prepare_api(env, client):
    user = env["res.users"].create(
        {
            "name": "Bench",
            "login": "bench-transport-api",
            "partner_id": env["res.partner"].create({"name": "Bench", "parent_id": client.id}).id,
            "group_ids": [(6, 0, env.ref("base.group_portal").ids)],
        }
    )
    env["transport.tariff"].create(
        {
            "name": "Bench",
            "band_ids": [(0, 0, {"up_to_km": 0, "flat": 60, "per_km": 0.9})],
            "category_ids": [(0, 0, {"category": "car", "factor": 1})],
            "surcharge_ids": [(0, 0, {"code": "not_running", "fixed": 60})],
            "step_ids": [(0, 0, {"count": 3, "percent": 5})],
        }
    )
    env["transport.vehicle"].create(
        [
            {"partner_id": client.id, "make": "Kia", "model": "Rio", "plate": f"ZZ-{number:03}-ZZ"}
            for number in range(LOT)
        ]
    )
    for name, zip_code in (("Dijon", "21000"), ("Lille", "59000")):
        env["transport.address"].create(
            {"partner_id": client.id, "name": name, "zip": zip_code, "city": name}
        )
    _key, secret = env["transport.api.key"]._generate(user, "Bench", "transport.write", 365, 6000)
    env["ir.config_parameter"].set_param(PARAMETER, secret)


def _stock(number, changed=0):
    """A file of CARS cars in the format of feed ``number``; ``changed`` of them differ."""
    return (_csv if number <= 5 else _xml)(number, changed)


def _car(number, index, changed):
    mileage = 10_000 + index + (index < changed)
    plate = f"{chr(65 + number)}{chr(65 + index // 1000)}-{index % 1000:03}-AB"
    vin = f"VF1{number:02}{index:012}"
    return plate, vin, mileage


def _csv(number, changed):
    lines = [
        "reference;immatriculation;vin;marque;modele;version;genre;kilometrage;statut;prix_achat"
    ]
    for index in range(CARS):
        plate, vin, mileage = _car(number, index, changed)
        lines.append(
            f"R{index};{plate};{vin};RENAULT;Clio;1.5 dCi énergie;VP;{mileage};en stock;9000"
        )
    return "\n".join(lines).encode()


def _xml(number, changed):
    parts = ["<?xml version='1.0' encoding='UTF-8'?><vehicules>"]
    for index in range(CARS):
        plate, vin, mileage = _car(number, index, changed)
        extra = "".join(f"<option{count}><![CDATA[texte]]></option{count}>" for count in range(40))
        parts.append(
            f"<vehicule><reference>R{index}</reference><immat>{plate}</immat>"
            f"<numero_serie>{vin}</numero_serie><marque>RENAULT</marque><modele>Clio</modele>"
            f"<genre>VP</genre><kilometrage>{mileage}</kilometrage><prix_achat>9000</prix_achat>"
            f"<disponibilite>Sur parc</disponibilite><reservation>NON</reservation>{extra}</vehicule>"
        )
    parts.append("</vehicules>")
    return "".join(parts).encode()


# --- measures


def run(bench):
    """Rows of the import, then of the API."""
    _run_import(bench)
    _run_api(bench)


def _run_import(bench):
    env = bench.env
    feeds = env["transport.feed"].search([("name", "=like", "Bench %")], order="id")
    first, again = [_stock(number) for number in range(FEEDS)], CARS // 20
    changed = [_stock(number, again) for number in range(FEEDS)]
    _import(env, feeds[0], b"reference;immatriculation\nwarm;AA-000-AA\n", None)
    gc.collect()
    before = _peak_megabytes()
    goals = (
        ("first import 8 × 5,000 cars", first, "created_count", CARS, 25),
        ("unchanged import 8 × 5,000 cars", first, "unchanged_count", CARS, 4),
        ("import with 5 % changed, 8 × 5,000 cars", changed, "updated_count", again, 6),
    )
    for name, files, counter, expected, goal in goals:
        started, worked = time.perf_counter(), time.process_time()
        for feed, raw in zip(feeds, files, strict=True):
            _import(env, feed, raw, (counter, expected))
        bench.at_most(name, time.perf_counter() - started, goal, "s")
        # On a machine that others use, the processor time says what a quiet one would show.
        bench.info(
            f"{name}: processor time without the database", time.process_time() - worked, "s"
        )
    bench.at_most("memory growth of the imports", _peak_megabytes() - before, 150, "MB")


def _import(env, feed, raw, expected):
    run = feed._import(raw, "manual")
    env.flush_all()
    if expected:
        counter, count = expected
        if run.state != "done" or run[counter] != count:
            raise AssertionError(f"{run.state}, {counter} {run[counter]}: {run.message}")
    env.invalidate_all()


def _peak_megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class _Caller:
    def __init__(self, address, key, body):
        self.connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        self.headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        self.body = body
        self.failures = []

    def call(self):
        """Seconds of one estimate."""
        started = time.perf_counter()
        self.connection.request("POST", "/api/transport/v1/estimates", self.body, self.headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status not in (200, 201):
            self.failures.append((answer.status, content[:200]))
        return time.perf_counter() - started


def _p95(taken):
    taken = sorted(taken)
    return 1000 * taken[max(math.ceil(0.95 * len(taken)) - 1, 0)]


def _run_api(bench):
    env = bench.env
    client = env["transport.feed"].search([("name", "=", f"Bench {FEEDS - 1}")]).partner_id
    own = [("partner_id", "=", client.id)]
    cars = env["transport.vehicle"].search([*own, ("plate", "=like", "ZZ-%-ZZ")])
    origin, destination = env["transport.address"].search(own, order="id", limit=2)
    lot = {
        "vehicles": [{"reference": car.reference} for car in cars],
        "origin": {"reference": origin.reference},
        "destination": {"reference": destination.reference},
    }
    key = env["ir.config_parameter"].get_param(PARAMETER)
    with bench.serve(workers=2) as address:
        for name, store, goal in (("not stored", False, 60), ("stored", True, 200)):
            caller = _Caller(address, key, json.dumps(lot | {"store": store}))
            for _warm in range(6):
                caller.call()
            bench.at_most(
                f"API estimate of {LOT} cars, {name}, p95",
                _p95([caller.call() for _number in range(CALLS)]),
                goal,
                "ms",
            )
            _check(caller)
        _run_crowd(bench, address, key, json.dumps(lot))


def _run_crowd(bench, address, key, body):
    callers = [_Caller(address, key, body) for _number in range(CLIENTS)]
    taken = []

    def work(caller):
        taken.extend([caller.call() for _number in range(CALLS // 2)])

    threads = [threading.Thread(target=work, args=(caller,)) for caller in callers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    failures = sum(len(caller.failures) for caller in callers)
    bench.at_most(f"API errors with {CLIENTS} clients at once", failures, 0, "errors")
    bench.info(f"API estimate of {LOT} cars, {CLIENTS} clients at once, p95", _p95(taken), "ms")


def _check(caller):
    if caller.failures:
        raise AssertionError(caller.failures[:3])
