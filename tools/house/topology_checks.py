"""What the proof of the topology checks, each with a line of its own."""

import base64
import concurrent.futures
import contextlib
import os
import signal
import subprocess
import threading
import time
from pathlib import Path

from .config import ROOT
from .console import Failure, run, say
from .topology_client import Client, WebSocket
from .topology_stage import (
    DATABASE,
    SLOW,
    end,
    fetch_status,
    find_nginx,
    migrate,
    sql,
    stage_url,
    until,
    upstreams,
)
from .topology_visitors import check_visitors

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
        except Exception as error:
            text = (function.__doc__ or function.__name__).splitlines()[0]
            self.check(text, False, f"{type(error).__name__}: {error}")


def check_migrate(report, stage):
    """migrate.py is safe to run again"""
    with concurrent.futures.ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda name: migrate(stage, name), ("migrate1", "migrate2")))
    idle = sum("No module needs updating" in answer for answer in answers)
    idle -= sum(": install " in answer for answer in answers)
    report.check("migrate: two more runs at once change nothing", idle == 2, f"{idle} of 2")


def check_session(report, stage, client, webs):
    """One login through the proxy is good on both nodes"""
    client.login(stage.secret("admin_password"))
    for _ in range(12):
        client.find_partners("nobody")
    counts = [upstreams(stage, "/web_search_read").count(str(node.port)) for node in webs]
    report.check("one login through the proxy works on both nodes", all(counts), counts)
    direct = [
        client.call(
            "res.users",
            "has_group",
            client.uid,
            "base.group_user",
            url=f"http://127.0.0.1:{node.port}",
        )
        for node in webs
    ]
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
    client.get("/web/login?forwarded", **{"X-Forwarded-For": "203.0.113.9"})
    lines = [
        line for name in ("web1", "web2") for line in stage.lines(name) if "?forwarded" in line
    ]
    known = lines and all(" 127.0.0.1 " in line and "203.0.113.9" not in line for line in lines)
    report.check("a client cannot choose the address that Odoo sees", known, len(lines))
    with client.opener.open(stage_url(stage) + "/web/login", timeout=SLOW) as answer:
        found = {"X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy"} & set(
            answer.headers
        )
    report.check("answers have the security headers", len(found) == 3, len(found))


def check_balancer(report, stage, client):
    """A load balancer that is named may say who the client is"""
    example = (ROOT / "deploy/site/balancer.http.conf.example").read_text(encoding="utf-8")
    target = stage.home / "nginx/site/balancer.http.conf"
    target.write_text(example.replace("192.0.2.10", "127.0.0.1"))
    nginx = [find_nginx(), "-p", stage.home / "nginx", "-c", stage.home / "nginx/nginx.conf"]
    run(*nginx, "-e", stage.log("proxy-error"), "-s", "reload")
    headers = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}

    def believed():
        client.get("/web/login?balanced", **headers)
        lines = [line for name in ("web1", "web2") for line in stage.lines(name)]
        return any("?balanced" in line and " 203.0.113.9 " in line for line in lines)

    report.check(
        "of a named load balancer they are believed", until(believed, "the proxy reloads", 20)
    )
    target.unlink()
    run(*nginx, "-e", stage.log("proxy-error"), "-s", "reload")


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
    values = {"name": "file", "datas": base64.b64encode(content).decode()}
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


def same_file(first, second, name):
    return (first / "filestore" / name).samefile(second / "filestore" / name)


def backup_script(stage, name, *words):
    """Run a script of deploy/ as the backup service does: (exit code, last line without its time)."""
    stores = stage.home / "data/filestore"
    environ = stage.database_environ("run-backup") | {
        "BACKUP_DIR": str(stage.home / "backup"),
        "FILESTORES": str(stores),
        "FILESTORE": str(stores / DATABASE),
    }
    done = subprocess.run(
        [stage.home / "deploy" / name, *words],
        env=environ,
        cwd="/",
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    with open(stage.log("backup"), "a", encoding="utf-8") as log:
        log.write(done.stdout)
    last = (done.stdout.strip().splitlines() or [""])[-1]
    return done.returncode, last.split(" ", 1)[-1].replace(f"{stage.home}/backup/", "")


def check_backup(report, stage):
    """Backups are complete, share what did not change, and old ones go"""
    folder = stage.home / "backup" / DATABASE
    for day in (1, 2, 3):
        (folder / f"2020010{day}T000000Z").mkdir(parents=True)
    for text in ("a backup is made", "a second one is made"):
        code, last = backup_script(stage, "backup.sh")
        report.check(text, code == 0, last)
        time.sleep(1)  # their names are times in seconds
    old, first, second = sorted(folder.glob("20*"))
    report.check("old ones are removed, three stay", old.name == "20200103T000000Z", old.name)
    shared = [same_file(first, second, name) for name in (second / "files").read_text().split()]
    report.check("a file that did not change is stored once", shared and all(shared), len(shared))
    code, last = backup_script(stage, "backup.sh", "check")
    report.check("the health check is content", code == 0, last)


def check_restore(report, stage):
    """The newest backup restores, and a damaged one is noticed"""
    backup = max((stage.home / "backup" / DATABASE).glob("20*"))
    code, last = backup_script(stage, "restore_drill.sh")
    report.check("the drill restores it", code == 0, last)
    code, last = backup_script(stage, "restore.sh", backup, "restored")
    report.check("restore.sh makes a new database of it", code == 0, last)
    files = len(list((stage.home / "data/filestore/restored").glob("??/*")))
    named = len((backup / "files").read_text().splitlines())
    report.check("with all the files that were backed up", files == named > 0, files)
    code, last = backup_script(stage, "restore.sh", backup, "restored")
    report.check("and refuses to write over one", code == 1 and "exists" in last, last[-50:])
    next((backup / "filestore").glob("*/*")).unlink()
    code, last = backup_script(stage, "restore_drill.sh")
    report.check("the drill notices a file that is gone", code == 1, last)
    left = sql(stage, "SELECT count(*) FROM pg_database WHERE datname LIKE 'drill%'")
    report.check("no scratch database is left", left == "0", left)


class Load:
    """Four threads that ask the proxy for records and for files until they are stopped."""

    def __init__(self, client):
        self.client, self.done, self.problems = client, 0, []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(n % 2,)) for n in range(4)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error):
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, files):
        while not self._stop.is_set():
            try:
                if files:
                    self.client.get(f"/web/image/res.users/{self.client.uid}/avatar_128")
                else:
                    self.client.find_partners("nobody")
                self.done += 1
            except (OSError, Failure) as error:
                self.problems.append(str(error))


def check_node_death(report, stage, client, webs):
    """Requests go on when a node dies"""
    with Load(client) as load:
        time.sleep(2)
        end(webs[1].process, signal.SIGKILL, 10)
        before = load.done
        time.sleep(4)
    text = f"{before} requests before, {load.done - before} after, {len(load.problems)} failed"
    good = not load.problems and load.done > before > 0
    report.check("a node is killed under load: nobody notices", good, text)
    for problem in load.problems[:3]:
        say(f"          {problem}")
    report.check("and writes go on", client.call("res.partner", "create", [{"name": "after"}]))
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
    nodes = ("web1", "web2", "cron")
    wrong = [line for name in nodes for line in stage.lines(name) if " ERROR " in line]
    report.check("no error in the nodes' logs", not wrong, wrong[0][:200] if wrong else "")
    names = ("db_password", "replication_password", "admin_password")
    secrets = [stage.secret(name) for name in names]
    logs = (stage.home / "logs").iterdir()
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in logs]
    leaked = sum(secret in text for secret in secrets for text in texts)
    report.check("no secret in a log", texts and not leaked, f"{len(texts)} logs")
    shown = list(visible_texts(stage))
    leaked = sum(secret in text for secret in secrets for text in shown)
    text = "no secret in an environment or on a command line"
    report.check(text, shown and not leaked, f"{len(shown)} processes")


def visible_texts(stage):
    """What ps and `docker inspect` can show of each process that runs here."""
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            environ, words = ((process / name).read_bytes() for name in ("environ", "cmdline"))
            if str(stage.home).encode() in environ:
                yield (environ + words).decode(errors="replace")


def examine(report, stage, replica, webs):
    client = Client(stage_url(stage))
    report.section(check_migrate, stage)
    report.section(check_session, stage, client, webs)
    report.section(check_proxy, stage, client)
    report.section(check_balancer, stage, client)
    report.section(check_replica, stage, client)
    report.section(check_files, stage, client, webs)
    report.section(check_websocket, stage, client, webs)
    report.section(check_cron, stage, client)
    report.section(check_backup, stage)
    report.section(check_restore, stage)
    report.section(check_visitors, stage, client, webs)
    report.section(check_node_death, stage, client, webs)
    report.section(check_logs, stage)
    report.section(check_replica_death, stage, client, replica)
    report.section(check_login_limit, stage)
