"""What cannot work says so in one clear line: what, why, what to do."""

import contextlib
import functools
import http.server
import shutil
import socket
import threading
from pathlib import Path

import pytest

from house import debian_index, odoo_tree
from house.console import Failure
from house.odoo import check_port

# A mirror that has dropped the pinned package: its index, signed by the key beside it, names a newer one
# of the series and an older one of another.
MIRROR = Path(__file__).with_name("mirror")
GONE = {"path": "pool/main/o/odoo/odoo-19_19.0.0+dfsg-1_all.deb", "size": 4, "sha256": "0" * 64}
NEWER = "odoo-19_19.0.1+dfsg-1_all.deb"


@contextlib.contextmanager
def served(folder):
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_words):
            """The test's output stays readable."""

    handler = functools.partial(Quiet, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def mirror(tmp_path, monkeypatch):
    shutil.copytree(MIRROR, tmp_path / "mirror")
    monkeypatch.setattr(debian_index, "KEYS", MIRROR / "key.asc")
    # the machine's own sources do not have Odoo 19, as those of a stable Debian
    newest = debian_index._newest
    monkeypatch.setattr(debian_index, "_newest", lambda name, *o: newest(name, *o) if o else None)
    with served(tmp_path / "mirror") as address:
        yield address


def test_a_pinned_package_is_taken_while_the_mirror_has_it(mirror):
    pin = GONE | {"path": f"pool/main/o/odoo/{NEWER}"}
    assert odoo_tree._resolve(pin, mirror).tested


def test_a_package_that_left_the_mirror_is_replaced_by_the_newest_of_its_series(
    mirror, tmp_path, capsys
):
    package = odoo_tree._resolve(GONE, mirror)
    assert package.version == "19.0.1+dfsg-1"
    assert "not the tested version" in capsys.readouterr().out
    odoo_tree._download(package, tmp_path / "new.deb", lambda size: None)
    content = (tmp_path / "new.deb").read_bytes()
    assert content == (MIRROR / "pool/main/o/odoo" / NEWER).read_bytes()


def test_a_package_that_differs_from_what_was_signed_for_is_refused(mirror, tmp_path):
    package = odoo_tree._resolve(GONE, mirror)
    (tmp_path / "mirror/pool/main/o/odoo" / NEWER).write_text("something else")
    with pytest.raises(Failure, match="SHA-256"):
        odoo_tree._download(package, tmp_path / "new.deb", lambda size: None)


def test_an_index_that_was_changed_after_it_was_signed_is_refused(mirror, tmp_path):
    index = tmp_path / "mirror/dists/sid/main/binary-amd64/Packages"
    index.write_text(index.read_text().replace("19.0.1", "19.0.2"))
    with pytest.raises(Failure, match="use another mirror"):
        odoo_tree._resolve(GONE, mirror)


def test_an_index_that_nobody_known_signed_is_refused(mirror, monkeypatch):
    if not Path("/usr/share/keyrings/debian-archive-keyring.gpg").exists():
        pytest.skip("this machine has no Debian keys")
    monkeypatch.undo()
    with pytest.raises(Failure, match="use another mirror"):
        debian_index._index(mirror, "sid")


def test_a_machine_without_debian_sources_says_what_to_do(mirror):
    """Ubuntu, for example: its own sources may have the package; here they do not."""
    with pytest.raises(Failure, match="SUITE_DEBIAN_MIRROR"):
        odoo_tree._resolve(GONE, None)


def test_the_system_s_own_sources_are_enough(mirror, monkeypatch):
    ours = debian_index.Package("odoo-19", "19.0.2-1", "http://ubuntu/x.deb", 1, "1" * 64, False)
    monkeypatch.setattr(debian_index, "_newest", lambda name, *options: ours)
    assert odoo_tree._resolve(GONE, None) == ours


def test_without_network_the_message_says_what_to_do():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(Failure, match="connect this machine"):
            odoo_tree._resolve(GONE, address)


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
