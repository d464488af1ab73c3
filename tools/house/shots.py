"""The README's five screenshots, taken from the demo database in the system's Chromium."""

import os
import shutil
import subprocess
import time
import urllib.request
from pathlib import Path

from . import python_env
from .config import ROOT, addons
from .console import Failure, run, say
from .odoo import Odoo, free_port
from .testing import BROWSERS, ensure_browser

TARGET = ROOT / "docs" / "screens"
# file name → (address after /odoo/, what has to be there before the picture is taken)
SCREENS = ROOT / "docs" / "screens.json"


def _wait(address):
    for _attempt in range(240):
        try:
            with urllib.request.urlopen(f"{address}/web/health", timeout=5):
                return
        except OSError:
            time.sleep(0.25)
    raise Failure("the demo server did not start")


def take():
    """Write docs/screens/*.png."""
    ensure_browser()
    odoo, port = Odoo(), free_port()
    name = odoo.ensure_demo(addons())
    TARGET.mkdir(parents=True, exist_ok=True)
    command = odoo.command(
        "-d",
        name,
        "--http-port",
        str(port),
        "--gevent-port",
        str(free_port()),
        "--max-cron-threads",
        "1",
        "--log-level",
        "error",
        *odoo.job_runner(addons()),
    )
    odoo.start_companions(addons())
    server = subprocess.Popen(command, env=odoo.environ, cwd="/")
    try:
        _wait(f"http://127.0.0.1:{port}")
        browser = next(filter(None, map(shutil.which, BROWSERS)))
        words = [
            python_env.beside("shots") / "bin/python",
            Path(__file__).with_name("shots_process.py"),
        ]
        settings = [f"http://127.0.0.1:{port}", browser, SCREENS, TARGET]
        say(run(*words, *settings, env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}))
    finally:
        server.terminate()
        server.wait(30)
    return 0
