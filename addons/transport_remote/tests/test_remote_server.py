import collections
import contextlib
import json
import logging
import os
import random
import shutil
import socket
import subprocess
import sys
import threading
import time
from xmlrpc.client import Fault, ServerProxy

from odoo.exceptions import UserError
from odoo.sql_db import db_connect
from odoo.tests import tagged
from odoo.tests.common import get_db_name
from odoo.tools import SQL, config

from odoo.addons.suite_base.core.outgoing import CallFailed, CallPolicy, call
from odoo.addons.transport_api.core.api_openapi import BASE
from odoo.addons.transport_api.tests.common_api import YESTERDAY
from odoo.addons.transport_order.tests.common import GOOD_PNG, TransportCommon

from ..core import api_client
from ..core.mirror import FEES

_logger = logging.getLogger(__name__)

WAITING = ("to_send", "to_cancel")

PASSWORD = "second-odoo"
PREPARE = """
client = env["res.partner"].create({"name": "Martin", "is_company": True, "ref": "M21"})
env["transport.tariff"].create({
    "name": "ERP",
    "band_ids": [(0, 0, {"flat": 77})], "empty_run_fee": 30, "redelivery_fee": 40, "return_fee": 50,
    "category_ids": [(0, 0, {"category": "car", "factor": 1})],
})
user = env["res.users"].create({
    "name": "Interface", "login": "interface", "password": "second-odoo",
    "group_ids": [(4, env.ref("transport_order.group_transport_manager").id)],
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
        cls.env["ir.config_parameter"].set_param("suite_base.allowed_hosts", "127.0.0.1")
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

        event = {"code": "collected", "occurred_at": YESTERDAY, "external_id": "a"}
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

    # --- random histories ------------------------------------------------------------------------

    def _rpc(self, model, method, *args, **options):
        """Call a public method there, as a person of its office."""
        proxy = ServerProxy(f"{self.url}/xmlrpc/2/object", allow_none=True)
        if not hasattr(type(self), "uid_there"):
            common = ServerProxy(f"{self.url}/xmlrpc/2/common")
            type(self).uid_there = common.login(self.there, "interface", PASSWORD)
        try:
            return proxy.execute_kw(
                self.there, self.uid_there, PASSWORD, model, method, list(args), options
            )
        except Fault as fault:
            # done and committed: this protocol only has no word for "nothing"
            if "cannot marshal None" not in fault.faultString:
                raise
            return None

    def _record_there(self, order, code, lines, **values):
        """:param lines: ids there, empty for the whole order"""
        entry = {"order_id": order, "code": code, "line_ids": [(6, 0, lines)]} | values
        wizard = self._rpc("transport.event.entry", "create", [entry])
        self._rpc("transport.event.entry", "action_record", wizard)

    def _take_back_there(self, order, draw):
        events = self._rpc(
            "transport.event",
            "search",
            [
                ("order_id", "=", order),
                ("is_void", "=", False),
                ("code", "not in", ["correction", "planned", "cancelled"]),
            ],
        )
        if events:
            self._rpc("transport.event", "action_take_back", [draw.choice(events)])

    def _plan_there(self, order, draw):
        moment = time.strftime(
            "%Y-%m-%d %H:00:00", time.gmtime(time.time() + 86400 * draw.random())
        )
        wizard = self._rpc(
            "transport.plan",
            "create",
            [{"order_ids": [(6, 0, [order])], "planned_pickup": moment, "planned_delivery": False}],
        )
        self._rpc("transport.plan", "action_plan", wizard)

    def _cancel_there(self, order, draw):
        wizard = self._rpc(
            "transport.cancel",
            "create",
            [{"order_id": order, "fee": draw.choice([0, 35]), "cause": "carrier"}],
        )
        self._rpc("transport.cancel", "action_cancel_order", wizard)

    def _settle_there(self, order, draw):
        decision = draw.choice(["redelivery", "return", "hub"])
        wizard = self._rpc(
            "transport.settle", "create", [{"order_id": order, "decision": decision}]
        )
        self._rpc("transport.settle", "action_settle", wizard)

    def _document_there(self, order, draw):
        known = self._rpc(
            "transport.document", "search", [("order_id", "=", order), ("is_latest", "=", True)]
        )
        if known and draw.random() < 0.5:
            self._rpc("transport.document", "write", known[:1], {"visible": draw.random() < 0.5})
            return
        name = draw.choice(["F1.pdf", "F2.pdf"])
        values = {"order_id": order, "name": name, "file": GOOD_PNG}
        self._rpc("transport.document", "create", [values])

    def _report_there(self, order, draw):
        lines = self._rpc("transport.order.vehicle", "search", [("order_id", "=", order)])
        values = {
            "line_id": draw.choice(lines),
            "stage": draw.choice(["pickup", "delivery"]),
            "signed_by": "Anne",
            "mileage": draw.randint(1, 90000),
            "damage_ids": [(0, 0, {"area": "03", "kind": "12", "severity": "1"})],
        }
        self._rpc("transport.inspection", "create", [values])

    def _move_there(self, order, draw):
        """One thing that an office does; what its own rules refuse has not happened."""
        lines = self._rpc("transport.order.vehicle", "search", [("order_id", "=", order)])
        some = draw.choice([[], *([line] for line in lines)])
        move = draw.random()
        if move < 0.55:
            code = draw.choice(
                [
                    "collected",
                    "in_transit",
                    "at_hub",
                    "delivered",
                    "refused",
                    "returned",
                    "not_ready",
                ]
            )
            empty_run = code == "not_ready" and draw.random() < 0.5
            self._record_there(order, code, some, charge_empty_run=empty_run)
        elif move < 0.7:
            self._take_back_there(order, draw)
        elif move < 0.78:
            self._plan_there(order, draw)
        elif move < 0.82:
            self._settle_there(order, draw)
        elif move < 0.88:
            self._document_there(order, draw)
        elif move < 0.95:
            self._report_there(order, draw)
        else:
            self._cancel_there(order, draw)

    def _tell_there(self, order):
        """What the other side says of an order, in the words of this one."""
        fields = ["state", "amount_untaxed", "delivered_count"]
        values = self._rpc("transport.order", "read", [order], fields)[0]
        lines = self._rpc(
            "transport.order.vehicle", "search_read", [("order_id", "=", order)], ["plate", "state"]
        )
        documents = self._rpc(
            "transport.document",
            "search_read",
            [("order_id", "=", order), ("visible", "=", True)],
            ["name"],
        )
        reports = self._rpc("transport.inspection", "search_count", [("order_id", "=", order)])
        return {
            "state": values["state"],
            "money": round(values["amount_untaxed"], 2),
            "delivered": values["delivered_count"],
            "cars": sorted((line["plate"], line["state"]) for line in lines),
            "documents": sorted(document["name"] for document in documents),
            "reports": reports,
        }

    def _tell_here(self, order):
        visible = order.document_ids.filtered("visible")
        return {
            "state": order.state,
            "money": round(order.amount_untaxed, 2),
            "delivered": order.delivered_count,
            "cars": sorted((line.plate, line.state) for line in order.line_ids),
            "documents": sorted(visible.mapped("name")),
            "reports": len(order.inspection_ids),
        }

    # what the interface does, and what goes wrong on the way

    def _lose(self, share, draw):
        """Of so many answers the connection breaks after it was carried out there."""

        def call_and_lose(url, **options):
            answer = call(url, **options)
            if draw.random() < share:
                raise CallFailed("timeout")
            return answer

        self.patch(api_client, "call", call_and_lose)

    def _order_here(self, draw):
        """A client orders; meanwhile the tariff rises there, or the price is withdrawn."""
        order = self._create_quoted(draw.randint(1, 3)).sudo()
        while order.state != "quoted":
            order.with_user(self.site_user)._portal_estimate()
        if draw.random() < 0.4:
            self._rpc("transport.tariff", "write", self.tariffs, self._draw_price(draw))
        if draw.random() < 0.3:
            self._rpc("transport.order", "action_back_to_draft", self._find_there(order))
        order.with_user(self.site_user)._portal_accept(order.estimate_hash, "Anne Martin")
        return order

    def _draw_price(self, draw):
        flat = draw.randint(50, 120)
        return {"band_ids": [(5, 0, 0), (0, 0, {"flat": flat})]}

    def _find_there(self, order):
        domain = [("reference", "=", order.remote_reference)]
        return self._rpc("transport.order", "search", domain)

    def _cancel_here(self, order, draw):
        """Also while the other system does not answer: then it may be too late there."""
        self._lose(draw.choice((0, 1)), draw)
        with contextlib.suppress(UserError):  # what was collected is not cancelled any more
            order.with_user(self.site_user)._portal_cancel("Véhicule vendu", cause="sold")
        self._lose(0.1, draw)

    def _send_all(self, orders):
        """What the schedule does, until everything was answered."""
        while waiting := orders.filtered(lambda order: order.remote_state in WAITING):
            for order in waiting:
                order._send_remote()

    def _press(self, button):
        """“Try again in a few minutes”, says the sentence: so does the person."""
        for _try in range(20):
            try:
                with self.env.cr.savepoint():
                    return button()
            except UserError as error:
                self.assertIn("does not answer", str(error))
        return self.fail("it never answered")

    def _settle_refused(self, orders):
        """Each refusal is on somebody's desk and has a button that leads on."""
        for order in orders.filtered(lambda order: order.remote_state == "refused"):
            self.assertTrue(order.activity_ids, order.name)
            if order.state == "cancelled":
                order.action_remote_resume()
                continue
            order.action_remote_send_again()
            self._send_all(order)
            if order.remote_state == "refused":
                self._press(order.action_remote_back_to_client)
                while order.state != "quoted":
                    order.with_user(self.site_user)._portal_estimate()
                order.with_user(self.site_user)._portal_accept(order.estimate_hash, "Anne")
                self._send_all(order)
            self.assertEqual(order.remote_state, "sent", order.remote_message)

    @contextlib.contextmanager
    def _watch(self, orders, facts):
        """Note the facts that a client has to be told of."""
        before = {order: order.state for order in orders}
        yield
        self.env.flush_all()
        self.env.invalidate_all()
        for order in orders:
            for state in ("delivered", "cancelled"):
                facts[order, state] += order.state == state != before[order]

    def _settle_and_pull(self, orders, facts):
        with self._watch(orders, facts):
            self._send_all(orders)
            self._settle_refused(orders)
        with self._watch(orders, facts):
            orders._pull_remote(self.carrier)

    def _count_mails(self, order, words):
        return len(order.message_ids.filtered(lambda mail: words in (mail.subject or "")))

    def _assert_alike(self, order, facts):
        told = self._tell_there(self._find_there(order)[0])
        self.assertEqual(self._tell_here(order), told)
        if order.sale_order_id.state != "cancel":
            self.assertEqual(round(order.sale_order_id.amount_untaxed, 2), told["money"])
        self.assertEqual(self._count_mails(order, "Delivered"), facts[order, "delivered"])
        self.assertEqual(self._count_mails(order, "Cancelled"), facts[order, "cancelled"])
        fees = order.price_line_ids.filtered(lambda line: line.code in FEES)
        self.assertEqual(self._count_mails(order, "A fee was"), len(fees))
        files = order.message_ids.filtered(lambda mail: ".pdf" in (mail.body or ""))
        self.assertEqual(len(files), len(order.document_ids.filtered("remote_mark")))

    def test_random_histories_end_alike_on_both_sides(self):
        seed = int(os.environ.get("SEED") or random.randrange(10**6))
        _logger.info("random histories with the seed %s", seed)
        draw, facts = random.Random(seed), collections.Counter()
        orders = self.env["transport.order"]
        self.tariffs = self._rpc("transport.tariff", "search", [])
        for step in range(20):
            self._lose(0.1, draw)
            if step % 3 == 0:
                orders |= self._order_here(draw)
            self._settle_and_pull(orders, facts)
            for order in orders:
                for _number in range(draw.randint(0, 2)):
                    try:
                        self._move_there(self._find_there(order)[0], draw)
                    except Fault as refused:
                        self.assertNotIn("Traceback", refused.faultString)
                if draw.random() < 0.08:
                    with self._watch(order, facts):
                        self._cancel_here(order, draw)
            self._settle_and_pull(orders, facts)
            self._lose(0, draw)
            self._settle_and_pull(orders, facts)
            for order in orders:
                with self.subTest(seed=seed, step=step, order=order.name):
                    self.assertFalse(order.remote_message)
                    self._assert_alike(order, facts)
