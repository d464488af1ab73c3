"""A hundred portal customers at once, for the proof of the topology."""

import concurrent.futures
import itertools
import time

from .console import Failure, say
from .topology_client import Client
from .topology_stage import DATABASE, stage_url

VISITORS = 100
BATCH = 10  # users made in one call: hashing a password is slow on purpose


class Visitors:
    """Portal customers who read their pages, each one after the other, for some seconds."""

    PAGES = ("/my/home", "/my/account", "/my/security")

    def __init__(self, clients, seconds):
        self.clients, self.deadline = clients, time.monotonic() + seconds
        self.seconds, self.problems = [], []

    def run(self):
        with concurrent.futures.ThreadPoolExecutor(len(self.clients)) as pool:
            list(pool.map(self._read, self.clients))
        return self

    def _read(self, client):
        for path in itertools.cycle(self.PAGES):
            started = time.monotonic()
            if started > self.deadline:
                return
            try:
                if b"o_portal" not in client.get(path):
                    raise Failure(f"{path}: not the portal's page")
                self.seconds.append(time.monotonic() - started)
            except (OSError, Failure) as error:
                self.problems.append(f"{path}: {error}")

    def told(self):
        """How many pages, and in what time 95 of 100 of them were there."""
        ordered = sorted(self.seconds) or [0]
        p95 = ordered[int(len(ordered) * 0.95)]
        return f"{len(ordered)} requests, p95 {p95 * 1000:.0f} ms"


def portal_clients(stage, client, webs, count):
    """Sessions of so many portal users; they log in at the nodes, the proxy would slow guesses down."""
    group = client.call("ir.model.data", "check_object_reference", "base", "group_portal")[1]
    names = [f"portal{number}" for number in range(count)]
    values = [
        {
            "name": name,
            "login": name,
            "password": f"{name}-{DATABASE}",
            "group_ids": [[6, 0, [group]]],
        }
        for name in names
    ]
    for start in range(0, count, BATCH):
        client.call("res.users", "create", values[start : start + BATCH])
    clients = [Client(stage_url(stage)) for _ in names]
    for number, (name, one) in enumerate(zip(names, clients, strict=True)):
        address = f"http://127.0.0.1:{webs[number % len(webs)].port}"
        one.login(f"{name}-{DATABASE}", name, address)
    return clients


def check_visitors(report, stage, client, webs):
    """A hundred portal customers at once are all served"""
    clients = portal_clients(stage, client, webs, VISITORS)
    alone = Visitors(clients[:1], 10).run()
    report.check("one portal customer reads his pages", not alone.problems, alone.told())
    crowd = Visitors(clients, 60).run()
    text = f"{crowd.told()} ({alone.told()} alone), {len(crowd.problems)} errors"
    report.check(f"{VISITORS} at once for a minute: 0 errors", not crowd.problems, text)
    for problem in crowd.problems[:3]:
        say(f"          {problem}")
