import json
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator

from odoo.addons.transport_api.core.api_cursor import decode_cursor, encode_cursor, parse_limit
from odoo.addons.transport_api.core.api_openapi import OPERATIONS, build_openapi
from odoo.addons.transport_api.core.api_problem import PROBLEMS, ApiProblem
from odoo.addons.transport_api.core.api_schema import check, parse_moment
from odoo.addons.transport_api.core.api_schemas import SCHEMAS
from odoo.addons.transport_api.core.api_signature import (
    RETRY_DELAYS,
    TOLERANCE,
    retry_delay,
    sign,
    verify,
)
from odoo.addons.transport_order.core.rate import RateLimiter

COMPONENTS = {"components": {"schemas": SCHEMAS}}
REQUESTS = sorted({operation.request for operation in OPERATIONS if operation.request})


def test_the_contract_is_valid_openapi_3_1():
    document = json.loads(json.dumps(build_openapi()))
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_operations_have_one_name_and_known_schemas():
    names = [operation.name for operation in OPERATIONS]
    assert len(set(names)) == len(names)
    for operation in OPERATIONS:
        assert {operation.request, operation.response} - {""} <= SCHEMAS.keys()


@pytest.mark.parametrize("name", REQUESTS)
def test_requests_are_closed_and_bounded(name):
    """Every text and list of a request has a limit, and unknown members are refused."""

    def walk(schema):
        if schema.get("type") == "object":
            assert schema["additionalProperties"] is False, schema
        if schema.get("type") == "array":
            assert "maxItems" in schema
            walk(schema["items"])
        if schema.get("type") == "string" and "enum" not in schema and "format" not in schema:
            assert "maxLength" in schema or "pattern" in schema, schema
        for inner in schema.get("properties", {}).values():
            walk(inner)

    walk(SCHEMAS[name])


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**8),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)), max_size=6),
    st.sampled_from(["FR", "car", "2026-01-02", "2026-01-02T10:00:00Z", "12.00", "ABC1", "a" * 64]),
)


def _random_value(schema, depth=0):
    """Values near a schema: mostly right, sometimes wrong."""
    if "$ref" in schema:
        schema = SCHEMAS[schema["$ref"].rpartition("/")[2]]
    if schema.get("type") == "object":
        properties = {
            name: _random_value(inner, depth + 1) for name, inner in schema["properties"].items()
        }
        return st.fixed_dictionaries({}, optional=properties | {"unknown": SCALARS})
    if schema.get("type") == "array":
        return st.lists(_random_value(schema["items"], depth + 1), max_size=2)
    if "enum" in schema:
        return st.one_of(st.sampled_from(schema["enum"]), SCALARS)
    return SCALARS


@pytest.mark.parametrize("name", REQUESTS)
@settings(max_examples=30)
@given(data=st.data())
def test_our_check_agrees_with_jsonschema(name, data):
    value = data.draw(_random_value(SCHEMAS[name]))
    validator = Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}"} | COMPONENTS,
        format_checker=FormatChecker(formats=["date"]),
    )
    reference = list(validator.iter_errors(value))
    ours = [
        error
        for error in check(value, SCHEMAS[name], SCHEMAS)
        if "date-time" not in error["detail"]
    ]
    assert bool(reference) == bool(ours), (reference, ours)


def test_moments_need_a_zone_and_become_utc():
    assert check("2026-01-02T10:00:00", {"type": "string", "format": "date-time"})
    assert not check("2026-01-02T10:00:00Z", {"type": "string", "format": "date-time"})
    assert parse_moment("2026-01-02T10:00:00+02:00").isoformat() == "2026-01-02T08:00:00"


def test_control_signs_and_half_letters_are_refused():
    for text in ("a\x00b", "a\x1b", "\ud800"):
        assert check(text, {"type": "string"})


@given(st.text(st.characters(codec="ascii"), max_size=10), st.integers(1, 2**31 - 1))
def test_a_cursor_comes_back_for_its_own_list_only(kind, number):
    cursor = encode_cursor(kind, number)
    assert decode_cursor(kind, cursor) == number
    with pytest.raises(ApiProblem):
        decode_cursor(kind + "x", cursor)


@given(st.text(max_size=40))
def test_any_other_text_is_no_cursor(text):
    try:
        assert decode_cursor("orders", text) >= 0
    except ApiProblem as problem:
        assert problem.status == 400


@pytest.mark.parametrize("text", ["0", "201", "-1", "٣", "1e2", "99999", "x"])
def test_odd_limits_are_refused(text):
    with pytest.raises(ApiProblem):
        parse_limit(text)


def test_problems_have_the_members_of_rfc_9457():
    for kind, (status, title) in PROBLEMS.items():
        body = ApiProblem(kind, "why", errors=[]).body("/base")
        assert body == {
            "type": f"/base/problems/{kind}",
            "title": title,
            "status": status,
            "detail": "why",
            "errors": [],
        }


@given(st.binary(max_size=200), st.integers(0, 2**33))
def test_a_signature_holds_for_its_body_secret_and_time_only(body, moment):
    header = sign("secret", body, moment)
    assert verify("secret", body, header, moment + TOLERANCE)
    assert not verify("secret", body + b" ", header, moment)
    assert not verify("other", body, header, moment)
    assert not verify("secret", body, header, moment + TOLERANCE + 1)
    assert not verify(
        "secret",
        body,
        sign("secret", body, moment + 1).replace(f"t={moment + 1}", f"t={moment}"),
        moment,
    )


@given(st.text(max_size=80))
def test_any_other_header_verifies_nothing(header):
    assert not verify("secret", b"body", header, 1_700_000_000)


def test_retries_wait_longer_and_longer_then_stop():
    delays = [retry_delay(attempt) for attempt in range(1, len(RETRY_DELAYS) + 2)]
    assert delays[:-1] == sorted(RETRY_DELAYS)
    assert delays[-1] is None
    assert sum(RETRY_DELAYS) > 86400


def test_a_bucket_gives_its_burst_then_its_rate():
    limiter = RateLimiter()
    assert [limiter.take("k", 60, 0) for _number in range(60)] == [0] * 60
    assert limiter.take("k", 60, 0) >= 1
    assert limiter.take("other", 60, 0) == 0
    assert limiter.take("k", 60, 2.01) == 0
    assert limiter.take("k", 60, 2.01) == 0
    assert limiter.take("k", 60, 2.01) >= 1


@given(st.integers(1, 600), st.lists(st.floats(0, 30), max_size=60))
def test_never_more_than_burst_and_rate(per_minute, pauses):
    limiter, now, given_out = RateLimiter(), 0.0, 0
    for pause in pauses:
        now += pause
        given_out += limiter.take("k", per_minute, now) == 0
    assert given_out <= per_minute + now * per_minute / 60 + 1


def test_threads_share_a_bucket_fairly():
    limiter, taken = RateLimiter(), []

    def use():
        for _number in range(200):
            taken.append(limiter.take("k", 300, 0) == 0)

    threads = [threading.Thread(target=use) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(taken) == 300
