"""Proves the production topology of docker-compose.yml as processes on loopback, without Docker.

The same pieces as in production do the work: the shell scripts, nginx.conf, migrate.py and the
environment variables of deploy/; only addresses and folders differ. A primary and its streaming replica,
two web nodes, a cron node and nginx run in one temporary folder, apart from the development server.
"""

import base64
import contextlib
import getpass
import http.cookiejar
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import odoo_tree, python_env
from .config import ADDONS, CACHE, ROOT, addons
from .console import Failure, run, say, step
from .odoo import free_port
from .postgres import Server

DATABASE = "topology"
MODULES = ["web", "mail", "bus"]
SLOW = 120  # seconds; the machine may be busy with other things
READ_MARK = "only-the-replica-sees-this"
WRITE_MARK = "only-the-primary-sees-this"


class Report:
    """Prints one line a check and counts them."""

    def __init__(self):
        self.passed = self.failed = 0

    def check(self, text, good, detail=""):
        self.passed += bool(good)
        self.failed += not good
        say(f"  {'ok    ' if good else 'FAILED'}  {text}{f': {detail}' if detail != '' else ''}")

    def section(self, function, *arguments):
        """Run a group of checks; one that cannot even be made is a failed one."""
        try:
            function(self, *arguments)
        except (Failure, OSError, ValueError, KeyError, LookupError) as error:
            text = (function.__doc__ or function.__name__).splitlines()[0]
            self.check(text, False, f"{type(error).__name__}: {error}")


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
            "PGHOST": "127.0.0.1", "PGPORT": str(self.ports["primary"]), "PGUSER": "odoo",
            "PGDATABASE": DATABASE, "RUNTIME_DIR": str(self.home / run_folder),
        }  # fmt: skip

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
                [str(word) for word in command], env=environ, cwd="/", stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
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
            end(process, signal.SIGTERM, 0)
        deadline = time.monotonic() + 5
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
        "port": stage.ports[name], "listen_addresses": "127.0.0.1", "max_connections": 200,
        "unix_socket_directories": stage.home / "postgres", "fsync": "off", "log_statement": "all",
        "log_line_prefix": "%a|", "wal_level": "replica",
    }  # fmt: skip
    return [f"-c{key}={value}" for key, value in options.items()]


def start_primary(stage):
    data = stage.home / "postgres/primary"
    run(
        *stage.as_owner(stage.bin / "initdb", "-D", data, "-U", "postgres", "-E", "UTF8"),
        "--locale=C.UTF-8", "--auth-local=trust", "--auth-host=scram-sha-256", cwd="/",
    )  # fmt: skip
    command = stage.as_owner(stage.bin / "postgres", "-D", data, *cluster_options(stage, "primary"))
    stage.start("primary", command, stage.environ)
    until(lambda: is_ready(stage, "primary"), "the primary starts")
    scripts = stage.home / "deploy"
    environ = stage.environ | {
        "PGHOST": str(stage.home / "postgres"), "PGPORT": str(stage.ports["primary"]),
        "PGDATA": str(data), "RUNTIME_DIR": str(stage.home / "postgres/run"),
        "SUITE_LIB": str(scripts / "lib.sh"),
    }  # fmt: skip
    run("bash", "-c", f". {scripts}/lib.sh; take_secrets {stage.owner}", env=environ)
    run(*stage.as_owner(scripts / "primary_init.sh"), env=environ, cwd="/")


def start_replica(stage):
    environ = stage.environ | {
        "PGDATA": str(stage.home / "postgres/replica"), "PRIMARY_HOST": "127.0.0.1",
        "PRIMARY_PORT": str(stage.ports["primary"]), "RUNTIME_DIR": str(stage.home / "postgres/run"),
    }  # fmt: skip
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
        stage.bin / "psql", "-X", "-Atq", "-h", stage.home / "postgres", "-p", stage.ports[server],
        "-U", "postgres", "-d", database, "-c", statement, cwd="/", env=stage.environ,
    )  # fmt: skip


# Odoo


def odoo_environ(stage, name):
    """The variables of docker-compose.yml, with loopback addresses."""
    folders = [*stage.tree.addons_paths, *([ADDONS] if stage.names else [])]
    environ = stage.database_environ(f"run-{name}") | {
        "PYTHONPATH": str(stage.tree.python_path), "PYTHONDONTWRITEBYTECODE": "1",
        "RUN_AS": getpass.getuser(), "PGPASSFILE": str(stage.home / f"run-{name}/pgpass"),
        "ODOO_RC": str(stage.home / f"run-{name}/odoo.conf"), "ODOO_DATA_DIR": str(stage.home / "data"),
        "ODOO_DBFILTER": f"^{DATABASE}$", "ODOO_LIST_DB": "False", "ODOO_PROXY_MODE": "True",
        "ODOO_X_SENDFILE": "True", "ODOO_HTTP_INTERFACE": "127.0.0.1", "ODOO_DB_MAXCONN": "16",
        "ODOO_NOTIFY_CRON_CHANGES": "1", "PGAPPNAME": f"{name}-{{pid}}",
    }  # fmt: skip
    if folders:
        environ["ODOO_ADDONS_PATH"] = ",".join(map(str, folders))
    if name.startswith("web"):
        environ |= {"PGHOST_REPLICA": "127.0.0.1", "PGPORT_REPLICA": str(stage.ports["replica"])}
    return environ


def odoo_program(stage):
    return [str(stage.venv / "bin/python"), str(stage.tree.script)]


def migrate(stage):
    """One run of migrate.py, as the compose service does it; what it says."""
    environ = odoo_environ(stage, "migrate") | {
        "INSTALL": ",".join([*MODULES, *stage.names]), "MIGRATE_PATH": str(ADDONS),
        "MIGRATE_ODOO": " ".join(odoo_program(stage)), "REPORT_URL": stage_url(stage),
    }  # fmt: skip
    command = [stage.home / "deploy/entrypoint.sh", stage.venv / "bin/python"]
    return run(*command, stage.home / "deploy/migrate.py", env=environ, cwd="/")


class Node:
    """One Odoo server, started by the entrypoint of the image."""

    def __init__(self, stage, name, *words):
        self.stage, self.name = stage, name
        self.port, self.gevent_port = free_port(), free_port()
        self.words = [f"--http-port={self.port}", f"--gevent-port={self.gevent_port}", *words]
        self.start()

    def start(self):
        command = [self.stage.home / "deploy/entrypoint.sh", *odoo_program(self.stage), *self.words]
        self.process = self.stage.start(self.name, command, odoo_environ(self.stage, self.name))

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


def stage_url(stage):
    return f"http://127.0.0.1:{stage.ports['proxy']}"


def upstreams(stage, part):
    """Ports of the nodes that answered the requests whose line in the access log contains ``part``."""
    found = [line.split('"')[3] for line in stage.lines("access") if part in line]
    return [address.rsplit(":", 1)[-1] for address in found]


# A client


class Client:
    """A browser's session: cookies, JSON-RPC."""

    def __init__(self, url):
        self.url = url
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies)
        )

    def get(self, path, url=None, **headers):
        request = urllib.request.Request((url or self.url) + path, headers=headers)
        with self.opener.open(request, timeout=SLOW) as answer:
            return answer.read()

    def rpc(self, path, params, url=None):
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request((url or self.url) + path, body, headers)
        with self.opener.open(request, timeout=SLOW) as answer:
            answer = json.load(answer)
        if "error" in answer:
            raise Failure(f"{path}: {answer['error'].get('data', answer['error'])}"[:600])
        return answer["result"]

    def call(self, model, method, *args, url=None, **kwargs):
        params = {"model": model, "method": method, "args": list(args), "kwargs": kwargs}
        return self.rpc(f"/web/dataset/call_kw/{model}/{method}", params, url)

    def login(self, password):
        params = {"db": DATABASE, "login": "admin", "password": password}
        self.uid = self.rpc("/web/session/authenticate", params)["uid"]
        return self.uid

    def find_partners(self, name, url=None):
        domain = [["name", "=", name]]
        return self.call("res.partner", "web_search_read", domain, {"name": {}}, url=url)["length"]


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


class WebSocket:
    """Just enough of RFC 6455 to subscribe and to read text."""

    def __init__(self, port, cookie):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        key = base64.b64encode(os.urandom(16)).decode()
        head = [
            "GET /websocket HTTP/1.1", f"Host: 127.0.0.1:{port}", "Upgrade: websocket",
            "Connection: Upgrade", f"Origin: http://127.0.0.1:{port}", f"Cookie: session_id={cookie}",
            f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13",
        ]  # fmt: skip
        self.socket.sendall(("\r\n".join(head) + "\r\n\r\n").encode())
        self.file = self.socket.makefile("rb")
        self.status = self.file.readline().decode().strip()
        while self.file.readline().strip():
            pass

    def send(self, value):
        data, mask = json.dumps(value).encode(), os.urandom(4)
        masked = bytes(byte ^ mask[n % 4] for n, byte in enumerate(data))
        self.socket.sendall(struct.pack("!BBH", 0x81, 0xFE, len(data)) + mask + masked)

    def read(self):
        """Text of the next frame."""
        length = self.file.read(2)[1] & 0x7F
        if length >= 126:
            size = 2 if length == 126 else 8
            length = int.from_bytes(self.file.read(size), "big")
        return self.file.read(length).decode(errors="replace")

    def wait_for(self, part):
        """The first frame that contains a text, or "" when the time is over."""
        deadline = time.monotonic() + 30
        with contextlib.suppress(OSError, IndexError):
            while time.monotonic() < deadline:
                text = self.read()
                if part in text:
                    return text
        return ""


# The checks


def check_migrate(report, stage):
    """migrate.py is safe to run again"""
    runs = [threading.Thread(target=lambda: answers.append(migrate(stage))) for _ in range(2)]
    answers = []
    for thread in runs:
        thread.start()
    for thread in runs:
        thread.join()
    idle = sum("nothing to do" in answer for answer in answers)
    report.check("migrate: two more runs at once change nothing", idle == 2, f"{idle} of 2")


def check_session(report, stage, client, webs):
    """One login through the proxy is good on both nodes"""
    client.login(stage.secret("admin_password"))
    for _ in range(12):
        client.find_partners("nobody")
    counts = [upstreams(stage, "/web_search_read").count(str(node.port)) for node in webs]
    report.check("one login through the proxy works on both nodes", all(counts), counts)
    direct = [client.call("res.users", "has_group", client.uid, "base.group_user",
                          url=f"http://127.0.0.1:{node.port}") for node in webs]  # fmt: skip
    report.check("each node knows the session by itself", all(direct))


def check_proxy(report, stage, client):
    """What the proxy does and refuses"""
    static = "/web/static/img/favicon.ico"
    for _ in range(2):
        client.get(static)
    hits = [line.rsplit(" ", 1)[1] for line in stage.lines("access") if static in line]
    report.check("static files come from the proxy's cache", hits[-1] == "HIT", hits)
    closed = [
        fetch_status(stage_url(stage) + p) for p in ("/web/database/manager", "/queue_job/runjob")
    ]
    report.check("database manager and job runner are closed", closed == [404, 404], closed)
    client.get("/web/health", **{"X-Forwarded-For": "203.0.113.9"})
    client.get("/web/login?spoof", **{"X-Forwarded-For": "203.0.113.9"})
    seen = any("203.0.113.9" in line for name in ("web1", "web2") for line in stage.lines(name))
    report.check("a client cannot choose the address that is logged", not seen)
    with client.opener.open(stage_url(stage) + "/web/login", timeout=SLOW) as answer:
        found = {"X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy"} & set(
            answer.headers
        )
    report.check("answers have the security headers", len(found) == 3, len(found))


def check_replica(report, stage, client):
    """Reads go to the replica, writes to the primary"""
    client.find_partners(READ_MARK)
    client.call("res.partner", "create", [{"name": WRITE_MARK}])

    def seen(server, mark):
        return [line.split("|")[0] for line in stage.lines(server) if mark in line]

    until(
        lambda: seen("replica", READ_MARK) or seen("primary", READ_MARK), "the read is logged", 10
    )
    programs = seen("replica", READ_MARK)
    on_replica = programs and programs[0].startswith("web") and not seen("primary", READ_MARK)
    report.check("a read-only request is answered by the replica", on_replica, programs[:1])
    writers = [p for p in seen("primary", WRITE_MARK) if p.startswith("web")]
    report.check("a write goes to the primary", writers, writers[:1])
    applied = f"SELECT count(*) FROM res_partner WHERE name = '{WRITE_MARK}'"
    found = until(lambda: sql(stage, applied, "replica", DATABASE) == "1", "the replica has it", 20)
    report.check("and arrives on the replica", found)


def check_files(report, stage, client, webs):
    """A file written on one node is read on the other"""
    content = os.urandom(20000)
    values = {"name": "file", "raw": None, "datas": base64.b64encode(content).decode()}
    del values["raw"]
    first, second = (f"http://127.0.0.1:{node.port}" for node in webs)
    number = client.call("ir.attachment", "create", [values], url=first)[0]
    path = f"/web/content/{number}"
    request = client.opener.open(second + path, timeout=SLOW)
    sent = request.headers.get("X-Accel-Redirect", "")
    report.check("a file written on one node is known to the other", DATABASE in sent, sent)
    report.check("the proxy sends it, whole", client.get(path) == content)
    status = fetch_status(stage_url(stage) + sent)
    report.check("and gives the store to nobody who asks for it directly", status == 404, status)
    status = fetch_status(stage_url(stage) + path)
    report.check("and not without a login", status in (403, 404), status)


def check_websocket(report, stage, client, webs):
    """Notifications arrive through the proxy, whichever node they come from"""
    cookie = next(c.value for c in client.cookies if c.name == "session_id")
    connection = WebSocket(stage.ports["proxy"], cookie)
    report.check("websocket through the proxy", " 101 " in connection.status, connection.status)
    connection.send({"event_name": "subscribe", "data": {"channels": [], "last": 0}})
    model = "res.users.settings"
    found = client.call(model, "search", [["user_id", "=", client.uid]])
    found = found or client.call(model, "create", [{"user_id": client.uid}])
    mine = upstreams_of_open(webs)
    values = {"is_discuss_sidebar_category_chat_open": False}
    for node in webs:
        client.call(
            model, "set_res_users_settings", found, values, url=f"http://127.0.0.1:{node.port}"
        )
        arrived = connection.wait_for(model)
        report.check(f"a notification from {node.name} arrives", arrived, mine.get(node.name, ""))
        values = {"is_discuss_sidebar_category_chat_open": True}
    connection.socket.close()


def upstreams_of_open(webs):
    """Which node holds a websocket at the moment, from the kernel's table of connections."""
    table = Path("/proc/net/tcp").read_text().splitlines()[1:]
    local = [line.split()[1].rsplit(":", 1)[1] for line in table if line.split()[3] == "01"]
    return {
        node.name: "(it holds the websocket)" for node in webs if f"{node.gevent_port:04X}" in local
    }


def check_cron(report, stage, client):
    """Scheduled actions run on the cron node"""
    code = (
        "env.cr.execute(\"SELECT current_setting('application_name')\")\n"
        "env['ir.config_parameter'].set_param('topology.cron', env.cr.fetchone()[0])"
    )
    model = client.call("ir.model", "search", [["model", "=", "res.partner"]])[0]
    values = {"name": "Topology", "model_id": model, "state": "code", "code": code}
    values |= {"interval_number": 1, "interval_type": "days", "nextcall": "2020-01-01 00:00:00"}
    client.call("ir.cron", "create", [values])
    query = "SELECT value FROM ir_config_parameter WHERE key = 'topology.cron'"
    program = until(lambda: sql(stage, query, database=DATABASE), "the scheduled action runs", 90)
    report.check("a scheduled action runs on the cron node", program.startswith("cron"), program)
    elsewhere = [n for n in ("web1", "web2") for line in stage.lines(n) if "ir_cron: Job" in line]
    report.check("and none on a web node", not elsewhere, len(elsewhere))


def check_backup(report, stage):
    """The backup is complete, the drill restores it, and notices a damaged one"""
    environ = stage.database_environ("run-backup") | {
        "BACKUP_DIR": str(stage.home / "backup"),
        "FILESTORE": str(stage.home / "data/filestore" / DATABASE),
    }

    def script(name, *words):
        done = subprocess.run(
            [stage.home / "deploy" / name, *words], env=environ, cwd="/", text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        with open(stage.log("backup"), "a", encoding="utf-8") as log:
            log.write(done.stdout)
        return done.returncode, (done.stdout.strip().splitlines() or [""])[-1]

    for text in ("a backup is made", "a second one, sharing the files, is made"):
        code, last = script("backup.sh")
        report.check(text, code == 0, last.split(" ", 1)[-1].replace(f"{stage.home}/", ""))
        time.sleep(1)
    report.check("its health check is content", script("backup.sh", "check")[0] == 0)
    code, last = script("restore_drill.sh")
    report.check("the drill restores it", code == 0, last.split(" ", 1)[-1])
    newest = max((stage.home / "backup" / DATABASE).glob("20*"))
    next(path for path in (newest / "filestore").glob("*/*")).unlink()
    code, last = script("restore_drill.sh")
    report.check("the drill notices a file that is gone", code == 1, last.split(" ", 1)[-1][:60])
    left = sql(stage, "SELECT count(*) FROM pg_database WHERE datname LIKE 'drill%'")
    report.check("no scratch database is left", left == "0", left)


def check_node_death(report, stage, client, webs):
    """Requests go on when a node dies"""
    counts, problems, stop = [0, 0], [], threading.Event()

    def ask(number):
        while not stop.is_set():
            try:
                if number % 2:
                    client.find_partners("nobody")
                else:
                    client.get(
                        "/web/webclient/version_info" if False else "/web/login?redirect=/odoo"
                    )
                counts[number % 2] += 1
            except (OSError, Failure) as error:
                problems.append(str(error))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(2)
    end(webs[1].process, signal.SIGKILL, 10)
    before = sum(counts)
    time.sleep(4)
    stop.set()
    for thread in threads:
        thread.join()
    detail = (
        f"{sum(counts)} requests, {sum(counts) - before} of them after it, {len(problems)} failed"
    )
    report.check("a node is killed: nobody notices", not problems and sum(counts) > before, detail)
    for problem in problems[:3]:
        say(f"          {problem}")
    number = client.call("res.partner", "create", [{"name": "after"}])
    report.check("and writes go on", number)
    webs[1].start()
    until(webs[1].is_ready, "the node comes back")
    seen = len(upstreams(stage, "/"))

    def answered():
        client.find_partners("nobody")
        return str(webs[1].port) in upstreams(stage, "/")[seen:]

    report.check("it comes back and is used again", until(answered, "the node is used again", 30))


def check_replica_death(report, stage, client, replica):
    """Reads go on without the replica"""
    end(replica, signal.SIGQUIT, 10)
    problems = 0
    for _ in range(6):
        try:
            client.find_partners("nobody")
        except (OSError, Failure):
            problems += 1
    report.check(
        "the replica is stopped: the primary answers", not problems, f"{problems} of 6 failed"
    )


def check_login_limit(report, stage):
    """Guessing passwords is slowed down"""
    url = f"{stage_url(stage)}/web/login"
    body = {"data": b"login=admin&password=x", "method": "POST"}
    answers = [fetch_status(url, **body) for _ in range(30)]
    report.check(
        "the 30th attempt to log in is refused", answers[-1] == 429, f"{answers.count(429)} of 30"
    )
    report.check("while the form is still shown", fetch_status(url) == 200)


def check_logs(report, stage):
    """Nothing went wrong unsaid"""
    wrong = [
        line for name in ("web1", "web2", "cron") for line in stage.lines(name) if " ERROR " in line
    ]
    report.check("no error in the nodes' logs", not wrong, wrong[0][:200] if wrong else "")
    secrets = [path.read_text().strip() for path in (stage.home / "secrets").glob("*_password")]
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in (stage.home / "logs").iterdir()
             if path.name != "primary.log"]  # fmt: skip
    leaked = sum(secret in text for secret in filter(None, secrets) for text in texts)
    report.check("no secret in a log", not leaked, leaked)
    # What ps and docker inspect can show of everything that runs here.
    shown = 0
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if str(stage.home).encode() in (environ := (process / "environ").read_bytes()):
                text = (environ + (process / "cmdline").read_bytes()).decode(errors="replace")
                shown += any(secret in text for secret in filter(None, secrets))
    report.check("no secret in an environment or on a command line", not shown, shown)


# The whole


def asked_addons():
    """The add-ons that ADDONS names: of make's variable, or of ./suite topology ADDONS=…"""
    words = [word.partition("=")[2] for word in sys.argv if word.startswith("ADDONS=")]
    text = (words or [os.environ.get("ADDONS", "")])[-1]
    return (
        addons() if text == "all" else [name for name in text.replace(" ", ",").split(",") if name]
    )


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


def examine(report, stage, replica, webs):
    client = Client(stage_url(stage))
    report.section(check_migrate, stage)
    report.section(check_session, stage, client, webs)
    report.section(check_proxy, stage, client)
    report.section(check_replica, stage, client)
    report.section(check_files, stage, client, webs)
    report.section(check_websocket, stage, client, webs)
    report.section(check_cron, stage, client)
    report.section(check_backup, stage)
    report.section(check_node_death, stage, client, webs)
    report.section(check_logs, stage)
    report.section(check_replica_death, stage, client, replica)
    report.section(check_login_limit, stage)


def prove():
    """Build the topology, check it, take it down; exit code 0 when every check passed."""
    if not find_nginx():
        python_env.ensure_system_packages(["nginx-light"], "the proxy of the topology is nginx")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    started, report = time.monotonic(), Report()
    stage = Stage(asked_addons())
    try:
        try:
            report.section(lambda report: examine(report, stage, *build(stage)))
        finally:
            if report.failed or not report.passed:
                stage.keep_logs()
    finally:
        stage.close()
    say(f"time: {time.monotonic() - started:.0f} s")
    say(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed or not report.passed else 0
