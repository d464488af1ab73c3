"""Real small servers on this machine."""

import contextlib
import datetime
import socket
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from odoo.addons.suite_base.core.addresses import OutgoingError, UnsafeUrl
from odoo.addons.suite_base.core.outgoing import (
    ANYWHERE,
    AnswerRefused,
    CallFailed,
    CallPolicy,
    call,
    download,
)
from odoo.addons.suite_base.core.sessions import open_session

STOCK = b"reference;marque\n1;Kia\n"
LOCAL = CallPolicy(
    timeout=5, allowed_hosts=("127.0.0.1", "localhost"), redirect_hosts=("localhost",)
)


def code_of(function, *args, **kwargs):
    with pytest.raises(OutgoingError) as caught:
        function(*args, **kwargs)
    assert caught.value.code in str(caught.value)
    return caught.value.code


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that leaves is part of the test."""


@contextlib.contextmanager
def web(answer, certificate=None):
    """``answer(handler)`` writes the response; yields (base URL, requests)."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            length = int(self.headers.get("Content-Length") or 0)
            seen.append((self.command, self.path, dict(self.headers), self.rfile.read(length)))
            with contextlib.suppress(ConnectionError):
                answer(self)

        do_POST = do_HEAD = do_GET

        def log_message(self, *_args):
            """Quiet."""

    server = QuietServer(("127.0.0.1", 0), Handler)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
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


def test_a_file_is_downloaded_from_the_checked_address_with_its_host_name():
    with web(reply()) as (base, seen):
        port = int(base.rpartition(":")[2])
        policy = CallPolicy(
            allowed_hosts=("flux.example",),
            resolver=lambda host, port, **_o: [(2, 1, 6, "", ("127.0.0.1", port))],
        )
        assert download(f"http://flux.example:{port}/a?t=1", policy=policy) == STOCK
    assert seen[0][2]["Host"] == f"flux.example:{port}"


def test_a_name_that_changes_its_address_after_the_check_gains_nothing():
    """Rebinding: the second answer of the resolver is never asked for."""
    asked = []

    def resolver(_host, port, **_options):
        asked.append(1)
        return [(2, 1, 6, "", ("127.0.0.1" if len(asked) > 1 else "192.0.2.1", port))]

    with web(reply()) as (base, seen):
        port = base.rpartition(":")[2]
        policy = CallPolicy(timeout=0.5, resolver=resolver)
        # 192.0.2.0/24 (documentation) is refused before any connection, and not asked again.
        assert code_of(download, f"http://rebind.example:{port}/", policy=policy) == "address"
    assert (len(asked), seen) == (1, [])


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f000001", "0"],
)
def test_this_machine_is_never_called_by_any_spelling(host):
    with web(reply()) as (base, seen):
        port = base.rpartition(":")[2]
        assert code_of(download, f"http://{host}:{port}/") in ("address", "unknown_host")
    assert not seen


def test_each_redirection_is_checked_again():
    with web(reply()) as (inner, inner_seen):
        target = inner.replace("127.0.0.1", "localhost")
        with web(reply(302, b"", Location=target)) as (base, _seen):
            policy = CallPolicy(allowed_hosts=("127.0.0.1",), redirect_hosts=(ANYWHERE,))
            assert code_of(download, base, policy=policy) == "address"
            assert not inner_seen
            assert download(base, policy=LOCAL) == STOCK


def test_secrets_do_not_follow_a_redirection_to_another_host():
    with web(reply()) as (inner, inner_seen):
        target = inner.replace("127.0.0.1", "localhost")
        with web(reply(302, b"", Location=target)) as (base, _seen):
            download(base, headers={"Authorization": "Bearer s3cret"}, policy=LOCAL)
    assert "Authorization" not in inner_seen[0][2]


def test_a_post_is_never_sent_on():
    with web(reply(307, b"", Location="/other")) as (base, seen):
        assert code_of(call, base, method="POST", body=b"x", policy=LOCAL) == "redirected"
    assert len(seen) == 1


def test_endless_redirections_end():
    with web(reply(302, b"", Location="/")) as (base, _seen):
        assert code_of(download, base, policy=LOCAL) == "too_many_redirects"


def test_sizes_are_limited_whether_announced_or_not():
    small = CallPolicy(max_bytes=1000, allowed_hosts=LOCAL.allowed_hosts)
    with web(reply(body=b"x" * 5000)) as (base, _seen):
        assert code_of(download, base, policy=small) == "too_big"

    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"x" * 65536)

    with web(endless) as (base, _seen):
        assert code_of(download, base, policy=small) == "too_big"


def test_a_cut_download_is_refused():
    def cut(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "5000")
        handler.end_headers()
        handler.wfile.write(b"x")
        handler.connection.shutdown(socket.SHUT_RDWR)

    with web(cut) as (base, _seen):
        assert code_of(download, base, policy=LOCAL) in ("truncated", "unreachable")


def test_a_silent_server_is_left():
    quick = CallPolicy(timeout=0.2, allowed_hosts=LOCAL.allowed_hosts)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        assert code_of(download, url, policy=quick) == "timeout"


def test_a_redirection_leads_to_no_host_that_was_not_named():
    with web(reply()) as (inner, inner_seen):
        target = inner.replace("127.0.0.1", "localhost")
        with web(reply(302, b"", Location=target)) as (base, _seen):
            policy = CallPolicy(allowed_hosts=LOCAL.allowed_hosts)
            assert code_of(download, base, policy=policy) == "redirect"
            assert not inner_seen


def test_a_redirection_to_another_service_of_the_same_host_is_another_place():
    with web(reply()) as (inner, inner_seen), web(reply(302, b"", Location=inner)) as (base, _s):
        assert code_of(download, base, policy=LOCAL) == "redirect"
        assert not inner_seen


def test_headers_stay_within_the_same_place():
    def answer(handler):
        if handler.path == "/":
            reply(302, b"", Location="/there?x=1")(handler)
        else:
            reply()(handler)

    with web(answer) as (base, seen):
        answered = call(f"{base}/", headers={"Authorization": "Bearer s"}, policy=LOCAL)
    assert (answered.url, answered.body) == (f"{base}/there?x=1", STOCK)
    assert [request[2].get("Authorization") for request in seen] == ["Bearer s"] * 2
    assert seen[0][2]["User-Agent"] == "odoo-suite"


def test_only_what_every_browser_sends_goes_to_another_host():
    sent = {"X-Api-Key": "s", "Cookie": "s", "PRIVATE-TOKEN": "s", "Accept": "text/csv"}
    with web(reply()) as (inner, inner_seen):
        target = inner.replace("127.0.0.1", "localhost")
        with web(reply(302, b"", Location=target)) as (base, _seen):
            download(base, headers=sent, policy=LOCAL)
    assert {name for name in sent if name in inner_seen[0][2]} == {"Accept"}


def test_another_status_is_told_with_its_number():
    with web(reply(404, b"no")) as (base, _seen):
        with pytest.raises(AnswerRefused) as caught:
            download(base, policy=LOCAL)
        assert caught.value.details == {"status": 404}
        assert call(base, policy=LOCAL).status == 404
        assert call(base, method="HEAD", policy=LOCAL).body == b""


def test_a_post_sends_its_body():
    with web(reply()) as (base, seen):
        call(base, method="POST", body=b"<x/>", headers={"Content-Type": "text/xml"}, policy=LOCAL)
    assert (seen[0][0], seen[0][3]) == ("POST", b"<x/>")


@pytest.mark.parametrize("where", ["headers", "body"])
def test_a_server_that_drips_is_left_in_time(where):
    def drip(handler):
        if where == "body":
            handler.send_response(200)
            handler.end_headers()
        for _second in range(100):
            handler.wfile.write(b"X: y\r\n" if where == "headers" else b"x")
            handler.wfile.flush()
            time.sleep(0.1)

    def start(handler):
        if where == "headers":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        drip(handler)

    policy = CallPolicy(timeout=5, total_time=0.5, allowed_hosts=LOCAL.allowed_hosts)
    with web(start) as (base, _seen):
        begun = time.monotonic()
        assert code_of(download, base, policy=policy) == "timeout"
        assert time.monotonic() - begun < 4


def test_a_closed_port_is_unreachable():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    with pytest.raises(CallFailed) as caught:
        call(f"http://127.0.0.1:{port}/", policy=LOCAL)
    assert (caught.value.code, caught.value.host) == ("unreachable", "127.0.0.1")


@contextlib.contextmanager
def tls_web(answer, certificate):
    with web(answer, certificate) as (base, seen):
        yield base.replace("http:", "https:"), seen


def test_tls_verifies_the_name_that_was_called(tmp_path):
    certificate = _certificate("flux.example", tmp_path)

    def at(name, port, **options):
        policy = CallPolicy(
            timeout=5,
            allowed_hosts=(name,),
            cafile=str(certificate),
            resolver=lambda _host, port, **_o: [(2, 1, 6, "", ("127.0.0.1", port))],
        )
        if options:
            return open_session(policy).get(f"https://{name}:{port}/").content
        return download(f"https://{name}:{port}/", policy=policy)

    with tls_web(reply(), certificate) as (base, _seen):
        port = base.rpartition(":")[2]
        assert at("flux.example", port) == STOCK
        assert at("flux.example", port, session=True) == STOCK
        assert code_of(at, "other.example", port) == "certificate"
        with pytest.raises(requests.exceptions.SSLError):
            at("other.example", port, session=True)
        unknown = CallPolicy(timeout=5, allowed_hosts=("127.0.0.1",))
        assert code_of(download, f"https://127.0.0.1:{port}/", policy=unknown) == "certificate"


# --- sessions


def test_a_session_keeps_its_connection_and_its_secrets():
    with web(reply()) as (base, seen), open_session(LOCAL) as session:
        assert session.get(base, auth=("key", "")).content == STOCK
        assert session.post(base, data=b"x").text == STOCK.decode()
    assert [request[0] for request in seen] == ["GET", "POST"]


def test_a_session_calls_no_private_address():
    with web(reply()) as (base, seen), open_session() as session:
        assert code_of(session.get, base) == "address"
        assert code_of(session.get, base.replace("127.0.0.1", "[::1]")) == "address"
        assert not seen


def test_a_session_follows_nothing():
    with web(reply(302, b"", Location="/other")) as (base, seen), open_session(LOCAL) as session:
        assert session.get(base).status_code == 302
        assert len(seen) == 1


def test_a_session_reads_no_more_than_it_may():
    small = CallPolicy(max_bytes=1000, allowed_hosts=LOCAL.allowed_hosts)
    with web(reply(body=b"x" * 1001)) as (base, _seen), open_session(small) as session:
        assert code_of(session.get, base) == "too_big"
    with web(reply(body=b"x" * 1000)) as (base, _seen), open_session(small) as session:
        assert len(session.get(base).content) == 1000


def test_a_session_leaves_a_silent_or_dripping_server():
    quick = CallPolicy(timeout=0.3, total_time=0.4, allowed_hosts=LOCAL.allowed_hosts)

    def drip(handler):
        handler.send_response(200)
        handler.end_headers()
        for _time in range(60):
            handler.wfile.write(b"x" * 70000)
            time.sleep(0.1)

    with web(drip) as (base, _seen), open_session(quick) as session:
        assert code_of(session.get, base) == "timeout"


def test_a_session_takes_no_proxy_of_the_environment(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    with web(reply()) as (base, _seen), open_session(LOCAL) as session:
        assert session.get(base).content == STOCK


def test_a_session_tells_what_cannot_be_reached():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    with open_session(LOCAL) as session, pytest.raises(requests.exceptions.ConnectionError):
        session.get(f"http://127.0.0.1:{port}/")
    with open_session() as session, pytest.raises(UnsafeUrl):
        session.get("http://nowhere.invalid/")


# --- redirections, one by one


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_every_kind_of_redirection_is_followed(status):
    def answer(handler):
        if handler.path == "/":
            reply(status, b"", Location="/there")(handler)
        else:
            reply()(handler)

    with web(answer) as (base, seen):
        assert download(base + "/", policy=LOCAL) == STOCK
        assert call(base + "/", method="HEAD", policy=LOCAL).url == f"{base}/there"
    assert [request[1] for request in seen] == ["/", "/there"] * 2


@pytest.mark.parametrize("status", [300, 304, 305, 306, 309])
def test_other_statuses_with_a_place_are_answers(status):
    with web(reply(status, b"", Location="/there")) as (base, seen):
        assert call(base, policy=LOCAL).status == status
        assert len(seen) == 1


def test_a_redirection_to_nowhere_is_an_answer():
    with web(reply(302, b"")) as (base, _seen):
        assert call(base, policy=LOCAL).status == 302


@pytest.mark.parametrize("allowed", [0, 1, 3])
def test_as_many_redirections_as_are_allowed(allowed):
    def answer(handler):
        left = int(handler.path[1:])
        if left:
            reply(302, b"", Location=f"/{left - 1}")(handler)
        else:
            reply()(handler)

    policy = CallPolicy(timeout=5, max_redirects=allowed, allowed_hosts=LOCAL.allowed_hosts)
    with web(answer) as (base, _seen):
        assert download(f"{base}/{allowed}", policy=policy) == STOCK
        with pytest.raises(AnswerRefused) as caught:
            download(f"{base}/{allowed + 1}", policy=policy)
    assert (caught.value.code, caught.value.details) == ("too_many_redirects", {"count": allowed})


def test_an_answer_is_as_long_as_announced():
    def cut(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "5000")
        handler.end_headers()
        handler.wfile.write(b"xyz")
        handler.connection.shutdown(socket.SHUT_WR)

    with web(cut) as (base, _seen), pytest.raises(AnswerRefused) as caught:
        download(base, policy=LOCAL)
    assert caught.value.code == "truncated"
    assert caught.value.details == {"received": 3, "announced": 5000}


def test_a_place_of_a_refused_redirection_is_named():
    answer = reply(302, b"", Location="http://other.example/")
    with web(answer) as (base, _seen), pytest.raises(UnsafeUrl) as caught:
        download(base, policy=LOCAL)
    assert (caught.value.code, caught.value.host) == ("redirect", "other.example")
    assert caught.value.details == {"origin": "127.0.0.1"}
