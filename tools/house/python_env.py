"""The Python environment: found interpreter, locked requirements, PDF engine."""

import ctypes.util
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from .config import CACHE, LOCK, ROOT, UV_LOCK, digest
from .console import Failure, locked, run, step

VERSIONS = ("3.12", "3.11", "3.13", "3.10")
METADATA = ROOT / "tools" / "odoo_metadata"
SYSTEM_AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
PROBE = "import sys, venv; print('%d.%d' % sys.version_info[:2])"
# What the static wkhtmltopdf still wants from the system: library → Debian package.
PDF_LIBRARIES = {
    "Xrender": "libxrender1",
    "Xext": "libxext6",
    "X11": "libx11-6",
    "fontconfig": "libfontconfig1",
    "freetype": "libfreetype6",
}


def _answers(candidate):
    """Version of an interpreter, or None (a pyenv shim exists but does not run)."""
    try:
        done = subprocess.run([candidate, "-c", PROBE], capture_output=True, text=True)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def find_python():
    """The interpreter to build on and its version: SUITE_PYTHON, else the best that answers."""
    chosen = os.environ.get("SUITE_PYTHON")
    if chosen:
        version = _answers(chosen)
        if version not in VERSIONS:
            raise Failure(
                f"SUITE_PYTHON={chosen} is not a Python {VERSIONS[-1]} to 3.13 with its venv module: "
                "name another one, or unset it."
            )
        return chosen, version
    for version in VERSIONS:
        homes = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
        names = [shutil.which(f"python{version}"), f"/usr/bin/python{version}", *homes]
        for candidate in filter(None, names):
            if _answers(str(candidate)) == version:
                return str(candidate), version
    raise Failure(
        f"no Python of {', '.join(sorted(VERSIONS))} found: install one (python3 and python3-venv "
        "on Debian), or name one in SUITE_PYTHON."
    )


def venv():
    """Path of the environment for this lock file (it may not exist yet)."""
    _python, version = find_python()
    key = digest(LOCK, METADATA / "pyproject.toml", version, platform.machine())
    return CACHE / "venv" / f"{version}-{key}"


def site_packages(path=None):
    return next((path or venv()).glob("lib/python3*/site-packages"))


def pip(*words, **variables):
    """Run pip or uv with its own cache inside ours."""
    caches = {"PIP_CACHE_DIR": str(CACHE / "pip"), "UV_CACHE_DIR": str(CACHE / "uv")}
    # A network with an authority of its own is known to the system, not to uv's own list.
    trust = {"UV_SYSTEM_CERTS": "1"} if SYSTEM_AUTHORITIES.exists() else {}
    try:
        return run(*words, env=trust | os.environ | caches | variables)
    except Failure as failure:
        raise Failure(
            f"Python packages could not be installed: {failure}\n  Without network? Connect (or set "
            "pip's own mirror variables) and run the command again: it goes on where it stopped."
        ) from None


def ensure_system_packages(missing, why):
    """Install Debian packages as root; else say which to install."""
    if not missing:
        return
    words = " ".join(missing)
    if os.geteuid() or not shutil.which("apt-get"):
        raise Failure(f"{why}: run `sudo apt-get install {words}`, then this command again.")
    with step(f"apt-get install {words} ({why})"):
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        run("apt-get", "update", "-qq", env=quiet)
        run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing, env=quiet)


def _create(path, python):
    shutil.rmtree(path, ignore_errors=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    if subprocess.run([python, "-c", "import ensurepip"], capture_output=True).returncode:
        _, version = find_python()
        ensure_system_packages([f"python{version}-venv"], f"Python {version} comes without pip")
    run(python, "-m", "venv", path)
    with step("Python packages at their locked versions (about 100, 150 MB)"):
        pip(
            path / "bin/pip",
            "install",
            "-q",
            "--disable-pip-version-check",
            "--require-hashes",
            "-r",
            UV_LOCK,
        )
        install = [path / "bin/uv", "pip", "install", "-q", "--no-deps"]
        pip(*install, "--require-hashes", "-r", LOCK, VIRTUAL_ENV=str(path))
        # uv builds in the folder it is given: a copy keeps the checkout clean.
        metadata = path / "odoo_metadata"
        shutil.copytree(METADATA, metadata)
        pip(*install, "--no-build-isolation", metadata, VIRTUAL_ENV=str(path))


def _install_pdf_engine(path):
    """Put a wkhtmltopdf with patched Qt (headers, footers, page numbers) first on the PATH."""
    system = shutil.which("wkhtmltopdf")
    wrapper = path / "bin/wkhtmltopdf"
    if system and "with patched qt" in run(system, "--version"):
        wrapper.write_text(f'#!/bin/sh\nexec {system} "$@"\n')
    else:
        binary = site_packages(path) / "pydf/bin/wkhtmltopdf"
        binary.chmod(0o755)
        # The static Qt warns of an OpenSSL it does not need; Odoo would log that with each PDF.
        wrapper.write_text(f'#!/bin/bash\nexec {binary} "$@" 2> >(grep -v QSslSocket >&2)\n')
    wrapper.chmod(0o755)


def _check_pdf_libraries():
    missing = [deb for name, deb in PDF_LIBRARIES.items() if not ctypes.util.find_library(name)]
    ensure_system_packages(missing, "the PDF engine needs these libraries")


def ensure():
    """Make the environment when it is missing; return its path."""
    path = venv()
    if not (path / "ready").exists():
        with locked(CACHE / "venv.lock", "another run makes the Python environment"):
            if not (path / "ready").exists():
                python, version = find_python()
                with step(f"Python environment ({version})"):
                    _check_pdf_libraries()
                    _create(path, python)
                    _install_pdf_engine(path)
                    (path / "ready").touch()
    return path


def beside(name):
    """Environment of one tool that must not touch Odoo's (made once); return its path."""
    lock = ROOT / "requirements" / f"{name}.txt"
    python, version = find_python()
    home = CACHE / "venv" / f"{version}-{name}-{digest(lock, platform.machine())}"
    if not (home / "ready").exists():
        with locked(CACHE / "venv.lock", "another run makes a Python environment"):
            if not (home / "ready").exists():
                with step(f"the packages of requirements/{name}.txt (once)"):
                    shutil.rmtree(home, ignore_errors=True)
                    run(python, "-m", "venv", home)
                    pip(home / "bin/pip", "install", "-q", "--require-hashes", "-r", lock)
                    (home / "ready").touch()
    return home


def reexec():
    """Go on inside the environment (for the parts that need its packages)."""
    python = ensure() / "bin/python"
    if Path(sys.prefix) != python.parent.parent:
        os.execv(python, [str(python), *sys.argv])
