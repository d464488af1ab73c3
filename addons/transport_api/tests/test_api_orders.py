import base64
from datetime import timedelta
from urllib.parse import quote

from odoo.tests import tagged

from odoo.addons.transport_order.tests.common import GOOD_PNG

from ..core.api_openapi import BASE
from .common_api import YESTERDAY, ApiCommon


@tagged("post_install", "-at_install")
class TestApiOrders(ApiCommon):
    def test_a_lot_is_priced_ordered_and_followed(self):
        estimate = self._stored(external_reference="PO-7", client_reference="Lot 7")
        self._check_schema(estimate, "Estimate")
        order = self._accept(estimate).data
        self._check_schema(order, "Order")
        self.assertEqual((order["state"], order["amount"]), ("confirmed", estimate["amount"]))
        path = f"/orders/{order['reference']}"
        days = [self._today() - timedelta(days=number) for number in (3, 2)]
        events = [
            {
                "code": code,
                "occurred_at": f"{day}T08:00:00+01:00",
                "external_id": code,
                "vehicle": order["vehicles"][0]["reference"],
            }
            for day, code in zip(days, ("collected", "delivered"), strict=True)
        ]
        result = self.api("POST", path + "/events", "carrier", {"events": events}, 201).data
        self.assertEqual(result, {"state": "delivered", "recorded": 2, "known": 0})
        result = self.api("POST", path + "/events", "carrier", {"events": events}, 201).data
        self.assertEqual(result, {"state": "delivered", "recorded": 0, "known": 2})
        listed = self.api("GET", path + "/events", expect=200).data["data"]
        self.assertEqual([event["code"] for event in listed][-2:], ["collected", "delivered"])
        self.assertEqual(listed[-1]["occurred_at"], f"{days[1]}T07:00:00Z")
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

    def test_stored_and_unstored_are_checked_and_priced_alike(self):
        """One validation, one price, one mark of what was priced."""
        known = self._create_car(plate="GA-123-KL", category="van", running=True)
        far = {"name": "Ailleurs", "street": "2 rue", "zip": "59000", "city": "Lille"}
        near = far | {"zip": "21000", "city": "Dijon"}
        inline = {"make": "Fiat", "model": "500", "plate": "GB-456-KL", "category": "city"}
        cases = {
            "one car": ([inline], near, far, {}),
            "known by its plate": ([{"plate": known.plate}], near, far, {}),
            "a mass": ([inline | {"mass_kg": 980}], near, far, {}),
            "twice the same plate": ([inline, inline], near, far, {}),
            "by reference and by plate": (
                [{"reference": known.reference}, {"plate": known.plate}],
                near,
                far,
                {},
            ),
            "one place twice": ([inline], near, dict(near), {}),
            "one address twice": (
                [inline],
                {"reference": self.dijon.reference},
                {"reference": self.dijon.reference},
                {},
            ),
            "a day that is over": ([inline], near, far, {"pickup_date": "2021-05-03"}),
            "a day far ahead": ([inline], near, far, {"delivery_date": "2098-05-03"}),
            "delivered before": (
                [inline],
                near,
                far,
                {"pickup_date": "2098-05-03", "delivery_date": "2098-05-01"},
            ),
            "a car nobody finds": ([{"make": "Fiat"}], near, far, {}),
            "a place without a town": ([inline], near, {"zip": "59000"}, {}),
            "an unknown country": ([inline], near, far | {"country": "AA"}, {}),
        }
        for name, (cars, origin, destination, more) in cases.items():
            with self.subTest(name):
                body = {"vehicles": cars, "origin": origin, "destination": destination} | more
                plain = self.api("POST", "/estimates", body=body)
                stored = self.api("POST", "/estimates", body=body | {"store": True})
                if plain.status_code != 200:
                    self.assertEqual(plain.status_code, stored.status_code)
                    self.assertGreaterEqual(plain.status_code, 400)
                    self.assertEqual(plain.data, stored.data)
                    continue
                self.assertEqual(stored.status_code, 201)
                self._check_schema(plain.data, "Estimate")
                self._check_schema(stored.data, "Estimate")
                for key in ("amount", "lines", "km", "content_hash"):
                    self.assertEqual(plain.data[key], stored.data[key], key)
                self.assertEqual(plain.data["valid_until"][:13], stored.data["valid_until"][:13])

    def test_what_was_made_is_found_at_its_location(self):
        stored = self.api(
            "POST", "/estimates", body=self._lot(self._create_car(), store=True), expect=201
        )
        found = [stored]
        found.append(self.api("POST", "/vehicles", body={"plate": "GC-789-KL"}, expect=201))
        place = {"name": "Parc", "zip": "21000", "city": "Dijon"}
        key = {"Idempotency-Key": "place"}
        found += [
            self.api("POST", "/addresses", body=place, headers=key, expect=201) for _twice in "ab"
        ]
        accepted = {"estimate": stored.data["reference"], "signed_by": "Anne"}
        accepted["estimate_hash"] = stored.data["estimate_hash"]
        found.append(self.api("POST", "/orders", body=accepted, expect=201))
        for answer in found:
            path = answer.headers["Location"].removeprefix(BASE)
            self.assertEqual(
                self.api("GET", path, expect=200).data["reference"], answer.data["reference"]
            )

    def test_an_address_without_country_follows_the_contract(self):
        self.dijon.country_id = False
        shown = self.api("GET", f"/addresses/{self.dijon.reference}", expect=200).data
        self._check_schema(shown, "Address")
        self.assertIsNone(shown["country"])

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

    def test_a_filler_is_no_mark_of_a_car(self):
        own = self._create_car(plate="Sans", make="Peugeot", model="108")
        lot = self._lot(store=True) | {
            "vehicles": [{"plate": "sans", "make": "Volvo", "model": "XC90", "category": "suv"}]
        }
        answer = self.api("POST", "/estimates", body=lot, expect=201).data
        order = self.env["transport.order"].search([("reference", "=", answer["reference"])])
        self.assertNotEqual(order.line_ids.vehicle_id, own)
        self.assertEqual((own.make, own.model, own.category), ("Peugeot", "108", "car"))

    def test_webhooks_ask_for_the_role_and_the_address(self):
        body = {"url": "https://x.example/h", "kinds": ["order.state"]}
        self.colleague.transport_role = "view"
        self.env.flush_all()
        self.api("POST", "/webhooks", "colleague", body, 403)
        for url in ("https://10.1.2.3/h", "http://localhost/h", "https://[::1]/h"):
            self.api("POST", "/webhooks", "site", body | {"url": url}, 422)
        self.api("POST", "/webhooks", "site", body, 201)

    def test_cancelling_asks_for_the_fee_that_was_shown_and_for_the_cause(self):
        order = self._accept(self._stored()).data
        path, fee = f"/orders/{order['reference']}/cancel", {"expected_fee": order["cancel_fee"]}
        for unsaid in ({}, {"reason": " "}, {"cause": "because"}):
            self.api("POST", path, body=fee | unsaid, expect=422)
        told = {"cause": "sold", "reason": "Parti hier"}
        answer = self.api("POST", path, body=fee | told, expect=200).data
        self._check_schema(answer, "Order")
        self.assertEqual(
            (answer["state"], answer["cancel_cause"], answer["cancel_reason"]),
            ("cancelled", *told.values()),
        )
        self.api("POST", path, body=told, expect=422)

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
        made = self.api(
            "POST", "/vehicles", body={"make": "Kia", "model": "Rio"}, expect=201, headers=headers
        )
        self.assertNotIn("Idempotency-Replayed", made.headers)
        self.assertEqual(made.data["model"], "Rio")

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
        noted = self.env["transport.document.access"].search([("order_id", "=", record.id)])
        self.assertEqual((noted.document_id, noted.channel), (shown, "api"))
        self.assertEqual(noted.user_id, self.site_user)

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
        event = {"code": "collected", "occurred_at": YESTERDAY, "external_id": "1"}
        foreign = event | {"vehicle": other["vehicles"][0]["reference"]}
        self.api("POST", path, "carrier", {"events": [event, foreign]}, 422)
        for moment in ("2999-01-01T00:00:00Z", "1901-01-01T00:00:00Z", YESTERDAY[:-1]):
            odd = {"events": [event | {"occurred_at": moment}]}
            self.api("POST", path, "carrier", odd, 422)
        record = self.env["transport.order"].search([("reference", "=", order["reference"])])
        self.assertEqual(record.state, "confirmed")
