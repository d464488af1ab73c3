"""Benchmarks: makes the database of an add-on's benchmark once, then measures in one process."""

import ast
import json
import os
import re
import subprocess
import sys

from .bench_process import figure
from .config import ADDONS, BUILD, CACHE, ROOT, addons, core_depends, digest
from .console import Failure, every_slot, locked, say, step
from .odoo import Odoo


def bench_file(name):
    return ADDONS / name / "tests" / "bench" / f"bench_{name}.py"


def bench_names():
    return [name for name in addons() if bench_file(name).exists()]


def bench_addons(name):
    """The add-on, and those that its benchmark names in ``WITH`` because it looks into them."""
    found = [name]
    for node in ast.parse(bench_file(name).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "WITH":
            found += ast.literal_eval(node.value)
    return found


def _database(name, odoo):
    """Name of the benchmark's database: other data or another schema is another database."""
    folders = [ADDONS / one / "models" for one in bench_addons(name)]
    models = [path for folder in folders for path in sorted(folder.rglob("*.py"))]
    return f"bench_{name}_{digest(odoo.tree.key, bench_file(name), *models)}"


def _run(odoo, verb, name, database):
    environ = odoo.environ | {"SUITE_BENCH_CONFIG": str(odoo.config)}
    environ["PYTHONPATH"] += f":{ROOT / 'tools'}"
    command = [
        odoo.venv / "bin/python",
        "-m",
        "house.bench_process",
        verb,
        bench_file(name),
        database,
        BUILD,
    ]
    return subprocess.run([str(word) for word in command], env=environ).returncode


def _prepare(odoo, name, database):
    for old in odoo.server.databases():
        if re.fullmatch(rf"bench_{name}_[0-9a-f]+", old):  # not those of an add-on called alike
            odoo.drop(old)
    draft = f"bench_draft_{name}"
    with step(f"benchmark database of {name} (once for these data)"):
        names = bench_addons(name)
        odoo.clone(odoo.template(core_depends(names)), draft)
        words = ("-i", ",".join(names), "--stop-after-init", "--no-http")
        odoo.must(f"install of {', '.join(names)}", "-d", draft, *words)
        if _run(odoo, "prepare", name, draft):
            raise Failure(f"the data of the benchmark {name} could not be made (see above).")
        odoo.server.sql("VACUUM ANALYZE", draft)
        odoo.server.sql(f'ALTER DATABASE "{draft}" RENAME TO "{database}"')
        if odoo.filestore(draft).exists():
            odoo.filestore(draft).rename(odoo.filestore(database))


def bench(name):
    """Measure one add-on (all of them without a name); exit code 1 when a figure is short."""
    names = [name] if name else bench_names()
    unknown = [one for one in names if not bench_file(one).exists()]
    if unknown or not names:
        raise Failure(
            f"no benchmark {', '.join(unknown)}: there are {', '.join(bench_names()) or 'none yet'}."
        )
    odoo = Odoo()
    BUILD.mkdir(exist_ok=True)
    codes = []
    for one in names:
        database = _database(one, odoo)
        with locked(odoo.logs / f"bench-{one}.lock", f"another run measures {one}"):
            if database not in odoo.server.databases():
                _prepare(odoo, one, database)
            with (
                locked(CACHE / "bench.lock", "another benchmark runs"),
                every_slot(CACHE / "slots"),
            ):
                codes.append(_run(odoo, "run", one, database))
        show(one)
    return 1 if any(codes) else 0


def show(name):
    """Print the rows that the measuring process wrote beside."""
    path = BUILD / f"bench-{name}.json"
    if not path.exists():
        say(f"{name}: no figures were written")
        return
    rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
    say(f"\n{name}")
    say(f"  {'figure':58} {'value':>12} {'floor':>12} {'ratio':>8} {'goal':>10}")
    for row in rows:
        cells = [_cell(row[field]) for field in ("value", "floor", "ratio", "goal")]
        value, floor, ratio, goal = cells
        unit = f" {row['unit']}" if row["unit"] else ""
        say(
            f"  {row['name'][:58]:58} {value + unit:>12} {floor:>12} {ratio:>8} {goal:>10} {row['verdict']}"
        )
    say(f"  written: {os.path.relpath(path, os.getcwd())}")


def _cell(value):
    return "" if value is None else figure(value)


if __name__ == "__main__":
    sys.exit(bench(sys.argv[1]))
