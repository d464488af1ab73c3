"""The check of a body, sentence by sentence; pages, problems and signatures at their limits."""

import json
import logging
from base64 import urlsafe_b64encode

import pytest

from odoo.addons.transport_api.core.api_cursor import decode_cursor, encode_cursor, parse_limit
from odoo.addons.transport_api.core.api_parts import (
    make_choice,
    make_choices,
    make_list,
    make_object,
    make_optional,
    make_text,
    refer,
)
from odoo.addons.transport_api.core.api_problem import PROBLEMS, ApiProblem
from odoo.addons.transport_api.core.api_schema import check, parse_moment
from odoo.addons.transport_api.core.api_signature import retry_delay, sign, verify

NAME = make_text(3, minLength=2, pattern="^[a-z]+$")
COMPONENTS = {"Name": NAME}


@pytest.mark.parametrize(
    ("value", "schema", "detail"),
    [
        ("abc", NAME, None),
        ("ab", NAME, None),
        ("abcd", NAME, "must have at most 3 characters"),
        ("a", NAME, "must have at least 2 characters"),
        ("AB", NAME, "must match ^[a-z]+$"),
        ("a", refer("Name"), "must have at least 2 characters"),
        (5, NAME, "must be string"),
        (None, NAME, "must be string"),
        (None, make_optional(NAME), None),
        (5, make_optional(NAME), "must be string or null"),
        ("", {"type": "string"}, None),
        ("x" * 999, {"type": "string"}, None),
        ("a\tb\nc\r", {"type": "string"}, None),
        ("a\x7f", {"type": "string"}, "must not contain control characters"),
        ("a\x0b", {"type": "string"}, "must not contain control characters"),
        ("a\udfff", {"type": "string"}, "must not contain control characters"),
        ("b", make_choice(["a", "b"]), None),
        ("c", make_choice(["a", "b"]), "must be one of a, b"),
        (None, make_optional(make_choice(["a"])), None),
        ("c", make_optional(make_choice(["a"])), "must be one of a, None"),
        (
            "no",
            make_choice(map(str, range(20))),
            f"must be one of {', '.join(map(str, range(20)))}",
        ),
        (
            "no",
            make_choice(map(str, range(21))),
            f"must be one of {', '.join(map(str, range(20)))} …",
        ),
        (1, {"type": "integer"}, None),
        (1.0, {"type": "integer"}, "must be integer"),
        ("1", {"type": "integer"}, "must be integer"),
        (True, {"type": "integer"}, "must be integer"),
        (1.5, {"type": "number"}, None),
        (2, {"type": "number"}, None),
        (False, {"type": "number"}, "must be number"),
        ("2", {"type": "number"}, "must be number"),
        (True, {"type": "boolean", "minimum": 5}, None),
        (1, {"type": "boolean"}, "must be boolean"),
        ([], {"type": "object"}, "must be object"),
        ({}, {"type": "array"}, "must be array"),
        (0, {"type": "null"}, "must be null"),
        (5, {"type": "integer", "minimum": 5, "maximum": 5}, None),
        (4, {"type": "integer", "minimum": 5}, "must be at least 5"),
        (6, {"type": "integer", "maximum": 5}, "must be at most 5"),
        (float("nan"), {"type": "number"}, "must be a number"),
        (float("inf"), {"type": "number"}, "must be a number"),
        (float("-inf"), {"type": "number"}, "must be a number"),
        ("2026-02-28", {"type": "string", "format": "date"}, None),
        ("2026-02-29", {"type": "string", "format": "date"}, "must be a date"),
        ("20260228", {"type": "string", "format": "date"}, "must be a date"),
        ("2026-02-28T10:00:00z", {"type": "string", "format": "date-time"}, None),
        ("2026-02-28T10:00:00+01:00", {"type": "string", "format": "date-time"}, None),
        ("2026-02-28T10:00:00", {"type": "string", "format": "date-time"}, "must be a date-time"),
        ("now", {"type": "string", "format": "date-time"}, "must be a date-time"),
        ("anything", {"type": "string", "format": "uri"}, None),
        ([], make_list(NAME, 2), None),
        (["ab", "cd"], make_list(NAME, 2), None),
        (["ab"] * 3, make_list(NAME, 2), "must have at most 2 items"),
        (["ab"], make_list(NAME, 2, 1), None),
        ([], make_list(NAME, 2, 1), "must have at least 1 items"),
        (5, {}, None),
        ({}, make_object({}, minProperties=1), "must not be empty"),
        ({"a": 1}, make_object({"a": {}}, minProperties=1), None),
    ],
)
def test_each_sentence_of_the_check(value, schema, detail):
    found = check(value, schema, COMPONENTS)
    assert found == ([] if detail is None else [{"pointer": "", "detail": detail}])


def test_errors_point_at_their_place():
    inner = make_object({"name": refer("Name"), "km": {"type": "integer"}}, ["name"])
    schema = make_object({"cars": make_list(inner, 5)}, ["cars", "when"])
    value = {"cars": [{"name": "ab"}, {"km": "x", "z" * 61: 1}, 5], "other": 1}
    assert check(value, schema, COMPONENTS) == [
        {"pointer": "/when", "detail": "is required"},
        {"pointer": "/cars/1/name", "detail": "is required"},
        {"pointer": "/cars/1/km", "detail": "must be integer"},
        {"pointer": "/cars/1/" + "z" * 60, "detail": "is not known"},
        {"pointer": "/cars/2", "detail": "must be object"},
        {"pointer": "/other", "detail": "is not known"},
    ]
    assert check({"x": 1}, make_object({}, closed=False)) == []


def test_twenty_errors_are_enough():
    schema = make_list({"type": "integer"}, 100)
    found = check(["x"] * 30, schema)
    assert [error["pointer"] for error in found] == [f"/{number}" for number in range(20)]
    names = {f"n{number}": 1 for number in range(30)}
    assert len(check(names, make_object({}))) == 20


def test_one_of_several_ways_to_complete_an_object_is_enough():
    properties = {"city": make_text(9), "zip": make_text(5, pattern="^\\d+$"), "ref": make_text(9)}
    ways = make_choices(properties, ("city", "zip"), ("ref",))
    schema = make_object(properties, anyOf=ways)
    for value in ({"city": "Lyon", "zip": "69001"}, {"ref": "R1"}, {"ref": "R1", "city": " "}):
        assert check(value, schema) == []
    for value in ({}, {"city": "Lyon"}, {"city": " ", "zip": "69001"}, {"ref": " "}):
        assert check(value, schema) == [{"pointer": "", "detail": "needs city and zip or ref"}]
    assert check({"city": "Lyon", "zip": "x"}, schema) == [
        {"pointer": "/zip", "detail": "must match ^\\d+$"},
        {"pointer": "", "detail": "needs city and zip or ref"},
    ]
    assert [way["required"] for way in ways] == [["city", "zip"], ["ref"]]
    assert ways[0]["properties"]["city"]["pattern"] == "\\S"
    assert ways[0]["properties"]["zip"]["pattern"] == "^\\d+$"
    assert "pattern" not in ways[1]["properties"]["city"]
    assert "pattern" not in properties["city"]


def test_moments_become_utc():
    for text in ("2026-01-02T10:00:00Z", "2026-01-02T10:00:00z", "2026-01-02T11:00:00+01:00"):
        assert parse_moment(text).isoformat() == "2026-01-02T10:00:00"


# --- pages


@pytest.mark.parametrize(
    ("text", "limit"),
    [(None, 50), ("", 50), ("1", 1), ("200", 200), ("0200", 200), ("50", 50), ("007", 7)],
)
def test_a_page_has_one_to_two_hundred_records(text, limit):
    assert parse_limit(text) == limit


@pytest.mark.parametrize("text", ["201", "0", "0000", "00200", "-1", "1.0", " 1", "x", "²"])
def test_other_limits_say_which_are_taken(text):
    with pytest.raises(ApiProblem, match=r"^limit must be a number from 1 to 200\.$") as caught:
        parse_limit(text)
    assert (caught.value.kind, caught.value.status) == ("bad-request", 400)


def cursor(content):
    return urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def test_a_cursor_is_the_number_of_the_last_record():
    assert decode_cursor("orders", None) == decode_cursor("orders", "") == 0
    for number in (1, 2**31 - 1, 12345):
        for kind in ("o", "or", "ord", "orde?>~"):
            text = encode_cursor(kind, number)
            assert decode_cursor(kind, text) == number
            assert not set(text) & set("+/=")


@pytest.mark.parametrize(
    "content",
    [
        *(["a", number] for number in (0, 2**31, -1, True, 1.0, "1")),
        *(["b", 1], ["a"], ["a", 1, 2], 5, {"a": 1}, None),
    ],
)
def test_a_cursor_that_no_list_gave_is_refused(content):
    with pytest.raises(ApiProblem, match=r"^The cursor is not one that this list gave\.$"):
        decode_cursor("a", cursor(content))


@pytest.mark.parametrize("text", ["a", "W10", "%%%%", "é", "A" * 9, cursor([]) + "=" * 9])
def test_what_is_no_cursor_at_all_is_refused(text):
    with pytest.raises(ApiProblem):
        decode_cursor("a", text)
    deep = urlsafe_b64encode(b"[" * 100_000).decode()
    with pytest.raises(ApiProblem):
        decode_cursor("a", deep)


# --- problems

STATUSES = {
    400: ["bad-request"],
    401: ["unauthorized"],
    403: ["forbidden"],
    404: ["not-found"],
    405: ["method-not-allowed"],
    409: ["conflict", "estimate-changed", "estimate-expired", "price-on-request"],
    413: ["too-large"],
    415: ["unsupported-media-type"],
    422: ["idempotency-mismatch", "invalid"],
    429: ["too-many-requests"],
    500: ["internal"],
    503: ["unavailable"],
}


def test_a_problem_has_the_status_that_http_has_for_it():
    found = {}
    for kind in sorted(PROBLEMS):
        found.setdefault(ApiProblem(kind).status, []).append(kind)
    assert found == STATUSES


def test_a_problem_says_what_it_knows():
    bare = ApiProblem("conflict")
    assert str(bare) == "conflict"
    assert bare.body() == {
        "type": "/problems/conflict",
        "title": "The state does not allow this",
        "status": 409,
    }
    assert (bare.headers, bare.loglevel) == ({}, logging.INFO)
    told = ApiProblem("conflict", "why", {"Allow": "GET"}, allowed=["a"])
    assert (str(told), told.headers) == ("why", {"Allow": "GET"})
    assert told.body("https://a")["type"] == "https://a/problems/conflict"
    assert (told.body()["detail"], told.body()["allowed"]) == ("why", ["a"])


# --- signatures


def test_a_signature_is_the_one_that_others_compute():
    header = sign("secret", b"{}", 1_700_000_000)
    moment, _comma, mark = header.partition(",")
    assert (moment, mark[:3], len(mark)) == ("t=1700000000", "v1=", 67)
    assert verify("secret", b"{}", header, 1_700_000_000)
    assert verify("secret", b"{}", f" {mark} , {moment}, v2=x ,junk", 1_700_000_000)


@pytest.mark.parametrize(("now", "fresh"), [(300, True), (301, False), (-300, True), (-301, False)])
def test_a_signature_is_fresh_for_five_minutes(now, fresh):
    header = sign("s", b"", 1_700_000_000)
    assert verify("s", b"", header, 1_700_000_000 + now) is fresh


@pytest.mark.parametrize("moment", ["", "x", "-1", "1" * 12, "²"])
def test_a_moment_that_is_none_signs_nothing(moment):
    mark = sign("s", b"", 5).partition(",")[2]
    assert not verify("s", b"", f"t={moment},{mark}", 5)
    assert not verify("s", b"", mark, 5)
    assert not verify("s", b"", "t=5", 5)
    assert not verify("s", b"", "t=5,v1=é", 5)
    assert not verify("s", b"", None, 5)
    assert verify("s", b"", sign("s", b"", 99_999_999_999), 99_999_999_999)


def test_a_message_is_tried_for_two_days_then_given_up():
    minute, hour = 60, 3600
    waits = [minute, 5 * minute, 30 * minute, 2 * hour, 6 * hour, 12 * hour, 24 * hour]
    assert [retry_delay(attempt) for attempt in range(9)] == [None, *waits, None]
