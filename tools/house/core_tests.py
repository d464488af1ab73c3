"""Odoo's own tests with our add-ons installed, compared with the bare platform: 0 new failures."""

import os
import re
from contextlib import ExitStack
from dataclasses import dataclass

from .config import CHECKOUT
from .console import Failure, say, step
from .odoo import Odoo, free_port
from .testing import COUNTS, browser_turn, ensure_browser

MODULES = (
    "account",
    "crm",
    "point_of_sale",
    "portal",
    "product",
    "purchase",
    "purchase_stock",
    "repair",
    "sale",
    "sale_crm",
    "sale_management",
    "sale_stock",
    "stock",
)
# A test's rows are never committed: an ANALYZE in the middle finds empty tables, and queries that took
# milliseconds take seconds from then on (seen with the payments of `account`).
NO_AUTOVACUUM = """
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT oid::regclass::text FROM pg_class
                WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
        EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = false)', name);
    END LOOP;
END $$
"""
FAILED = re.compile(
    r" ERROR \S+ \S+: (?:FAIL|ERROR): (?:"
    r"\w+ \(odoo\.addons\.(?P<of_class>\w+)\.\S+\.(?P<test_class>\w+)\)"
    r"|(?:Subtest )?(?P<test>\w+\.\w+))"
)
LOGGER = re.compile(r" ERROR \S+ odoo\.addons\.(\w+)\.")


def _failed_test(line):
    """Tag of the test (or the class) that a line of the log says failed."""
    found = FAILED.search(line)
    if not found:
        return None
    if found["test_class"]:
        return f"/{found['of_class']}:{found['test_class']}"
    logger = LOGGER.search(line)
    return f"/{logger.group(1)}:{found['test']}" if logger else None


@dataclass(frozen=True)
class Outcome:
    """What a run of some tests gave; ``failed`` holds test tags, such as ``/sale:TestSale.test_it``."""

    failed: frozenset
    total: int


def read_outcome(lines):
    """The outcome that a log tells.

    :param lines: list of str
    :raises Failure: no test ran
    """
    counts = [found for found in map(COUNTS.search, lines) if found]
    total = sum(int(found.group(3)) for found in counts)
    wrong = sum(int(one.group(1)) + int(one.group(2)) for one in counts)
    if not total + wrong:
        raise Failure("no core test ran")
    failed = frozenset(filter(None, map(_failed_test, lines)))
    if wrong and not failed:
        raise Failure(f"{wrong} core tests failed, but the log does not name them")
    return Outcome(failed, total)


def _run(odoo, database, tags, name):
    """Run Odoo's post-install tests with these tags; :raises Failure: when none ran.

    Tests at install would run while the modules load, before what they need of later modules is there.
    """
    log = odoo.logs / f"core-{name}.log"
    log.unlink(missing_ok=True)
    odoo.run(
        "-d",
        database,
        "--test-tags",
        ",".join([*tags, "-at_install"]),
        "--stop-after-init",
        "--http-port",
        str(free_port()),
        "--gevent-port",
        str(free_port()),
        log=log,
        ODOO_TEST_FAILURE_RETRIES="1",
    )
    try:
        return read_outcome(log.read_text(encoding="utf-8").splitlines())
    except Failure as failure:
        raise Failure(f"{failure}: see {log}") from None


def _clone(odoo, stack, template, kind):
    """A database that is dropped at the end."""
    database = f"test_{CHECKOUT}_core_{kind}_{os.getpid()}"
    odoo.clone(template, database)
    if not os.environ.get("SUITE_KEEP"):
        stack.callback(odoo.drop, database)
    return database


def _new_failures(odoo, module, with_us, bare, failed):
    """The tests that fail a second time with our add-ons, and do not fail without them."""
    again = _run(odoo, with_us, sorted(failed), f"{module}-again").failed & failed
    if not again:
        say(f"    passed when run again: {', '.join(sorted(failed))}")
        return frozenset()
    alone = _run(odoo, bare, sorted(again), f"{module}-bare").failed
    if again & alone:
        say(f"    fail on the bare platform too: {', '.join(sorted(again & alone))}")
    return again - alone


def core_test(names, modules=None):
    """Exit code 0 when no test of Odoo fails that passes without our add-ons.

    The whole of Odoo's tests runs with the add-ons; what fails is run again, and then on the bare
    platform.
    """
    ensure_browser()
    odoo, passed, new = Odoo(), 0, set()
    template = odoo.template(MODULES)
    with ExitStack() as stack:
        bare = _clone(odoo, stack, template, "bare")
        with_us = _clone(odoo, stack, template, "with_us")
        words = ["-d", with_us, "-i", ",".join(names), "--stop-after-init", "--no-http"]
        odoo.must("the add-ons on Odoo's test database", *words)
        for database in (bare, with_us):
            odoo.server.sql(NO_AUTOVACUUM, database)
        for module in modules or MODULES:
            with browser_turn(), step(f"Odoo's tests of {module} with our add-ons"):
                outcome = _run(odoo, with_us, [f"/{module}"], module)
                say(f"  {module}: {outcome.total} tests, {len(outcome.failed)} failed")
                wrong = outcome.failed and _new_failures(
                    odoo, module, with_us, bare, outcome.failed
                )
            for test in sorted(wrong):
                say(f"    new failure: {test}")
            new |= wrong
            passed += outcome.total - len(wrong)
    say(f"{passed} passed, {len(new)} failed")
    return 1 if new else 0
