"""The test run: each add-on alone, then all together; pure, server and browser tests."""

import ast
import inspect
import os
import re
import shutil
import subprocess
import time

from . import i18n, release
from .config import ADDONS, CACHE, CHECKOUT, ROOT, addons, core_depends
from .console import Failure, locked, say
from .log_policy import complaints
from .odoo import Odoo, drop_dead_bytecode, free_port
from .python_env import beside, ensure_system_packages, site_packages
from .turns import BROWSER, run_all

COUNTS = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")
SPEC = re.compile(r"^/(?P<addon>\w+)(?::(?P<test_class>\w+))?")
BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
WORKERS = 2
FAILED_TEST = re.compile(r" (?:ERROR|FAIL): |odoo\.addons\.\S+: (?:FAIL|ERROR): ")
# Bundles of assets that are made before the tests of a phase; the others when a page asks for them.
PRINTED = ("web.report_assets_common", "web.report_assets_pdf")
OPENED = (
    *PRINTED,
    "point_of_sale.assets_prod",
    "web.__assets_tests_call__",
    "web.assets_frontend",
    "web.assets_frontend_lazy",
    "web.assets_frontend_minimal",
    "web.assets_tests",
    "web.assets_web",
    "web.assets_web_print",
)
UNITS = ("web.assets_unit_tests", "web.assets_unit_tests_setup")
UNINSTALL = """
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

names = {names!r}
data = env["ir.model.data"].search([("module", "in", names), ("model", "=", "ir.ui.view")])
touched = set(env["ir.ui.view"].browse(data.mapped("res_id")).exists().mapped("model"))
modules = env["ir.module.module"].search([("name", "in", names)])
modules.button_immediate_uninstall()
env.cr.commit()
left = env["ir.module.module"].search([("name", "in", names), ("state", "!=", "uninstalled")])
assert not left, f"not uninstalled: {{left.mapped('name')}}"
models = env["ir.model.data"].search_count([("module", "in", names)])
assert not models, f"{{models}} external ids are left after the uninstall"
with Registry(env.cr.dbname).cursor() as cr:
    views = api.Environment(cr, SUPERUSER_ID, {{}})["ir.ui.view"]
    views = views.search([("inherit_id", "=", False), ("model", "in", list(touched))])
    views._check_xml()
"""


class Result:
    """Counts of one part of the run; ``problems`` are texts to show."""

    def __init__(self, name):
        self.name, self.total, self.failed, self.problems, self.notes = name, 0, 0, [], ""
        self.started = time.monotonic()

    def add(self, total, failed):
        self.total += total
        self.failed += failed

    def problem(self, text):
        """Something that is not a counted test went wrong: it counts as one failed test."""
        self.add(1, 1)
        self.problems.append(text)

    def summary(self):
        seconds = time.monotonic() - self.started
        verdict = "ok" if not self.failed else f"{self.failed} FAILED"
        return f"  {self.name}: {self.total} tests, {verdict}, {seconds:.0f} s{self.notes}"


def ensure_browser():
    if not any(shutil.which(name) for name in BROWSERS):
        ensure_system_packages(["chromium"], "browser tests need Chromium")


def browser_classes(name, slow=True):
    """Names of an add-on's test classes that are tagged "browser"; with those that are also "slow"."""
    found = set()
    for path in (ADDONS / name / "tests").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                tags = " ".join(ast.unparse(decorator) for decorator in node.decorator_list)
                if "browser" in tags and (slow or "slow" not in tags):
                    found.add(node.name)
    return found


def split_tags(names, tags):
    """Test tags of the two phases: (server, browser); a phase without tests is None."""
    specs = tags.split(",") if tags else [f"/{name}" for name in names]
    server, browser = [], []
    fast = [] if tags else ["-slow"]
    for spec in specs:
        match = SPEC.match(spec)
        if not match:  # a tag such as slow: the whole of it runs in the browser's turn
            browser.append(spec)
            continue
        there = (ADDONS / match["addon"]).is_dir()
        known = browser_classes(match["addon"], slow=bool(tags)) if there else {"?"}
        only_class = match["test_class"]
        if not only_class or only_class not in known:
            server.append(spec)
        if known and (not only_class or only_class in known):
            browser.append(f"browser{spec}")
    return (
        ",".join([*server, "-browser"]) if server else None,
        ",".join([*browser, *fast]) if browser else None,
    )


def pytest(result, odoo, folder, log, *words, plugins=(), **variables):
    """Run pytest on a folder and add its counts."""
    environ = (
        odoo.environ
        | variables
        | {
            "SUITE_ADDONS": str(ADDONS),
            "HYPOTHESIS_STORAGE_DIRECTORY": str(CACHE / "hypothesis"),
            "PYTHONPATH": f"{ROOT / 'tools' / 'pytest_plugins'}:{ROOT / 'tools'}",
        }
    )
    plugins = [word for plugin in plugins for word in ("-p", plugin)]
    report = log.with_suffix(".xml")
    command = [
        odoo.venv / "bin/python",
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        *plugins,
        f"--rootdir={folder}",
        f"--confcutdir={folder}",
        "-c",
        ROOT / "tools/pytest.ini",
        f"--junitxml={report}",
        folder,
        *words,
    ]
    with open(log, "w", encoding="utf-8") as file:
        done = subprocess.run(
            [str(word) for word in command],
            env=environ,
            cwd=folder,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    if not report.exists() or done.returncode not in (0, 1):
        tail = log.read_text(encoding="utf-8").splitlines()[-40:]
        result.problem(f"pytest could not run {folder}:\n    " + "\n    ".join(tail))
        return
    head = report.read_text(encoding="utf-8")[:600]
    total, errors, failures = (
        int(re.search(rf'{word}="(\d+)"', head).group(1))
        for word in ("tests", "errors", "failures")
    )
    result.add(total, errors + failures)
    if errors + failures:
        lines = log.read_text(encoding="utf-8").splitlines()
        result.problems.append(f"pure tests, log {log}:\n    " + "\n    ".join(lines[-60:]))


def check_log(result, log):
    """Add the counts of an Odoo run; complain of what its log must not have."""
    lines = log.read_text(encoding="utf-8").splitlines()
    counts = [COUNTS.search(line) for line in lines]
    counts = [tuple(map(int, found.groups())) for found in counts if found]
    for failed, errors, total in counts:
        result.add(total, failed + errors)
    shown = [n for n, line in enumerate(lines) if FAILED_TEST.search(line)]
    for number in shown[:8]:
        result.problems.append("\n    ".join(lines[number : number + 30]))
    wrong = complaints(lines)
    if wrong and not shown:
        result.problem(f"the log {log} has:\n    " + "\n    ".join(wrong[:15]))
    return sum(total for _failed, _errors, total in counts)


def odoo_tests(result, odoo, database, log, tags, *words, bundles=PRINTED, **variables):
    """One start of Odoo that runs tests.

    :param bundles: bundles of assets worth making before the first test
    :param variables: more environment
    """
    if log.exists():
        log.unlink()
    code = odoo.run(
        "-d",
        database,
        *words,
        "--test-tags",
        tags,
        "--stop-after-init",
        "--load=base,rpc,web,house_journey",
        "--http-port",
        str(free_port()),
        "--gevent-port",
        str(free_port()),
        log=log,
        SUITE_BUNDLES=",".join(bundles),
        **variables,
    )
    ran = check_log(result, log)
    if code and not result.failed:
        tail = log.read_text(encoding="utf-8").splitlines()[-30:]
        result.problem(f"Odoo stopped with {code}; log {log}:\n    " + "\n    ".join(tail))
    return ran


def browser_turn():
    return locked(
        CACHE / "browser.lock", "another browser suite runs (one at a time on a small machine)"
    )


def run_pure(result, odoo, name):
    folder = ADDONS / name / "tests/core"
    if not folder.is_dir():
        return
    log = odoo.logs / f"pure-{name}-{os.getpid()}.log"
    covered = log.with_suffix(".covered")
    pytest(
        result,
        odoo,
        folder,
        log,
        plugins=("core_coverage", "pure_core"),
        SUITE_QUALITY=str(site_packages(beside("quality"))),
        SUITE_COVERED=os.pathsep.join([str(ADDONS / name / "core"), str(covered)]),
    )
    if covered.exists():
        result.notes = f", {covered.read_text()} % of core/ reached by its pure tests"
        covered.unlink()


def test_addon(odoo, name, tags=None, whole=True, leave=True):
    """All tests of one add-on on a database of its own: pure, server, browser, French, uninstall.

    A generator for `turns.run_all` that returns a Result.

    :param leave: it is uninstalled at the end
    """
    result = Result(name)
    if not tags or tags == "core":
        run_pure(result, odoo, name)
    if tags == "core":
        return result
    database = f"test_{CHECKOUT}_{name}_{os.getpid()}"
    log = odoo.logs / f"{database}.log"
    strings = log.with_suffix(".pot")
    strings.unlink(missing_ok=True)
    try:
        odoo.clone(odoo.template(core_depends([name])), database)
        server, browser = split_tags([name], tags)
        ran = odoo_tests(
            result,
            odoo,
            database,
            log,
            server or "-standard",
            "-i",
            name,
            SUITE_STRINGS=f"{name}:{strings}",
        )
        if browser:
            yield BROWSER
            with browser_turn():
                units = any((ADDONS / name / "static/tests").glob("*.test.js"))
                bundles = (*OPENED, *UNITS) if units else OPENED
                log_ = log.with_suffix(".browser.log")
                ran += odoo_tests(result, odoo, database, log_, browser, bundles=bundles)
            yield None
        if not ran:
            result.problem(f"no test of {name} ran{f' for the tags {tags}' if tags else ''}.")
        if whole and not result.failed:
            check_french(result, odoo, name, strings)
            if leave:
                check_leaving(result, odoo, database, name, log)
    finally:
        strings.unlink(missing_ok=True)
        if not os.environ.get("SUITE_KEEP"):
            odoo.drop(database)
    return result


def check_french(result, odoo, name, strings):
    """Every string of the installed add-on has its French."""
    result.add(1, 0)
    if not strings.exists():
        missing = [f"the strings of {name} were not written to {strings}"]
    else:
        missing = i18n.check_exported(odoo, name, strings)
    if missing:
        result.add(0, 1)
        result.problems.append("\n    ".join(missing[:20]))


def check_leaving(result, odoo, database, name, log):
    """The add-on leaves the database as a working one (it upgrades with the others, once for all)."""
    script = UNINSTALL.format(names=[name])
    steps = (("uninstall", ["shell", "-d", database, "--no-http"], script),)
    run_steps(result, odoo, name, steps, log)


def check_farewell(result, odoo, names, log, whole=False):
    """All add-ons come without demo data and leave at once: once a run.

    Odoo keeps what others use when an add-on leaves; records of demo data would be such things.

    :param whole: all that stays upgrades, too (minutes)
    """
    database = f"test_{CHECKOUT}_farewell_{os.getpid()}"
    script = UNINSTALL.format(names=names)
    bare = ["-d", database, "--stop-after-init", "--no-http"]
    try:
        odoo.clone(odoo.template(core_depends(names, odoo.folder), french=True), database)
        steps = (
            ("install", [*bare, "-i", ",".join(names)], None),
            ("uninstall", ["shell", "-d", database, "--no-http"], script),
            ("upgrade of what stays", [*bare, "-u", "base"], None),
        )
        run_steps(result, odoo, "all add-ons", steps if whole else steps[:2], log)
    finally:
        if not os.environ.get("SUITE_KEEP"):
            odoo.drop(database)


def run_steps(result, odoo, name, steps, log):
    """Run Odoo for each (text, words, script on stdin); the first that fails or complains ends it."""
    for text, words, script in steps:
        result.add(1, 0)
        part = log.with_suffix(f".{text.replace(' ', '-')}.log")
        try:
            odoo.must(f"{text} of {name}", *words, stdin=script, log=part)
        except Failure as failure:
            result.add(0, 1)
            result.problems.append(str(failure))
            return
        wrong = complaints(part.read_text(encoding="utf-8").splitlines())
        if wrong:
            result.add(0, 1)
            result.problems.append(
                f"{text} of {name}, log {part}:\n    " + "\n    ".join(wrong[:15])
            )


def test_together(odoo, names):
    """All add-ons on one French demo database: it installs without complaint, and every app opens.

    A generator for `turns.run_all` that returns a Result.
    """
    result = Result("all together, with demo data")
    database = f"test_{CHECKOUT}_together_{os.getpid()}"
    log = odoo.logs / f"{database}.log"
    log.unlink(missing_ok=True)
    try:
        odoo.make_demo(names, database)
        yield BROWSER
        with browser_turn():
            words = ("-i", "house_journey")
            bundles = (*PRINTED, "web.__assets_tests_call__", "web.assets_tests", "web.assets_web")
            odoo_tests(result, odoo, database, log, "/house_journey", *words, bundles=bundles)
        yield None
        if not result.failed:
            words = ["-d", database, "-u", ",".join(names), "--stop-after-init", "--no-http"]
            run_steps(result, odoo, "all add-ons", (("upgrade", words, None),), log)
            check_farewell(result, odoo, names, log)
    finally:
        if not os.environ.get("SUITE_KEEP"):
            odoo.drop(database)
    return result


def robot():
    """Click every tile, let axe-core look at screens and pages: on a demo of all add-ons; exit code."""
    ensure_browser()
    odoo, result = Odoo(), Result("robot")
    database = f"test_{CHECKOUT}_robot_{os.getpid()}"
    axe = site_packages(beside("shots")) / "axe_playwright_python/axe.min.js"
    try:
        odoo.make_demo(addons(), database)
        with browser_turn():
            words = (database, odoo.logs / f"{database}.log", "slow/house_journey")
            install = ("-i", "house_journey")
            odoo_tests(result, odoo, *words, *install, bundles=OPENED, SUITE_AXE=str(axe))
    finally:
        odoo.drop(database)
    say("\n    ".join([result.summary(), *result.problems]))
    return 1 if result.failed or not result.total else 0


def test_farewell(odoo, names):
    """All add-ons leave a database, and all that stays upgrades."""
    result = Result("farewell of all")
    check_farewell(result, odoo, names, odoo.logs / f"farewell-{os.getpid()}.log", whole=True)
    return result


def test_leaving(odoo, name):
    """One add-on comes, and leaves what it builds on as it was."""
    result = Result(f"farewell of {name}")
    database = f"test_{CHECKOUT}_leaving_{name}_{os.getpid()}"
    log = odoo.logs / f"{database}.log"
    try:
        odoo.clone(odoo.template(core_depends([name])), database)
        words = ["-d", database, "-i", name, "--stop-after-init", "--no-http"]
        run_steps(result, odoo, name, (("install", words, None),), log)
        if not result.failed:
            check_leaving(result, odoo, database, name, log)
    finally:
        odoo.drop(database)
    return result


def test_release(odoo):
    """A database of the last release upgrades to this tree and keeps all it holds."""
    result = Result("upgrade from the last release")
    release.check(result, odoo)
    return result


def test_house(odoo):
    """The tests of the tools themselves, and of what holds for the whole tree."""
    result = Result("house")
    pytest(result, odoo, ROOT / "tests/house", odoo.logs / f"house-{os.getpid()}.log")
    return result


def weight(name):
    """Bytes of an add-on's tests: what runs longest is begun first, so that no core waits at the end."""
    return sum(path.stat().st_size for path in (ADDONS / name / "tests").rglob("*.py"))


def jobs(odoo, names, tags):
    """What to run, longest first."""
    if tags == "release":
        yield "release", lambda: test_release(odoo)
        return
    if tags == "farewell":
        yield "farewell", lambda: test_farewell(odoo, names)
        for name in names:
            yield name, lambda name=name: test_leaving(odoo, name)
        return
    whole = not tags
    everything = set(names) == set(addons()) and whole
    if everything and len(names) > 1:
        yield "together", lambda: test_together(odoo, names)
        yield "release", lambda: test_release(odoo)
        yield "house", lambda: test_house(odoo)
    for name in sorted(names, key=weight, reverse=True):
        yield name, lambda name=name: test_addon(odoo, name, tags, whole, leave=not everything)


def test(names, tags=None):
    """Run everything (or the add-ons ``names``, or the test ``tags``); exit code 0 when all is green."""
    started = time.monotonic()
    if tags not in ("core", "release", "farewell"):
        ensure_browser()
    odoo = Odoo()
    odoo.drop_dead_tests()
    drop_dead_bytecode()
    if tags not in ("core", "release", "farewell"):
        odoo.templates(core_depends([name]) for name in names)
    results = []

    def tell(result):
        results.append(result)
        say(result.summary())
        for problem in result.problems:
            say(f"    {problem}")

    run_all([guarded(name, job) for name, job in jobs(odoo, names, tags)], WORKERS, tell)
    total, failed = (sum(getattr(r, field) for r in results) for field in ("total", "failed"))
    if not total:
        say("no test ran: that is a failure.")
        failed = 1
    say(f"time: {time.monotonic() - started:.0f} s")
    say(f"{max(total - failed, 0)} passed, {failed} failed")
    return 1 if failed else 0


def guarded(name, job):
    """A part, as a generator: one that cannot even start is a failed test, not the end of the run."""
    try:
        part = job()
        return (yield from part) if inspect.isgenerator(part) else part
    except Failure as failure:
        result = Result(name)
        result.problem(str(failure))
        return result
