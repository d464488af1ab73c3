"""The estimate API with one and with ten clients."""

import http.client
import json
import math
import threading
import time
from urllib.parse import urlsplit

GENERATION = 1
CLIENT = "Bench API client"
LOT = 50
CLIENTS = 10
CALLS = 40
PARAMETER = "transport_api.bench_key"


def prepare(env):
    """A client with a lot, two places, a tariff and a key."""
    client = env["res.partner"].create(
        {"name": CLIENT, "is_company": True, "country_id": env.ref("base.fr").id}
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


def run(bench):
    """Measure."""
    env = bench.env
    client = env["res.partner"].search([("name", "=", CLIENT)])
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
