#!/usr/bin/env python3
"""Brings the database to the add-ons of this image; run before the nodes start, as often as one likes.

A new database is made with the modules of INSTALL. In an existing one, click-odoo-update upgrades the
add-ons whose files changed since the last run, and those of INSTALL that are missing are installed. Odoo's
own modules are left alone within a series, unless MIGRATE_CORE=1. One run at a time: an advisory lock.
"""

import os
import shlex
import subprocess
import sys

import psycopg2

DATABASE = os.environ.get("PGDATABASE", "odoo")
ODOO = shlex.split(os.environ.get("MIGRATE_ODOO", "odoo"))
UPDATE = shlex.split(os.environ.get("MIGRATE_UPDATE", "python3 -m click_odoo_contrib.update"))
# What the first run leaves when it came to its end; the second name is that of older releases.
READY = ("suite.migrate.ready", "suite.migrate.checksums")
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
parameters.set_param("suite.migrate.ready", "True")
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
    # What a first run that was killed left "to install" is not there: it is asked for again.
    states = "('installed', 'to upgrade')"
    found = query(DATABASE, f"SELECT name FROM ir_module_module WHERE state IN {states}")
    return {name for (name,) in found}


def missing_modules(installed):
    """Names of INSTALL that the database has not."""
    wanted = {name for name in os.environ.get("INSTALL", "").replace(" ", "").split(",") if name}
    return sorted((wanted or {"web"}) - installed)


def is_ready():
    """Whether a run before this one came to its end."""
    return bool(query(DATABASE, "SELECT 1 FROM ir_config_parameter WHERE key IN %s", READY))


def start(command, *words, script=None):
    """Run a program of Odoo's on the database; end with its words when it fails."""
    done = subprocess.run([*command, *words, "-d", DATABASE], input=script, text=True)
    if done.returncode:
        sys.exit(
            f"migrate: {' '.join(words)[:200]} failed ({done.returncode}); see Odoo's log above."
        )


def odoo(*words, script=None):
    start(ODOO, *words, "--no-http", "--workers=0", "--max-cron-threads=0", script=script)


def update():
    """Upgrade what changed, or everything where MIGRATE_CORE asks for it."""
    everything = os.environ.get("MIGRATE_CORE") == "1"
    start(UPDATE, "--update-all" if everything else "--ignore-core-addons")


def install(names, new):
    """Install modules that are missing, and remember their files."""
    words = ["-i", ",".join(names), "--stop-after-init"]
    if new and os.environ.get("LOAD_LANGUAGE"):
        words += ["--load-language", os.environ["LOAD_LANGUAGE"]]
    say(f"{DATABASE}: install {', '.join(names)}")
    odoo(*words)
    start(UPDATE, "--ignore-core-addons", "--only-compute-hashes")


def main():
    lock = take_lock()
    installed = installed_modules()
    ready = installed and is_ready()
    if installed:
        update()
    # After the update: what it brought along need not be installed.
    missing = missing_modules(installed_modules())
    if missing:
        install(missing, new=not installed)
    if not ready:
        odoo("shell", script=FIRST_RUN)
    lock.close()
    say(f"{DATABASE} is ready")


if __name__ == "__main__":
    main()
