"""Runs Odoo: one place that knows its command line, its folders and its log."""

import contextlib
import ctypes
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import odoo_tree, python_env
from .config import ADDONS, CACHE, CHECKOUT, TEST_ADDONS, addons, core_depends, digest
from .console import Failure, Progress, locked, say, slot, step
from .postgres import Server

PR_SET_PDEATHSIG = 1  # prctl(2): the signal that a process gets when its parent ends
BYTECODE = CACHE / "bytecode"
LOADING = re.compile(r"Loading module (\S+) \((\d+)/(\d+)\)")
LOGO = Path(__file__).with_name("demo_logo.png")
FAILED_LOAD = re.compile(r" (ERROR|CRITICAL) \S+ odoo\.")
PREPARE_FRENCH = """
company = env.ref("base.main_company")
company.write({"name": "Maison de démonstration", "country_id": env.ref("base.fr").id,
               "currency_id": env.ref("base.EUR").id, "street": "12 rue des Lilas",
               "zip": "31000", "city": "Toulouse"})
env.ref("base.EUR").active = True
env["res.users"].search([]).partner_id.write({"lang": "fr_FR", "tz": "Europe/Paris"})
env["ir.default"].set("res.partner", "lang", "fr_FR")
env.ref("base.user_admin").lang = "fr_FR"
env.cr.commit()
"""
DRESS_DEMO = """
import base64, pathlib
logo = base64.b64encode(pathlib.Path({logo!r}).read_bytes())
company = env.ref("base.main_company")
company.write({{"logo": logo, "phone": "05 61 00 00 00", "email": "bonjour@example.com",
               "website": "https://example.com", "vat": "FR40303265045",
               "company_registry": "30326504500010",
               "report_footer": "Maison de démonstration · SARL au capital de 10 000 € · RCS Toulouse"}})
if "global_location_number" in env["res.partner"]._fields:
    company.partner_id.global_location_number = "3025590000015"
if "website" in env:
    env["website"].search([]).write({{"logo": logo, "name": company.name}})
env.cr.execute("UPDATE ir_module_module SET demo = TRUE WHERE state = 'installed'")
env.cr.commit()
"""


RUNNING = set()  # process groups to end with us


def stop_all(number, _frame):
    """Signal handler: nothing that was started goes on (the next run drops its databases)."""
    for group in list(RUNNING):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
    os._exit(128 + number)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def check_port(port):
    """:raises Failure: when the port cannot be had, before anything long begins."""
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", int(port)))
    except (OSError, ValueError, OverflowError):
        raise Failure(
            f"port {port} cannot be used (taken by another program?): "
            "stop that program, or choose another port: make run PORT=8070."
        ) from None


def drop_dead_bytecode(compiled=BYTECODE, sources=Path("/")):
    """Remove what was compiled from folders that are gone, such as an older clone.

    :param compiled: mirrors the folders below ``sources`` (PYTHONPYCACHEPREFIX)
    """
    for folder in compiled.glob("*/"):
        source = sources / folder.name
        if source.is_dir():
            drop_dead_bytecode(folder, source)
        else:
            shutil.rmtree(folder)


def code_digest(names):
    """Changes with any file of these add-ons."""
    parts = []
    for name in names:
        for path in sorted((ADDONS / name).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                parts += [str(path.relative_to(ADDONS)), path]
    return digest(*parts)


class Odoo:
    """The platform, set up: ``run`` starts Odoo on a database.

    :param folder: the add-ons, when they are not those of this tree (an older release)
    """

    def __init__(self, folder=None):
        CACHE.mkdir(parents=True, exist_ok=True)
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, stop_all)
        with ThreadPoolExecutor(
            1
        ) as pool:  # on a bare machine both take minutes, of different kinds
            tree = pool.submit(odoo_tree.ensure)
            self.venv = python_env.ensure()
            self.server = Server().ensure()
            self.tree = tree.result()
        self.data = CACHE / "data"
        self.data.mkdir(exist_ok=True)
        self.logs = CACHE / "logs"
        self.logs.mkdir(exist_ok=True)
        self.folder = folder
        key = digest(str(folder))[:6] if folder else CHECKOUT
        self.config = CACHE / f"odoo-{key}.conf"
        self._write_config()

    # Commands

    @property
    def environ(self):
        environ = {k: v for k, v in os.environ.items() if not k.startswith(("ODOO_", "PG"))}
        environ |= self.server.environ
        environ["PATH"] = f"{self.venv / 'bin'}:{environ['PATH']}"
        environ["PYTHONPATH"] = str(self.tree.python_path)
        environ.pop("PYTHONDONTWRITEBYTECODE", None)
        environ["PYTHONPYCACHEPREFIX"] = str(BYTECODE)  # compiled once, and never beside a source
        environ.setdefault("LANG", "C.UTF-8")
        return environ

    def _write_config(self):
        """One configuration file a checkout; passwords stay in the environment."""
        folders = [*self.tree.addons_paths, self.folder or ADDONS, TEST_ADDONS]
        present = [str(folder) for folder in folders if any(folder.glob("*/__manifest__.py"))]
        text = (
            f"[options]\naddons_path = {','.join(present)}\ndata_dir = {self.data}\n"
            "http_interface = 127.0.0.1\n"
        )
        if not self.config.exists() or self.config.read_text() != text:
            self.config.write_text(text)

    def command(self, *words):
        """The command line that starts Odoo (or its subcommand, when the first word is one)."""
        head = [self.venv / "bin/python", self.tree.script]
        while words and not str(words[0]).startswith("-"):
            head.append(words[0])
            words = words[1:]
        return [str(word) for word in (*head, "--config", self.config, *words)]

    def run(self, *words, log, stdin=None, show=None, **variables):
        """Run to the end with the output in file ``log``; the exit code.

        :param show: gets each line
        :param variables: more environment
        """
        log.parent.mkdir(parents=True, exist_ok=True)
        with open(log, "a", encoding="utf-8") as file, slot(CACHE / "slots"):
            process = subprocess.Popen(
                self.command(*words),
                env=self.environ | variables,
                cwd="/",
                text=True,
                errors="replace",
                stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            RUNNING.add(process.pid)
            try:
                if stdin:
                    threading.Thread(target=self._feed, args=(process, stdin), daemon=True).start()
                for line in process.stdout:
                    file.write(line)
                    if show:
                        show(line)
                return process.wait()
            finally:
                RUNNING.discard(process.pid)

    @staticmethod
    def _feed(process, text):
        process.stdin.write(text)
        process.stdin.close()

    def must(self, text, *words, log=None, stdin=None):
        """Run a step that has to succeed; :raises Failure: with the first errors of its log."""
        log = log or self.logs / f"{digest(text, words, os.getpid())}.log"
        log.unlink(missing_ok=True)
        progress = None

        def show(line):
            nonlocal progress
            if found := LOADING.search(line):
                module, number, total = found.group(1), int(found.group(2)), int(found.group(3))
                if total > 30:
                    progress = progress or Progress(text, total)
                    progress(number, f"({module})")

        code = self.run(*words, log=log, stdin=stdin, show=show)
        lines = log.read_text(encoding="utf-8").splitlines()
        errors = [
            n for n, line in enumerate(lines) if FAILED_LOAD.search(line) or "Traceback" in line
        ]
        if code or errors:
            start = errors[0] if errors else max(len(lines) - 25, 0)
            extract = "\n    ".join(lines[start : start + 40])
            raise Failure(f"{text} failed; the log is {log}:\n    {extract}")

    def shell(self, database, script, text):
        self.must(text, "shell", "-d", database, "--no-http", "--log-level=warn", stdin=script)

    # Databases

    def filestore(self, database):
        return self.data / "filestore" / database

    def clone(self, source, name):
        self.server.clone(source, name)
        shutil.rmtree(self.filestore(name), ignore_errors=True)
        if self.filestore(source).exists():
            shutil.copytree(self.filestore(source), self.filestore(name))

    def drop(self, name):
        self.server.drop(name)
        shutil.rmtree(self.filestore(name), ignore_errors=True)

    def drop_dead_tests(self):
        """Remove databases that killed test runs left (their name ends with a process number)."""
        for name in self.server.databases():
            found = re.fullmatch(r"test_.*_(\d+)", name)
            if found and not Path(f"/proc/{found.group(1)}").exists():
                self.drop(name)

    def templates(self, sets):
        """Make the template of each set of modules, the small ones first: a large one grows from them."""
        made = []
        for modules in sorted(
            {tuple(sorted(one)) for one in sets}, key=lambda one: (len(one), one)
        ):
            below = max((one for one in made if set(one) < set(modules)), key=len, default=())
            self.template(modules, below=below)
            made.append(modules)

    def template(self, modules, french=False, below=()):
        """Name of a database with these modules of Odoo, made once for each set of them.

        :param french: a French company with its chart of accounts and French screens.
        :param below: modules whose template is there already, to begin with.
        """
        modules = sorted(
            set(modules) | ({"l10n_fr_account"} if french and "account" in modules else set())
        )
        key = digest(
            self.tree.key, french, PREPARE_FRENCH, *modules, *self._packaged_manifests(modules)
        )
        name = f"tpl_{'fr_' if french else ''}{key}"
        if name in self.server.databases():
            return name
        with locked(CACHE / f"{name}.lock", "another run makes the same template database"):
            if name not in self.server.databases():
                self._make_template(name, modules, french, below)
        return name

    def _packaged_manifests(self, modules):
        """Manifests of those that are Python packages: another version of them is another template."""
        folder = python_env.site_packages(self.venv) / "odoo/addons"
        found = (folder / module / "__manifest__.py" for module in modules)
        return [path for path in found if path.exists()]

    def _make_template(self, name, modules, french, below):
        draft = f"{name}_draft"
        self.drop(draft)
        common = ["-d", draft, "--stop-after-init", "--no-http"]
        with step(f"a template database with {', '.join(modules)} (once, 1 to 3 minutes)"):
            if french:
                self.must("base in French", *common, "-i", "web", "--load-language", "fr_FR")
                self.shell(draft, PREPARE_FRENCH, "the French company")
            if below:
                self.clone(self.template(below), draft)
            new = [module for module in modules if module not in below]
            self.must("Odoo's modules", *common, "-i", ",".join(new))
            if self.filestore(draft).exists():
                shutil.rmtree(self.filestore(name), ignore_errors=True)
                self.filestore(draft).rename(self.filestore(name))
            self.server.sql(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')

    def demo_database(self, names):
        """Name the demo database of these add-ons."""
        return "demo" if set(names) == set(addons()) else f"demo_{'_'.join(names)}"[:60]

    def make_demo(self, names, database=None):
        """A fresh database, in French, with the add-ons and their demo data (and none of Odoo's)."""
        name = database or self.demo_database(names)
        template = self.template(core_depends(names, self.folder), french=True)
        with step(f"demo database {name}"):
            self.clone(template, name)
            # Odoo loads demo data of a module only when all it depends on has some: our demo business
            # is French and complete in itself, so Odoo's own demo data is only marked as there.
            self.shell(
                name, DRESS_DEMO.format(logo=str(LOGO)), "the company's logo and legal lines"
            )
            self.must(
                "the add-ons with demo data",
                "-d",
                name,
                "-i",
                ",".join(names),
                "--with-demo",
                "--stop-after-init",
                "--no-http",
            )
        if not database:
            self._state_file(name).write_text(code_digest(names))
        return name

    def _state_file(self, database):
        return self.data / f"{database}.state"

    def ensure_demo(self, names):
        """The demo database, made when it is missing and upgraded when the add-ons changed."""
        name, state = self.demo_database(names), self._state_file(self.demo_database(names))
        if name not in self.server.databases():
            return self.make_demo(names)
        if not state.exists() or state.read_text() != code_digest(names):
            with step("the add-ons changed: the demo database follows"):
                words = ["-d", name, "-u", ",".join(names), "--stop-after-init", "--no-http"]
                self.must("the upgrade (make demo makes it anew)", *words)
            state.write_text(code_digest(names))
        return name

    @staticmethod
    def job_runner(names):
        """Words that make the server run OCA's jobs, when one of the add-ons queues some."""
        return ["--load=base,rpc,web,queue_job"] if "queue_job" in core_depends(names) else []

    def start_companions(self, names):
        """Start what answers for the outside world in the demo data; it ends with this process."""
        for name in names:
            program = ADDONS / name / "demo" / "companion.py"
            if not program.exists():
                continue
            log = self.logs / f"companion-{name}.log"
            with open(log, "w") as file:
                subprocess.Popen(
                    [self.venv / "bin/python", "-u", program],
                    cwd="/",
                    env=self.environ,
                    stdin=subprocess.DEVNULL,
                    stdout=file,
                    stderr=file,
                    preexec_fn=_die_with_parent,
                )
            say(f"  started beside: the companion of {name} (log: {log})")

    def serve(self, database, port, *words):
        """Replace this process by an Odoo server."""
        check_port(port)
        # The PDF engine fetches styles and pictures from the database's own address.
        self.server.sql(
            f"UPDATE ir_config_parameter SET value = 'http://127.0.0.1:{int(port)}' "
            "WHERE key = 'web.base.url'",
            database,
        )
        command = self.command(
            "-d",
            database,
            "--db-filter",
            f"^{database}$",
            "--http-port",
            str(port),
            "--gevent-port",
            str(free_port()),
            *words,
        )
        os.chdir("/")
        os.execve(command[0], command, self.environ)


def _die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def login_notice(port):
    say(f"\n  http://127.0.0.1:{port}/odoo   login: admin   password: admin")
    say("  Stop with Ctrl-C; `make demo` makes the demo data anew.\n")
