import json
import os
import shutil
import socket
import subprocess
import sys
import threading

from odoo.sql_db import db_connect
from odoo.tests import tagged
from odoo.tests.common import get_db_name
from odoo.tools import SQL, config

from odoo.addons.transport_api.core.api_openapi import BASE
from odoo.addons.transport_order.core.outgoing import CallFailed, CallPolicy, call
from odoo.addons.transport_order.tests.common import TransportCommon

PREPARE = """
client = env["res.partner"].create({"name": "Martin", "is_company": True, "ref": "M21"})
env["transport.tariff"].create({
    "name": "ERP",
    "band_ids": [(0, 0, {"flat": 77})],
    "category_ids": [(0, 0, {"category": "car", "factor": 1})],
})
user = env["res.users"].create({
    "name": "Interface", "login": "interface",
    "group_ids": [(4, env.ref("transport_order.group_transport_user").id)],
})
keys = env["transport.api.key"]
for scope in ("transport.write", "transport.carrier"):
    print("KEY", keys._generate(user, scope, scope, 30, 6000)[1])
env.cr.commit()
"""


@tagged("post_install", "-at_install", "slow", "-standard")
class TestSecondOdoo(TransportCommon):
    """A second Odoo, with its own process, database and users, prices and carries; this one is only
    the interface of the clients."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.there = f"{get_db_name()}_erp"
        cls.addClassCleanup(cls._drop)
        cls._run("-d", cls.there, "-i", "transport_api", "--stop-after-init", "--no-http")
        said = cls._run("shell", "-d", cls.there, "--no-http", stdin=PREPARE)
        words = [line.split() for line in said.splitlines() if line.startswith("KEY ")]
        cls.write_key, cls.carrier_key = (word[1] for word in words)
        cls.url = cls._serve()
        cls.env["ir.config_parameter"].set_param("transport_order.allowed_hosts", "127.0.0.1")
        cls.site.write({"ref": "M21", "company_id": cls.carrier.id})
        cls.carrier.write(
            {
                "transport_estimate_provider": "http",
                "transport_remote_url": cls.url,
                "transport_remote_key": cls.write_key,
            }
        )

    @classmethod
    def _command(cls, *words):
        sub = [words[0]] if not words[0].startswith("-") else []
        rest = words[len(sub) :]
        return [sys.executable, sys.argv[0], *sub, "--config", config["config"], *rest]

    @classmethod
    def _run(cls, *words, stdin=""):
        done = subprocess.run(
            cls._command(*words), input=stdin, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise AssertionError(done.stderr[-3000:])
        return done.stdout

    @classmethod
    def _serve(cls):
        """:return: address of the second Odoo, once it answers"""
        ports = []
        for _number in range(2):
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                ports.append(free.getsockname()[1])
        words = ["-d", cls.there, "--db-filter", f"^{cls.there}$", "--max-cron-threads", "0"]
        server = subprocess.Popen(
            cls._command(*words, "--http-port", str(ports[0]), "--gevent-port", str(ports[1])),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=dict(os.environ),
        )
        cls.addClassCleanup(server.wait)
        cls.addClassCleanup(server.terminate)
        url, pause = f"http://127.0.0.1:{ports[0]}", threading.Event()
        while server.poll() is None:
            try:
                if cls._call("GET", f"{url}{BASE}/openapi.json").status == 200:
                    return url
            except CallFailed:
                pause.wait(0.3)
        raise AssertionError(f"the second Odoo stopped with {server.returncode}")

    @classmethod
    def _call(cls, method, url, key="", body=None):
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        policy = CallPolicy(timeout=60, allowed_hosts=("127.0.0.1",))
        content = json.dumps(body).encode() if body is not None else None
        return call(url, method=method, headers=headers, body=content, policy=policy)

    @classmethod
    def _drop(cls):
        with db_connect("postgres").cursor() as cr:
            cr._cnx.autocommit = True
            name = SQL.identifier(cls.there)
            cr.execute(SQL("DROP DATABASE IF EXISTS %s WITH (FORCE)", name))
        shutil.rmtree(config.filestore(cls.there), ignore_errors=True)

    def _there(self, path, key=None, body=None):
        answer = self._call("POST" if body else "GET", f"{self.url}{BASE}{path}", key, body)
        self.assertLess(answer.status, 300, answer.body)
        return json.loads(answer.body)

    def test_a_second_odoo_prices_takes_the_order_and_tells_its_progress(self):
        order = self._create_quoted(2).sudo()
        self.assertEqual((order.state, order.distance_method), ("quoted", "remote"))
        self.assertEqual(order.amount_untaxed, 154)
        order.with_user(self.site_user)._portal_accept(order.estimate_hash, "Anne Martin")
        self.assertTrue(order._send_remote())
        self.assertEqual(order.remote_state, "sent", order.remote_message)
        order.remote_state = "to_send"  # the answer was lost: it is sent again, and is one order
        self.assertTrue(order._send_remote())
        found = self._there("/orders?state=confirmed", self.write_key)["data"]
        self.assertEqual([item["external_reference"] for item in found], [order.reference])
        self.assertEqual(found[0]["reference"], order.remote_reference)
        self.assertEqual(
            [car["plate"] for car in found[0]["vehicles"]], order.line_ids.mapped("plate")
        )

        event = {"code": "collected", "occurred_at": "2026-01-05T09:00:00Z", "external_id": "a"}
        first = found[0]["vehicles"][0]["reference"]
        path = f"/orders/{order.remote_reference}/events"
        self._there(path, self.carrier_key, {"events": [event | {"vehicle": first}]})
        order._pull_remote(self.carrier)
        self.assertEqual(order.line_ids.mapped("state"), ["collected", "to_collect"])
        event |= {"code": "delivered", "external_id": "b"}
        self._there(path, self.carrier_key, {"events": [event]})
        order._pull_remote(self.carrier)
        self.assertEqual(order.state, "delivered")
        self.assertEqual(len(order.event_ids), 2)
