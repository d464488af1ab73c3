"""The mutants: what is changed, what is left alone, and that a weak test is told from a good one."""

import json
import os
import subprocess
import sys

import pytest

from house import config, python_env

CODE = '''
from __future__ import annotations


def price(days: int, rate: int | None = None) -> int | float:
    """Price of 7 days and more."""
    if days >= 7:
        return days * 2
    return days * 3
'''
WEAK = "from odoo.addons.sample.core.tariff import price\n\n\ndef test_price():\n    assert price(10) == 20\n"
GOOD = WEAK + "    assert price(7) == 14\n    assert price(6) == 18\n"


@pytest.fixture(scope="module")
def quality():
    return python_env.site_packages(python_env.beside("quality"))


def hunt(tmp_path, quality, tests):
    for folder in ("core", "tests/core"):
        (tmp_path / "sample" / folder).mkdir(parents=True, exist_ok=True)
    for part in ("__init__.py", "core/__init__.py"):
        (tmp_path / "sample" / part).write_text("")
    (tmp_path / "sample/__manifest__.py").write_text("{'depends': []}")
    (tmp_path / "sample/core/tariff.py").write_text(CODE)
    (tmp_path / "sample/tests/core/test_tariff.py").write_text(tests)
    target = tmp_path / "told.json"
    environ = os.environ | {
        "SUITE_ADDONS": str(tmp_path),
        "SUITE_QUALITY": str(quality),
        "PYTHONPATH": f"{config.ROOT / 'tools' / 'pytest_plugins'}:{config.ROOT / 'tools'}",
    }
    command = [sys.executable, "-m", "house.mutants_process", "sample", "all", "1", str(target)]
    done = subprocess.run(command, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    verdicts = json.loads(target.read_text())["verdicts"]
    assert verdicts
    return verdicts


def test_a_good_test_notices_what_a_weak_one_lets_pass(tmp_path, quality):
    weak = [one for one in hunt(tmp_path, quality, WEAK) if one["verdict"] == "survived"]
    assert any(one["after"] == "if days > 7:" for one in weak)
    good = [one for one in hunt(tmp_path, quality, GOOD) if one["verdict"] == "survived"]
    assert good == []


def test_types_and_texts_are_left_alone(tmp_path, quality):
    changed = hunt(tmp_path, quality, GOOD)
    assert {one["line"] for one in changed} == {7, 8, 9}
