"""How a key travels: signed in clear, as Basic over https, in the address where it must."""

import datetime
import ipaddress

import pytest
import woo_helpers
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from fake_woocommerce.server import FakeShop

from odoo.addons.shop_sync.core.errors import ConfigError
from odoo.addons.shop_sync_woocommerce.core import oauth


def test_a_signature_is_that_of_the_specification():
    """The example of RFC 5849 §3.4.1.1, whose parameters come sorted by their encoded names."""
    params = {
        "b5": "=%3D",
        "a3": "2 q",
        "c@": "",
        "a2": "r b",
        "oauth_consumer_key": "9djdj82h48djs9d2",
        "oauth_token": "kkk9d7dh3k39sjv7",
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": "137131201",
        "oauth_nonce": "7d8f3e4a",
        "c2": "",
    }
    assert oauth.base_string("POST", "http://example.com/request", params) == (
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26b5%3D%253D%25253D%26"
        "c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26"
        "oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26"
        "oauth_token%3Dkkk9d7dh3k39sjv7"
    )


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A key and a certificate of our own for this machine."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "shop.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return str(path)


@pytest.fixture
def secure(certificate):
    with FakeShop(certificate=certificate) as running:
        yield running


def test_over_https_the_key_travels_as_basic_and_not_in_the_address(secure, certificate):
    channel = woo_helpers.connect(secure, cafile=certificate)
    found = channel.preflight()
    assert (found.errors, found.key_in_url) == ([], False)


def test_a_server_that_drops_the_header_gets_it_in_the_address(secure, certificate):
    secure.faults.drops_authorization = True
    found = woo_helpers.connect(secure, cafile=certificate).preflight()
    assert (found.errors, found.key_in_url) == ([], True)


def test_a_key_that_the_shop_never_gave_is_named(secure, certificate):
    channel = woo_helpers.connect(secure, key="ck_x:cs_y", cafile=certificate)
    assert [error.code for error in channel.preflight().errors] == ["woo_wrong_key"]


def test_a_certificate_that_nobody_vouches_for_stops_it(secure):
    with pytest.raises(ConfigError) as caught:
        woo_helpers.connect(secure).client.index()
    assert caught.value.code == "tls"
