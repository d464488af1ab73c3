"""What must hold in docker-compose.yml and deploy/, which no machine without Docker can run."""

import getpass
import hashlib
import importlib.util
import os
import re
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
ODOO = ("web", "cron", "jobs", "migrate")
ENDING = ("migrate", "restore-drill", "restore")
VARIABLE = re.compile(r"\$\{[A-Z_]+(?::-([^}]*))?\}")
SCRIPTS = sorted(DEPLOY.glob("*.sh"))


def default(text):
    """The text with each ${VARIABLE:-default} replaced by its default."""
    return VARIABLE.sub(lambda found: found.group(1) or "", str(text))


def volumes(service):
    """{folder inside: (source, "ro" or "rw")} of a service."""
    found = {}
    for entry in SERVICES[service].get("volumes", ()):
        source, target, *mode = default(entry).split(":")
        found[target] = (source, mode[0] if mode else "rw")
    return found


def words(service):
    return " ".join(SERVICES[service].get("command", []))


def option(service, name):
    return int(re.search(rf"--{name}=(\d+)", default(words(service))).group(1))


# The door of the web nodes


def test_a_crowd_waits_at_the_web_nodes():
    """listen.py, before Odoo: more clients than workers are let in, one after the other."""
    assert words("web").startswith("/opt/odoo/bin/listen.py odoo ")
    program = (
        "import os, socket; door = socket.fromfd(3, socket.AF_INET, socket.SOCK_STREAM);"
        "assert os.environ['LISTEN_PID'] == str(os.getpid());"
        "assert os.environ['LISTEN_FDS'] == '1' and not os.get_blocking(3);"
        "print(door.getsockname()[1], flush=True); input();"
        "print(sum(bool(door.accept()) for _ in range(100)))"
    )
    environ = {"PATH": "/usr/bin:/bin", "ODOO_HTTP_INTERFACE": "127.0.0.1", "ODOO_HTTP_PORT": "0"}
    command = [sys.executable, DEPLOY / "listen.py", sys.executable, "-c", program]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, env=environ, text=True, **pipes) as node, ExitStack() as crowd:
        port = int(node.stdout.readline())
        for _ in range(100):
            crowd.enter_context(socket.create_connection(("127.0.0.1", port), 5))
        assert node.communicate("\n", timeout=30)[0] == "100\n"


# Images and builds


@pytest.mark.parametrize("service", SERVICES)
def test_every_image_has_a_version(service):
    tag = default(SERVICES[service]["image"]).rpartition(":")[2]
    assert re.fullmatch(r"\d+(\.\d+)*(@sha256:\w+)?", tag)


def test_the_image_is_built_on_the_official_one_and_installs_by_hash():
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^ARG ODOO_IMAGE=odoo:19\.0$", text, re.M)
    assert "--require-hashes" in text
    assert "--no-deps" in text
    assert "latest" not in text


def test_what_the_dockerfile_copies_is_there_and_enters_the_build():
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    allowed = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    sources = [
        w for line in re.findall(r"^COPY (.*)$", dockerfile, re.M) for w in line.split()[:-1]
    ]
    assert sources
    for source in sources:
        assert (ROOT / source).exists(), source
        assert f"!{source}" in allowed, source
    assert allowed[1] == "*", "everything else, the secrets above all, stays out"


def test_every_production_requirement_has_a_hash():
    lock = (ROOT / "requirements/production.txt").read_text(encoding="utf-8")
    requirements = re.split(r"\n(?=\S)", lock.strip())
    assert all("--hash=sha256:" in requirement for requirement in requirements)
    needed = {"odoo-addon-queue-job", "paramiko", "click-odoo-contrib"}
    assert needed <= {r.split("==")[0] for r in requirements}
    assert not re.search(r"^odoo==", lock, re.M), "Odoo itself comes with the image"


# Services


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_a_health_check_unless_it_ends_by_itself(service):
    health = SERVICES[service]["healthcheck"]
    if service in ENDING:
        assert health == {"disable": True}
        assert SERVICES[service]["restart"] == "no"
    else:
        assert health["test"][0] in ("CMD", "CMD-SHELL")
        assert health["interval"]
        assert SERVICES[service]["restart"] == "unless-stopped"


def test_only_the_proxy_publishes_ports():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert all("network_mode" not in service for service in SERVICES.values())


def test_nobody_is_privileged():
    for service in SERVICES.values():
        assert not {"privileged", "cap_add", "pid"} & set(service)


def test_web_nodes_can_be_scaled():
    assert SERVICES["web"]["deploy"]["replicas"]
    assert "container_name" not in SERVICES["web"]
    assert "resolve" in re.search(r"server web:8069[^;]*;", nginx()).group()


def test_scheduled_actions_run_on_the_cron_node_alone():
    assert option("cron", "max-cron-threads") > 0
    for service in ("web", "jobs"):
        assert option(service, "max-cron-threads") == 0


def test_only_web_nodes_ask_the_replica():
    with_replica = [n for n, s in SERVICES.items() if "PGHOST_REPLICA" in s.get("environment", {})]
    assert with_replica == ["web"]
    assert default(SERVICES["web"]["environment"]["PGHOST_REPLICA"]) == "db-replica"


def test_web_nodes_have_a_process_for_websockets():
    assert option("web", "workers") > 1, "without workers Odoo serves no websocket port"
    assert "8072" in SERVICES["web"]["healthcheck"]["test"][1]


def test_the_job_runner_is_loaded_on_the_job_node_alone():
    assert [name for name in SERVICES if "queue_job" in words(name)] == ["jobs"]
    assert SERVICES["jobs"]["profiles"] == ["jobs"]


def test_nodes_wait_for_the_migration_and_it_for_the_database():
    for service in ("web", "cron", "jobs"):
        conditions = SERVICES[service]["depends_on"]
        assert conditions["migrate"]["condition"] == "service_completed_successfully"
    assert SERVICES["migrate"]["depends_on"]["db"]["condition"] == "service_healthy"


@pytest.mark.parametrize("service", ODOO)
def test_odoo_is_closed_where_it_has_to_be(service):
    environment = SERVICES[service]["environment"]
    assert environment["ODOO_LIST_DB"] == "False"
    assert environment["ODOO_PROXY_MODE"] == "True"
    assert default(environment["ODOO_DBFILTER"]) == "^odoo$$"


def test_the_primary_can_feed_a_replica():
    settings = words("db")
    assert "wal_level=replica" in settings
    assert "max_slot_wal_keep_size=" in settings, "a lost replica must not fill the disk"
    standby = int(re.search(r"max_connections=(\d+)", words("db-replica")).group(1))
    assert standby >= int(re.search(r"max_connections=(\d+)", settings).group(1))


# Files, sessions, secrets


def test_nodes_share_files_and_sessions():
    shared = [
        {t: volumes(name)[t] for t in ("/srv/odoo/filestore", "/srv/odoo/sessions")}
        for name in ODOO
    ]
    assert all(one == shared[0] for one in shared)
    assert all(mode == "rw" for _source, mode in shared[0].values())


def test_proxy_and_backup_only_read_the_files():
    for service in ("proxy", "backup", "restore-drill"):
        assert volumes(service)["/srv/odoo/filestore"] == ("filestore", "ro")
    assert "/srv/odoo/sessions" not in volumes("proxy"), "sessions are secrets"


def test_databases_share_no_volume():
    primary, replica = (
        set(source for source, _ in volumes(n).values()) for n in ("db", "db-replica")
    )
    assert "pgdata" in primary
    assert "pgreplica" in replica
    assert not {"pgdata", "pgreplica"} & (primary & replica)


def test_named_volumes_are_declared():
    named = {s for n in SERVICES for s, _ in volumes(n).values() if not s.startswith((".", "/"))}
    assert named == set(COMPOSE["volumes"])


def test_mounted_files_exist():
    sources = {source for name in SERVICES for source, _ in volumes(name).values()}
    for source in sources:
        assert not source.startswith("./") or (ROOT / source).exists(), source


def test_secrets_are_files_outside_of_git():
    for name, secret in COMPOSE["secrets"].items():
        assert set(secret) == {"file"}
        assert secret["file"] == f"deploy/secrets/{name}"
    assert (DEPLOY / "secrets/.gitignore").read_text().startswith("*\n")
    tracked = git("ls-files", "deploy/secrets", "deploy/site").split()
    assert all(path.endswith((".gitignore", ".example")) for path in tracked)


def test_used_secrets_are_declared_and_made():
    used = {secret for service in SERVICES.values() for secret in service.get("secrets", ())}
    assert used == set(COMPOSE["secrets"])
    made = (DEPLOY / "make_secrets.sh").read_text()
    assert all(name in made for name in used)


@pytest.mark.parametrize("service", SERVICES)
def test_no_secret_is_in_an_environment(service):
    for name, value in SERVICES[service].get("environment", {}).items():
        if re.search("PASSW|SECRET|TOKEN|KEY", name):
            assert name.endswith("_FILE"), name
            assert str(value).startswith("/run/secrets/")
        assert not re.search(r"://[^/]*:[^/]*@", str(value)), "a password in an address"


def test_each_service_has_the_secrets_it_needs_and_no_other():
    given = {name: sorted(service.get("secrets", ())) for name, service in SERVICES.items()}
    assert given["web"] == given["cron"] == given["jobs"] == ["db_password", "smtp_password"]
    assert given["proxy"] == []
    assert given["backup"] == given["restore"] == given["restore-drill"] == ["db_password"]
    assert given["db-replica"] == ["replication_password"]


def test_every_variable_is_explained():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    known = (DEPLOY / "env.example").read_text() + (DEPLOY / "README.md").read_text()
    missing = {v for v in re.findall(r"\$\{([A-Z_]+)", text) if v not in known}
    assert not missing


# nginx


def nginx():
    return (DEPLOY / "nginx.conf").read_text(encoding="utf-8")


def location(pattern):
    """Body of the location whose head contains a text."""
    return re.search(
        rf"location [^{{\n]*{re.escape(pattern)}[^{{\n]* \{{(.*?)\n        \}}", nginx(), re.S
    )[1]


def test_nginx_conf_is_balanced():
    bare = re.sub(r"#.*|\"[^\"]*\"|'[^']*'", "", nginx())
    depth = 0
    for line in bare.splitlines():
        depth += line.count("{") - line.count("}")
        assert depth >= 0
        code = line.strip()
        assert not code or code[-1] in "{};" or not code.endswith(" "), line
    assert depth == 0


def test_websockets_are_upgraded_and_stay_open():
    body = location("/websocket")
    assert "proxy_pass http://odoo_websocket;" in body
    assert "proxy_set_header Upgrade $http_upgrade;" in body
    assert "proxy_set_header Connection $connection_upgrade;" in body
    assert int(re.search(r"proxy_read_timeout (\d+)s", body)[1]) >= 3600
    # nginx forgets the inherited headers where a location sets one.
    for header in ("Host", "X-Forwarded-Host", "X-Forwarded-For", "X-Forwarded-Proto"):
        assert f"proxy_set_header {header} " in body


def test_attempts_to_log_in_are_limited():
    assert "limit_req zone=login" in location("web/login")
    assert re.search(r"limit_req_zone \$login_attempt zone=login:\d+m rate=\d+r/m;", nginx())


def test_the_store_is_internal_and_managers_are_closed():
    assert "internal;" in location("/web/filestore/")
    assert volumes("proxy")["/srv/odoo/filestore"]
    for path in ("/web/database", "/queue_job"):
        assert "return 404;" in location(path)


def test_requests_that_write_are_sent_once():
    general = re.search(r"^    proxy_next_upstream (.*);", nginx(), re.M)[1]
    assert "non_idempotent" not in general
    reads = re.search(r"call_kw/\[\^/\]\+/\(([a-z_|]+)\)\$", nginx())[1].split("|")
    assert not {"write", "create", "unlink", "web_save", "action_confirm"} & set(reads)


def test_the_proxy_compresses_caches_and_takes_uploads():
    text = nginx()
    for wanted in ("gzip on;", "client_max_body_size 200m;", "server_tokens off;"):
        assert wanted in text
    assert "proxy_cache static;" in location("/[^/]+/static/")
    for header in ("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy"):
        assert re.search(rf"add_header {header} .* always;", text)


def test_forwarded_headers_of_strangers_are_replaced():
    text = nginx()
    assert "set_real_ip_from" not in re.sub(r"#.*", "", text), "nobody is trusted by default"
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
    assert "$proxy_add_x_forwarded_for" not in text


def test_the_log_does_not_hold_the_keys_of_drivers():
    text = nginx()
    assert "$logged_uri" in re.search(r"log_format suite [^;]*;", text)[0]
    assert not re.search(r"log_format suite [^;]*\$(uri|request_uri|request)\b", text)
    hidden = re.search(r'map \$uri \$logged_uri \{\s*"~([^"]*)"\s+\$\{link\}\.\.\.;', text)[1]
    shown = re.match(hidden.replace("(?<", "(?P<"), "/transport/driver/s3cr3t/1/pickup")["link"]
    assert shown == "/transport/driver/"


# Scripts


def git(*command):
    done = subprocess.run(["git", "-C", str(ROOT), *command], capture_output=True, text=True)
    return done.stdout


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_parse_and_stop_at_errors(script):
    done = subprocess.run(["bash", "-n", str(script)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    text = script.read_text(encoding="utf-8")
    if script.name != "lib.sh":
        assert "set -euo pipefail" in text
        assert script.stat().st_mode & 0o111
    assert "set -x" not in text


def run_lib(tmp_path, code, **environ):
    environ = {
        "PATH": "/usr/bin:/bin",
        "SECRETS_DIR": f"{tmp_path}/in",
        "RUNTIME_DIR": f"{tmp_path}/run",
    } | environ
    command = ["bash", "-euo", "pipefail", "-c", f". {DEPLOY}/lib.sh; {code}"]
    return subprocess.run(command, env=environ, capture_output=True, text=True)


def test_a_password_with_colons_and_backslashes_survives(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/db_password").write_text("a:b\\c d\n")
    done = run_lib(tmp_path, "write_pgpass odoo db_password; env")
    assert (tmp_path / "run/pgpass").read_text() == "*:*:*:odoo:a\\:b\\\\c d\n"
    assert (tmp_path / "run/pgpass").stat().st_mode & 0o777 == 0o600
    assert "a:b" not in done.stdout + done.stderr


def test_the_entrypoint_runs_a_program_that_finds_its_secrets(tmp_path):
    for name in ("in", "bin"):
        (tmp_path / name).mkdir()
    (tmp_path / "in/db_password").write_text("secret-one")
    (tmp_path / "in/smtp_password").write_text("secret-two")
    (tmp_path / "bin/pg_isready").write_text("#!/bin/sh\n")
    (tmp_path / "bin/pg_isready").chmod(0o755)
    environ = {
        "PATH": f"{tmp_path}/bin:/usr/bin:/bin",
        "SECRETS_DIR": f"{tmp_path}/in",
        "RUNTIME_DIR": f"{tmp_path}/run",
        "ODOO_RC": f"{tmp_path}/run/odoo.conf",
        "ODOO_DATA_DIR": f"{tmp_path}/data",
        "PGUSER": "odoo",
        "PGHOST": "db",
        "RUN_AS": getpass.getuser(),
    }
    done = subprocess.run(
        [str(DEPLOY / "entrypoint.sh"), "env"], env=environ, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert f"PGPASSFILE={tmp_path}/run/pgpass" in done.stdout
    assert "secret-" not in done.stdout + done.stderr
    assert "smtp_password = secret-two" in (tmp_path / "run/odoo.conf").read_text()
    for path in (tmp_path / "run").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path
    assert len(list((tmp_path / "run/secrets").iterdir())) == 2


def test_a_missing_secret_is_named(tmp_path):
    (tmp_path / "in").mkdir()
    done = run_lib(tmp_path, "write_pgpass odoo db_password")
    assert done.returncode == 1
    assert "db_password is missing" in done.stderr


def test_secrets_are_made_once_and_for_their_owner(tmp_path):
    command = [str(DEPLOY / "make_secrets.sh"), str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    first = {path.name: path.read_text() for path in tmp_path.iterdir()}
    subprocess.run(command, check=True, capture_output=True)
    assert first == {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert set(first) == set(COMPOSE["secrets"])
    assert len({value for value in first.values() if value}) == 4
    assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.iterdir())


def test_the_health_of_the_backup_is_its_age(tmp_path):
    environ = {"PATH": "/usr/bin:/bin", "BACKUP_DIR": str(tmp_path), "PGPASSFILE": "none"}
    command = [str(DEPLOY / "backup.sh"), "check"]
    assert subprocess.run(command, env=environ, capture_output=True).returncode == 1
    facts = tmp_path / "odoo/20260101T000000Z/SHA256SUMS"
    facts.parent.mkdir(parents=True)
    facts.write_text("")
    assert subprocess.run(command, env=environ, capture_output=True).returncode == 0
    day = 24 * 3600
    os.utime(facts, (time.time() - 2 * day, time.time() - 2 * day))
    done = subprocess.run(command, env=environ, capture_output=True, text=True)
    assert done.returncode == 1
    assert "48 hours old" in done.stderr


PSQL = """#!/bin/sh
while read -r line; do
    case $line in *pg_export_snapshot*) echo 0000-1 ;; *"still held"*) echo "still held" ;; esac
done
"""


@pytest.mark.parametrize("code", [0, 1])
def test_a_backup_is_whole_or_not_there(tmp_path, code):
    content = b"content"
    name = hashlib.sha1(content).hexdigest()
    store = tmp_path / "store" / name[:2]
    store.mkdir(parents=True)
    (store / name).write_bytes(content)
    (store / "torn").write_bytes(b"half of it")
    (tmp_path / "bin").mkdir()
    for program, text in (
        ("psql", PSQL),
        ("pg_dump", f'#!/bin/sh\nfor f; do :; done; echo x >"$f"; exit {code}'),
    ):
        (tmp_path / "bin" / program).write_text(text)
        (tmp_path / "bin" / program).chmod(0o755)
    environ = {
        "PATH": f"{tmp_path}/bin:/usr/bin:/bin",
        "BACKUP_DIR": f"{tmp_path}/backup",
        "FILESTORE": f"{tmp_path}/store",
        "PGPASSFILE": "none",
    }
    done = subprocess.run([str(DEPLOY / "backup.sh")], env=environ, capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr
    folders = [path for path in (tmp_path / "backup/odoo").iterdir() if path.is_dir()]
    assert len(folders) == 1 - code
    for folder in folders:
        assert (folder / "files").read_text() == f"{name[:2]}/{name}\n"
        assert (folder / "filestore" / name[:2] / name).read_bytes() == content
        assert "left out" in done.stdout


def test_what_is_missing_is_installed(monkeypatch):
    monkeypatch.setenv("INSTALL", "web, desk")
    spec = importlib.util.spec_from_file_location("migrate", DEPLOY / "migrate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.missing_modules(set()) == ["desk", "web"]
    assert module.missing_modules({"base", "web"}) == ["desk"]
    assert module.missing_modules({"base", "web", "desk"}) == []
    monkeypatch.delenv("INSTALL")
    assert module.missing_modules(set()) == ["web"], "a new database needs something to open"


def test_nothing_names_a_registry_or_a_machine():
    # The mail addresses and hosts of RFC 2606 are examples; docker.io, ghcr.io and the like are not.
    for path in [ROOT / "docker-compose.yml", *DEPLOY.rglob("*")]:
        if path.is_file() and "secrets" not in path.parts:
            text = path.read_text(encoding="utf-8")
            assert not re.search(
                r"docker\.io|ghcr\.io|quay\.io|pypi\.org|/roo[t]/|/home/\w", text
            ), path
