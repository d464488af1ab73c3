"""Import of 8 stocks of 5,000 cars."""

import gc
import resource
import time

GENERATION = 1
FEEDS = 8
CARS = 5000


def prepare(env):
    """Eight clients with a feed each."""
    profiles = [
        env.ref(f"transport_feed.feed_profile_{name}") for name in ("neutral_csv", "spider_vo")
    ]
    for number in range(FEEDS):
        client = env["res.partner"].create(
            {
                "name": f"Bench client {number}",
                "is_company": True,
                "country_id": env.ref("base.fr").id,
            }
        )
        env["transport.feed"].create(
            {
                "name": f"Bench {number}",
                "partner_id": client.id,
                "profile_id": profiles[number > 5].id,
            }
        )


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


def run(bench):
    """Measure."""
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
