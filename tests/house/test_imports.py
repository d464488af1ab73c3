"""What is loaded elsewhere than its test: its imports have to lead somewhere there."""

import ast
import importlib.util
import re
import sys
from pathlib import Path

import pytest

ADDONS = Path(__file__).resolve().parents[2] / "addons"
BENCHMARKS = sorted(ADDONS.glob("*/tests/bench/bench_*.py"))


def imported(path):
    """Yield the dotted names of the modules that a file imports when it is loaded."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def is_there(name, folders):
    """Whether a module is of Python, of the environment, of an add-on or beside the file."""
    words = name.split(".")
    if words[:2] == ["odoo", "addons"] and (ADDONS / words[2]).is_dir():
        words, folders = words[2:], [ADDONS]
    elif words[0] == "odoo" or words[0] in sys.stdlib_module_names:
        return True
    here = [folder.joinpath(*words) for folder in folders]
    if any(one.is_dir() or one.with_suffix(".py").is_file() for one in here):
        return True
    return folders != [ADDONS] and importlib.util.find_spec(words[0]) is not None


@pytest.mark.parametrize("path", BENCHMARKS, ids=lambda path: path.stem)
def test_what_a_benchmark_imports_is_there(path):
    folders = [path.parent, path.parents[1]]
    assert [name for name in imported(path) if not is_there(name, folders)] == []


def test_a_module_that_is_gone_is_noticed(tmp_path):
    lost = tmp_path / "bench_lost.py"
    lost.write_text("import gone_processes\nfrom odoo.addons.shop_sync.core.gone import What\n")
    names = list(imported(lost))
    assert [name for name in names if not is_there(name, [tmp_path])] == names


def test_a_tour_imports_nothing_of_its_own_addon():
    """Tours are in the bundle of every page, what they would import often in another one alone."""
    ours = "|".join(sorted(path.name for path in ADDONS.iterdir()))
    of_ours = re.compile(rf'from "@(?:{ours})/')
    tours = sorted(ADDONS.glob("*/static/tests/tours/**/*.js"))
    assert tours
    assert [one.name for one in tours if of_ours.search(one.read_text(encoding="utf-8"))] == []
