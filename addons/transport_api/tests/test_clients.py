import json
import logging
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from odoo.tests import tagged

from odoo.addons.transport_order.tests.common import GOOD_PNG

from ..core.api_openapi import BASE, build_openapi
from .common_api import ApiCommon

_logger = logging.getLogger(__name__)

CLIENTS = Path(__file__).with_name("clients")
TOOLS = Path(__file__).resolve().parents[3] / "tools"
ORDERED = {"state": "delivered", "reported": "delivered", "cancelled": "cancelled", "cause": "sold"}
# What a tester that knows the contract alone asks for in vain: a car that is on another order, a price
# that is on request and the like are refused with their reason, which no schema can say; a reference is
# found by its owner's other keys; one key serves the whole run.
NOT_FOR_US = "positive_data_acceptance,ensure_resource_availability,use_after_free"


@tagged("post_install", "-at_install", "slow", "-standard")
class TestApiClients(ApiCommon):
    """Programs of others, made of nothing but the published contract, against the real server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sys.path.insert(0, str(TOOLS))
        from house.config import CACHE, digest
        from house.python_env import beside, ensure_system_packages

        programs = {"nodejs": "node", "npm": "npm"}
        missing = [name for name, program in programs.items() if not shutil.which(program)]
        ensure_system_packages(missing, "the client in TypeScript needs them")
        cls.bin = beside("clients") / "bin"
        lock = CLIENTS / "package-lock.json"
        cls.node = CACHE / "node" / digest(lock)
        if not (cls.node / "ready").exists():
            cls.node.mkdir(parents=True, exist_ok=True)
            for path in (lock, CLIENTS / "package.json"):
                shutil.copy(path, cls.node)
            cls._run(shutil.which("npm") or "npm", "ci", "--ignore-scripts", cwd=cls.node)
            (cls.node / "ready").touch()

    def setUp(self):
        super().setUp()
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.contract = self.folder / "openapi.json"
        self.contract.write_text(json.dumps(build_openapi()))

    @staticmethod
    def _run(*command, **options):
        # node maps more memory than Odoo lets itself have
        free = ("sh", "-c", 'ulimit -S -v unlimited; exec "$@"', "sh")
        done = subprocess.run(
            [*free, *map(str, command)], capture_output=True, text=True, check=False, **options
        )
        if done.returncode:
            raise AssertionError(f"{command[0]}:\n{done.stdout[-6000:]}\n{done.stderr[-3000:]}")
        return done.stdout

    def _call(self, *command, **options):
        """Run a program that calls this server: it needs the lock of this transaction meanwhile."""
        self.env.flush_all()
        self.env.cr.clear()
        with self.allow_requests(all_requests=True):
            said = self._run(*command, cwd=self.folder, **options)
        self.env.invalidate_all()
        return said

    def _order(self, *command, **options):
        """The whole order, with a document of an order that was accepted before."""
        known = self._accept(self._stored()).data["reference"]
        order = self.env["transport.order"].search([("reference", "=", known)])
        self.env["transport.document"].create(
            {"order_id": order.id, "name": "p.png", "kind": "proof", "file": GOOD_PNG}
        )
        words = (self.base_url() + BASE, self.keys["site"], self.keys["carrier"], known)
        told = json.loads(self._call(*command, *words, **options))
        self.assertGreater(told.pop("file"), 50)
        self.assertEqual(told, ORDERED)

    def test_a_generated_python_client_runs_the_whole_order(self):
        words = ("--path", self.contract, "--output-path", self.folder / "transport_client")
        self._run(self.bin / "openapi-python-client", "generate", *words, "--meta", "none")
        path = os.environ | {"PYTHONPATH": str(self.folder)}
        self._order(self.bin / "python", CLIENTS / "order.py", env=path)

    def test_a_generated_typescript_client_runs_the_whole_order(self):
        for name in ("order.ts", "tsconfig.json", "package.json"):
            shutil.copy(CLIENTS / name, self.folder)
        (self.folder / "node_modules").symlink_to(self.node / "node_modules")
        tools = self.node / "node_modules" / ".bin"
        self._run(tools / "openapi-typescript", self.contract, "-o", self.folder / "api.d.ts")
        self._run(tools / "tsc", "-p", self.folder)
        self._order(shutil.which("node") or "node", self.folder / "order.js")

    def test_schemathesis_finds_nothing(self):
        seed = int(os.environ.get("SEED") or random.randrange(10**6))
        _logger.info("schemathesis with the seed %s", seed)
        self._accept(self._stored())
        said = self._call(
            *(self.bin / "schemathesis", "run", self.contract, "--url", self.base_url() + BASE),
            *("-H", f"Authorization: Bearer {self.keys['site']}", "--seed", seed, "-n", 15),
            *("--exclude-checks", NOT_FOR_US, "--phases", "examples,coverage,fuzzing"),
            *("--continue-on-failure", "--warnings", "off"),
        )
        _logger.info("schemathesis: %s", re.findall(r"(?m)^.*(?:passed|generated|Tested).*$", said))
