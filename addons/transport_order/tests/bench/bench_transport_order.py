"""Figures of the issue. Rows of the portal in portal_rows.py, of feeds and API in exchange_rows.py."""

import importlib.util
from pathlib import Path

GENERATION = 1
PARTS = ("exchange_rows", "portal_rows")


def _parts():
    for name in PARTS:
        path = Path(__file__).with_name(f"{name}.py")
        if path.exists():
            spec = importlib.util.spec_from_file_location(name, path)
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            yield module


def prepare(env):
    """Build the big data once."""
    for part in _parts():
        part.prepare(env)


def run(bench):
    """Measure."""
    for part in _parts():
        part.run(bench)
