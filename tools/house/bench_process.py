"""The measuring side of a benchmark; runs in Odoo's environment (see benching.py)."""

import contextlib
import importlib.util
import json
import math
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path


class Bench:
    """What a benchmark's ``prepare(env)`` and ``run(bench)`` get.

    ``env`` is an environment of the superuser on the benchmark's database; what ``run`` writes is
    rolled back at the end unless it commits.
    """

    def __init__(self, database, target=None):
        from odoo.modules.registry import Registry

        self.database = database
        self.target = target
        self.registry = Registry(database)
        self.rows = []
        self.env = None

    @contextlib.contextmanager
    def new_env(self, user_id=None):
        """An environment on a cursor of its own (for a thread); committed when the block ends well."""
        from odoo import SUPERUSER_ID
        from odoo.api import Environment

        with self.registry.cursor() as cursor:
            yield Environment(cursor, user_id or SUPERUSER_ID, {})

    @staticmethod
    def samples(function, repeat):
        """Seconds of ``repeat`` calls, after one call that is not counted."""
        function()
        taken = []
        for _number in range(repeat):
            started = time.perf_counter()
            function()
            taken.append(time.perf_counter() - started)
        return taken

    def timed(self, function, repeat=5):
        """Median seconds of a call."""
        return statistics.median(self.samples(function, repeat))

    def p95(self, function, repeat=40):
        """Seconds under which 95 % of the calls stay."""
        taken = sorted(self.samples(function, repeat))
        return taken[max(math.ceil(0.95 * len(taken)) - 1, 0)]

    # Rows

    def _row(self, name, value, unit, *, floor=None, ratio=None, goal=None, ok=None):
        verdict = "" if ok is None else "ok" if ok else "SHORT"
        row = {
            "name": name,
            "value": value,
            "unit": unit,
            "floor": floor,
            "ratio": ratio,
            "goal": goal,
            "verdict": verdict,
        }
        self.rows.append(row)
        print(f"  {name}: {figure(value)} {unit} {verdict}", flush=True)
        self._save()

    def _save(self):
        """Row by row: a run that is stopped leaves what it measured."""
        if self.target:
            kept = {"database": self.database, "rows": self.rows}
            self.target.write_text(json.dumps(kept, indent=2), encoding="utf-8")

    def ratio(self, name, value, floor, goal, floor_name="plain SQL"):
        """``value`` and ``floor`` in seconds, of the same run: their ratio stays under ``goal``."""
        ratio = value / floor if floor else math.inf
        self._row(
            f"{name} / {floor_name}",
            float(value),
            "s",
            floor=floor,
            ratio=ratio,
            goal=f"<= {goal:g} x",
            ok=ratio <= goal,
        )

    def at_most(self, name, value, goal, unit=""):
        self._row(name, float(value), unit, goal=f"<= {goal:g}", ok=value <= goal)

    def at_least(self, name, value, goal, unit=""):
        self._row(name, float(value), unit, goal=f">= {goal:g}", ok=value >= goal)

    def info(self, name, value, unit=""):
        self._row(name, value, unit)

    # A server on the same database

    @contextlib.contextmanager
    def serve(self, workers=0, *words):
        """Address of an Odoo server on this database, up while the block runs."""
        from house.odoo import Odoo, free_port

        odoo, port = Odoo(), free_port()
        log = odoo.logs / f"bench-serve-{os.getpid()}.log"
        command = odoo.command(
            "-d",
            self.database,
            "--db-filter",
            f"^{self.database}$",
            "--http-port",
            str(port),
            "--gevent-port",
            str(free_port()),
            "--workers",
            str(workers),
            "--max-cron-threads",
            "0",
            "--log-level",
            "warn",
            *words,
        )
        with open(log, "w") as file:
            process = subprocess.Popen(command, env=odoo.environ, cwd="/", stdout=file, stderr=file)
        try:
            address = f"http://127.0.0.1:{port}"
            self._wait(process, address, log)
            yield address
        finally:
            process.terminate()
            process.wait(30)

    @staticmethod
    def _wait(process, address, log):
        for _attempt in range(240):
            if process.poll() is not None:
                raise RuntimeError(f"the server stopped: {log.read_text()[-2000:]}")
            try:
                with urllib.request.urlopen(f"{address}/web/health", timeout=5):
                    return
            except OSError:
                time.sleep(0.25)
        raise RuntimeError("the server did not answer")


def figure(value):
    """A figure as people read it: whole from a thousand on, else four digits."""
    if isinstance(value, float):
        return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    return str(value)


def _load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(verb, path, database, build):
    from odoo.tools import config

    config.parse_config(
        ["-c", os.environ["SUITE_BENCH_CONFIG"], "--no-http", "--log-level=warn"],
        setup_logging=True,
    )
    sys.path.insert(0, str(Path(path).parent))
    target = Path(build) / f"{Path(path).stem.replace('_', '-', 1)}.json"
    module, bench = _load(Path(path)), Bench(database, target)
    with bench.registry.cursor() as cursor:
        from odoo import SUPERUSER_ID
        from odoo.api import Environment

        bench.env = Environment(cursor, SUPERUSER_ID, {})
        if verb == "prepare":
            module.prepare(bench.env)
            cursor.commit()
            return 0
        target.unlink(missing_ok=True)
        try:
            module.run(bench)
        finally:
            cursor.rollback()
    return 1 if any(row["verdict"] == "SHORT" for row in bench.rows) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
