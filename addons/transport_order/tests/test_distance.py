import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from odoo.tests import tagged

from ..core.lot import Car, Lot
from ..models import transport_distance
from .common import TransportCommon

ANSWERS = {
    "/table/v1/driving": {"distances": [[0, 512345.0]]},
    "/v2/directions/driving-hgv": {
        "features": [{"properties": {"summary": {"distance": 512345.0}}}]
    },
    "/route": {"distance": 512.3},
}


class Router(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.calls.append(self.path)
        if self.server.broken:
            self.send_error(503)
            return
        found = next(body for path, body in ANSWERS.items() if self.path.startswith(path))
        content = json.dumps(found).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        """Keep the test log quiet."""


@tagged("post_install", "-at_install")
class TestDistance(TransportCommon):
    def setUp(self):
        super().setUp()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Router)
        self.server.calls, self.server.broken = [], False
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.addCleanup(transport_distance._breakers.clear)
        transport_distance._breakers.clear()
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.lot = Lot((Car("", "car"),), self.dijon._to_place(), self.lille._to_place())

    def _ask(self, provider, url=None):
        self.carrier.write(
            {"transport_distance_provider": provider, "transport_distance_url": url or self.url}
        )
        return self.env["transport.distance"]._get_distance(self.lot, self.carrier)

    def test_each_server_tells_kilometres_that_are_kept(self):
        for provider, url in (("osrm", None), ("ors", None), ("ign", f"{self.url}/route")):
            with self.subTest(provider=provider):
                self.server.calls.clear()
                first, second = self._ask(provider, url), self._ask(provider, url)
                self.assertEqual((first.km, first.method), (512.3, provider))
                self.assertEqual(second.km, first.km)
                self.assertEqual(len(self.server.calls), 1)

    def test_a_server_that_fails_gives_way_and_is_left_alone_for_a_while(self):
        self.server.broken = True
        for _number in range(5):
            distance = self._ask("osrm")
            self.assertEqual(distance.method, "local")
        self.assertEqual(len(self.server.calls), transport_distance.BREAKER_FAILURES)

    def test_a_distance_that_is_none_gives_way(self):
        for odd in (float("nan"), float("inf"), 0, -512345.0, None):
            with self.subTest(odd):
                transport_distance._breakers.clear()
                self.patch_answer({"distances": [[0, odd]]})
                self.assertEqual(self._ask("osrm").method, "local")

    def patch_answer(self, answer):
        self.patch(self.env.registry["transport.distance"], "_get_json", lambda *_args: answer)

    def test_the_quote_keeps_kilometres_method_and_version(self):
        self._ask("osrm")
        order = self._create_quoted()
        self.assertEqual((order.km, order.distance_method), (512.3, "osrm"))
        self.assertTrue(order.distance_version)

    def test_unknown_places_are_never_asked(self):
        self.lille.zip = "00000"
        self.lot = Lot((Car("", "car"),), self.dijon._to_place(), self.lille._to_place())
        self.assertEqual(self._ask("osrm").reason, "unknown_place")
        self.assertFalse(self.server.calls)

    def test_a_lane_spares_the_server(self):
        zones = self.env["transport.zone"].create(
            [{"name": "21", "prefixes": "21"}, {"name": "59", "prefixes": "59"}]
        )
        self.env["transport.lane"].create(
            {"origin_zone_id": zones[0].id, "destination_zone_id": zones[1].id, "km": 480}
        )
        self._ask("osrm")
        self.server.calls.clear()
        order = self._create_quoted()
        self.assertEqual((order.km, order.distance_method), (480, "lane"))
        self.assertFalse(self.server.calls)

    def test_the_simulation_explains_the_price(self):
        simulation = self.env["transport.simulation"].new({"tariff_id": self.tariff.id, "count": 3})
        self.assertGreater(simulation.amount, 0)
        self.assertEqual(len(simulation.explanation.splitlines()), 2)
        simulation.destination_zip = "20000"
        self.assertEqual(simulation.amount, 0)
        self.assertIn("on request", simulation.explanation)

    def test_the_simulation_bears_a_half_filled_form(self):
        simulation = self.env["transport.simulation"].new({"tariff_id": self.tariff.id, "count": 1})
        for values in ({"count": 0}, {"count": -5}, {"origin_zip": False}, {"tariff_id": False}):
            with self.subTest(values=values):
                simulation.update(values)
                self.assertEqual(simulation.amount, 0)
                self.assertIn("on request", simulation.explanation)
