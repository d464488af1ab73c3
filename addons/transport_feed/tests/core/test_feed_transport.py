"""Real small servers on this machine: HTTP, SFTP (paramiko), FTPS (pyftpdlib), SOAP (hand-made)."""

import contextlib
import datetime
import gzip
import io
import os
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import paramiko
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import TLS_FTPHandler
from pyftpdlib.servers import ThreadedFTPServer

from odoo.addons.suite_base.core.addresses import OutgoingError
from odoo.addons.suite_base.core.outgoing import CallPolicy
from odoo.addons.transport_feed.core.feed_transport import (
    fetch_ftps,
    fetch_sftp,
    fetch_soap,
    host_fingerprint,
)

STOCK = b"reference;marque\n1;Kia\n"
LOCAL = CallPolicy(timeout=5, allowed_hosts=("127.0.0.1", "localhost"))


def code_of(function, *args, **kwargs):
    with pytest.raises(OutgoingError) as caught:
        function(*args, **kwargs)
    return caught.value.code


# --- SOAP's web server


@contextlib.contextmanager
def web(answer):
    """``answer(handler)`` writes the response; yields (base URL, requests)."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            length = int(self.headers.get("Content-Length") or 0)
            seen.append((self.command, self.path, dict(self.headers), self.rfile.read(length)))
            with contextlib.suppress(ConnectionError):
                answer(self)

        do_POST = do_GET

        def log_message(self, *_args):
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def reply(status=200, body=STOCK, **headers):
    def answer(handler):
        handler.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def _certificate(name, folder):
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path


# --- FTPS


@contextlib.contextmanager
def ftps_server(tmp_path, name="localhost"):
    folder = tmp_path / "ftp"
    folder.mkdir()
    (folder / "stock.csv").write_bytes(STOCK)
    certificate = _certificate(name, tmp_path)
    authorizer = DummyAuthorizer()
    authorizer.add_user("dealer", "s3cret", str(folder), perm="elr")

    class Handler(TLS_FTPHandler):
        certfile = str(certificate)
        tls_control_required = True
        tls_data_required = True
        masquerade_address = "192.0.2.9"  # a lying PASV answer must not be followed
        log_prefix = ""

    Handler.authorizer = authorizer
    server = ThreadedFTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"timeout": 0.05})
    thread.start()
    try:
        yield server.socket.getsockname()[1], certificate
    finally:
        server.close_all()
        thread.join()


def test_ftps_fetches_over_tls_and_ignores_a_lying_data_address(tmp_path):
    with ftps_server(tmp_path) as (port, certificate):
        url = f"ftps://localhost:{port}/stock.csv"
        access = {
            "username": "dealer",
            "password": "s3cret",
            "policy": LOCAL,
            "cafile": certificate,
        }
        assert fetch_ftps(url, **access) == STOCK
        assert code_of(fetch_ftps, url.replace("stock", "other"), **access) == "no_file"
        assert code_of(fetch_ftps, url, **access | {"password": "no"}) == "refused_login"
        tiny = CallPolicy(max_bytes=5, allowed_hosts=LOCAL.allowed_hosts)
        assert code_of(fetch_ftps, url, **access | {"policy": tiny}) == "too_big"


def test_ftps_refuses_an_unknown_or_wrong_certificate(tmp_path):
    access = {"username": "dealer", "password": "s3cret", "policy": LOCAL}
    with ftps_server(tmp_path, "other.example") as (port, certificate):
        url = f"ftps://localhost:{port}/stock.csv"
        assert code_of(fetch_ftps, url, **access) == "certificate"
        assert code_of(fetch_ftps, url, cafile=certificate, **access) == "certificate"


# --- SFTP


class _Files(paramiko.SFTPServerInterface):
    def open(self, path, flags, attr):
        if path != "/export/stock.csv" or flags & (os.O_WRONLY | os.O_RDWR):
            return paramiko.SFTP_NO_SUCH_FILE
        handle = paramiko.SFTPHandle(flags)
        handle.readfile = io.BytesIO(STOCK)
        handle.stat = lambda: self.stat(path)
        return handle

    def stat(self, path):
        found = paramiko.SFTPAttributes()
        found.st_size = len(STOCK)
        found.st_mode = 0o100644
        return found


class _Login(paramiko.ServerInterface):
    def __init__(self, public_key):
        self.public_key = public_key

    def check_auth_password(self, username, password):
        right = (username, password) == ("dealer", "s3cret")
        return paramiko.AUTH_SUCCESSFUL if right else paramiko.AUTH_FAILED

    def check_auth_publickey(self, username, key):
        right = self.public_key is not None and key == self.public_key
        return paramiko.AUTH_SUCCESSFUL if right else paramiko.AUTH_FAILED

    def get_allowed_auths(self, username):
        return "password,publickey"

    def check_channel_request(self, kind, chanid):
        return paramiko.OPEN_SUCCEEDED


@contextlib.contextmanager
def sftp_server(public_key=None):
    host_key = paramiko.ECDSAKey.generate()
    listener = socket.create_server(("127.0.0.1", 0))
    transports = []

    def serve():
        while True:
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            transport = paramiko.Transport(connection)
            transport.add_server_key(host_key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Files)
            transports.append(transport)
            with contextlib.suppress(paramiko.SSHException, EOFError):
                transport.start_server(server=_Login(public_key))

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"sftp://127.0.0.1:{listener.getsockname()[1]}", host_fingerprint(host_key)
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for transport in transports:
            transport.close()
        thread.join()


def test_sftp_fetches_with_a_password_from_the_known_server():
    with sftp_server() as (base, fingerprint):
        access = {"username": "dealer", "password": "s3cret", "fingerprint": fingerprint}
        assert fetch_sftp(f"{base}/export/stock.csv", policy=LOCAL, **access) == STOCK
        url = f"{base}/export/../../etc/passwd"
        assert code_of(fetch_sftp, url, policy=LOCAL, **access) == "no_file"
        wrong = access | {"password": "no"}
        assert (
            code_of(fetch_sftp, f"{base}/export/stock.csv", policy=LOCAL, **wrong)
            == "refused_login"
        )


@pytest.mark.parametrize("kind", [paramiko.RSAKey, paramiko.ECDSAKey])
def test_sftp_fetches_with_a_private_key(kind):
    key = kind.generate(*((2048,) if kind is paramiko.RSAKey else ()))
    text = io.StringIO()
    key.write_private_key(text)
    with sftp_server(key) as (base, fingerprint):
        content = fetch_sftp(
            f"{base}/export/stock.csv",
            username="dealer",
            private_key=text.getvalue(),
            fingerprint=fingerprint,
            policy=LOCAL,
        )
        assert content == STOCK
        access = {"username": "dealer", "fingerprint": fingerprint, "policy": LOCAL}
        url = f"{base}/export/stock.csv"
        assert code_of(fetch_sftp, url, private_key="no key", **access) == "bad_key"


def test_sftp_sends_no_password_to_an_unknown_or_changed_server():
    with sftp_server() as (base, fingerprint):
        for known, code in (("", "unknown_server"), ("SHA256:other", "changed_server")):
            with pytest.raises(OutgoingError) as caught:
                fetch_sftp(
                    f"{base}/export/stock.csv",
                    username="dealer",
                    password="s3cret",
                    fingerprint=known,
                    policy=LOCAL,
                )
            assert caught.value.code == code
            assert caught.value.details["fingerprint"] == fingerprint


def test_internal_servers_are_not_reached_by_sftp_or_ftps():
    for function, scheme in ((fetch_sftp, "sftp"), (fetch_ftps, "ftps")):
        url = f"{scheme}://127.0.0.1/a"
        assert code_of(function, url, username="a", password="b") == "address"


# --- SOAP

WSDL = """<?xml version="1.0"?>
<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
 xmlns:tns="urn:stock" xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:stock">
<types><xsd:schema targetNamespace="urn:stock" elementFormDefault="qualified">{extra}
<xsd:element name="GetStock"><xsd:complexType><xsd:sequence>
<xsd:element name="dealer" type="xsd:string"/></xsd:sequence></xsd:complexType></xsd:element>
<xsd:element name="GetStockResponse"><xsd:complexType><xsd:sequence>
<xsd:element name="car" maxOccurs="unbounded"><xsd:complexType><xsd:sequence>
<xsd:element name="reference" type="xsd:string"/><xsd:element name="km" type="xsd:int"/>
</xsd:sequence></xsd:complexType></xsd:element></xsd:sequence></xsd:complexType></xsd:element>
</xsd:schema></types>
<message name="In"><part name="parameters" element="tns:GetStock"/></message>
<message name="Out"><part name="parameters" element="tns:GetStockResponse"/></message>
<portType name="Port"><operation name="GetStock"><input message="tns:In"/><output message="tns:Out"/>
</operation></portType>
<binding name="Binding" type="tns:Port"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
<operation name="GetStock"><soap:operation soapAction="get"/><input><soap:body use="literal"/></input>
<output><soap:body use="literal"/></output></operation></binding>
<service name="Service"><port name="Port" binding="tns:Binding">
<soap:address location="{address}"/></port></service></definitions>"""
ENVELOPE = """<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>
{body}</soap:Body></soap:Envelope>"""
CARS = """<GetStockResponse xmlns="urn:stock"><car><reference>A1</reference><km>12</km></car>
<car><reference>A2</reference><km>7</km></car></GetStockResponse>"""


def soap(body=CARS, extra="", status=200, address=None):
    def answer(handler):
        base = f"http://127.0.0.1:{handler.server.server_port}"
        if handler.command == "GET":
            text = WSDL.format(address=address or base, extra=extra)
        else:
            text = ENVELOPE.format(body=body)
        reply(status if handler.command == "POST" else 200, text.encode(), Content_Type="text/xml")(
            handler
        )

    return answer


def test_soap_calls_the_operation_and_gives_json():
    with web(soap()) as (base, seen):
        content = fetch_soap(
            f"{base}/?wsdl",
            operation="GetStock",
            arguments={"dealer": "D1"},
            username="u",
            password="p",
            policy=LOCAL,
        )
    assert b'"reference": "A2"' in content
    assert b"<ns0:dealer>D1" in seen[-1][3]
    assert seen[-1][2]["Authorization"] == "Basic dTpw"


@pytest.mark.parametrize(
    "place", ["/etc/passwd", "file:///etc/passwd", "http://169.254.169.254/x.xsd"]
)
def test_a_wsdl_cannot_read_local_files_or_the_internal_network(place):
    extra = f'<xsd:include schemaLocation="{place}"/>'
    with web(soap(extra=extra)) as (base, _seen):
        code = code_of(fetch_soap, f"{base}/?wsdl", operation="GetStock", policy=LOCAL)
    assert code in ("scheme", "control", "address", "host", "http_status", "soap")


def test_a_wsdl_cannot_send_the_call_into_the_internal_network():
    with web(soap()) as (inner, inner_seen):
        address = inner.replace("127.0.0.1", "localhost")
        with web(soap(address=address)) as (base, _seen):
            policy = CallPolicy(timeout=5, allowed_hosts=("127.0.0.1",))
            code = code_of(
                fetch_soap,
                f"{base}/?wsdl",
                operation="GetStock",
                arguments={"dealer": "1"},
                policy=policy,
            )
    assert (code, inner_seen) == ("address", [])


def test_soap_faults_entities_and_unknown_operations_are_refused():
    fault = (
        "<soap:Fault><faultcode>x</faultcode><faultstring>No such dealer</faultstring></soap:Fault>"
    )
    with web(soap(fault, status=500)) as (base, _seen):
        arguments = {"operation": "GetStock", "arguments": {"dealer": "1"}, "policy": LOCAL}
        assert code_of(fetch_soap, base, **arguments) == "soap_fault"
        assert code_of(fetch_soap, base, operation="Other", policy=LOCAL) == "no_operation"
        assert (
            code_of(fetch_soap, base, operation="GetStock", arguments={"no": 1}, policy=LOCAL)
            == "soap"
        )
    bomb = b'<!DOCTYPE a [<!ENTITY b "c">]><definitions/>'
    with web(reply(body=bomb)) as (base, _seen):
        assert code_of(fetch_soap, base, operation="GetStock", policy=LOCAL) == "soap"
    with web(reply(body=gzip.compress(b"x"))) as (base, _seen):
        assert code_of(fetch_soap, base, operation="GetStock", policy=LOCAL) == "soap"
