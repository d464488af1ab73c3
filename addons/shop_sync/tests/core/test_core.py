"""Rate limit, parser, XML, differ, clock: by example and by property."""

import json
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from odoo.addons.shop_sync.core import (
    canonical,
    clock,
    differ,
    normaliser,
    parser,
    ratelimit,
    stock,
)
from odoo.addons.shop_sync.core.channel import Result
from odoo.addons.shop_sync.core.client import any_of, normalise_url, query
from odoo.addons.shop_sync.core.errors import ConfigError, DataError, TransientError
from odoo.addons.shop_sync.core.xmlwriter import complete_put, write_rows

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)
documents = st.dictionaries(st.text(min_size=1, max_size=6), json_values, max_size=5)


# -- rate limit ------------------------------------------------------------------------------------


@given(st.lists(st.floats(0, 30), min_size=1, max_size=60), st.integers(1, 10))
def test_no_minute_holds_more_than_allowed(pauses, per_minute):
    now, sent = 0.0, []
    for pause in pauses:
        now += pause
        slot = ratelimit.next_slot(sent, per_minute, now)
        assert slot >= now
        sent.append(slot)
    for start in sent:
        assert sum(start <= moment < start + 60 for moment in sent) <= per_minute


@given(st.lists(st.floats(0, 0.4), min_size=20, max_size=60), st.integers(1, 10))
def test_requests_that_travel_at_different_speeds_do_not_crowd_a_minute(delays, per_minute):
    """A request reaches the shop a little after its slot, one sooner than another."""
    sent, arrived = [], []
    for delay in delays:
        slot = ratelimit.next_slot(sent, per_minute, 0.0)
        sent.append(slot)
        arrived.append(slot + delay)
    for start in arrived:
        assert sum(start <= moment < start + 60 for moment in arrived) <= per_minute


def test_an_unlimited_shop_never_waits():
    waits = []
    limiter = ratelimit.MemoryLimiter(0, lambda: 5.0, waits.append)
    for _number in range(500):
        limiter.acquire()
    assert waits == []


@given(st.integers(1, 30), st.floats(0, 1), st.none() | st.integers(0, 7200))
def test_back_off_grows_is_bounded_and_obeys_the_shop(attempt, luck, retry_after):
    delay = ratelimit.backoff(attempt, retry_after, rng=lambda: luck)
    assert delay >= (retry_after or 0)
    assert delay <= max(3600, retry_after or 0)


# -- parser ----------------------------------------------------------------------------------------


@given(st.binary(max_size=300))
def test_no_answer_breaks_the_parser(body):
    """Whatever comes is read, or refused as an answer that cannot be read."""
    assert isinstance(parser.parse_errors(body), list)
    assert len(parser.excerpt(body)) <= 160
    for function, argument in ((parser.parse_list, "orders"), (parser.parse_rows, "order")):
        try:
            found = function(body, argument)
        except DataError as error:
            assert error.code == "bad_answer"
        else:
            assert isinstance(found, list)


@given(st.lists(st.fixed_dictionaries({"id": st.integers(1, 10**9), "name": st.text(max_size=20)})))
def test_a_list_comes_back_as_it_was_sent(rows):
    body = json.dumps({"orders": rows} if rows else []).encode()
    assert parser.parse_list(body, "orders") == rows
    noisy = b"\xef\xbb\xbf<br />\n<b>Notice</b>: something in x.php\n" + body
    assert parser.parse_list(noisy, "orders") == rows


def test_external_entities_are_refused():
    attack = (
        b'<?xml version="1.0"?><!DOCTYPE p [<!ENTITY a SYSTEM "file:///etc/passwd">]><p>&a;</p>'
    )
    with pytest.raises(DataError):
        parser.parse_xml(attack)


@pytest.mark.parametrize(
    ("status", "headers", "body", "error", "code"),
    [
        (429, {"retry-after": "30"}, b"", TransientError, "too_many_requests"),
        (
            503,
            {"content-type": "text/html"},
            b"<html>Maintenance</html>",
            TransientError,
            "maintenance",
        ),
        (
            200,
            {"content-type": "text/html"},
            b"<!DOCTYPE html><html></html>",
            ConfigError,
            "html_answer",
        ),
        (302, {"location": "https://x/"}, b"", ConfigError, "redirected"),
        (500, {}, b"", TransientError, "server_error"),
        (401, {"content-type": "text/html"}, b"401 Unauthorized", ConfigError, "wrong_key"),
        (401, {}, b"<html>Password, please</html>", ConfigError, "html_answer"),
        (403, {}, b"<!DOCTYPE html><html>Blocked</html>", ConfigError, "html_answer"),
        (403, {}, b"", ConfigError, "forbidden"),
    ],
)
def test_each_answer_has_its_meaning(status, headers, body, error, code):
    with pytest.raises(error) as raised:
        parser.check_status(status, headers, body, "orders", "GET")
    assert raised.value.code == code


def test_php_notices_beside_the_data_do_not_hide_it():
    body = b'{"orders":[{"id":1}],"errors":[{"code":3,"message":"[PHP Deprecated #8192] x"}]}'
    parser.check_status(500, {}, body, "orders", "GET")
    assert parser.parse_list(body, "orders") == [{"id": 1}]


# -- XML -------------------------------------------------------------------------------------------


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["id", "quantity", "name"]), st.text(max_size=20) | st.integers()
        ),
        max_size=5,
    )
)
def test_whatever_is_written_is_well_formed(rows):
    root = etree.fromstring(write_rows("stock_available", rows))
    assert len(root) == len(rows)


def test_a_whole_put_keeps_every_field_and_drops_links():
    body = (
        b'<prestashop xmlns:xlink="http://www.w3.org/1999/xlink"><order_carrier><id>6</id>'
        b'<id_order xlink:href="http://s/api/orders/6">6</id_order><weight>3.9</weight>'
        b"<tracking_number></tracking_number></order_carrier></prestashop>"
    )
    put = complete_put(body, "order_carriers", {"tracking_number": "XY"})
    row = etree.fromstring(put)[0]
    assert {field.tag: field.text for field in row} == {
        "id": "6",
        "id_order": "6",
        "weight": "3.9",
        "tracking_number": "XY",
    }
    assert b"href" not in put
    assert complete_put(put, "order_carriers", {"tracking_number": "XY"}) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("90", 90),
        ("Sun, 22 Nov 2026 10:01:30 GMT", 90),
        ("Sun, 22 Nov 2026 09:00:00 -0000", 0),
        ("soon", None),
        ("", None),
    ],
)
def test_the_shop_may_ask_to_wait_for_seconds_or_until_a_date(value, seconds):
    headers = {"retry-after": value, "date": "Sun, 22 Nov 2026 10:00:00 GMT"}
    assert parser.retry_after(headers) == seconds


# -- canonical form and differ -----------------------------------------------------------------------


@given(documents)
def test_a_document_does_not_differ_from_itself(document):
    assert differ.diff(document, json.loads(json.dumps(document))) == []
    assert canonical.digest(document) == canonical.digest(json.loads(canonical.dumps(document)))


@given(documents, documents)
def test_every_difference_is_seen(before, after):
    assert bool(differ.diff(before, after)) == (canonical.dumps(before) != canonical.dumps(after))


def test_lines_are_compared_by_their_id():
    before = {"lines": [{"id": "1", "q": "1"}, {"id": "2", "q": "1"}]}
    after = {"lines": [{"id": "2", "q": "1"}, {"id": "1", "q": "3"}]}
    assert differ.diff(before, after) == [("lines[1].q", "1", "3")]


def test_the_date_of_change_alone_is_no_change():
    assert canonical.digest({"a": 1, "updated_at": "x"}) == canonical.digest(
        {"a": 1, "updated_at": "y"}
    )


@given(st.text(max_size=30) | st.none() | st.integers() | st.floats())
def test_amounts_are_always_plain_decimals(value):
    assert (
        canonical.AMOUNT.match(normaliser.amount(value))
        or abs(Decimal(normaliser.amount(value))) >= 10**12
    )


# -- clock -------------------------------------------------------------------------------------------


def test_the_repeated_hour_is_read_again():
    assert clock.overlap(datetime(2026, 6, 1, 12), "Europe/Paris") == timedelta(seconds=120)
    for hour, minute in ((2, 10), (2, 59), (3, 1), (4, 30)):
        moment = datetime(2026, 10, 25, hour, minute)
        assert clock.overlap(moment, "Europe/Paris") >= timedelta(hours=1), moment


@given(st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1)))
def test_rewinding_never_goes_forward(moment):
    text = moment.strftime(clock.LOCAL)
    assert clock.rewind(text, "Europe/Paris") <= text
    assert clock.to_utc(text, "Europe/Paris").endswith("Z")


# -- stock ---------------------------------------------------------------------------------------------


@given(st.floats(-100, 1000), st.floats(0, 50), st.floats(0, 100), st.integers(0, 500))
def test_a_shop_never_shows_more_than_there_is(free, safety, share, cap):
    free = round(free, 2)
    shown = stock.sellable(free, round(safety, 2), round(share, 2), cap)
    assert 0 <= shown <= max(0, free)
    assert not cap or shown <= cap


@given(
    st.dictionaries(st.integers(1, 60).map(str), st.integers(0, 99), max_size=40),
    st.sets(st.integers(1, 60).map(str), max_size=6),
    st.sets(st.integers(1, 60).map(str), max_size=6),
    st.integers(1, 9),
)
def test_bisection_saves_every_good_row_and_blames_every_bad_one(wanted, bad, gone, size):
    shop = {str(key): -1 for key in range(1, 61) if str(key) not in gone}

    def send(batch):
        for key, value in batch.items():
            if key in bad or key in gone:
                raise DataError("refused")
            shop[key] = value
        return {key: shop[key] for key in batch}

    def look(keys):
        return {key: shop[key] for key in keys if key in shop}

    results = stock.push_rows(wanted, send, look, size)
    assert [result.key for result in results] == list(wanted)
    for result in results:
        broken = result.key in bad or result.key in gone
        assert (result.error is not None) == broken
        assert broken or shop[result.key] == wanted[result.key]


def test_a_cut_answer_is_looked_up_not_repeated():
    shop, sent = {}, []

    def send(batch):
        sent.append(batch)
        shop.update(batch)
        raise TransientError("timeout")

    results = stock.push_rows({"1": 5, "2": 6}, send, lambda keys: {k: shop[k] for k in keys}, 200)
    assert results == [Result("1", already=True), Result("2", already=True)]
    assert len(sent) == 1


# -- addresses of requests -----------------------------------------------------------------------------


@given(st.lists(st.text("ABC0123456789", min_size=1, max_size=12), max_size=400))
def test_filters_stay_short_and_lose_nothing(values):
    chunks = list(any_of(values))
    assert [value for chunk in chunks for value in chunk[1:-1].split("|")] == values
    assert all(len(query({"filter[reference]": chunk})) < 4000 for chunk in chunks)


def test_addresses_are_completed_or_refused():
    assert normalise_url("https://shop.test/fr/") == "https://shop.test/fr/api"
    with pytest.raises(ConfigError):
        normalise_url("shop.test")
