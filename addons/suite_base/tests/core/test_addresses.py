import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.suite_base.core.addresses import (
    Target,
    UnsafeUrl,
    follow,
    is_public_address,
    mask_url,
    parse_allowed_hosts,
    parse_url,
    resolve,
)


def answers(*addresses):
    def resolver(_host, port, **_options):
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses
        ]

    return resolver


PRIVATE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:c0a8:101::", "2001:0:1:2::3", "fe80::1",
    "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "fec0::1", "rubbish", "",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_private_and_special_addresses_are_refused(address):
    assert not is_public_address(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_ordinary_addresses_are_public(address):
    assert is_public_address(address)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_alike_in_every_ipv6_disguise(address):
    public = is_public_address(str(address))
    assert is_public_address(f"::ffff:{address}") == public
    assert is_public_address(f"64:ff9b::{address}") == public
    if public:
        return
    first, second = divmod(int(address), 65536)
    assert not is_public_address(f"2002:{first:x}:{second:x}::1")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("file:///etc/passwd", "scheme"),
        ("gopher://host/", "scheme"),
        ("ftp://host/", "scheme"),
        ("https://", "host"),
        ("https://host:22222222/", "host"),
        ("https://host:6379/", "port"),
        ("http://host:25/", "port"),
        ("https://user:secret@host/", "credentials"),
        ("https://host/a b", "control"),
        ("https://host/\r\nX: y", "control"),
        ("https://public\\@private/", "control"),
        ("https://[::1", "host"),
    ],
)
def test_odd_urls_are_refused(url, code):
    with pytest.raises(UnsafeUrl) as caught:
        parse_url(url)
    assert caught.value.code == code


def test_an_ordinary_url_is_taken_apart():
    assert parse_url("https://Flux.Exemple.fr/export.php?token=1") == Target(
        "https", "flux.exemple.fr", 443, "/export.php?token=1"
    )
    target = parse_url("sftp://jean:p%40ss@host/a.csv", ("sftp",))
    assert (target.port, target.username, target.password) == (22, "jean", "p@ss")


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::ffff:127.0.0.1]"]
)
def test_other_spellings_of_this_machine_are_refused_by_their_address(host):
    with pytest.raises(UnsafeUrl) as caught:
        resolve(parse_url(f"http://{host}/"))
    assert caught.value.code in ("address", "unknown_host")


def test_one_private_address_among_several_refuses_the_name():
    with pytest.raises(UnsafeUrl):
        resolve(parse_url("https://rebind.example/"), resolver=answers("8.8.8.8", "127.0.0.1"))


def test_the_checked_address_is_the_one_to_connect_to():
    assert (
        resolve(parse_url("https://a.example/"), resolver=answers("8.8.8.8")).address == "8.8.8.8"
    )


def test_an_administrator_may_trust_a_private_host():
    target = parse_url("http://erp.lan:8080/")
    assert (
        resolve(target, parse_allowed_hosts("other, erp.lan"), answers("10.0.0.5")).address
        == "10.0.0.5"
    )
    assert resolve(target, ("erp.lan:8080",), answers("10.0.0.5")).address == "10.0.0.5"
    with pytest.raises(UnsafeUrl):
        resolve(target, ("erp.lan:9090",), answers("10.0.0.5"))


def test_redirections_are_absolute_and_never_leave_encryption():
    target = parse_url("https://a.example/x/y?z=1")
    assert follow(target, "../b") == "https://a.example/b"
    assert follow(target, "https://c.example/") == "https://c.example/"
    for location in ("http://c.example/", "file:///etc/passwd", "//[bad"):
        with pytest.raises((UnsafeUrl, ValueError)):
            parse_url(follow(target, location))


def test_secrets_of_an_address_are_masked():
    assert mask_url("https://u:p@host:8443/a?token=s3cret") == "https://host:8443/a?…"


@given(st.text(max_size=40))
def test_any_text_is_a_target_or_refused(text):
    try:
        assert parse_url(text).host
    except UnsafeUrl as error:
        assert error.code
