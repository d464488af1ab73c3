"""What cannot work says so in one clear line: what, why, what to do."""

import functools
import http.server
import socket
import threading

import pytest

from house import odoo_tree
from house.console import Failure
from house.odoo import check_port

PIN = {"path": "pool/some_1.0_all.deb", "size": 4, "sha256": "0" * 64}


@pytest.fixture
def mirror(tmp_path):
    (tmp_path / "pool").mkdir()
    (tmp_path / "pool/some_1.0_all.deb").write_bytes(b"half")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_words):
            """The test's output stays readable."""

    handler = functools.partial(Quiet, directory=tmp_path)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def download(mirror, tmp_path, **changes):
    pin = PIN | changes
    progress = odoo_tree.Progress("x", 4)
    return odoo_tree._download(mirror, pin, tmp_path / "target.deb", progress, 0)


def test_a_package_that_differs_from_the_tested_one_is_refused(mirror, tmp_path):
    with pytest.raises(Failure, match="SHA-256"):
        download(mirror, tmp_path)


def test_a_package_that_left_the_mirror_says_what_to_do(mirror, tmp_path):
    with pytest.raises(Failure, match="Update the pins"):
        download(mirror, tmp_path, path="pool/gone_2.0_all.deb")


def test_without_network_the_message_says_what_to_do(tmp_path):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(Failure, match="connect this machine"):
            download(address, tmp_path)


def test_a_full_disk_is_seen_before_the_download(tmp_path):
    with pytest.raises(Failure, match="make room"):
        odoo_tree._check_disk(tmp_path, 1 << 60)


@pytest.mark.parametrize("port", ["not-a-port", "99999999"])
def test_an_impossible_port_says_what_to_do(port):
    with pytest.raises(Failure, match="PORT=8070"):
        check_port(port)


def test_a_taken_port_says_what_to_do():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Failure, match="taken"):
            check_port(taken.getsockname()[1])
