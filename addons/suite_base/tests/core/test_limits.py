"""Both sides of what an address, an answer and a table may be."""

import socket
from datetime import datetime, time

import pytest

from odoo.addons.suite_base.core.addresses import (
    OutgoingError,
    Target,
    UnsafeUrl,
    follow,
    is_public_address,
    mask_url,
    parse_allowed_hosts,
    parse_url,
    resolve,
)
from odoo.addons.suite_base.core.outgoing import (
    MEGABYTE,
    AnswerRefused,
    CallPolicy,
    _is_same_place,
    check_size,
)
from odoo.addons.suite_base.core.tables import (
    TableError,
    cell_text,
    decode,
    find_delimiter,
    read_csv,
)


def refused(function, *args, **options):
    with pytest.raises(OutgoingError) as caught:
        function(*args, **options)
    return caught.value


# --- addresses

# What each of these ports speaks, as IANA has it: nothing that an HTTP call should reach.
SERVICES = {
    "telnet": 23, "smtp": 25, "domain": 53, "pop3": 110, "sunrpc": 111, "epmap": 135,
    "netbios-ssn": 139, "imap": 143, "ldap": 389, "microsoft-ds": 445, "submissions": 465,
    "submission": 587, "imaps": 993, "pop3s": 995, "ms-sql-s": 1433, "oracle": 1521, "mysql": 3306,
    "ms-wbt-server": 3389, "postgresql": 5432, "redis": 6379, "odoo-longpolling": 8072,
    "elasticsearch": 9200, "memcache": 11211, "mongodb": 27017,
}  # fmt: skip


@pytest.mark.parametrize("service", SERVICES)
def test_services_that_speak_no_http_are_not_called(service):
    port = SERVICES[service]
    error = refused(parse_url, f"http://host:{port}/")
    assert (error.code, error.host, error.details) == ("port", "host", {"port": port})
    assert str(error) == "port: host"


@pytest.mark.parametrize("port", [80, 443, 8069, 8080, 8443, 1, 65535])
def test_ordinary_ports_are_called(port):
    assert parse_url(f"http://host:{port}/").port == port


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://user@host/", "credentials"),
        ("http://:secret@host/", "credentials"),
        ("http://user:secret@host/", "credentials"),
        ("http://host/\x7f", "control"),
        ("http://host/\x1f", "control"),
        ("http://host/ ", "control"),
        ("http://" + ".".join(["a" * 62] * 4) + ".bb/", "host"),
        ("http:///path", "host"),
        ("ftps://host/", "scheme"),
        ("http://host:65536/", "host"),
        ("http://" + "a" * 64 + "/", "host"),
    ],
)
def test_what_no_address_may_have(url, code):
    assert refused(parse_url, url).code == code


def test_what_an_address_may_have():
    longest = ".".join(["a" * 62] * 4) + ".b"
    assert len(parse_url(f"http://{longest}/").host) == 253
    assert parse_url("http://host?a=1").path == "/?a=1"
    assert parse_url("http://host").path == "/"
    assert parse_url("https://Host./!").host == "host"
    assert parse_url("https://été.fr/").host == "xn--t-9fab.fr"
    for scheme, port in (("http", 80), ("https", 443), ("sftp", 22), ("ftps", 21)):
        assert parse_url(f"{scheme}://host/", (scheme,)).port == port
    target = parse_url("sftp://jean@host/a", ("sftp",))
    assert (target.username, target.password) == ("jean", "")
    target = parse_url("sftp://:p@host/a", ("sftp",))
    assert (target.username, target.password) == ("", "p")
    assert refused(parse_url, "http://h/", ("https",)).details == {"scheme": "http"}


@pytest.mark.parametrize(
    ("inside", "outside"),
    [
        ("0.255.255.255", "1.0.0.0"),
        ("100.64.0.0", "100.63.255.255"),
        ("100.127.255.255", "100.128.0.0"),
        ("169.254.255.255", "169.255.0.0"),
        ("192.0.0.255", "192.0.1.0"),
        ("192.88.99.255", "192.88.100.0"),
        ("198.19.255.255", "198.20.0.0"),
        ("224.0.0.0", "223.255.255.255"),
        ("64:ff9b:1::7f00:1", "64:ff9b:1::808:808"),
        ("2002:a00:1::", "2002:808:808::"),
        ("100::1", "2606:4700::1111"),
    ],
)
def test_special_ranges_end_where_they_end(inside, outside):
    assert not is_public_address(inside)
    assert is_public_address(outside)


def answering(*addresses):
    return lambda _host, port, **_options: [(2, 1, 6, "", (one, port)) for one in addresses]


def test_a_name_is_resolved_to_its_first_ipv4():
    target = parse_url("https://a.example/")
    found = resolve(target, resolver=answering("2606:4700::1111", "8.8.8.8", "8.8.4.4"))
    assert found == Target("https", "a.example", 443, "/", "8.8.8.8")
    assert resolve(target, resolver=answering("2606:4700::1111")).address == "2606:4700::1111"
    assert refused(resolve, target, resolver=answering()).code == "unknown_host"
    error = refused(resolve, target, resolver=answering("10.0.0.1"))
    assert (error.code, error.host) == ("address", "a.example")

    def unknown(*_args, **_options):
        raise socket.gaierror

    error = refused(resolve, target, ("a.example",), unknown)
    assert (error.code, error.host) == ("unknown_host", "a.example")
    trusted = resolve(target, ("a.example:443",), answering("10.0.0.1", "8.8.8.8"))
    assert trusted.address == "10.0.0.1"


@pytest.mark.parametrize(
    ("url", "location", "followed"),
    [
        ("http://a/x?y=1", "z", "http://a/z"),
        ("http://a:8080/x", "/z", "http://a:8080/z"),
        ("https://a:443/x", "/z", "https://a/z"),
        ("https://[2606:4700::1]/x", "/z", "https://[2606:4700::1]/z"),
        ("https://[2606:4700::1]:8443/x", "/z", "https://[2606:4700::1]:8443/z"),
        ("http://a/", "https://b/", "https://b/"),
        ("http://a/", "http://b/", "http://b/"),
        ("https://a/", "HTTPS://b/", "https://b/"),
        ("https://a/", "//b/c", "https://b/c"),
    ],
)
def test_where_a_redirection_leads(url, location, followed):
    assert follow(parse_url(url), location) == followed


def test_redirections_that_lead_nowhere():
    error = refused(follow, parse_url("https://a/"), "http://b/")
    assert (error.code, error.host, error.details) == ("scheme", "a", {"scheme": "https → http"})
    assert refused(follow, parse_url("http://a/"), "//[bad").code == "host"


@pytest.mark.parametrize(
    ("url", "masked"),
    [
        ("https://host/a", "https://host/a"),
        ("https://u@host", "https://host"),
        ("http://host:99999/", "?"),
        ("nothing", "://?nothing"),
        ("http://host:80/?", "http://host:80/"),
    ],
)
def test_what_a_log_shows_of_an_address(url, masked):
    assert mask_url(url) == masked


def test_hosts_are_parted_by_commas_and_blanks():
    assert parse_allowed_hosts(" A,b\n c:80 ,, ") == ("a", "b", "c:80")
    assert parse_allowed_hosts(None) == ()


# --- answers


def test_an_answer_nobody_limited_has_sixty_megabytes():
    target = parse_url("http://host/")
    check_size(60 * MEGABYTE, target, CallPolicy())
    error = refused(check_size, 60 * MEGABYTE + 1, target, CallPolicy())
    assert isinstance(error, AnswerRefused)
    assert (error.code, error.host) == ("too_big", "host")
    assert error.details == {"size": 60, "limit": 60}


@pytest.mark.parametrize(
    ("url", "following", "same"),
    [
        ("http://a/", "http://a/x", True),
        ("http://a/", "http://a:80/", True),
        ("http://a/", "https://a/", True),
        ("http://a:8080/", "https://a/", True),
        ("http://a/", "https://a:8443/", False),
        ("http://a/", "http://a:443/", False),
        ("http://a:8080/", "http://a:8081/", False),
        ("http://a:8080/", "http://a/", False),
        ("http://a/", "http://b/", False),
        ("https://a/", "https://b/", False),
    ],
)
def test_the_same_place_is_the_same_service(url, following, same):
    assert _is_same_place(parse_url(url), parse_url(following)) is same


def test_a_policy_names_the_target():
    policy = CallPolicy(resolver=answering("8.8.8.8"))
    assert policy.resolve("https://a/").address == "8.8.8.8"
    with pytest.raises(UnsafeUrl):
        policy.resolve("sftp://a/")


# --- tables


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\nx\n", ","),  # better one row than none
        ("a|b\nx,y,z\n", ","),  # more cells
        ("a;b,c\nd;e,f\n", ";"),  # both even: the usual one
        ("a\tb,c\td\ne\tf,g\th\n", "\t"),
        ("a;b;c\nd;e\nf,g\n", ";"),
        ("a;b;c,d\ne;f,g\nh;i;j,k\n", ","),  # even wins over more
        ("a;b;c\n\nd;e;f\n", ";"),
        ("a,b\n" * 20 + "c;d;e\n" * 50, ","),  # twenty rows are looked at
        ("a,b\n" * 19 + "c;d;e\n" + "x", ","),
        ("Sep=.\na;b", "."),
    ],
)
def test_the_delimiter_that_parts_most(text, delimiter):
    assert find_delimiter(text) == delimiter


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"a\0b\0", "ab"),
        (b"\0a\0b", "ab"),
        ("aé\u20ac€ab".encode("utf-16-le"), None),
        ("abcdefg\u2019".encode("utf-16-le"), "abcdefg\u2019"),
    ],
)
def test_zeros_between_the_letters_are_utf_16(content, text):
    if text is None:
        with pytest.raises(TableError, match="binary"):
            decode(content)
    else:
        assert decode(content) == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (1e15, "1000000000000000.0"),
        (-1e15, "-1000000000000000.0"),
        (1e14, "100000000000000"),
        (12.5, "12.5"),
        (False, "0"),
        (0, "0"),
        (datetime(2026, 3, 1, 0, 0, 1), "2026-03-01 00:00:01"),
        (time(8, 30), "08:30:00"),
    ],
)
def test_cells_as_texts(cell, text):
    assert cell_text(cell) == text


def test_lines_are_counted_behind_the_line_of_the_delimiter():
    assert list(read_csv("sep=;\na;b\n\nc;d\n")) == [(2, ["a", "b"]), (4, ["c", "d"])]
    with pytest.raises(TableError) as caught:
        list(read_csv('sep=;\na;b\n"c;d\n'))
    assert (caught.value.code, caught.value.line) == ("unclosed_quote", 3)
    assert str(caught.value) == "unclosed_quote (line 3)"
    assert str(TableError("empty")) == "empty"
