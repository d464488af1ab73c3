"""Makes mutants of an add-on's ``core/`` and lets its pure tests look: who notices?

One process imports what is slow once; each mutant gets a fork of it, in which only the tests run that
reach the changed lines, the quickest first. Started by `house.mutants` with the Python of the tests.
"""

import contextlib
import importlib.machinery
import importlib.util
import json
import os
import random
import resource
import signal
import sys
import tempfile
import time
from pathlib import Path

sys.path.append(
    os.environ["SUITE_QUALITY"]
)  # after our own: their versions of a package stay theirs

import coverage
import hypothesis
import pure_core  # noqa: F401 - lets tests import core/ without Odoo
import pytest

from house.mutants_places import sample

ADDONS = Path(os.environ["SUITE_ADDONS"])
# A mutant is dead with the first example that fails: nobody reads the smallest one.
hypothesis.settings.register_profile(
    "mutants",
    parent=hypothesis.settings.get_profile("suite"),
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)
hypothesis.settings.load_profile("mutants")


def core_files(name):
    return sorted(path for path in (ADDONS / name / "core").rglob("*.py") if path.stat().st_size)


def _pytest(name, *plugins):
    folder = ADDONS / name / "tests/core"
    settings = Path(__file__).resolve().parents[1] / "pytest.ini"
    words = ["-q", "-x", "-p", "no:cacheprovider", f"--rootdir={folder}", f"--confcutdir={folder}"]
    os.chdir(folder)
    return pytest.main([*words, "-c", str(settings), str(folder)], plugins=list(plugins))


class Reach:
    """A pytest plugin: which test reaches which line, and how long it takes."""

    def __init__(self, name):
        self.seconds = {}
        self.coverage = coverage.Coverage(data_file=None, source=[str(ADDONS / name / "core")])
        self.coverage.start()

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item):
        started = time.process_time()
        self.coverage.switch_context(item.nodeid)
        yield
        self.coverage.switch_context("")
        self.seconds[item.nodeid] = time.process_time() - started

    def told(self, name):
        self.coverage.stop()
        data = self.coverage.get_data()
        lines = {}
        for path in core_files(name):
            found = data.contexts_by_lineno(str(path))
            lines[str(path)] = {n: sorted(filter(None, tests)) for n, tests in found.items()}
        outside = [
            module
            for module, value in sys.modules.items()
            if "site-packages" in (getattr(value, "__file__", None) or "") and "." not in module
        ]
        return {"seconds": self.seconds, "lines": lines, "modules": outside}


class Chosen:
    """A pytest plugin: only these tests, the quickest first."""

    def __init__(self, seconds):
        self.seconds = seconds

    def pytest_collection_modifyitems(self, items):
        items[:] = sorted(
            (item for item in items if item.nodeid in self.seconds),
            key=lambda item: self.seconds[item.nodeid],
        )


class Changed(importlib.machinery.SourceFileLoader):
    """Loads one module from a changed text."""

    def __init__(self, name, path, text):
        super().__init__(name, path)
        self.text = text

    def get_code(self, fullname):
        return compile(self.text, self.path, "exec")


class ChangedFinder:
    """Finds the changed module before Python finds the one on disk."""

    def __init__(self, path, text):
        words = path.relative_to(ADDONS).with_suffix("").parts
        self.name = ".".join(("odoo", "addons", *words)).removesuffix(".__init__")
        self.path, self.text = str(path), text

    def find_spec(self, fullname, _path=None, _target=None):
        if fullname == self.name:
            loader = Changed(fullname, self.path, self.text)
            return importlib.util.spec_from_file_location(fullname, self.path, loader=loader)
        return None


def _fork(work):
    """Process number of a child that runs ``work``, silent, with its answer as exit code."""
    number = os.fork()
    if number:
        return number
    code = 70
    try:
        os.setsid()
        silent = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silent, stream)
        code = int(work())
    except BaseException:
        code = 71
    finally:
        os._exit(code)


def first_run(name):
    """The run without a change: it has to be green."""
    with tempfile.NamedTemporaryFile("r", suffix=".json") as file:

        def work():
            reach = Reach(name)
            code = _pytest(name, reach)
            Path(file.name).write_text(json.dumps(reach.told(name)))
            return code

        _number, status = os.waitpid(_fork(work), 0)
        if os.waitstatus_to_exitcode(status):
            sys.exit(f"the pure tests of {name} are not green: make test ADDONS={name} TAGS=core")
        return json.load(file)


def tests_for(mutant, reach):
    """Tests that reach the statement; for what runs at import, those that reach the file."""
    lines = reach["lines"].get(str(mutant.path), {})
    first, last = mutant.statement
    found = {test for n in range(first, last + 1) for test in lines.get(str(n), ())}
    found = found or {test for tests in lines.values() for test in tests}
    seconds = reach["seconds"]
    return {test: seconds[test] for test in found if test in seconds} or seconds


def _examine(name, mutant, code, seconds):
    # Time of the processor: a change that never ends dies of it, a busy machine kills nobody.
    limit = int(10 + 5 * sum(seconds.values()))

    def work():
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        sys.meta_path.insert(0, ChangedFinder(mutant.path, code))
        return _pytest(name, Chosen(seconds))

    return _fork(work)


def _reached(mutant, reach):
    """Whether any test runs the line, or only the import (a constant, a default)."""
    return bool(reach["lines"].get(str(mutant.path)))


class Hunt:
    """Runs the mutants, a few at a time."""

    def __init__(self, name, chosen, reach, workers):
        self.name, self.waiting, self.reach, self.workers = name, list(chosen), reach, workers
        self.running, self.verdicts = {}, []

    def run(self):
        while self.waiting or self.running:
            while self.waiting and len(self.running) < self.workers:
                self._start(*self.waiting.pop(0))
            self._collect()
            time.sleep(0.02)
        return self.verdicts

    def _start(self, mutant, code):
        if not _reached(mutant, self.reach):
            self._note(mutant, code, "no test reaches it", 0)
            return
        seconds = tests_for(mutant, self.reach)
        number = _examine(self.name, mutant, code, seconds)
        self.running[number] = mutant, code, time.monotonic(), 300 + 20 * sum(seconds.values())

    def _collect(self):
        for number, (mutant, code, started, limit) in list(self.running.items()):
            done, status = os.waitpid(number, os.WNOHANG)
            spent = time.monotonic() - started
            if not done and spent <= limit:
                continue
            verdict = "killed"
            if done:
                verdict = "survived" if os.waitstatus_to_exitcode(status) == 0 else "killed"
            with contextlib.suppress(ProcessLookupError):
                os.killpg(number, signal.SIGKILL)
            if not done:
                os.waitpid(number, 0)
            del self.running[number]
            self._note(mutant, code, verdict, spent)

    def _note(self, mutant, code, verdict, seconds):
        before, after = mutant.shown(code)
        self.verdicts.append(
            {
                "file": str(mutant.path.relative_to(ADDONS.parent)),
                "line": mutant.line,
                "operator": mutant.operator,
                "before": before,
                "after": after,
                "verdict": verdict,
                "seconds": round(seconds, 2),
            }
        )
        if len(self.verdicts) % 20 == 0:
            print(f"  {self.name}: {len(self.verdicts)} mutants", flush=True)


def main(name, count, seed, target):
    reach = first_run(name)
    for module in reach["modules"]:  # slow ones are imported once, for all forks
        with contextlib.suppress(Exception):
            importlib.import_module(module)
    chosen = sample(core_files(name), None if count == "all" else int(count), random.Random(seed))
    verdicts = Hunt(name, chosen, reach, os.cpu_count() or 1).run()
    Path(target).write_text(
        json.dumps({"name": name, "seed": seed, "verdicts": verdicts}, indent=1)
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
