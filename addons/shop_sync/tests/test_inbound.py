import json

from odoo.tests import HttpCase, tagged

from ..core import canonical
from .common import ShopSyncCommon


@tagged("post_install", "-at_install")
class TestInbound(HttpCase, ShopSyncCommon):
    """Orders from an integration platform."""

    def setUp(self):
        super().setUp()
        row, _product = self._product()
        key = self._book().add_one(1, lines=[(row, None, 1)], state=2)
        self.document = self._canonical(key)
        self.esb = self._create_channel(name="ESB", engine="json", url=False)
        self.esb.action_start()
        self.key = self.env["shop.inbound.key"].create({"channel_id": self.esb.id}).key

    def _canonical(self, key):
        adapter = self.channel._connect()
        adapter.preflight()
        return adapter.fetch("order", [str(key)])[0].payload

    def _post(self, orders, key=None, channel=None, raw=None):
        body = raw if raw is not None else json.dumps({"orders": orders})
        return self.url_open(
            f"/shop_sync/v1/{(channel or self.esb).id}/orders",
            data=body,
            headers={
                "Authorization": f"Bearer {self.key if key is None else key}",
                "Content-Type": "application/json",
            },
        )

    def _process(self):
        self.env["shop.engine"]._carry_out(self._messages("new", channel=self.esb), _FakeRun())

    def test_an_order_sent_in_canonical_form_becomes_an_order_once(self):
        for _time in range(2):
            answer = self._post([self.document])
            self.assertEqual(answer.status_code, 202)
            self.assertEqual(answer.json()["results"][0]["status"], "accepted")
        self.assertEqual(len(self._messages(channel=self.esb)), 1)
        self._process()
        order = self._order_of(self.document["id"], self.esb)
        self.assertEqual(
            f"{order.amount_total:.2f}", f"{float(self.document['totals']['tax_incl']):.2f}"
        )

    def test_a_wrong_document_is_refused_with_the_place(self):
        broken = json.loads(json.dumps(self.document))
        broken["lines"][0]["quantity"] = "many"
        del broken["currency"]
        result = self._post([broken, self.document]).json()["results"]
        self.assertEqual([r["status"] for r in result], ["refused", "accepted"])
        self.assertEqual(
            {e["path"] for e in result[0]["errors"]}, {"/lines/0/quantity", "/currency"}
        )

    def test_keys_open_their_shop_only(self):
        self.assertEqual(self._post([self.document], key="").status_code, 401)
        self.assertEqual(self._post([self.document], key="x" * 43).status_code, 401)
        other = self._create_channel(name="Autre", engine="json", url=False)
        other.action_start()
        self.assertEqual(self._post([self.document], channel=other).status_code, 401)
        self.assertEqual(self._post([self.document], channel=self.channel).status_code, 401)
        self.assertFalse(self._messages(channel=self.esb))

    def test_a_new_key_ends_the_old_one(self):
        self.env["shop.inbound.key"].create({"channel_id": self.esb.id})
        self.assertEqual(self._post([self.document]).status_code, 401)

    def test_nonsense_is_refused_politely(self):
        for raw in ("", "[]", "{", '{"orders": 5}', "\x00"):
            self.assertEqual(self._post([], raw=raw or " ").status_code, 400, raw)
        self.assertEqual(self._post([self.document] * 201).status_code, 400)
        self.assertEqual(self._post([], raw=" " * (2 * 1024 * 1024 + 1)).status_code, 413)

    def test_hostile_documents_are_refused_and_harm_nobody(self):
        attacks = [
            {**self.document, "note": "\ud800"},
            {**self.document, "id": ""},
            {**self.document, "id": ["a"]},
            {**self.document, "created_at": "2026-99-01T00:00:00Z"},
            {**self.document, "lines": [{}]},
            {**self.document, "company_id": 1},
            None,
            7,
            [],
            "x",
        ]
        results = self._post([*attacks, self.document]).json()["results"]
        self.assertEqual([r["status"] for r in results], ["refused"] * len(attacks) + ["accepted"])
        self.assertEqual(len(self._messages(channel=self.esb)), 1)
        deep = '{"orders":' + "[" * 100000
        self.assertEqual(self._post([], raw=deep).status_code, 400)
        self.assertEqual(self._post([], raw='{"orders":[' + "9" * 6000 + "]}").status_code, 400)

    def test_a_paused_shop_takes_nothing(self):
        self.esb.action_pause()
        self.assertEqual(self._post([self.document]).status_code, 409)

    def test_the_form_is_published(self):
        schema = self.url_open("/shop_sync/v1/schema/order").json()
        self.assertEqual(schema["required"], canonical.json_schema("order")["required"])
        self.assertEqual(self.url_open("/shop_sync/v1/schema/secrets").status_code, 404)


class _FakeRun:
    processed = failed = 0
