"""The channel on a shop that answers from a table: what is asked, page by page, and what follows."""

from decimal import Decimal

import pytest

from odoo.addons.shop_sync.core import channel, clock, normaliser, parser, tax_rates, totals
from odoo.addons.shop_sync.core.channel import Channel, Document
from odoo.addons.shop_sync.core.errors import ConfigError, DataError, TransientError
from odoo.addons.shop_sync.core.prestashop import PrestaShop
from odoo.addons.shop_sync.core.prestashop_catalogue import _rates_by_group
from odoo.addons.shop_sync.core.prestashop_facts import NEEDED


class Shop:
    """A client without a network: rows by resource, or a function of what is asked."""

    def __init__(self, version="8.1.2", **tables):
        self.version, self.tables, self.asked, self.defaults = version, tables, [], {}
        self.requests = self.writes = 0

    def rows(self, resource, **params):
        self.asked.append((resource, params))
        answer = self.tables.get(resource, [])
        if isinstance(answer, Exception):
            raise answer
        return answer(params) if callable(answer) else answer


def connect(shop, **options):
    return PrestaShop(shop, **options)


# -- the interface ------------------------------------------------------------------------------------

METHODS = ("connect", "capabilities", "preflight", "pull", "fetch", "push", "verify")


@pytest.mark.parametrize("missing", METHODS)
def test_an_engine_that_lacks_a_method_is_none(missing):
    whole = {name: lambda self: None for name in METHODS}
    assert type("Whole", (Channel,), whole)().usage() == {"requests": 0, "writes": 0}
    lacking = type("Lacking", (Channel,), {n: m for n, m in whole.items() if n != missing})
    with pytest.raises(TypeError, match=missing):
        lacking()


def test_an_engine_is_found_under_its_name(monkeypatch):
    monkeypatch.setattr(channel, "ENGINES", {})
    engine = type("Engine", (), {})
    assert channel.register("other")(engine) is engine
    assert channel.ENGINES["other"] is engine
    operation = channel.Operation("k", {"quantity": 5})
    assert (operation.key, operation.values) == ("k", {"quantity": 5})
    assert channel.Result("k") == channel.Result("k", None, False)
    assert channel.Page([], {}) == channel.Page([], {})
    found, other = channel.Findings(), channel.Findings()
    assert found == other
    for name in ("languages", "currencies", "missing", "errors", "references"):
        assert getattr(found, name) is not getattr(other, name), name
    assert (found.clock_skew, found.key_in_url, found.version) == (0, False, "")


def test_one_shop_of_several_is_named_in_every_request():
    shop = Shop()
    assert connect(shop, shop_id="3")._shop_filter() == {"filter[id_shop]": "[3]"}
    assert shop.defaults == {"id_shop": "3"}
    shop = Shop()
    assert connect(shop)._shop_filter() == shop.defaults == {}
    shop.requests, shop.writes = 5, 2
    assert connect(shop).usage() == {"requests": 5, "writes": 2}


# -- the clock ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "0000-00-00", "0000-00-00 00:00:00", None])
def test_a_shops_ways_of_saying_never(text):
    assert clock.parse_local(text) is None
    assert clock.to_utc(text, "Europe/Paris") == "1970-01-01T00:00:00Z"
    assert clock.rewind(text, "Europe/Paris") == "1970-01-01 00:00:00"


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2026-07-01", "2026-06-30T22:00:00Z"),
        ("2026-07-01 00:00:00", "2026-06-30T22:00:00Z"),
        ("2026-01-01 00:30:05", "2025-12-31T23:30:05Z"),
    ],
)
def test_dates_with_and_without_their_time(local, utc):
    assert clock.to_utc(local, "Europe/Paris") == utc


@pytest.mark.parametrize(
    ("local", "again"),
    [
        ("2026-07-01 12:00:00", "2026-07-01 11:58:00"),
        ("2026-10-25 01:59:59", "2026-10-25 01:57:59"),
        ("2026-10-25 02:00:00", "2026-10-25 00:58:00"),  # comes twice
        ("2026-10-25 02:59:59", "2026-10-25 01:57:59"),
        ("2026-10-25 03:00:00", "2026-10-25 01:58:00"),
        ("2026-10-25 05:59:59", "2026-10-25 04:57:59"),
        ("2026-10-25 06:00:00", "2026-10-25 05:58:00"),
        ("2026-03-29 03:30:00", "2026-03-29 03:28:00"),  # forward: nothing comes twice
    ],
)
def test_how_far_is_read_back(local, again):
    assert clock.rewind(local, "Europe/Paris") == again


# -- answers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "body", "html"),
    [
        ("text/html", b"<p>Bonjour", True),
        ("text/html", b"Bonjour", True),
        ("text/html", b"", True),
        ("text/html", b'{"orders": []}', False),
        ("text/html; charset=utf-8", b"\xef\xbb\xbf\n [1]", False),
        ("application/json", b"<html>", True),
        ("application/json", b"\n <!DOCTYPE HTML>", True),
        ("application/json", b"<head>", True),
        ("text/xml", b"<body>", True),
        ("text/xml", b"<prestashop>", False),
        ("application/json", b"oops", False),
    ],
)
def test_a_page_is_no_answer(kind, body, html):
    assert bool(parser.is_html({"content-type": kind}, body)) is html


NOTICE = "[PHP Notice #8] x (y, line 1)"


def problems(*errors):
    entries = ",".join(f'{{"code": {code}, "message": "{text}"}}' for code, text in errors)
    return f'"errors": [{entries}]'


@pytest.mark.parametrize(
    ("status", "body", "error", "code"),
    [
        (200, "{}", None, None),
        (299, "{}", None, None),
        (404, "", None, None),
        (404, "{" + problems((0, "x")) + "}", DataError, "refused"),
        (300, "", DataError, "refused"),
        (301, "", ConfigError, "redirected"),
        (308, "", ConfigError, "redirected"),
        (304, "", DataError, "refused"),
        (429, "", TransientError, "too_many_requests"),
        (401, "", ConfigError, "wrong_key"),
        (401, "<html>", ConfigError, "html_answer"),
        (403, "", ConfigError, "forbidden"),
        (403, "<html>", ConfigError, "html_answer"),
        (200, "<html>", ConfigError, "html_answer"),
        (499, "<html>", ConfigError, "html_answer"),
        (500, "<html>", TransientError, "server_error"),
        (502, "<html>", TransientError, "maintenance"),
        (503, "<html>", TransientError, "maintenance"),
        (504, "<html>", TransientError, "maintenance"),
        (505, "<html>", TransientError, "server_error"),
        (500, "", TransientError, "server_error"),
        (499, "", DataError, "refused"),
        (502, "{" + problems((0, "x")) + "}", TransientError, "server_error"),
        (500, "{" + problems((0, "x")) + "}", DataError, "refused"),
        (500, "{" + problems((22, "x")) + "}", TransientError, "service_disabled"),
        (200, "{" + problems((27, "x")) + "}", ConfigError, "unknown_resource"),
        *((400, "{" + problems((n, "x")) + "}", ConfigError, "wrong_key") for n in range(16, 22)),
        (400, "{" + problems((15, "x")) + "}", DataError, "refused"),
        *((400, "{" + problems((n, "x")) + "}", ConfigError, "forbidden") for n in (25, 26)),
        (500, '{"orders": [{"id": 1}],' + problems((0, NOTICE)) + "}", None, None),
        (500, '{"orders": [],' + problems((0, NOTICE)) + "}", DataError, "refused"),
        (500, '{"orders": [{"id": 1}],' + problems((0, NOTICE), (0, "x")) + "}", DataError, None),
    ],
)
def test_what_each_answer_means(status, body, error, code):
    def check():
        parser.check_status(status, {}, body.encode(), "orders", "GET")

    if error is None:
        check()
    else:
        with pytest.raises(error) as caught:
            check()
        assert code in (None, caught.value.code)


def test_only_reading_goes_on_past_a_notice():
    body = ('{"orders": [{"id": 1}],' + problems((0, NOTICE)) + "}").encode()
    with pytest.raises(DataError) as caught:
        parser.check_status(500, {}, body, "orders", "PUT")
    assert caught.value.params["php_noise"] is True
    body = ("{" + problems((0, NOTICE), (7, "x"), (8, "y")) + "}").encode()
    with pytest.raises(DataError) as caught:
        parser.check_status(400, {}, body, "orders", "PUT")
    told = {"status": 400, "resource": "orders", "message": "x · y", "php_noise": False}
    assert caught.value.params == told


def test_names_travel_with_what_is_refused():
    with pytest.raises(ConfigError) as caught:
        parser.check_status(302, {"location": "https://a/b?ws_key=S"}, b"", "", "GET")
    assert caught.value.params == {"location": "https://a/b"}
    with pytest.raises(ConfigError) as caught:
        parser.check_status(403, {}, b"", "", "PUT")
    assert caught.value.params == {"resource": "api", "method": "PUT"}
    with pytest.raises(TransientError) as caught:
        parser.check_status(503, {"retry-after": "7"}, b"<html><p>Bon <b>jour", "", "GET")
    assert (caught.value.retry_after, caught.value.params["excerpt"]) == (7, "Bon jour")


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        (
            '{"errors": [{"code": "25", "message": "a"}, 5, {"message": null}]}',
            [(25, "a"), (0, "")],
        ),
        ('{"errors": {}}', []),
        ("[1]", []),
        ("no", []),
        ("<p/>", []),
        (
            "\ufeff <r><errors><error><code>8</code><message> a </message></error></errors></r>",
            [(8, "a")],
        ),
        ("<r><errors><error><code>x</code></error></errors></r>", [(0, "")]),
        ("<r><errors>", []),
    ],
)
def test_errors_of_an_answer(body, errors):
    assert parser.parse_errors(body) == parser.parse_errors(body.encode()) == errors


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        ("[]", []),
        ('{"orders": [{"id": 1}]}', [{"id": 1}]),
        ('{"orders": {"id": 1}}', [{"id": 1}]),
        ('{"orders": {"0": {"id": 1}, "3": {"id": 2}}}', [{"id": 1}, {"id": 2}]),
        ('{"others": []}', None),
        ('{"orders": [5]}', None),
        ('{"orders": "x"}', None),
        ("5", None),
    ],
)
def test_lists_in_every_shape(body, rows):
    if rows is None:
        with pytest.raises(DataError):
            parser.parse_list(body, "orders")
    else:
        assert (
            parser.parse_list(body, "orders") == parser.parse_list(body.encode(), "orders") == rows
        )
    assert parser.parse_list('{"order_slips": [{"id": 1}]}', "order_slip") == [{"id": 1}]


def test_rights_of_a_key():
    body = b'<p><api shopName="B"><orders get="true" put="false" post="true"/><x/></api></p>'
    assert parser.parse_permissions(body) == ("B", {"orders": {"get", "post"}, "x": set()})
    with pytest.raises(DataError):
        parser.parse_permissions(b"<p/>")


# -- stock, packs, orders as they are ------------------------------------------------------------------


def stock_row(number, product=1, combination=0, out=0):
    return {
        "id": number,
        "id_product": product,
        "id_product_attribute": combination,
        "quantity": "4",
        "out_of_stock": out,
    }


FIELDS = {"stock_availables": ["id", "id_product", "quantity"]}


def test_stock_is_read_five_thousand_lines_at_a_time():
    def answer(params):
        last = int(params["filter[id]"][2:-1])
        return [stock_row(n) for n in range(last + 1, min(last + 5000, 10_000) + 1)]

    shop = Shop(stock_availables=answer)
    assert len(connect(shop, references={"fields": FIELDS})._stock_rows(None)) == 10_000
    assert [one["filter[id]"] for _name, one in shop.asked] == [">[0]", ">[5000]", ">[10000]"]
    shop = Shop(stock_availables=[stock_row(n) for n in range(1, 5000)])
    assert len(connect(shop, references={"fields": FIELDS})._stock_rows(None)) == 4999
    assert len(shop.asked) == 1
    assert shop.asked[0][1]["display"] == "[id,id_product,quantity]"
    assert connect(shop, references={"fields": FIELDS})._stock_rows([]) == []
    assert len(shop.asked) == 1


def test_parents_of_combinations_are_marked():
    rows = [stock_row(1), stock_row(2, 1, 7), stock_row(3, 2)]
    shown = connect(Shop(stock_availables=rows), references={"fields": FIELDS}).verify("stock", [1])
    assert {
        key: (row["product"], row["parent"], row["quantity"]) for key, row in shown.items()
    } == {
        "1": ("1-0", True, 4),
        "2": ("1-7", False, 4),
        "3": ("2-0", False, 4),
    }


@pytest.mark.parametrize(
    ("out", "general", "sold"),
    [
        (0, "1", False),
        (1, "0", True),
        (2, "1", True),
        (2, "0", False),
        (2, None, False),
        (None, "1", False),
    ],
)
def test_what_is_sold_without_stock(out, general, sold):
    settings = {"PS_ORDER_OUT_OF_STOCK": general} if general else {}
    references = {"settings": settings, "fields": FIELDS}
    shop = connect(Shop(stock_availables=[stock_row(1, out=out)]), references=references)
    assert shop.verify("stock")["1"]["backorder"] is sold


def test_packs_of_some_products_or_of_all(monkeypatch):
    shop = connect(Shop())
    part = {"product_id": "12", "combination_id": "", "quantity": "3"}
    packs = {"7": [part, {**part, "combination_id": "4"}], "8": [part]}
    monkeypatch.setattr(shop, "_packs", lambda: packs)
    both = {"7-0": [["12-0", "3"], ["12-4", "3"]], "8-0": [["12-0", "3"]]}
    assert shop.verify("pack") == both
    assert shop.verify("pack", ["8-0", "7-1"]) == {"8-0": both["8-0"]}
    assert shop.verify("pack", []) == {}


def test_lists_are_read_a_thousand_rows_at_a_time():
    def answer(params):
        last = int(params["filter[id]"][2:-1])
        return [
            {"id": n, "current_state": "2", "total_paid_tax_incl": "12.50"}
            for n in range(last + 1, min(last + 1000, 2000) + 1)
        ]

    shop = Shop(orders=answer)
    found = connect(shop, start="2026-01-01 00:00:00").verify("order")
    assert (len(found), found["1"]) == (2000, {"state": "2", "total": "12.5"})
    asked = [one for _name, one in shop.asked]
    assert [one["filter[id]"] for one in asked] == [">[0]", ">[1000]", ">[2000]"]
    assert {one["limit"] for one in asked} == {1000}
    assert asked[0]["filter[date_upd]"].startswith("[2026-01-01 00:00:00,")
    assert (asked[0]["date"], asked[0]["sort"]) == (1, "[id_ASC]")
    shop = Shop(orders=lambda params: [{"id": n} for n in range(999)])
    assert len(list(connect(shop)._all_rows("orders", {}))) == 999
    assert len(shop.asked) == 1


def test_orders_of_these_keys_are_asked_by_them():
    row = {"id": 5, "current_state": 3, "total_paid_tax_incl": "0.000000"}
    shop = Shop(orders=[row])
    assert connect(shop, shop_id="2").verify("order", ["5"]) == {"5": {"state": "3", "total": "0"}}
    [(_name, params)] = shop.asked
    assert params["filter[id]"] == "[5]"
    assert "filter[id_shop]" not in params
    assert "filter[date_upd]" not in params


def test_tracking_and_payments_as_the_shop_shows_them():
    carriers = [
        {"id": 2, "id_order": 7, "tracking_number": "NEW"},
        {"id": 1, "id_order": 7, "tracking_number": "OLD"},
    ]
    shop = Shop(order_carriers=carriers)
    assert connect(shop).verify("tracking", ["7"]) == {"7": "NEW"}
    assert shop.asked[0][1]["filter[id_order]"] == "[7]"
    payment = {
        "id": 4,
        "order_reference": "ABC",
        "amount": "12.500000",
        "payment_method": "CB",
        "date_add": "2026-07-01 12:00:00",
    }
    assert connect(Shop(order_payments=[payment])).verify("payment") == {
        "4": {
            "reference": "ABC",
            "amount": "12.5",
            "method": "CB",
            "paid_at": "2026-07-01T10:00:00Z",
        }
    }


# -- the catalogue ------------------------------------------------------------------------------------

TAXES = {"taxes": {"1": {"id": "1", "rate": "20.000"}, "2": {"id": "2", "rate": "5.500"}}}


def rule(group, tax, state=0):
    return {"id_tax_rules_group": group, "id_tax": tax, "id_state": state}


@pytest.mark.parametrize(
    ("rules", "rates"),
    [
        ([rule(1, 1)], {"1": "20"}),
        ([rule(1, 1), rule(1, 1), rule(2, 2)], {"1": "20", "2": "5.5"}),
        ([rule(1, 1), rule(1, 2), rule(2, 2)], {"2": "5.5"}),
        ([rule(1, 1), rule(1, 2, state=9)], {"1": "20"}),
        ([rule(1, 2, state=9), rule(1, 1)], {"1": "20"}),
        ([rule(1, 9)], {}),
        ([rule(1, 1), rule(1, 9)], {}),
        ([], {}),
    ],
)
def test_a_group_has_a_rate_where_one_says_it_all(rules, rates):
    assert _rates_by_group(rules, TAXES["taxes"]) == rates


ALLOWED = {"tax_rules": ["get"], "taxes": ["get"], "configurations": ["get"]}


def test_rates_of_groups_are_read_once_in_the_shops_country():
    references = {"settings": {"PS_COUNTRY_DEFAULT": "8"}, "allowed": ALLOWED, "tables": TAXES}
    shop = Shop(tax_rules=[rule(1, 1)])
    reader = connect(shop, references=references)
    assert reader._group_rates() == reader._group_rates() == {"1": "20"}
    assert shop.asked == [("tax_rules", {"filter[id_country]": "[8]", "display": "full"})]


@pytest.mark.parametrize(
    ("allowed", "settings", "asked"),
    [
        (ALLOWED, {}, ["configurations", "tax_rules"]),
        ({**ALLOWED, "configurations": []}, {}, []),
        ({**ALLOWED, "taxes": []}, {"PS_COUNTRY_DEFAULT": "8"}, []),
        ({**ALLOWED, "tax_rules": []}, {"PS_COUNTRY_DEFAULT": "8"}, []),
        (ALLOWED, {"PS_COUNTRY_DEFAULT": ""}, []),
    ],
)
def test_a_country_that_an_earlier_release_did_not_ask_for(allowed, settings, asked):
    shop = Shop(
        configurations=[{"id": 1, "name": "PS_COUNTRY_DEFAULT", "value": "8"}],
        tax_rules=[rule(1, 1)],
    )
    reader = connect(shop, references={"settings": settings, "allowed": allowed, "tables": TAXES})
    assert reader._group_rates() == ({"1": "20"} if "tax_rules" in asked else {})
    assert [name for name, _params in shop.asked] == asked


def test_options_without_the_right_to_read_them_have_no_names():
    assert connect(Shop(product_option_values=ConfigError("forbidden")))._option_names() == {}
    shop = Shop(product_option_values=[{"id": 3, "name": "Rouge"}, {"id": 4}])
    reader = connect(shop, references={"settings": {"PS_LANG_DEFAULT": "2"}})
    assert reader._option_names() == {"3": "Rouge", "4": ""}
    assert shop.asked[0][1]["language"] == "2"
    with pytest.raises(TransientError):
        connect(Shop(product_option_values=TransientError("timeout")))._option_names()


def product_row(number, **values):
    return {"id": number, "reference": f"R{number}", "name": "N", "price": "1", **values}


def test_a_catalogue_is_read_page_by_page():
    def products(params):
        if not params["filter[id]"].startswith(">"):
            return [
                product_row(n) for n in map(int, params["filter[id]"][1:-1].split("|")) if n < 9
            ]
        last = int(params["filter[id]"][2:-1])
        rows = [product_row(n) for n in range(last + 1, min(last + 1000, 1500) + 1)]
        for row in rows:
            row["id_default_combination"] = "7" if row["id"] == 3 else "0"
        return rows

    combinations = [
        {
            "id": n,
            "id_product": parent,
            "reference": "C",
            "associations": {"product_option_values": [{"id": "5"}, {"id": "6"}]},
        }
        for n, parent in ((1, 3), (2, 9), (4, 3))
    ]
    shop = Shop(
        products=products,
        combinations=lambda params: combinations if params["filter[id]"] == ">[0]" else [],
        product_option_values=[{"id": 5, "name": "Rouge"}],
    )
    pages = list(connect(shop).pull("product", {}))
    assert [page.cursor for page in pages] == [
        {"product": 1000},
        {"product": 1500},
        {"product": 1500, "combination": 4},
    ]
    assert [len(page.documents) for page in pages] == [999, 500, 2]
    assert [one.key for one in pages[2].documents] == ["3-1", "3-4"]
    assert pages[2].documents[0].payload["name"] == "N (Rouge)"
    assert sum(name == "combinations" for name, _params in shop.asked) == 1
    assert list(connect(Shop()).pull("product", {"product": 5})) == []


@pytest.mark.parametrize("rate", [None, "20", "0"])
@pytest.mark.parametrize("pack", ["0", "1"])
def test_a_product_says_its_rate_and_that_it_is_a_pack_when_it_is_known(rate, pack):
    row = product_row(5, cache_is_pack=pack, weight="1.5", active="1", is_virtual="0")
    document = normaliser.product(row, rate=rate)
    assert document.get("tax_rate") == rate
    assert ("pack" in document, document.get("pack", True)) == (pack == "1", True)
    assert (document["weight"], document["active"], document["virtual"]) == ("1.5", True, False)
    own = normaliser.product(
        row, {"id": 7, "reference": "R5", "price": "-0.5", "weight": "1"}, ["A", "B"]
    )
    told = ("combination_id", "reference", "name", "price_tax_excl", "weight")
    assert [own[name] for name in told] == ["7", "", "N (A, B)", "0.5", "2.5"]
    assert normaliser.product(row, {"id": 7, "reference": "V"})["reference"] == "V"


# -- rights and tables --------------------------------------------------------------------------------


def granted(**changes):
    rights = {name: {"get", "put", "post", "patch"} for name in (*NEEDED, "messages")}
    return rights | {"order_cart_rules": {"get"}} | changes


@pytest.mark.parametrize(
    ("version", "allowed", "missing"),
    [
        ("8.1.2", granted(), []),
        ("8.1.2", granted(order_carriers={"get", "put"}), []),  # put does as well
        ("8.1.2", granted(order_carriers={"get"}), [("order_carriers", "PATCH")]),
        (
            "8.1.2",
            granted(order_carriers=set()),
            [("order_carriers", "GET"), ("order_carriers", "PATCH")],
        ),
        ("8.1.2", granted(order_histories={"get", "put", "patch"}), [("order_histories", "POST")]),
        ("8.1.2", granted(messages=set()), [("messages", "GET")]),
        ("8.1.2", granted(order_cart_rules=set()), [("order_cart_rules", "GET")]),
        ("8.1.2", granted(order_discounts={"get"}, order_cart_rules=set()), []),
        (
            "1.6.1",
            granted(),
            [("order_discounts", "GET"), ("customer_threads", "GET"), ("customer_messages", "GET")],
        ),
        (
            "1.6.1",
            granted(
                order_discounts={"get"},
                customer_threads={"get"},
                customer_messages={"get"},
                order_carriers={"get", "patch"},
            ),
            [("order_carriers", "PUT")],
        ),
    ],
)
def test_what_a_key_lacks(version, allowed, missing):
    assert connect(Shop(version))._missing(allowed) == missing


def test_tables_are_read_again_for_an_entry_that_nobody_knows():
    tables = {
        name: {"1": {"id": "1"}}
        for name in (
            "order_states",
            "carriers",
            "languages",
            "currencies",
            "countries",
            "states",
            "taxes",
        )
    }
    shop = Shop(order_states=[{"id": 1, "name": "A"}, {"id": 2, "name": "B"}])
    reader = connect(shop, references={"tables": tables})
    related = {"addresses": {}, "carriers": {}, "details": {}}
    rows = [{"current_state": 1, "id_carrier": 0, "id_lang": 1, "id_currency": "1"}]
    assert reader._refs_for(rows, related)["order_states"] == {"1": {"id": "1"}}
    assert shop.asked == []
    rows.append({"current_state": 2})
    assert set(reader._refs_for(rows, related)["order_states"]) == {"1", "2"}
    assert [name for name, _params in shop.asked] == ["order_states"]
    rows.append({"current_state": 3})
    reader._refs_for(rows, related)
    reader._refs_for(rows, related)  # asked once, then believed
    assert len(shop.asked) == 2
    related = {
        "addresses": {"1": {"id_country": "4", "id_state": "5"}},
        "carriers": {"1": [{"id_carrier": 6}]},
        "details": {"1": [{"associations": {"taxes": [{"id": "7"}]}}]},
    }
    shop.asked.clear()
    reader._refs_for([], related)
    assert [name for name, _params in shop.asked] == ["carriers", "countries", "states", "taxes"]


def test_one_order_that_breaks_a_page_holds_up_itself():
    reader = connect(Shop(languages=[{"id": 1}]))
    calls = []

    def read(rows, error=DataError("bad_answer")):  # noqa: B008
        calls.append(len(rows))
        if any(row["id"] == 3 for row in rows):
            raise error
        return [Document("order", str(row["id"]), {}) for row in rows]

    rows = [{"id": n} for n in range(1, 6)]
    parts = reader._in_parts(rows, read)
    assert [part["id"] if isinstance(part, dict) else int(part.key) for part in parts] == [
        1,
        2,
        3,
        4,
        5,
    ]
    assert parts[2] == {"id": 3, "unreadable": "bad_answer"}
    assert calls == [5, 2, 3, 1, 2]
    assert reader.client.asked == []
    for code in ("server_error", "timeout"):
        reader._in_parts(rows, lambda some, code=code: read(some, TransientError(code)))
        assert reader.client.asked.pop() == ("languages", {"display": "[id]", "limit": 1})
    calls.clear()
    with pytest.raises(TransientError):
        reader._in_parts(rows, lambda some: read(some, TransientError("unreachable")))
    assert calls == [5]


# -- rates and totals ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gross", "net", "rate"),
    [
        ("1.06", "1.00", "5.5"),
        ("1.02", "1.00", "2.1"),
        ("1.09", "1.00", "8.5"),
        ("0.32", "0.27", "20"),
        ("0.39", "0.35", "10"),
    ],
)
def test_a_rate_of_the_law_explains_small_amounts(gross, net, rate):
    assert tax_rates.find_rate(Decimal(gross), Decimal(net), []) == Decimal(rate)


def money(gross, net, **more):
    return {"tax_incl": gross, "tax_excl": net, **more}


NONE = money("0", "0")


def order(rows, gross, net, **parts):
    shipping = {"carrier_name": "Colissimo", **parts.get("shipping", NONE)}
    return {
        "lines": rows,
        "shipping": shipping,
        "wrapping": parts.get("wrapping", NONE),
        "discounts": parts.get("discounts", []),
        "discount_total": parts.get("discount", NONE),
        "totals": {"tax_incl": gross, "tax_excl": net},
    }


def row(key, gross, net, rate="20", quantity="1"):
    return {
        "id": key,
        "name": key,
        "quantity": quantity,
        "unit_tax_incl": gross,
        "unit_tax_excl": net,
        "total_tax_incl": gross,
        "total_tax_excl": net,
        "tax_rates": [rate] if rate else [],
        "ecotax": "0",
        "ecotax_rate": "0",
    }


def test_wrapping_without_shipping_is_charged():
    plan = totals.plan_order(
        order([row("a", "12.00", "10.00")], "14.40", "12.00", wrapping=money("2.40", "2.00"))
    )
    found = [(line.part, line.label, line.rate, line.total, line.net) for line in plan.lines]
    assert found[1:] == [("wrapping", "", 20, Decimal("2.40"), Decimal("2.00"))]
    assert not plan.problems
    plan = totals.plan_order(
        order([row("a", "12.00", "10.00")], "18.00", "15.00", shipping=money("6.00", "5.00"))
    )
    assert [(line.part, line.label) for line in plan.lines[1:]] == [("shipping", "Colissimo")]


def test_a_voucher_has_its_names():
    vouchers = [{"name": name, "free_shipping": False} for name in ("A", "", "B")]
    plan = totals.plan_order(
        order(
            [row("a", "12.00", "10.00")],
            "6.00",
            "5.00",
            discount=money("6.00", "5.00"),
            discounts=vouchers,
        )
    )
    assert [(line.label, line.total, line.net) for line in plan.lines[1:]] == [
        ("A, B", Decimal("-6.00"), Decimal("-5.00"))
    ]
    only_net = order([row("a", "12.00", "10.00")], "12.00", "9.90", discount=money("0", "0.10"))
    assert totals.plan_order(only_net).unexplained == Decimal("-0.10")
    only_gross = order([row("a", "12.00", "10.00")], "11.90", "10.00", discount=money("0.10", "0"))
    assert [line.total for line in totals.plan_order(only_gross).lines] == [
        Decimal("12.00"),
        Decimal("-0.10"),
    ]


@pytest.mark.parametrize(
    ("net", "nets"),
    [
        ("15.83", ["10.00", "5.83"]),
        ("15.84", ["10.00", "5.84"]),  # 7.01 at 20 %: 5.8417, its net lacks most
        ("15.82", ["9.99", "5.83"]),
        ("15.85", ["10.00", "5.85"]),
    ],
)
def test_cents_without_tax_go_where_the_rate_says_most(net, nets):
    rows = [row("a", "12.00", "10.00"), row("b", "7.01", "5.83")]
    plan = totals.plan_order(order(rows, "19.01", net))
    assert not plan.problems
    assert [str(line.net) for line in plan.lines] == nets
