"""The examples in the docstrings of pure code are true."""

import os
import subprocess
import sys

from house import bench_process
from house.config import ADDONS

SCRIPT = """
import doctest, importlib, sys
from pathlib import Path
import pure_core

addons, results = Path(sys.argv[1]), []
for path in sorted(addons.glob("*/core/**/*.py")):
    name = ".".join(path.relative_to(addons).with_suffix("").parts).removesuffix(".__init__")
    results.append(doctest.testmod(importlib.import_module(f"odoo.addons.{name}")))
print(sum(result.attempted for result in results), sum(result.failed for result in results))
"""


def test_the_examples_of_the_cores_are_true():
    environ = os.environ | {"SUITE_ADDONS": str(ADDONS)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(ADDONS)], env=environ, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    *report, counts = done.stdout.splitlines()
    attempted, failed = map(int, counts.split())
    assert attempted > 10
    assert not failed, "\n".join(report)


def test_figures_are_written_as_people_read_them():
    assert bench_process.figure(10000.0) == "10000"
    assert bench_process.figure(0.004672) == "0.004672"
    assert bench_process.figure("three") == "three"
