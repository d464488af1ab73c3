"""The words of the command line; make passes its variables on."""

import os
import shutil
import sys

from . import config
from .config import ADDONS, CACHE, addons
from .console import Failure, run, say

HELP = """\
./suite COMMAND [NAME=value …]            (the same: make COMMAND NAME=value)

  run         serve the suite with demo data         ADDONS=…  PORT=8069
  demo        make the demo database anew            ADDONS=…
  test        run the tests                          ADDONS=…  TAGS=/addon:Class.method | core | release | farewell
  lint        check style, manifests, translations   ADDONS=…   (FIX=1 repairs what it can)
  dialect     where an add-on does not speak the house's dialect      ADDONS=…  (FIX=1 lowers the table)
  bench       measure an add-on                      BENCH=addon
  core-test   Odoo's own tests, bare and with us     ADDONS=…  TAGS=sale,stock (modules)
  topology    two nodes, a replica, a proxy: proof that they work together
  mutants     change core/ a little, many times: do its tests notice?   ADDONS=…  COUNT=60|all  SEED=…
  i18n        write .pot and fr.po                   ADDONS=…
  shots       take the pictures of the READMEs and of the welcome page
  robot       click every tile of the demo, let axe-core look at screens and pages
  pages       print how long each page of the menus takes (a warm server, the demo)
  release-db  make the demo database of the last release (the upgrade test clones it)
  shell       a Python shell on the demo database    ADDONS=…
  psql        a database shell on it                 ADDONS=…
  lock        write the locked requirements anew
  setup       only set up       stop   stop PostgreSQL       clean   remove the cache folder

Choices by environment: SUITE_CACHE, SUITE_ODOO_SRC, SUITE_PYTHON, SUITE_PG_HOST (_PORT, _USER,
_PASSWORD), SUITE_PG_BIN, SUITE_DEBIAN_MIRROR, SUITE_PORT."""


class Options:
    """``NAME=value`` words, with the environment as default."""

    def __init__(self, words):
        known = {"ADDONS", "TAGS", "BENCH", "PORT", "FIX", "CHECK", "COUNT", "SEED"}
        values = {}
        for word in words:
            name, _, value = word.partition("=")
            if name not in known:
                raise Failure(f"{word!r} is not an option: they are {', '.join(sorted(known))}.")
            values[name] = value
        self.tags = values.get("TAGS") or None
        self.bench = values.get("BENCH") or None
        self.port = values.get("PORT") or os.environ.get("SUITE_PORT") or "8069"
        self.fix = bool(values.get("FIX"))
        self.check = bool(values.get("CHECK"))
        self.count = values.get("COUNT") or None
        self.seed = values.get("SEED") or None
        self.addons = self._addons(values.get("ADDONS"))

    @staticmethod
    def _addons(text):
        if not text:
            return addons()
        names = text.replace(" ", ",").split(",")
        unknown = [name for name in names if not (ADDONS / name / "__manifest__.py").exists()]
        if unknown:
            raise Failure(f"no add-on {', '.join(unknown)}: there are {', '.join(addons())}.")
        return names


def _need_addons(names):
    if not names:
        raise Failure("there is no add-on in addons/ yet.")


def command_run(options):
    from .odoo import check_port, login_notice

    check_port(options.port)
    odoo, name = _demo(options)
    odoo.start_companions(options.addons)
    login_notice(options.port)
    odoo.serve(name, options.port, *odoo.job_runner(options.addons))


def command_demo(options):
    from .odoo import Odoo

    _need_addons(options.addons)
    say(f"made: {Odoo().make_demo(options.addons)}")


def command_test(options):
    from .testing import test

    return test(options.addons, options.tags)


def command_robot(_options):
    from .testing import robot

    return robot()


def command_release_db(_options):
    from .release import ensure_database

    say(f"made: {ensure_database()}")


def command_lint(options):
    from .linting import lint

    return lint(options.addons, options.fix)


def command_dialect(options):
    from .dialect import show

    return show(options.addons, options.fix)


def command_bench(options):
    from .benching import bench

    return bench(options.bench)


def command_core_test(options):
    from .core_tests import core_test

    modules = options.tags.split(",") if options.tags else None
    return core_test(options.addons, modules)


def command_topology(_options):
    from .topology import prove

    return prove()


def command_mutants(options):
    from .mutants import mutants

    return mutants(options.addons, options.count, options.seed)


def command_i18n(options):
    from .i18n import export

    return export(options.addons)


def command_shots(_options):
    from .shots import take

    return take()


def command_pages(_options):
    from .shots import measure

    return measure()


def _demo(options):
    """The platform and the demo database that was asked for, made when it is missing."""
    from .odoo import Odoo

    _need_addons(options.addons)
    odoo = Odoo()
    return odoo, odoo.ensure_demo(options.addons)


def command_shell(options):
    odoo, name = _demo(options)
    command = odoo.command("shell", "-d", name, "--no-http")
    os.execve(command[0], command, odoo.environ)


def command_psql(options):
    odoo, name = _demo(options)
    psql = str(odoo.server.bin / "psql")
    os.execve(psql, [psql, name], odoo.environ)


def command_setup(_options):
    from .odoo import Odoo

    Odoo()
    say("set up.")


def command_stop(_options):
    from .postgres import Server

    Server().stop()


def command_clean(_options):
    from . import python_env
    from .postgres import Server

    if (python_env.venv() / "ready").exists():
        Server().stop()
    shutil.rmtree(CACHE, ignore_errors=True)
    shutil.rmtree(config.BUILD, ignore_errors=True)
    say(f"removed: {CACHE}")


def command_lock(_options):
    """Write the locked requirements, with hashes and no registry address, from the .in files."""
    from . import python_env

    uv = python_env.ensure() / "bin/uv"
    folder = config.ROOT / "requirements"
    fixed = [
        "--universal",
        "--python-version",
        "3.10",
        "--generate-hashes",
        "--no-header",
        "--no-annotate",
    ]
    local = CACHE / "odoo-local.in"
    local.write_text(f"odoo @ file://{config.ROOT}/tools/odoo_metadata\n")
    for name in ("uv", "dev", "production", "shots", "quality", "clients"):
        ours = name in ("dev", "production")
        extra = ["--no-emit-package", "odoo", str(local)] if ours else []
        if name == "dev":
            extra += ["--override", "overrides.txt"]
        run(
            uv,
            "pip",
            "compile",
            "-q",
            *fixed,
            *extra,
            f"{name}.in",
            "-o",
            f"{name}.txt",
            cwd=folder,
        )
        say(f"written: requirements/{name}.txt")


def main():
    words = sys.argv[1:]
    commands = {
        name.removeprefix("command_").replace("_", "-"): function
        for name, function in globals().items()
        if name.startswith("command_")
    }
    if not words or words[0] not in commands:
        print(HELP)
        sys.exit(0 if not words or words[0] in ("help", "--help", "-h") else 2)
    try:
        sys.exit(commands[words[0]](Options(words[1:])) or 0)
    except Failure as failure:
        sys.exit(f"\nerror: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)
