"""Finds a Debian package in an index that is signed: the machine's own, or a mirror's.

apt reads both and checks the signatures: of the machine's sources as the machine is set up, of a mirror
with Debian's keys and in folders of our own. What is downloaded has the hash that such an index names.
"""

import atexit
import getpass
import re
import shutil
import subprocess
import tempfile
import urllib.parse
from functools import cache
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from .console import Failure, run

SUITES = ("trixie", "sid")
# These follow their series wherever they are found; the rest are assets, wanted as Debian 13 has them.
SERIES = {"odoo-19": "19.0"}
KEYS = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
URIS = re.compile(r"^'(?P<url>[^']+)' (?P<file>\S+) (?P<size>\d+) SHA256:(?P<sha256>\w{64})", re.M)
_one_at_a_time = Lock()


class Package(NamedTuple):
    """A file to download; ``tested`` is False when it is not the one that was pinned."""

    name: str
    version: str
    url: str
    size: int
    sha256: str
    tested: bool


def replacement(pin, mirror):
    """The newest package of a pin's name, or None: of the machine's sources and of the mirror."""
    name = pin["path"].rsplit("/", 1)[1].split("_")[0]
    places = [lambda: _newest(name), lambda: mirror and _of_mirror(name, mirror)]
    if name not in SERIES:
        places.reverse()
    found = next(filter(None, (place() for place in places)), None)
    return found and found._replace(tested=found.sha256 == pin["sha256"])


def _newest(name, *options):
    """The package that apt would download, when it is of the wanted series; or None."""
    if not shutil.which("apt-get"):
        return None
    words = ["apt-get", *options, "download", "--print-uris", name]
    done = subprocess.run(words, capture_output=True, text=True, cwd="/")
    found = URIS.search(done.stdout)
    if done.returncode or not found:
        return None
    version = urllib.parse.unquote(found["file"]).split("_")[1]
    if not version.startswith(SERIES.get(name, "")):
        return None
    return Package(name, version, found["url"], int(found["size"]), found["sha256"], False)


def _of_mirror(name, mirror):
    """The newest in a mirror's signed indexes, of the first suite that has the package."""
    with _one_at_a_time:  # the first who asks reads the index for all
        found = (_newest(name, *_index(mirror, suite)) for suite in SUITES)
        return next(filter(None, found), None)


@cache
def _index(mirror, suite):
    """apt's options for the index of a mirror's suite, read into a folder of its own."""
    if not shutil.which("apt-get") or not KEYS.exists():
        raise Failure(
            f"{mirror} does not have the pinned packages any more, and its index cannot be checked "
            "here: install debian-archive-keyring, then run the command again; or set SUITE_ODOO_SRC "
            "to an Odoo 19 source tree."
        )
    home = Path(tempfile.mkdtemp(prefix="suite-apt-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    for folder in ("lists/partial", "cache/archives/partial", "parts"):
        (home / folder).mkdir(parents=True)
    (home / "list").write_text(f"deb [arch=amd64 signed-by={KEYS}] {mirror} {suite} main\n")
    (home / "status").touch()
    options = [
        f"-oDir::Etc::SourceList={home / 'list'}",
        f"-oDir::Etc::SourceParts={home / 'parts'}",
        f"-oDir::State::Lists={home / 'lists'}",
        f"-oDir::State::status={home / 'status'}",
        f"-oDir::Cache={home / 'cache'}",
        f"-oAPT::Sandbox::User={getpass.getuser()}",
        "-oAPT::Architecture=amd64",
        "-oAcquire::Languages=none",
        "-oDir::Etc::Preferences=/dev/null",
        "-oDir::Etc::PreferencesParts=/dev/null",
        "-oAPT::Update::Error-Mode=any",
    ]
    try:
        run("apt-get", *options, "-qq", "update")
    except Failure as failure:
        raise Failure(
            f"the package index of {mirror} could not be read, or nobody that this machine knows "
            f"signed it: use another mirror (SUITE_DEBIAN_MIRROR). {failure}"
        ) from None
    return tuple(options)
