"""Says which share of an add-on's ``core/`` its pure tests reach (SUITE_COVERED: folder and answer)."""

import os
import sys
from pathlib import Path

sys.path.append(
    os.environ["SUITE_QUALITY"]
)  # after our own: their versions of a package stay theirs
if sys.version_info >= (3, 12):
    os.environ.setdefault("COVERAGE_CORE", "sysmon")  # costs nearly nothing

import coverage

_folder, _answer = os.environ["SUITE_COVERED"].split(os.pathsep)
_coverage = coverage.Coverage(data_file=None, source=[_folder])
_coverage.start()


def pytest_sessionfinish():
    _coverage.stop()
    with open(os.devnull, "w") as nowhere:
        share = _coverage.report(file=nowhere)
    Path(_answer).write_text(f"{share:.0f}")
