#!/usr/bin/env python3
"""Brings the database to the add-ons of this image; run before the nodes start, as often as one likes.

A new database is made with the modules of INSTALL. In an existing one, the add-ons whose files changed
since the last run are updated (`odoo -u`), and those of INSTALL that are missing are installed. Odoo's
own modules are left alone within a series, unless MIGRATE_CORE=1. One run at a time: an advisory lock.
"""

import hashlib
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import psycopg2

DATABASE = os.environ.get("PGDATABASE", "odoo")
ODOO = shlex.split(os.environ.get("MIGRATE_ODOO", "odoo"))
FOLDERS = os.environ.get("MIGRATE_PATH", "/opt/odoo/addons:/opt/odoo/site/odoo/addons").split(":")
CHECKSUMS = "suite.migrate.checksums"
# They change nothing in a database.
UNIMPORTANT = ("tests", "__pycache__", "README.md", "readme")
# The first run on a database. Nobody may be able to enter with the password that every Odoo starts with.
FIRST_RUN = """
import os, pathlib
secret = pathlib.Path(os.environ.get("RUNTIME_DIR", "/run/suite"), "secrets/admin_password")
admin = env.ref("base.user_admin", raise_if_not_found=False)
env.cr.execute("SELECT password FROM res_users WHERE id = %s", [admin.id if admin else 0])
known = (env.cr.fetchone() or [None])[0]
if known and env["res.users"]._crypt_context().verify("admin", known):
    password = secret.read_text().strip() if secret.exists() else ""
    if not password:
        raise SystemExit("the user admin still has the password admin: the secret admin_password is missing.")
    admin.password = password
parameters = env["ir.config_parameter"]
if os.environ.get("PUBLIC_URL"):
    parameters.set_param("web.base.url", os.environ["PUBLIC_URL"])
    parameters.set_param("web.base.url.freeze", "True")
if os.environ.get("REPORT_URL"):
    parameters.set_param("report.url", os.environ["REPORT_URL"])
env.cr.commit()
"""


def say(text):
    print(f"migrate: {text}", flush=True)


def query(database, statement, *values):
    connection = psycopg2.connect(dbname=database)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def take_lock():
    """A connection that holds the lock: closing it, or dying, frees it."""
    connection = psycopg2.connect(dbname="postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        key = f"odoo-suite migrate {DATABASE}"
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", (key,))
        if not cursor.fetchone()[0]:
            say("another run is at work: waiting for it")
            cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", (key,))
    return connection


def installed_modules():
    """Names of the modules in the database; none when it does not exist or is empty."""
    if not query("postgres", "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
        return set()
    if not query(DATABASE, "SELECT 1 FROM pg_class WHERE relname = 'ir_module_module'")[:1]:
        return set()
    states = "('installed', 'to upgrade', 'to install')"
    found = query(DATABASE, f"SELECT name FROM ir_module_module WHERE state IN {states}")
    return {name for (name,) in found}


def checksum(folder):
    content = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and path.suffix != ".pyc" and not set(parts) & set(UNIMPORTANT):
            content.update("/".join(parts).encode() + b"\0" + path.read_bytes() + b"\0")
    return content.hexdigest()


def checksums(names):
    """Checksum of each module that is ours or from OCA (not Odoo's own)."""
    found = {}
    for name in sorted(names):
        homes = [Path(folder, name) for folder in FOLDERS]
        home = next((home for home in homes if (home / "__manifest__.py").exists()), None)
        if home:
            found[name] = checksum(home)
    return found


def known_checksums():
    """What the last complete run left; None when there was none."""
    found = query(DATABASE, "SELECT value FROM ir_config_parameter WHERE key = %s", CHECKSUMS)
    return json.loads(found[0][0]) if found else None


def remember(values):
    query(
        DATABASE,
        "INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s) "
        "ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
        CHECKSUMS,
        json.dumps(values),
    )


def odoo(*words, script=None):
    command = [*ODOO, *words, "-d", DATABASE, "--no-http", "--workers=0", "--max-cron-threads=0"]
    done = subprocess.run(command, input=script, text=True)
    if done.returncode:
        sys.exit(
            f"migrate: {' '.join(words)[:200]} failed ({done.returncode}); see Odoo's log above."
        )


def wanted_changes(installed, known):
    """(modules to install, modules to update)."""
    wanted = {name for name in os.environ.get("INSTALL", "").replace(" ", "").split(",") if name}
    missing = sorted((wanted or {"web"}) - installed)
    if os.environ.get("MIGRATE_CORE") == "1" and installed:
        return missing, ["base"]
    current = checksums(installed)
    return missing, [name for name in current if (known or {}).get(name) != current[name]]


def change(installed, install, update):
    words = []
    if install:
        words += ["-i", ",".join(install)]
    if update:
        words += ["-u", ",".join(update)]
    if not installed and os.environ.get("LOAD_LANGUAGE"):
        words += ["--load-language", os.environ["LOAD_LANGUAGE"]]
    say(f"{DATABASE}: install {', '.join(install) or 'none'}; update {', '.join(update) or 'none'}")
    odoo(*words, "--stop-after-init")


def main():
    lock = take_lock()
    installed = installed_modules()
    known = known_checksums() if installed else None
    install, update = wanted_changes(installed, known)
    if install or update:
        change(installed, install, update)
    elif known is not None:
        say(f"{DATABASE} has the add-ons of this image: nothing to do")
        return
    if known is None:
        odoo("shell", script=FIRST_RUN)
    remember(checksums(installed_modules()))
    lock.close()
    say(f"{DATABASE} is ready")


if __name__ == "__main__":
    main()
