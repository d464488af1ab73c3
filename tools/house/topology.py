"""Proves the production topology of docker-compose.yml as processes on loopback, without Docker.

The same pieces as in production do the work: the shell scripts, nginx.conf, migrate.py and the
environment variables of deploy/; only addresses and folders differ. A primary and its streaming replica,
two web nodes, a cron node and nginx run in one temporary folder, apart from the development server.
"""

import os
import signal
import sys
import time

from . import python_env
from .config import addons
from .console import say
from .topology_checks import Report, examine
from .topology_stage import Stage, build, find_nginx


def asked_addons():
    """The add-ons that ADDONS names: of make's variable, or of ./suite topology ADDONS=…"""
    words = [word.partition("=")[2] for word in sys.argv if word.startswith("ADDONS=")]
    text = (words or [os.environ.get("ADDONS", "")])[-1]
    return (
        addons() if text == "all" else [name for name in text.replace(" ", ",").split(",") if name]
    )


def prove():
    """Build the topology, check it, take it down; exit code 0 when every check passed."""
    if not find_nginx():
        python_env.ensure_system_packages(["nginx-light"], "the proxy of the topology is nginx")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    started, report = time.monotonic(), Report()
    stage = Stage(asked_addons())
    try:
        try:
            report.section(lambda report: examine(report, stage, *build(stage)))
        finally:
            if report.failed or not report.passed:
                stage.keep_logs()
    finally:
        stage.close()
    say(f"time: {time.monotonic() - started:.0f} s")
    say(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed or not report.passed else 0
