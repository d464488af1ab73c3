"""Odoo's own tests with our add-ons installed, compared with the bare platform: 0 new failures."""

import json
import os
import re

from .config import CACHE, CHECKOUT, addons, core_depends, digest
from .console import Failure, locked, say, step
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
        "--gevent-port", str(free_port()), log=log,
    )  # fmt: skip
    lines = log.read_text(encoding="utf-8").splitlines()
    counts = [found for found in map(COUNTS.search, lines) if found]
    if not counts or not int(counts[-1].group(3)):
        raise Failure(f"no core test ran: see {log}")
    failed = {f"{m.group(1)}:{m.group(2)}" for m in map(FAILED.search, lines) if m}
    return failed, int(counts[-1].group(3))


def _bare(odoo, template, tags):
    """The bare platform's result for these tags, measured once and kept."""
    path = CACHE / f"core-{digest(template, tags)}.json"
    if not path.exists():
        database = f"test_{CHECKOUT}_core_bare_{os.getpid()}"
        odoo.clone(template, database)
        try:
            with step("Odoo's tests on the bare platform (once; 20 minutes or more)"):
                failed, total = _run(odoo, database, tags, odoo.logs / "core-bare.log")
        finally:
            odoo.drop(database)
        path.write_text(json.dumps({"failed": sorted(failed), "total": total}))
    return json.loads(path.read_text())


def core_test(names, modules=None):
    """Exit code 0 when no test of Odoo fails that passes without our add-ons."""
    ensure_browser()
    odoo = Odoo()
    modules = modules or MODULES
    tags = ",".join(f"/{module}" for module in modules)
    template = odoo.template([*MODULES, *core_depends(addons())])
    database = f"test_{CHECKOUT}_core_{os.getpid()}"
    with browser_turn(), locked(CACHE / "core.lock", "another core test runs"):
        bare = _bare(odoo, template, tags)
        odoo.clone(template, database)
        try:
            words = ["-d", database, "-i", ",".join(names), "--stop-after-init", "--no-http"]
            odoo.must("the add-ons on Odoo's test database", *words)
            with step("Odoo's tests with our add-ons (20 minutes or more)"):
                failed, total = _run(odoo, database, tags, odoo.logs / "core-with-us.log")
        finally:
            odoo.drop(database)
    new = sorted(failed - set(bare["failed"]))
    say(
        f"bare: {bare['total']} tests, {len(bare['failed'])} failed; with us: {total}, {len(failed)} failed"
    )
    for test in new:
        say(f"  new failure: {test}   (log: {odoo.logs / 'core-with-us.log'})")
    say(f"{total - len(new)} passed, {len(new)} failed")
    return 1 if new else 0
