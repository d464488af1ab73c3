"""The production topology as processes on loopback: how each piece is started and ended.

The pieces are those of deploy/: its scripts, its nginx.conf, its variables; only addresses differ.
"""

import contextlib
import getpass
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import odoo_tree, python_env
from .config import ADDONS, CACHE, ROOT
from .console import Failure, run, say, step
from .odoo import free_port
from .postgres import Server

DATABASE = "topology"
MODULES = ["web", "mail", "bus", "portal"]
REQUIREMENTS = ROOT / "requirements/production.txt"
SLOW = 120  # seconds; the machine may be busy with other things


class Stage:
    """The temporary folder, what runs in it, and the environment that all of it shares."""

    def __init__(self, names):
        self.names = names
        self.venv, self.tree = python_env.ensure(), odoo_tree.ensure()
        self.bin = Server().bin
        if not (self.bin / "pg_basebackup").exists():
            raise Failure(
                f"{self.bin} has no pg_basebackup: unset SUITE_PG_HOST and SUITE_PG_BIN, so that the "
                "proof runs on the embedded PostgreSQL."
            )
        self.owner = "nobody" if os.geteuid() == 0 else getpass.getuser()
        self.home = Path(tempfile.mkdtemp(prefix="suite-topology-"))
        self.processes = []
        self.ports = {"primary": free_port(), "replica": free_port(), "proxy": free_port()}
        self._make_folders()

    def _make_folders(self):
        self.home.chmod(0o755)
        # PostgreSQL's user may not enter a checkout below /root: the scripts are copied.
        shutil.copytree(
            ROOT / "deploy", self.home / "deploy", ignore=shutil.ignore_patterns("secrets")
        )
        for name in ("logs", "backup", "data/filestore", "data/sessions", "nginx/site", "postgres"):
            (self.home / name).mkdir(parents=True)
        if os.geteuid() == 0:
            shutil.chown(self.home / "postgres", self.owner)
        run(self.home / "deploy/make_secrets.sh", self.home / "secrets")

    @property
    def environ(self):
        """What every process gets: no PG… or ODOO_… of the caller's."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("ODOO_", "PG"))}
        return kept | {
            "PATH": f"{self.venv / 'bin'}:{self.bin}:{os.environ['PATH']}",
            "LANG": "C.UTF-8",
            "SECRETS_DIR": str(self.home / "secrets"),
        }

    def database_environ(self, run_folder):
        """For what works with the database as Odoo does: the role odoo, its password from the secret."""
        return self.environ | {
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.ports["primary"]),
            "PGUSER": "odoo",
            "PGDATABASE": DATABASE,
            "RUNTIME_DIR": str(self.home / run_folder),
        }

    def secret(self, name):
        return (self.home / "secrets" / name).read_text().strip()

    def log(self, name):
        return self.home / "logs" / f"{name}.log"

    def lines(self, name):
        return self.log(name).read_text(encoding="utf-8", errors="replace").splitlines()

    def start(self, name, command, environ):
        """Start a process of its own session, its output in a log."""
        with open(self.log(name), "a", encoding="utf-8") as log:
            process = subprocess.Popen(
                [str(word) for word in command],
                env=environ,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def as_owner(self, *command):
        """PostgreSQL refuses root."""
        if os.geteuid() == 0:
            user = [f"--reuid={self.owner}", f"--regid={group_of(self.owner)}", "--clear-groups"]
            return ["setpriv", *user, *command]
        return list(command)

    def keep_logs(self):
        target = CACHE / "logs" / "topology"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.home / "logs", target)
        say(f"  the logs are kept in {target}")

    def close(self):
        """End everything that was started here and remove the folder."""
        for process in reversed(self.processes):
            # An orderly end for all of them; PostgreSQL's "fast" one.
            end(process, signal.SIGINT, 0)
        deadline = time.monotonic() + 10
        for process in reversed(self.processes):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(deadline - time.monotonic(), 0))
            end(process, signal.SIGKILL, 5)
        shutil.rmtree(self.home, ignore_errors=True)


def group_of(user):
    return run("id", "-g", user)


def end(process, number, wait):
    """Signal a process and its children (they share its session), and wait for it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
    if wait:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(wait)


def until(condition, text, seconds=SLOW):
    """Wait for a condition; its first true answer."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := condition():
            return answer
        time.sleep(0.2)
    raise Failure(f"{text}: not within {seconds} s")


# The database and its replica


def cluster_options(stage, name):
    """Every statement goes to the log with the program that sent it: the proof of who answered."""
    options = {
        "port": stage.ports[name],
        "listen_addresses": "127.0.0.1",
        "max_connections": 200,
        "unix_socket_directories": stage.home / "postgres",
        "fsync": "off",
        "log_statement": "all",
        "log_line_prefix": "%a|",
        "wal_level": "replica",
    }
    return [f"-c{key}={value}" for key, value in options.items()]


def start_primary(stage):
    data = stage.home / "postgres/primary"
    run(
        *stage.as_owner(stage.bin / "initdb", "-D", data, "-U", "postgres", "-E", "UTF8"),
        "--locale=C.UTF-8",
        "--auth-local=trust",
        "--auth-host=scram-sha-256",
        cwd="/",
    )
    command = stage.as_owner(stage.bin / "postgres", "-D", data, *cluster_options(stage, "primary"))
    stage.start("primary", command, stage.environ)
    until(lambda: is_ready(stage, "primary"), "the primary starts")
    scripts = stage.home / "deploy"
    environ = stage.environ | {
        "PGHOST": str(stage.home / "postgres"),
        "PGPORT": str(stage.ports["primary"]),
        "PGDATA": str(data),
        "RUNTIME_DIR": str(stage.home / "postgres/run"),
        "SUITE_LIB": str(scripts / "lib.sh"),
    }
    run("bash", "-c", f". {scripts}/lib.sh; take_secrets {stage.owner}", env=environ)
    run(*stage.as_owner(scripts / "primary_init.sh"), env=environ, cwd="/")


def start_replica(stage):
    environ = stage.environ | {
        "PGDATA": str(stage.home / "postgres/replica"),
        "PRIMARY_HOST": "127.0.0.1",
        "PRIMARY_PORT": str(stage.ports["primary"]),
        "RUNTIME_DIR": str(stage.home / "postgres/run"),
    }
    script = stage.home / "deploy/replica.sh"
    command = stage.as_owner(script, *cluster_options(stage, "replica"))
    process = stage.start("replica", command, environ)
    environ |= {"CHECK_HOST": str(stage.home / "postgres"), "PGPORT": str(stage.ports["replica"])}
    until(
        lambda: subprocess.run([script, "check"], env=environ, capture_output=True).returncode == 0,
        "the replica follows the primary (replica.sh check)",
    )
    return process


def is_ready(stage, name):
    words = [stage.bin / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(stage.ports[name])]
    return subprocess.run(words, env=stage.environ).returncode == 0


def sql(stage, statement, server="primary", database="postgres"):
    """The superuser's answer, over the private socket."""
    return run(
        stage.bin / "psql",
        "-X",
        "-Atq",
        "-h",
        stage.home / "postgres",
        "-p",
        stage.ports[server],
        "-U",
        "postgres",
        "-d",
        database,
        "-c",
        statement,
        cwd="/",
        env=stage.environ,
    )


# Odoo


def odoo_environ(stage, name):
    """The variables of docker-compose.yml, with loopback addresses."""
    folders = [*stage.tree.addons_paths, *([ADDONS] if stage.names else [])]
    environ = stage.database_environ(f"run-{name}") | {
        "PYTHONPATH": str(stage.tree.python_path),
        "PYTHONDONTWRITEBYTECODE": "1",
        "RUN_AS": getpass.getuser(),
        "PGPASSFILE": str(stage.home / f"run-{name}/pgpass"),
        "ODOO_RC": str(stage.home / f"run-{name}/odoo.conf"),
        "ODOO_DATA_DIR": str(stage.home / "data"),
        "ODOO_DBFILTER": f"^{DATABASE}$",
        "ODOO_LIST_DB": "False",
        "ODOO_PROXY_MODE": "True",
        "ODOO_X_SENDFILE": "True",
        "ODOO_HTTP_INTERFACE": "127.0.0.1",
        "ODOO_DB_MAXCONN": "16",
        "ODOO_NOTIFY_CRON_CHANGES": "1",
        "PGAPPNAME": f"{name}-{{pid}}",
    }
    if folders:
        environ["ODOO_ADDONS_PATH"] = ",".join(map(str, folders))
    if name.startswith("web"):
        environ |= {"PGHOST_REPLICA": "127.0.0.1", "PGPORT_REPLICA": str(stage.ports["replica"])}
    return environ


def odoo_program(stage):
    return [str(stage.venv / "bin/python"), str(stage.tree.script)]


def update_program(stage):
    """click-odoo-update, from a folder that is searched last, as in the image."""
    start = f"import runpy, sys; sys.path.append({str(production_site(stage))!r}); "
    start += "runpy.run_module('click_odoo_contrib.update', run_name='__main__')"
    return [str(stage.venv / "bin/python"), "-c", start]


def production_site(stage):
    """The folder with requirements/production.txt, installed by its hashes as the Dockerfile does."""
    site = stage.home / "site"
    if not site.exists():
        words = ["--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:"]
        words += ["--python", stage.venv / "bin/python", "--target", site]
        python_env.pip(stage.venv / "bin/uv", "pip", "install", *words, "-r", REQUIREMENTS)
    return site


def migrate(stage, name="migrate"):
    """One run of migrate.py, as the compose service does it; what it says."""
    environ = odoo_environ(stage, name) | {
        "INSTALL": ",".join([*MODULES, *stage.names]),
        "MIGRATE_ODOO": " ".join(odoo_program(stage)),
        "MIGRATE_UPDATE": shlex.join(update_program(stage)),
        "REPORT_URL": stage_url(stage),
    }
    command = [stage.home / "deploy/entrypoint.sh", stage.venv / "bin/python"]
    return run(*command, stage.home / "deploy/migrate.py", env=environ, cwd="/")


class Node:
    """One Odoo server, started by the entrypoint of the image."""

    def __init__(self, stage, name, *words):
        self.stage, self.name = stage, name
        self.port, self.gevent_port = free_port(), free_port()
        self.words = [f"--gevent-port={self.gevent_port}", *words]
        self.start()

    def start(self):
        scripts, environ = self.stage.home / "deploy", odoo_environ(self.stage, self.name)
        environ["ODOO_HTTP_PORT"] = str(self.port)
        command = [*odoo_program(self.stage), *self.words]
        if self.name.startswith("web"):
            command = [self.stage.venv / "bin/python", scripts / "listen.py", *command]
        command = [scripts / "entrypoint.sh", *command]
        self.process = self.stage.start(self.name, command, environ)

    def is_ready(self):
        addresses = [f"127.0.0.1:{self.port}/web/health?db_server_status=1"]
        if self.name.startswith("web"):
            addresses.append(f"127.0.0.1:{self.gevent_port}/websocket/health")
        try:
            return all(urllib.request.urlopen(f"http://{a}", timeout=10) for a in addresses)
        except OSError:
            return False


# The proxy


def render(stage, webs):
    """deploy/nginx.conf for loopback; a line of it that is not found any more is a failure."""
    nginx, filestore = stage.home / "nginx", stage.home / "data/filestore"

    def servers(port):
        return "\n".join(f"server 127.0.0.1:{getattr(n, port)} max_fails=3;" for n in webs)

    temporary = "".join(
        f"{kind}_temp_path {nginx}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    changes = {
        "user nginx;": "user www-data;" if os.geteuid() == 0 else "",
        "worker_processes auto;": "worker_processes 1;",
        "/var/log/nginx/error.log": str(stage.log("proxy-error")),
        "/var/log/nginx/access.log": str(stage.log("access")),
        "/run/nginx.pid": f"{nginx}/pid",
        "/var/cache/nginx/static": f"{nginx}/cache",
        "/etc/nginx/site": f"{nginx}/site",
        "http {\n": f"http {{\n{temporary}",
        "resolver 127.0.0.11 valid=5s ipv6=off;": "",
        "server web:8069 resolve max_fails=3 fail_timeout=5s;": servers("port"),
        "server web:8072 resolve max_fails=3 fail_timeout=5s;": servers("gevent_port"),
        "listen 80 default_server;": f"listen 127.0.0.1:{stage.ports['proxy']} default_server;",
        "listen 8080 default_server;": f"listen 127.0.0.1:{free_port()} default_server;",
        "alias /srv/odoo/filestore/;": f"alias {filestore}/;",
    }
    text = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
    for old, new in changes.items():
        if old not in text:
            raise Failure(
                f"deploy/nginx.conf has no {old!r} any more: adapt tools/house/topology.py."
            )
        text = text.replace(old, new)
    (nginx / "nginx.conf").write_text(text, encoding="utf-8")


def start_proxy(stage, webs):
    render(stage, webs)
    command = [find_nginx(), "-p", stage.home / "nginx", "-c", stage.home / "nginx/nginx.conf"]
    command += ["-e", stage.log("proxy-error")]
    run(*command, "-t")
    stage.start("proxy", [*command, "-g", "daemon off;"], stage.environ)
    until(lambda: fetch_status(f"{stage_url(stage)}/proxy/health") == 200, "the proxy starts")


def find_nginx():
    return shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")


def fetch_status(url, **options):
    """HTTP status of one request without session; 0 when nobody answers."""
    try:
        request = urllib.request.Request(url, **options)
        with urllib.request.urlopen(request, timeout=SLOW) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def stage_url(stage):
    return f"http://127.0.0.1:{stage.ports['proxy']}"


def upstreams(stage, part):
    """Ports of the nodes that answered the requests whose line in the access log contains ``part``."""
    found = [line.split('"')[3] for line in stage.lines("access") if part in line]
    return [address.rsplit(":", 1)[-1] for address in found]


# The whole


def build(stage):
    with step("a primary database and its replica"):
        start_primary(stage)
        replica = start_replica(stage)
    with step(f"a database with {', '.join([*MODULES, *stage.names])} (migrate.py)"):
        migrate(stage)
    with step("two web nodes, a cron node, the proxy"):
        options = ["--workers=2", "--max-cron-threads=0"]
        webs = [Node(stage, name, *options) for name in ("web1", "web2")]
        cron = Node(stage, "cron", "--workers=1", "--max-cron-threads=2")
        for node in (*webs, cron):
            until(node.is_ready, f"{node.name} starts")
        start_proxy(stage, webs)
    return replica, webs
