"""Odoo's own tests with our add-ons installed, compared with the bare platform: 0 new failures."""

import json
import os
import re

from .config import CACHE, CHECKOUT, digest
from .console import Failure, say, step
from .odoo import Odoo, free_port
from .testing import COUNTS, browser_turn, ensure_browser

MODULES = (
    "account", "crm", "point_of_sale", "portal", "product", "purchase", "purchase_stock", "repair",
    "sale", "sale_crm", "sale_management", "sale_stock", "stock",
)  # fmt: skip
FAILED = re.compile(r" ERROR \S+ (odoo\.addons\.\S+): (?:FAIL|ERROR): (\S+)")


def _run(odoo, database, tags, log):
    """Names of the tests that failed, and how many ran."""
    log.unlink(missing_ok=True)
    odoo.run(
        "-d", database, "--test-tags", tags, "--stop-after-init", "--http-port", str(free_port()),
        "--gevent-port", str(free_port()), log=log, ODOO_TEST_FAILURE_RETRIES="1",
    )  # fmt: skip
    lines = log.read_text(encoding="utf-8").splitlines()
    counts = [found for found in map(COUNTS.search, lines) if found]
    if not counts or not int(counts[-1].group(3)):
        raise Failure(f"no core test ran: see {log}")
    failed = {f"{m.group(1)}:{m.group(2)}" for m in map(FAILED.search, lines) if m}
    return failed, int(counts[-1].group(3))


def _kept(path, measure):
    """A result that is measured once and kept in a file."""
    if not path.exists():
        failed, total = measure()
        path.write_text(json.dumps({"failed": sorted(failed), "total": total}))
    return json.loads(path.read_text())


def _bare(odoo, template, module):
    """The bare platform's result for one module of Odoo."""

    def measure():
        database = f"test_{CHECKOUT}_core_bare_{os.getpid()}"
        odoo.clone(template, database)
        try:
            with step(f"Odoo's tests of {module} on the bare platform (once)"):
                return _run(odoo, database, f"/{module}", odoo.logs / f"core-bare-{module}.log")
        finally:
            odoo.drop(database)

    with browser_turn():
        return _kept(CACHE / f"core-{digest(template, module)}.json", measure)


def bare(modules=None):
    """Measure the bare platform only (it is the long half of the comparison, and is kept)."""
    ensure_browser()
    odoo = Odoo()
    template = odoo.template(MODULES)
    return {module: _bare(odoo, template, module) for module in modules or MODULES}


def core_test(names, modules=None):
    """Exit code 0 when no test of Odoo fails that passes without our add-ons."""
    expected = bare(modules)
    odoo, passed, new = Odoo(), 0, []
    database = f"test_{CHECKOUT}_core_{os.getpid()}"
    odoo.clone(odoo.template(MODULES), database)
    try:
        words = ["-d", database, "-i", ",".join(names), "--stop-after-init", "--no-http"]
        odoo.must("the add-ons on Odoo's test database", *words)
        for module, kept in expected.items():
            log = odoo.logs / f"core-with-us-{module}.log"
            with browser_turn(), step(f"Odoo's tests of {module} with our add-ons"):
                failed, total = _run(odoo, database, f"/{module}", log)
            wrong = sorted(failed - set(kept["failed"]))
            say(
                f"  {module}: bare {kept['total']} tests, {len(kept['failed'])} failed; "
                f"with us {total} tests, {len(failed)} failed"
            )
            for test in wrong:
                say(f"    new failure: {test}   (log: {log})")
            new += wrong
            passed += total - len(failed)
    finally:
        odoo.drop(database)
    say(f"{passed} passed, {len(new)} failed")
    return 1 if new else 0
