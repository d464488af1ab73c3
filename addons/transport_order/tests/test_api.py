import base64
import json
from urllib.parse import quote

from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, freeze_time, tagged

from ..core.api_openapi import BASE, OPERATIONS, SCHEMAS, build_openapi, find_operation
from .common import GOOD_PNG, TransportBuilder


class ApiCommon(TransportBuilder, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._build_transport()
        cls.site.ref = "M21"
        cls.keys = {
            "site": cls._create_key(cls.site_user),
            "reader": cls._create_key(cls.site_user, "transport.read"),
            "colleague": cls._create_key(cls.colleague),
            "group": cls._create_key(cls.group_user),
            "other_site": cls._create_key(cls.other_site_user),
            "stranger": cls._create_key(cls.stranger_user),
            "carrier": cls._create_key(cls.dispatcher, "transport.carrier"),
            "erp": cls._create_key(cls.dispatcher, "transport.write"),
        }

    @classmethod
    def _create_key(cls, user, scope="transport.write", per_minute=6000):
        keys = cls.env["transport.api.key"]
        return keys._generate(user, f"Key of {user.login}", scope, 30, per_minute)[1]

    def api(self, method, path, key="site", body=None, expect=None, headers=None):
        """Call the API; checks the answer against the published schema.

        :return: the response; `.data` holds the JSON
        """
        sent = {"Authorization": f"Bearer {self.keys.get(key, key)}"} if key else {}
        response = self.opener.request(
            method,
            self.base_url() + BASE + path,
            json=body,
            headers=sent | (headers or {}),
            allow_redirects=False,
            timeout=30,
        )
        is_json = "json" in response.headers.get("Content-Type", "")
        response.data = response.json() if is_json and response.content else None
        if expect:
            self.assertEqual(response.status_code, expect, response.text[:600])
        if response.status_code >= 400:
            self.assertEqual(response.headers["Content-Type"], "application/problem+json")
            self._check_schema(response.data, "Problem")
            self.assertEqual(response.data["status"], response.status_code)
            self.assertNotIn("Traceback", response.text)
        return response

    def _check_schema(self, data, name):
        components = {"components": {"schemas": SCHEMAS}}
        schema = {"$ref": f"#/components/schemas/{name}"} | components
        errors = [error.message for error in Draft202012Validator(schema).iter_errors(data)]
        self.assertFalse(errors, data)

    def _lot(self, *cars, **values):
        return {
            "vehicles": [{"reference": car.reference} for car in cars],
            "origin": {"reference": self.dijon.reference},
            "destination": {"reference": self.lille.reference},
        } | values

    def _stored(self, key="site", **values):
        answer = self.api(
            "POST", "/estimates", key, self._lot(self._create_car(), store=True, **values), 201
        )
        return answer.data

    def _accept(self, estimate, key="site", expect=200, **values):
        body = {"estimate_hash": estimate["estimate_hash"], "signed_by": "Anne Martin"} | values
        return self.api("POST", f"/orders/{estimate['reference']}/accept", key, body, expect)


@tagged("post_install", "-at_install")
class TestApiContract(ApiCommon):
    def test_the_contract_is_valid_openapi_and_public(self):
        document = self.api("GET", "/openapi.json", None, expect=200).data
        validate(document)
        self.assertEqual(document, json.loads(json.dumps(build_openapi())))

    def test_every_route_is_in_the_contract_and_the_other_way_round(self):
        rules = self.env["ir.http"].routing_map().iter_rules()
        found = set()
        for rule in rules:
            if rule.rule.startswith(BASE + "/") and "<path:" not in rule.rule:
                path = rule.rule.removeprefix(BASE)
                for name in rule.arguments:
                    path = path.replace(f"<string:{name}>", f"{{{name}}}")
                found |= {(method, path) for method in rule.methods - {"HEAD", "OPTIONS"}}
        self.assertEqual(found, {(item.method, item.path) for item in OPERATIONS})

    def test_unknown_paths_and_methods_are_problems(self):
        self.api("GET", "/nothing", expect=404)
        self.api("GET", "", expect=404)
        answer = self.api("PUT", "/orders", expect=405)
        self.assertEqual(answer.headers["Allow"], "POST, GET")

    def test_bodies_are_checked_against_the_contract(self):
        car = {"make": "Kia", "model": "Rio"}
        place = {"zip": "21000", "city": "Dijon"}
        good = {"vehicles": [car], "origin": place, "destination": place}
        bad = [
            ({}, "/vehicles"),
            (good | {"vehicles": []}, "/vehicles"),
            (good | {"price": 1}, "/price"),
            (good | {"vehicles": [car | {"category": "tank"}]}, "/vehicles/0/category"),
            (good | {"vehicles": [car | {"running": "yes"}]}, "/vehicles/0/running"),
            (good | {"origin": {"zip": 21000}}, "/origin/zip"),
            (good | {"vehicles": [car] * 201}, "/vehicles"),
            (good | {"pickup_date": "01/02/2026"}, "/pickup_date"),
            (good | {"note": "a\u0000b"}, "/note"),
        ]
        for body, pointer in bad:
            with self.subTest(pointer):
                answer = self.api("POST", "/estimates", body=body, expect=422)
                self.assertIn(pointer, [error["pointer"] for error in answer.data["errors"]])

    def test_what_is_no_json_is_refused(self):
        headers = {"Content-Type": "application/json"}
        url = self.base_url() + BASE + "/estimates"
        headers["Authorization"] = f"Bearer {self.keys['site']}"
        for data, status in (
            (b"{", 400),
            (b"[" * 50_000, 400),
            (b'{"a": NaN}', 400),
            (b"\xff", 400),
        ):
            response = self.opener.post(url, data=data, headers=headers)
            self.assertEqual(response.status_code, status, data[:20])
        response = self.opener.post(url, data=b"{}", headers=headers | {"Content-Type": "text/xml"})
        self.assertEqual(response.status_code, 415)
        response = self.opener.post(url, data=b" " * 2_000_000, headers=headers)
        self.assertEqual(response.status_code, 413)

    def test_unknown_and_odd_query_parameters_are_refused(self):
        for query in ("?limit=0", "?limit=201", "?limit=x", "?foo=1", "?cursor=zzz", "?state=none",
                      "?updated_since=yesterday"):  # fmt: skip
            self.api("GET", "/orders" + query, expect=400)


@tagged("post_install", "-at_install")
class TestApiKeys(ApiCommon):
    def test_me_says_whose_key_it_is(self):
        answer = self.api("GET", "/me", "reader", expect=200)
        self._check_schema(answer.data, "Me")
        self.assertEqual(answer.data["company"], "Martin Dijon")
        self.assertNotIn("session_id", answer.headers.get("Set-Cookie", ""))

    def test_without_a_valid_key_nothing_is_said(self):
        rpc = (
            self.env["res.users.apikeys"]
            .with_user(self.site_user)
            .sudo()
            ._generate(None, "everything", None)
        )
        other = (
            self.env["res.users.apikeys"]
            .with_user(self.site_user)
            .sudo()
            ._generate("rpc", "other scope", None)
        )
        good = self.keys["site"]
        for key in (
            None,
            "x",
            "Bearer",
            good[:-1] + ("0" if good[-1] != "0" else "1"),
            good[:8] * 5,
            rpc,
            other,
            "é" * 20,
        ):
            sent = {"Authorization": f"Bearer {key}".encode()} if key else {}
            response = self.opener.get(self.base_url() + BASE + "/me", headers=sent)
            self.assertEqual(response.status_code, 401, key)
            self.assertIn("Bearer", response.headers["WWW-Authenticate"])

    def test_a_portal_session_opens_nothing_without_key(self):
        self.authenticate("dijon@martin.test", "dijon@martin.test")
        self.api("GET", "/orders", None, expect=401)

    def test_expired_revoked_and_archived_keys_are_refused(self):
        key, secret = self.env["transport.api.key"]._generate(
            self.site_user, "short", "transport.read", 1
        )
        self.api("GET", "/me", secret, expect=200)
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), days=2)):
            self.assertEqual(key.state, "expired")
            self.assertFalse(self.env["transport.api.key"]._authenticate(secret))
        key.action_revoke()
        self.api("GET", "/me", secret, expect=401)
        self.colleague.active = False
        self.api("GET", "/me", "colleague", expect=401)

    def test_a_key_is_stored_as_a_hash_only(self):
        secret = self.keys["site"]
        self.env.cr.execute("SELECT 1 FROM res_users_apikeys WHERE key LIKE %s", [f"%{secret}%"])
        self.assertFalse(self.env.cr.fetchall())
        self.env.cr.execute(
            "SELECT 1 FROM transport_api_key k WHERE k::text LIKE %s", [f"%{secret}%"]
        )
        self.assertFalse(self.env.cr.fetchall())

    def test_each_scope_does_what_it_says_and_no_more(self):
        estimate = self._stored()
        path = f"/orders/{estimate['reference']}"
        events = {
            "events": [{"code": "note", "occurred_at": "2026-01-01T00:00:00Z", "external_id": "1"}]
        }
        self.api("GET", path, "reader", expect=200)
        self.api("POST", "/estimates", "reader", self._lot(self._create_car()), 403)
        self._accept(estimate, "reader", 403)
        self.api("POST", path + "/events", "site", events, 403)
        self.api("POST", path + "/cancel", "carrier", {}, 403)
        self.api("GET", "/webhooks", "reader", expect=403)
        self.api("GET", "/vehicles", "carrier", expect=403)

    def test_a_carrier_key_is_for_the_office_only(self):
        with self.assertRaises(ValidationError):
            self._create_key(self.site_user, "transport.carrier")

    def test_too_many_requests_wait(self):
        key = self._create_key(self.site_user, "transport.read", per_minute=5)
        statuses = [self.api("GET", "/me", key).status_code for _number in range(7)]
        self.assertEqual(statuses[:5], [200] * 5)
        self.assertIn(429, statuses[5:])
        answer = self.api("GET", "/me", key, expect=429)
        self.assertGreaterEqual(int(answer.headers["Retry-After"]), 1)

    def test_only_managers_make_keys(self):
        wizard = {"name": "x", "user_id": self.site_user.id}
        with self.assertRaises(AccessError):
            self.env["transport.api.key.new"].with_user(self.dispatcher).create(wizard)
        action = (
            self.env["transport.api.key.new"].with_user(self.manager).create(wizard).action_create()
        )
        self.api("GET", "/me", action["context"]["default_key"], expect=200)


@tagged("post_install", "-at_install")
class TestApiOrders(ApiCommon):
    def test_a_lot_is_priced_ordered_and_followed(self):
        estimate = self._stored(external_reference="PO-7", client_reference="Lot 7")
        self._check_schema(estimate, "Estimate")
        order = self._accept(estimate).data
        self._check_schema(order, "Order")
        self.assertEqual((order["state"], order["amount"]), ("confirmed", estimate["amount"]))
        path = f"/orders/{order['reference']}"
        events = [
            {"code": code, "occurred_at": f"2026-01-0{day}T08:00:00+01:00", "external_id": code,
             "vehicle": order["vehicles"][0]["reference"]}
            for day, code in enumerate(("collected", "delivered"), 1)
        ]  # fmt: skip
        result = self.api("POST", path + "/events", "carrier", {"events": events}, 201).data
        self.assertEqual(result, {"state": "delivered", "recorded": 2, "known": 0})
        result = self.api("POST", path + "/events", "carrier", {"events": events}, 201).data
        self.assertEqual(result, {"state": "delivered", "recorded": 0, "known": 2})
        listed = self.api("GET", path + "/events", expect=200).data["data"]
        self.assertEqual([event["code"] for event in listed][-2:], ["collected", "delivered"])
        self.assertEqual(listed[-1]["occurred_at"], "2026-01-02T07:00:00Z")
        for event in listed:
            self._check_schema(event, "Event")
        self.assertEqual(
            self.api("GET", path, expect=200).data["vehicles"][0]["state"], "delivered"
        )

    def test_an_estimate_without_store_leaves_nothing_and_prices_alike(self):
        car = self._create_car()
        before = self.env["transport.order"].search_count([])
        answer = self.api("POST", "/estimates", body=self._lot(car), expect=200).data
        self._check_schema(answer, "Estimate")
        self.assertEqual(self.env["transport.order"].search_count([]), before)
        stored = self.api("POST", "/estimates", body=self._lot(car, store=True), expect=201).data
        self.assertEqual(answer["amount"], stored["amount"])
        described = {
            "vehicles": [{"make": "Peugeot", "model": "208", "category": "car"}],
            "origin": {"zip": "21000", "city": "Dijon"},
            "destination": {"zip": "59000", "city": "Lille"},
        }
        inline = self.api("POST", "/estimates", body=described, expect=200).data
        self.assertEqual(inline["amount"], answer["amount"])

    def test_a_price_on_request_is_null_never_zero(self):
        place = {"name": "Ajaccio", "zip": "20000", "city": "Ajaccio"}
        answer = self.api(
            "POST", "/estimates", body=self._lot(self._create_car(), destination=place), expect=200
        )
        self.assertEqual((answer.data["amount"], answer.data["on_request"]), (None, True))
        self.assertTrue(answer.data["reasons"])
        stored = self.api(
            "POST",
            "/estimates",
            body=self._lot(self._create_car(), destination=place, store=True),
            expect=201,
        ).data
        self.assertEqual((stored["state"], stored["amount"]), ("on_request", None))
        refused = self._accept(stored | {"estimate_hash": "0" * 64}, expect=409)
        self.assertTrue(refused.data["type"].endswith("price-on-request"))

    def test_a_changed_or_expired_estimate_is_refused(self):
        estimate = self._stored()
        answer = self._accept(estimate, expect=409, estimate_hash="0" * 64)
        self.assertTrue(answer.data["type"].endswith("/estimate-changed"))
        order = self.env["transport.order"].search([("reference", "=", estimate["reference"])])
        order.line_ids.vehicle_id.category = "van"
        self.env.flush_all()
        self._accept(estimate, expect=409)
        fresh = self._stored()
        order = self.env["transport.order"].search([("reference", "=", fresh["reference"])])
        order.valid_until = "2020-01-01"
        self.env.flush_all()
        answer = self._accept(fresh, expect=409)
        self.assertTrue(answer.data["type"].endswith("/estimate-expired"))
        self.assertFalse(order.sale_order_id)

    def test_an_order_is_made_from_an_estimate_once(self):
        estimate = self._stored()
        body = {
            "estimate": estimate["reference"],
            "estimate_hash": estimate["estimate_hash"],
            "signed_by": "Anne",
        }
        self.assertEqual(
            self.api("POST", "/orders", body=body, expect=201).data["state"], "confirmed"
        )
        self.api("POST", "/orders", body=body, expect=201)
        order = self.env["transport.order"].search([("reference", "=", estimate["reference"])])
        self.assertEqual(len(order.sale_order_ids), 1)

    def test_cars_described_in_the_request_are_recognised_by_their_plate(self):
        car = self._create_car(plate="XY-123-ZZ", model="308")
        lot = self._lot(store=True) | {
            "vehicles": [
                {"plate": "xy 123 zz", "running": False},
                {"plate": "NE-111-UF", "make": "Kia", "model": "Rio"},
            ],
            "origin": {
                "name": "Parc Dijon",
                "street": "1 rue du Parc",
                "zip": "21000",
                "city": "Dijon",
            },
        }
        answer = self.api("POST", "/estimates", body=lot, expect=201).data
        order = self.env["transport.order"].search([("reference", "=", answer["reference"])])
        self.assertEqual(order.line_ids.vehicle_id.sorted("id")[0], car)
        self.assertFalse(car.running)
        self.assertEqual(order.origin_id, self.dijon)
        self.assertEqual(
            self.env["transport.vehicle"].search_count([("plate", "=", "NE-111-UF")]), 1
        )

    def test_cancelling_asks_for_the_fee_that_was_shown(self):
        order = self._accept(self._stored()).data
        answer = self.api(
            "POST",
            f"/orders/{order['reference']}/cancel",
            body={"expected_fee": order["cancel_fee"]},
            expect=200,
        )
        self.assertEqual(answer.data["state"], "cancelled")
        self.api("POST", f"/orders/{order['reference']}/cancel", body={}, expect=422)

    def test_a_repeated_request_with_its_key_happens_once(self):
        body = self._lot(self._create_car(), store=True)
        headers = {"Idempotency-Key": "abc-1"}
        first = self.api("POST", "/estimates", body=body, expect=201, headers=headers)
        again = self.api("POST", "/estimates", body=body, expect=201, headers=headers)
        self.assertEqual(first.data, again.data)
        self.assertEqual(again.headers["Idempotency-Replayed"], "true")
        self.api("POST", "/estimates", body=body | {"note": "x"}, expect=422, headers=headers)
        other = self.api("POST", "/estimates", "colleague", body, 201, headers)
        self.assertNotEqual(other.data["reference"], first.data["reference"])

    def test_a_refused_request_leaves_its_idempotency_key_free(self):
        headers = {"Idempotency-Key": "abc-2"}
        self.api("POST", "/vehicles", body={"make": "Kia"}, expect=422, headers=headers)
        self.api(
            "POST", "/vehicles", body={"make": "Kia", "model": "Rio"}, expect=201, headers=headers
        )

    def test_pages_follow_each_other_without_loss(self):
        for _number in range(5):
            self._create_car()
        seen, cursor = [], None
        while True:
            page = self.api(
                "GET", "/vehicles?limit=2" + (f"&cursor={cursor}" if cursor else ""), expect=200
            ).data
            for vehicle in page["data"]:
                self._check_schema(vehicle, "Vehicle")
            seen += [vehicle["reference"] for vehicle in page["data"]]
            cursor = page["next_cursor"]
            if not cursor:
                break
            self._create_car(self.stranger)
        own = self.env["transport.vehicle"].search([("partner_id", "=", self.site.id)], order="id")
        self.assertEqual(seen, own.mapped("reference"))
        self.api("GET", f"/orders?cursor={page['next_cursor'] or 'WyJ4IiwxXQ'}", expect=400)

    def test_orders_are_filtered_by_state_and_date(self):
        self._stored()
        order = self._accept(self._stored()).data
        found = self.api("GET", "/orders?state=confirmed", expect=200).data["data"]
        self.assertEqual([item["reference"] for item in found], [order["reference"]])
        self.assertFalse(
            self.api("GET", "/orders?updated_since=2999-01-01T00:00:00Z", expect=200).data["data"]
        )
        recent = self.api(
            "GET", "/orders?updated_since=2020-01-01T00:00:00%2B02:00", expect=200
        ).data["data"]
        self.assertEqual(len(recent), 2)

    def test_the_stock_is_searched_and_corrected(self):
        car = self._create_car(plate="QQ-123-QQ")
        found = self.api("GET", "/vehicles?q=qq123qq", expect=200).data["data"]
        self.assertEqual([item["reference"] for item in found], [car.reference])
        path = f"/vehicles/{car.reference}"
        answer = self.api("PATCH", path, body={"model": "5008", "category": "suv"}, expect=200).data
        self.assertEqual(
            (answer["model"], sorted(answer["corrected"])), ("5008", ["category", "model"])
        )
        self.api("PATCH", path, body={}, expect=422)
        self.api("PATCH", path, body={"status": "gone"}, expect=422)
        made = self.api("POST", "/vehicles", body={"make": "Kia", "model": "Rio"}, expect=201).data
        self._check_schema(
            self.api("GET", f"/vehicles/{made['reference']}", expect=200).data, "Vehicle"
        )

    def test_the_address_book_is_kept(self):
        body = {"name": "Parc", "zip": "69001", "city": "Lyon", "country": "FR", "role": "pickup"}
        made = self.api("POST", "/addresses", body=body, expect=201).data
        self._check_schema(made, "Address")
        path = f"/addresses/{made['reference']}"
        self.assertEqual(
            self.api("PATCH", path, body={"city": "Lyon 1"}, expect=200).data["city"], "Lyon 1"
        )
        self.api("PATCH", path, body={"country": "ZZ"}, expect=422)
        self.assertTrue(self.api("GET", "/addresses?q=lyon&role=pickup", expect=200).data["data"])
        self.api("DELETE", path, expect=204)
        self.assertFalse(self.api("GET", "/addresses?q=lyon", expect=200).data["data"])

    def test_documents_are_listed_and_fetched_when_visible(self):
        order = self._accept(self._stored()).data
        record = self.env["transport.order"].search([("reference", "=", order["reference"])])
        shown, hidden = self.env["transport.document"].create(
            [
                {
                    "order_id": record.id,
                    "name": name,
                    "kind": "proof",
                    "file": GOOD_PNG,
                    "visible": seen,
                }
                for name, seen in (("Preuve à signer.png", True), ("cost.png", False))
            ]
        )
        path = f"/orders/{order['reference']}/documents"
        found = self.api("GET", path, expect=200).data["data"]
        self.assertEqual([item["reference"] for item in found], [shown.reference])
        self._check_schema(found[0], "Document")
        file = self.api("GET", f"{path}/{shown.reference}", expect=200)
        self.assertEqual(file.content, base64.b64decode(GOOD_PNG))
        self.assertIn("attachment", file.headers["Content-Disposition"])
        self.assertIn(quote("à"), file.headers["Content-Disposition"])
        self.assertEqual(file.headers["X-Content-Type-Options"], "nosniff")
        self.api("GET", f"{path}/{hidden.reference}", expect=404)

    def test_a_key_of_the_office_names_its_client(self):
        lot = self._lot(self._create_car())
        self.api("POST", "/estimates", "erp", lot, 422)
        self.api("POST", "/estimates", "erp", lot | {"client": "nobody"}, 422)
        self.assertTrue(
            self.api("POST", "/estimates", "erp", lot | {"client": "M21"}, 200).data["amount"]
        )
        self.api("POST", "/estimates", "group", lot | {"client": "M21"}, 200)
        self.api("POST", "/estimates", "stranger", lot | {"client": "M21"}, 422)

    def test_events_of_another_car_or_from_the_future_are_refused(self):
        order = self._accept(self._stored()).data
        other = self._accept(self._stored()).data
        path = f"/orders/{order['reference']}/events"
        event = {"code": "collected", "occurred_at": "2026-01-01T00:00:00Z", "external_id": "1"}
        foreign = event | {"vehicle": other["vehicles"][0]["reference"]}
        self.api("POST", path, "carrier", {"events": [event, foreign]}, 422)
        self.api(
            "POST",
            path,
            "carrier",
            {"events": [event | {"occurred_at": "2999-01-01T00:00:00Z"}]},
            422,
        )
        self.api(
            "POST",
            path,
            "carrier",
            {"events": [event | {"occurred_at": "2026-01-01T00:00:00"}]},
            422,
        )
        record = self.env["transport.order"].search([("reference", "=", order["reference"])])
        self.assertEqual(record.state, "confirmed")


@tagged("post_install", "-at_install")
class TestApiMatrix(ApiCommon):
    """Every route with a reference × everybody who must not see it: the same 404."""

    def _build_targets(self):
        estimate = self._accept(self._stored()).data
        order = self.env["transport.order"].search([("reference", "=", estimate["reference"])])
        document = self.env["transport.document"].create(
            {"order_id": order.id, "name": "p.png", "kind": "proof", "file": GOOD_PNG}
        )
        webhook = self.api(
            "POST",
            "/webhooks",
            body={"url": "https://x.example/", "kinds": ["order.state"]},
            expect=201,
        ).data
        return {
            "/vehicles/{reference}": order.line_ids.vehicle_id.reference,
            "/addresses/{reference}": self.dijon.reference,
            "/estimates/{reference}": order.reference,
            "/orders": order.reference,
            "/webhooks/{reference}": webhook["reference"],
            "document": document.reference,
            "hash": order.estimate_hash,
        }

    def _fill(self, operation, targets):
        found = [value for start, value in targets.items() if operation.path.startswith(start)]
        reference = found[0] if found else ""
        path = operation.path.replace("{reference}", reference)
        return path.replace("{document}", targets["document"])

    def _body(self, operation, targets):
        return {
            "VehicleCorrection": {"model": "Hacked"},
            "AddressChange": {"name": "Hacked"},
            "Acceptance": {"estimate_hash": targets["hash"], "signed_by": "x"},
            "Cancellation": {},
            "OrderInput": {
                "estimate": targets["/orders"],
                "estimate_hash": targets["hash"],
                "signed_by": "x",
            },
            "EventsInput": {
                "events": [
                    {"code": "note", "occurred_at": "2026-01-01T00:00:00Z", "external_id": "h"}
                ]
            },
        }.get(operation.request)

    def test_nobody_else_sees_or_changes_anything(self):
        targets = self._build_targets()
        routes = [item for item in OPERATIONS if "{" in item.path or item.name == "createOrder"]
        self.assertGreaterEqual(len(routes), 14)
        for operation in routes:
            path, body = self._fill(operation, targets), self._body(operation, targets)
            unknown = path.replace(targets["/orders"], "T" + "Z" * 12)
            for key in ("other_site", "stranger"):
                with self.subTest(operation.name, key=key):
                    if operation.scopes == ("transport.carrier",):
                        self.api(operation.method, path, key, body, 403)
                        continue
                    answer = self.api(operation.method, path, key, body, 404)
                    if unknown != path:
                        nothing = self.api(operation.method, unknown, key, body, 404)
                        self.assertEqual(
                            answer.data["title"], nothing.data["title"], "the answers tell apart"
                        )
            self.api(operation.method, path, None, body, 401)
        order = self.env["transport.order"].search([("reference", "=", targets["/orders"])])
        self.assertEqual((order.state, order.line_ids.vehicle_id.model), ("confirmed", "208"))

    def test_lists_hold_nothing_of_others(self):
        self._build_targets()
        for path in ("/vehicles", "/addresses", "/orders", "/webhooks"):
            self.assertTrue(self.api("GET", path, "site", expect=200).data["data"], path)
            for key in ("stranger", "other_site"):
                self.assertEqual(self.api("GET", path, key, expect=200).data["data"], [], path)

    def test_the_owner_his_colleague_and_his_group_see_the_order(self):
        targets = self._build_targets()
        for key in ("site", "colleague", "group", "reader", "carrier"):
            self.api("GET", f"/orders/{targets['/orders']}", key, expect=200)

    def test_references_of_others_are_not_taken_into_a_lot(self):
        self._create_address("Loin", "75011", "Paris", self.stranger)
        lot = self._lot(self._create_car())
        self.api("POST", "/estimates", "stranger", lot, 422)
        self.api("POST", "/estimates", "stranger", lot | {"store": True}, 422)
        own = self._lot(self._create_car(self.stranger))
        self.api("POST", "/estimates", "stranger", own, 422)

    def test_a_user_who_may_only_look_changes_nothing_by_api(self):
        self.colleague.transport_role = "view"
        self.env.flush_all()
        self.api("POST", "/estimates", "colleague", self._lot(self._create_car()), 403)
        self.api("POST", "/addresses", "colleague", {"name": "x", "zip": "1", "city": "y"}, 403)
        self.api(
            "PATCH", f"/vehicles/{self._create_car().reference}", "colleague", {"model": "x"}, 403
        )

    def test_injection_in_a_reference_finds_nothing(self):
        for reference in ("%25", "'%20OR%201=1--", "..%2F..%2Fme", "%00", "1", "A" * 500):
            self.api("GET", f"/orders/{reference}", expect=404)
        self.assertTrue(find_operation("getOrder"))
