import json

from openapi_spec_validator import validate

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from ..core.api_openapi import BASE, OPERATIONS, build_openapi
from .common_api import YESTERDAY, ApiCommon


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
        for query in (
            "?limit=0",
            "?limit=201",
            "?limit=x",
            "?foo=1",
            "?cursor=zzz",
            "?state=none",
            "?updated_since=yesterday",
        ):
            with self.subTest(query):
                answer = self.api("GET", "/orders" + query, expect=400)
                self.assertTrue(answer.data["type"].endswith("/bad-request"))


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
        answer = self.api("GET", "/orders", None)
        self.assertEqual(answer.status_code, 401)

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
        events = {"events": [{"code": "note", "occurred_at": YESTERDAY, "external_id": "1"}]}
        lot, accepted = (
            self._lot(self._create_car()),
            {
                "estimate_hash": estimate["estimate_hash"],
                "signed_by": "Anne",
            },
        )
        for method, route, key, body, status in (
            ("GET", path, "reader", None, 200),
            ("POST", "/estimates", "reader", lot, 403),
            ("POST", path + "/accept", "reader", accepted, 403),
            ("POST", path + "/events", "site", events, 403),
            ("POST", path + "/cancel", "carrier", {}, 403),
            ("GET", "/webhooks", "reader", None, 403),
            ("GET", "/vehicles", "carrier", None, 403),
        ):
            with self.subTest(method=method, route=route, key=key):
                answer = self.api(method, route, key, body)
                self.assertEqual(answer.status_code, status, answer.text[:300])
        order = self.env["transport.order"].search([("reference", "=", estimate["reference"])])
        self.assertEqual((order.state, len(order.event_ids)), ("quoted", 0))

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
