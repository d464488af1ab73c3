"""Odoo's source: Debian's package and its asset packages, verified by checksum, unpacked."""

import hashlib
import http.client
import json
import os
import shutil
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

from .config import CACHE, digest
from .console import Failure, Progress, locked, run, say, step
from .debian_index import SERIES, Package, replacement

PINS = Path(__file__).with_name("odoo_packages.json")
CHUNK = 1 << 18
NO_ANSWER = (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError)
LAYOUT = "1"  # raise it when _repair changes


class Tree:
    """An Odoo source tree: ``script`` to start, ``python_path``, folders of its add-ons."""

    def __init__(self, home):
        self.home = home
        if (home / "odoo-bin").exists():  # a git checkout
            self.script, self.python_path = home / "odoo-bin", home
            self.addons_paths = [home / "addons"]
        elif (home / "usr/bin/odoo").exists():  # Debian's layout
            self.script, self.python_path = (
                home / "usr/bin/odoo",
                home / "usr/lib/python3/dist-packages",
            )
            self.addons_paths = []
        else:
            raise Failure(
                f"{home} holds no Odoo: SUITE_ODOO_SRC must name a git checkout (with odoo-bin) "
                "or an unpacked Debian package (with usr/bin/odoo)."
            )
        # Odoo 19 is a namespace package in Debian's layout and in a checkout alike.
        self.core_addons = self.addons_paths or [self.python_path / "odoo/addons"]

    @property
    def key(self):
        release = self.python_path / "odoo/release.py"
        return digest(str(self.home), release)


class Received:
    """Counts what several downloads have received, for one line of progress."""

    def __init__(self, total):
        self.progress, self.done, self._lock = Progress("Odoo and its assets", total), 0, Lock()

    def __call__(self, size):
        with self._lock:
            self.done += size
            self.progress(self.done, f"of {self.progress.total >> 20} MB")


def _mirror():
    """Address of the Debian mirror: the one that was named, else the machine's own; or None."""
    chosen = os.environ.get("SUITE_DEBIAN_MIRROR")
    if chosen:
        return chosen.rstrip("/")
    if shutil.which("apt-get"):
        sites = run("apt-get", "indextargets", "--format", "$(SITE)", "Identifier: Packages")
        debian = [s for s in sites.split() if s.rstrip("/").endswith("/debian")]
        if debian:
            return debian[0].rstrip("/")
    return None


def _pinned(pin, mirror):
    name, version = pin["path"].rsplit("/", 1)[1].split("_")[:2]
    return Package(name, version, f"{mirror}/{pin['path']}", pin["size"], pin["sha256"], True)


def _unreachable(name, error):
    reason = getattr(error, "reason", error)
    return Failure(
        f"{name} could not be downloaded ({reason}): connect this machine, or set "
        "SUITE_DEBIAN_MIRROR or SUITE_ODOO_SRC, then run the command again."
    )


def _is_there(package):
    """Whether the mirror still has the file; a mirror that does not answer at all is no answer."""
    request = urllib.request.Request(package.url, method="HEAD")
    try:
        with urllib.request.urlopen(request, timeout=60):
            return True
    except NO_ANSWER as error:
        if getattr(error, "code", None) in (404, 410):
            return False
        raise _unreachable(package.name, error) from None


def _resolve(pin, mirror):
    """The package to fetch: the pinned one while it is there, else the newest that is signed for."""
    wanted = _pinned(pin, mirror)
    if mirror and _is_there(wanted):
        return wanted
    found = replacement(pin, mirror)
    if found is None:
        places = f"{mirror} and this machine's" if mirror else "this machine's"
        raise Failure(
            f"{wanted.name} {SERIES.get(wanted.name, '')} is not in {places} package sources: set "
            "SUITE_DEBIAN_MIRROR to the address of a Debian mirror (the folder that holds pool/ and "
            "dists/), or SUITE_ODOO_SRC to an Odoo 19 source tree."
        )
    if not found.tested:
        say(
            f"  {found.name} {found.version}, not the tested version ({wanted.version} is not there)"
        )
    return found


def _download(package, target, received):
    content = hashlib.sha256()
    try:
        with (
            urllib.request.urlopen(package.url, timeout=60) as answer,
            open(target, "wb") as file,
        ):
            while chunk := answer.read(CHUNK):
                file.write(chunk)
                content.update(chunk)
                received(len(chunk))
    except NO_ANSWER as error:
        raise _unreachable(package.name, error) from None
    if content.hexdigest() != package.sha256:
        raise Failure(
            f"{package.name} is not the package that was signed for (its SHA-256 differs): try another "
            "mirror (SUITE_DEBIAN_MIRROR)."
        )


def _check_disk(folder, needed):
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Failure(
            f"{folder} has {free >> 20} MB free and {needed >> 20} MB are needed: make room, or set "
            "SUITE_CACHE to a folder on a larger disk."
        )


def _repair(home):
    """Undo what Debian's packaging breaks (see CONTRIBUTING.md)."""
    packages = home / "usr/lib/python3/dist-packages"
    for leftover in ("addons", "doc", "setup", "odoo-19.0.egg-info"):
        shutil.rmtree(packages / leftover, ignore_errors=True)
    stub = packages / "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    stub.parent.mkdir(parents=True, exist_ok=True)
    stub.write_text("/* not in Debian's package; background blur in calls is off */\n")


def _unpack(home):
    pins, mirror = json.loads(PINS.read_text()), _mirror()
    work = CACHE / "download"
    work.mkdir(parents=True, exist_ok=True)
    _check_disk(work, 3 << 30)
    partial = home.with_name(home.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    with ThreadPoolExecutor(len(pins)) as pool:
        packages = list(pool.map(lambda pin: _resolve(pin, mirror), pins))
        received = Received(sum(package.size for package in packages))
        targets = [work / f"{package.name}.deb" for package in packages]
        done = [
            pool.submit(_download, package, target, received)
            for package, target in zip(packages, targets, strict=True)
        ]
        for one in done:
            one.result()
    for target in targets:
        run("dpkg-deb", "-x", target, partial)
        target.unlink()
    _repair(partial)
    partial.rename(home)


def ensure():
    """Make the source tree when it is missing; return it."""
    chosen = os.environ.get("SUITE_ODOO_SRC")
    if chosen:
        return Tree(Path(chosen).absolute())
    home = CACHE / "odoo" / digest(PINS, LAYOUT)
    if not home.exists():
        with locked(CACHE / "odoo.lock", "another run fetches Odoo"):
            if not home.exists():
                home.parent.mkdir(parents=True, exist_ok=True)
                with step("Odoo 19 (download of 130 MB, 1.5 GB unpacked)"):
                    _unpack(home)
    return Tree(home)
