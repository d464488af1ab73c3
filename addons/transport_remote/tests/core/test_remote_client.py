"""The client on a real server of this machine: what is sent, what is taken, what is tried again."""

import contextlib
import json
import threading
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest

from odoo.addons.suite_base.core.outgoing import CallPolicy
from odoo.addons.transport_remote.core.api_client import (
    RemoteClient,
    RemoteRefused,
    RemoteUnavailable,
    digest,
    read_amount,
    read_estimate,
)

POLICY = CallPolicy(timeout=5, allowed_hosts=("127.0.0.1",))


class Server:
    """Answers one after the other; the last one again and again."""

    def __init__(self):
        self.seen, self.answers = [], []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                length = int(self.headers.get("Content-Length") or 0)
                parts = urlsplit(self.path)
                outer.seen.append(
                    (self.command, parts.path, dict(parse_qsl(parts.query)), self.headers)
                )
                outer.bodies.append(self.rfile.read(length))
                status, body = outer.answers.pop(0) if outer.answers[1:] else outer.answers[0]
                with contextlib.suppress(ConnectionError):
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *_args):
                """Quiet."""

        self.bodies = []
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(
            target=self.http.serve_forever, kwargs={"poll_interval": 0.02}
        )
        self.thread.start()

    def answer(self, *answers):
        """:param answers: what is sent as JSON with 200, or ``(status, bytes)``"""
        self.seen.clear()
        self.bodies.clear()
        self.answers = [
            one if isinstance(one, tuple) else (200, json.dumps(one).encode()) for one in answers
        ]
        return RemoteClient(f"http://127.0.0.1:{self.http.server_port}/", "k3y", POLICY)


@pytest.fixture(scope="module")
def server():
    made = Server()
    yield made
    made.http.shutdown()
    made.http.server_close()
    made.thread.join()


BASE = "/api/transport/v1"
WRITES = [
    (lambda c: c.estimate({"a": 1}), "/estimates", {"a": 1}, None),
    (lambda c: c.store_estimate({"a": 1}, "k"), "/estimates", {"a": 1, "store": True}, "k"),
    (lambda c: c.accept("R 1/2", {"a": 1}, "k"), "/orders/R%201/2/accept", {"a": 1}, "k"),
    (lambda c: c.cancel("R1", {}, "k"), "/orders/R1/cancel", {}, "k"),
]


@pytest.mark.parametrize(("act", "path", "body", "key"), WRITES)
def test_what_is_written_there(server, act, path, body, key):
    answer = {"reference": "E1"}
    client = server.answer(answer)
    assert act(client) == answer
    [(method, asked, query, headers)] = server.seen
    assert (method, asked, query) == ("POST", BASE + path, {})
    assert json.loads(server.bodies[0]) == body
    assert headers["Content-Type"] == "application/json"
    assert headers["Idempotency-Key"] == key
    assert (headers["Authorization"], headers["Accept"]) == ("Bearer k3y", "application/json")


def test_what_is_read_there(server):
    client = server.answer({"reference": "R1"})
    assert client.order("R 1") == {"reference": "R1"}
    client = server.answer((200, b"\xff\xd8"))
    assert client.photo("R1", "p 1") == client.document("R1", "d?1") == b"\xff\xd8"
    client = server.answer({"reference": "R1"}, (200, b"\xff\xd8"))
    client.order("R 1")
    client.photo("R1", "p 1")
    client.document("R1", "d?1")
    assert [(one[0], one[1].removeprefix(BASE)) for one in server.seen] == [
        ("GET", "/orders/R%201"),
        ("GET", "/orders/R1/photos/p%201"),
        ("GET", "/orders/R1/documents/d%3F1"),
    ]
    assert server.bodies == [b""] * 3
    assert {(one[3]["Content-Type"], one[3]["Idempotency-Key"]) for one in server.seen} == {
        (None, None)
    }


LISTS = [
    (lambda c: c.changed_orders(None), "/orders", {}),
    (lambda c: c.changed_orders("2026-03-01T10:00:00Z"), "/orders", "2026-03-01T10:00:00Z"),
    (lambda c: c.events("R 1"), "/orders/R%201/events", {}),
    (lambda c: c.reports("R 1"), "/orders/R%201/reports", {}),
    (lambda c: c.documents("R 1"), "/orders/R%201/documents", {}),
]


@pytest.mark.parametrize(("act", "path", "since"), LISTS)
def test_lists_are_read_page_after_page(server, act, path, since):
    client = server.answer(
        {"data": [{"n": 1}, {"n": 2}], "next_cursor": "c/1"},
        {"data": [], "next_cursor": "c2"},
        {"data": [{"n": 3}], "next_cursor": None},
        {"data": [{"n": "never read"}]},
    )
    assert [one["n"] for one in act(client)] == [1, 2, 3]
    asked = ({"updated_since": since} if since else {}) | {"limit": "200"}
    assert [(one[0], one[1], one[2]) for one in server.seen] == [
        ("GET", BASE + path, asked),
        ("GET", BASE + path, asked | {"cursor": "c/1"}),
        ("GET", BASE + path, asked | {"cursor": "c2"}),
    ]


def test_a_list_that_never_ends_is_left(server):
    client = server.answer({"data": [{"n": 1}], "next_cursor": "again"})
    assert len(list(client._pages("/orders", {}, most=3))) == len(server.seen) == 3


@pytest.mark.parametrize(
    "page", [{}, {"data": None}, {"data": {}}, {"data": [{}, 5]}, {"data": ""}]
)
def test_a_page_that_is_no_list_is_no_answer(server, page):
    with pytest.raises(RemoteUnavailable, match=r"^a page without a list$"):
        list(server.answer(page).events("R1"))


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503, 599])
def test_what_may_work_later(server, status):
    with pytest.raises(RemoteUnavailable, match=f"^HTTP {status}$"):
        server.answer((status, b'{"type": "x/y", "detail": "z"}')).order("R1")


@pytest.mark.parametrize("status", [400, 402, 404, 409, 422, 428, 430, 499])
def test_what_would_not_work_later_tells_why(server, status):
    problem = {"type": "https://a/problems/late", "detail": "x" * 501}
    with pytest.raises(RemoteRefused) as caught:
        server.answer((status, json.dumps(problem).encode())).order("R1")
    error = caught.value
    assert (error.status, error.kind, error.detail) == (status, "late", "x" * 500)
    assert str(error) == "x" * 500


@pytest.mark.parametrize(
    ("body", "kind", "detail"),
    [
        (b'{"type": "a/b/late"}', "late", ""),
        (b'{"type": "late"}', "late", ""),
        (b'{"detail": "why"}', "", "why"),
        (b"{}", "", ""),
        (b"", "", ""),
        (b"[]", "", ""),
        (b"no json", "", ""),
        (b"\xff", "", ""),
        (b"[" * 100_000, "", ""),
        (b'{"type": 5, "detail": null}', "5", "None"),
    ],
)
def test_a_refusal_without_reason_is_one_too(server, body, kind, detail):
    with pytest.raises(RemoteRefused) as caught:
        server.answer((409, body)).order("R1")
    assert (caught.value.kind, caught.value.detail) == (kind, detail)
    assert str(caught.value) == (detail or kind)


@pytest.mark.parametrize("status", [200, 201, 299, 399])
def test_other_statuses_are_answers(server, status):
    assert server.answer((status, b'{"n": 1}')).order("R1") == {"n": 1}


@pytest.mark.parametrize("body", [b"", b"null", b"5", b"[{}]"])
def test_an_answer_that_is_no_object_is_none(server, body):
    with pytest.raises(RemoteUnavailable, match=r"^no JSON object$"):
        server.answer((200, body)).estimate({})


@pytest.mark.parametrize("body", [b"<html>", b"\xff", b"[" * 100_000, b"{"])
def test_an_answer_that_is_no_json_is_none(server, body):
    with pytest.raises(RemoteUnavailable):
        server.answer((200, body)).estimate({})


@pytest.mark.parametrize("stored", [{}, {"reference": ""}, {"reference": None}, {"reference": 5}])
def test_a_stored_estimate_has_a_reference(server, stored):
    with pytest.raises(RemoteUnavailable, match=r"^a stored estimate without reference$"):
        server.answer(stored).store_estimate({}, "k")


def test_a_server_that_is_not_there_may_come_back(server):
    client = RemoteClient("http://127.0.0.1:1", "k", POLICY)
    with pytest.raises(RemoteUnavailable, match=r"127\.0\.0\.1"):
        client.order("R1")
    with pytest.raises(RemoteUnavailable, match="address"):
        RemoteClient("http://127.0.0.1:80", "k", CallPolicy()).order("R1")


def test_a_mark_tells_requests_apart():
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})
    assert len(digest({})) == 16


# --- figures

LINE = {"code": "x", "quantity": "2", "unit_price": "40", "amount": "80.00"}
ANSWER = {"on_request": False, "amount": "80.00", "currency": "EUR", "km": 1, "lines": [LINE]}


@pytest.mark.parametrize(
    ("change", "amount"),
    [
        ({"quantity": None, "unit_price": "80"}, "80.00"),  # one, when nothing is said
        ({"quantity": "1", "unit_price": None}, "80.00"),
        ({"quantity": None, "unit_price": None}, "80.00"),
        ({"quantity": "1000", "unit_price": "0.08"}, "80.00"),
        ({"quantity": "-1000", "unit_price": "-0.08"}, "80.00"),
        ({"quantity": "1000.01", "unit_price": "0.08"}, None),
        ({"quantity": "-1001", "unit_price": "-0.08"}, None),
        ({"quantity": "Infinity"}, None),
        ({"quantity": "1.9999"}, "80.00"),
        ({"quantity": "1.9998"}, None),
    ],
)
def test_a_line_multiplies_out(change, amount):
    estimate = read_estimate(ANSWER | {"lines": [LINE | change]}, "EUR")
    assert estimate.amount == Decimal(amount or 0)
    assert bool(estimate.reasons) is (amount is None)


def test_the_defaults_of_a_line_are_one_piece_without_detail():
    [line] = read_estimate(ANSWER | {"lines": [{"code": "x", "amount": "80"}]}, "EUR").lines
    assert (line.detail, line.quantity, line.unit_price, line.amount) == ("", 1, 80, 80)


@pytest.mark.parametrize(
    ("change", "read"),
    [
        ({"amount": "0.01", "lines": [{"code": "x", "amount": "0.01"}]}, True),
        ({"km": 0}, True),
        ({"km": "49999.9"}, True),
        ({"km": 50_000}, False),
        ({"km": -0.1}, False),
        ({"currency": None}, False),
        ({"amount": "80.004"}, True),
        ({"on_request": True, "reasons": ["late"]}, False),
        ({"amount": None, "reasons": ["late"]}, False),
        ({"amount": None}, False),
    ],
)
def test_a_price_is_taken_within_its_limits(change, read):
    estimate = read_estimate(ANSWER | change, "EUR")
    assert bool(estimate.lines) is read
    assert estimate.reasons == (
        () if read else tuple(change.get("reasons", ())) or ("remote_unavailable",)
    )


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1000000000", "1000000000.00"),
        ("-1000000000", "-1000000000.00"),
        ("1000000000.01", None),
        ("-1000000001", None),
        ("NaN", None),
        ("-Infinity", None),
        ("1.005", "1.00"),
        ("1.015", "1.02"),
        (5, "5.00"),
    ],
)
def test_amounts_of_the_contract(text, amount):
    if amount is None:
        with pytest.raises(ValueError, match=str(text)):
            read_amount(text)
    else:
        assert str(read_amount(text)) == amount
