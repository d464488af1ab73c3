"""What is seen and measured from outside: pictures of the add-ons, the time of their pages.

Both run a program of their own beside a server on the demo database, in the system's Chromium.
"""

import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from . import python_env
from .config import ADDONS, ROOT, addons
from .console import Failure, run, say
from .odoo import Odoo, free_port
from .testing import BROWSERS, ensure_browser

SCREENS = ROOT / "docs" / "screens.json"  # what each picture shows, by add-on
PICTURE = "static/description/screen.webp"


def _wait(address):
    for _attempt in range(240):
        try:
            with urllib.request.urlopen(f"{address}/web/health", timeout=5):
                return
        except OSError:
            time.sleep(0.25)
    raise Failure("the demo server did not start")


@contextmanager
def _served():
    """Address of a server on the demo database of all add-ons."""
    ensure_browser()
    odoo, port = Odoo(), free_port()
    name = odoo.ensure_demo(addons())
    ports = ("--http-port", str(port), "--gevent-port", str(free_port()))
    words = ("-d", name, *ports, "--max-cron-threads", "1", "--log-level", "error")
    odoo.start_companions(addons())
    server = subprocess.Popen(
        odoo.command(*words, *odoo.job_runner(addons())), env=odoo.environ, cwd="/"
    )
    try:
        _wait(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def _drive(program, address, *settings):
    """Run a program beside this one where Playwright is; what it printed."""
    browser = next(filter(None, map(shutil.which, BROWSERS)))
    python = python_env.beside("shots") / "bin/python"
    words = (python, Path(__file__).with_name(program), address, browser, *settings)
    return run(*words, env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"})


def take():
    """Write the picture of each add-on."""
    with tempfile.TemporaryDirectory() as folder, _served() as address:
        say(_drive("shots_process.py", address, SCREENS, folder))
        for screen in json.loads(SCREENS.read_text(encoding="utf-8")):
            name = screen["name"]
            shutil.copy(Path(folder) / f"{name}.webp", ADDONS / name / PICTURE)
    return 0


def measure():
    """Print how long each page takes that a menu opens, twice, on a warm server."""
    with _served() as address:
        say(_drive("pages_process.py", address, ",".join(addons())))
    return 0
