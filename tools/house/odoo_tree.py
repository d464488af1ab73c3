"""Odoo's source: Debian's package and its asset packages, verified by checksum, unpacked."""

import hashlib
import http.client
import json
import os
import shutil
import urllib.error
import urllib.request
from pathlib import Path

from .config import CACHE, digest
from .console import Failure, Progress, locked, run, step

PINS = Path(__file__).with_name("odoo_packages.json")
CHUNK = 1 << 18
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


def _mirror():
    chosen = os.environ.get("SUITE_DEBIAN_MIRROR")
    if chosen:
        return chosen.rstrip("/")
    if shutil.which("apt-get"):
        sites = run("apt-get", "indextargets", "--format", "$(SITE)", "Identifier: Packages")
        debian = [s for s in sites.split() if s.rstrip("/").endswith("/debian")]
        if debian:
            return debian[0].rstrip("/")
    raise Failure(
        "this machine names no Debian mirror: set SUITE_DEBIAN_MIRROR to the address of one "
        "(the folder that holds pool/), or SUITE_ODOO_SRC to an Odoo 19 source tree."
    )


def _receive(answer, target, progress, done):
    content = hashlib.sha256()
    with open(target, "wb") as file:
        while chunk := answer.read(CHUNK):
            file.write(chunk)
            content.update(chunk)
            done += len(chunk)
            progress(done, f"of {progress.total >> 20} MB")
    return content.hexdigest(), done


def _download(mirror, pin, target, progress, done):
    name = pin["path"].rsplit("/", 1)[1]
    try:
        with urllib.request.urlopen(f"{mirror}/{pin['path']}", timeout=60) as answer:
            found, done = _receive(answer, target, progress, done)
    except urllib.error.HTTPError as error:
        raise Failure(
            f"{name} is not on the mirror any more ({error.code}): Debian replaced it. Update the pins "
            "(tools/house/odoo_packages.json), or set SUITE_ODOO_SRC to an Odoo 19 source tree."
        ) from None
    except (
        urllib.error.URLError,
        http.client.HTTPException,
        TimeoutError,
        ConnectionError,
    ) as error:
        reason = getattr(error, "reason", error)
        raise Failure(
            f"{name} could not be downloaded ({reason}): connect this machine, or set "
            "SUITE_DEBIAN_MIRROR or SUITE_ODOO_SRC, then run the command again."
        ) from None
    if found != pin["sha256"]:
        raise Failure(
            f"{name} is not the package that was tested (its SHA-256 differs): try another mirror."
        )
    return done


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
    pins = json.loads(PINS.read_text())
    work = CACHE / "download"
    work.mkdir(parents=True, exist_ok=True)
    _check_disk(work, 3 << 30)
    progress, done = Progress("Odoo and its assets", sum(pin["size"] for pin in pins)), 0
    mirror, partial = _mirror(), home.with_name(home.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    for pin in pins:
        package = work / pin["path"].rsplit("/", 1)[1]
        done = _download(mirror, pin, package, progress, done)
        run("dpkg-deb", "-x", package, partial)
        package.unlink()
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
