from odoo.tests import tagged

from odoo.addons.transport_order.tests.common import GOOD_PNG

from ..core.api_openapi import OPERATIONS
from .common_api import YESTERDAY, ApiCommon


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
            "Cancellation": {"cause": "sold"},
            "OrderInput": {
                "estimate": targets["/orders"],
                "estimate_hash": targets["hash"],
                "signed_by": "x",
            },
            "EventsInput": {
                "events": [{"code": "note", "occurred_at": YESTERDAY, "external_id": "h"}]
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
            with self.subTest(key=key):
                answer = self.api("GET", f"/orders/{targets['/orders']}", key, expect=200)
                self.assertEqual(answer.data["reference"], targets["/orders"])

    def test_references_of_others_are_not_taken_into_a_lot(self):
        before = self.env["transport.order"].search_count([])
        lot = self._lot(self._create_car())
        own_car = self._lot(self._create_car(self.stranger))
        for body in (lot, lot | {"store": True}, own_car):
            answer = self.api("POST", "/estimates", "stranger", body, 422)
            self.assertIn("not found", answer.data["detail"])
        self.assertEqual(self.env["transport.order"].search_count([]), before)

    def test_a_user_who_may_only_look_changes_nothing_by_api(self):
        self.colleague.transport_role = "view"
        self.env.flush_all()
        car, addresses = self._create_car(), self.env["transport.address"].search_count([])
        for method, path, body in (
            ("POST", "/estimates", self._lot(car)),
            ("POST", "/addresses", {"name": "x", "zip": "1", "city": "y"}),
            ("PATCH", f"/vehicles/{car.reference}", {"model": "x"}),
        ):
            with self.subTest(path=path):
                self.assertEqual(self.api(method, path, "colleague", body).status_code, 403)
        self.assertEqual(car.model, "208")
        self.assertEqual(self.env["transport.address"].search_count([]), addresses)

    def test_injection_in_a_reference_finds_nothing(self):
        for reference in ("%25", "'%20OR%201=1--", "..%2F..%2Fme", "%00", "1", "A" * 500):
            with self.subTest(reference=reference):
                answer = self.api("GET", f"/orders/{reference}")
                self.assertEqual(answer.status_code, 404)
