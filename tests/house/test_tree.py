"""What holds for every file of the repository."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Written in parts, so that this file does not hold what it looks for.
REGISTRIES = (
    "pypi" + ".org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "deb." + "debian.org",
)
MACHINE_PATHS = re.compile(
    r"/(?:" + "|".join(["work" + "/main", "root" + "/", "home" + "/(?!odoo)[a-z]+/"]) + r")"
)
SECRETS = re.compile(
    r"-----BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}"
)
BINARY = {
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".ico",
    ".pdf",
    ".xlsx",
    ".zip",
    ".woff2",
    ".mp3",
    ".wav",
}


def texts():
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    for name in filter(None, names):
        path = ROOT / name
        if path.suffix.lower() not in BINARY and path.is_file():
            yield name, path.read_text(encoding="utf-8", errors="replace")


@pytest.fixture(scope="module")
def tree():
    found = dict(texts())
    assert "suite" in found, "the test sees no files: it has to run in a git checkout"
    return found


def test_no_file_names_a_package_registry(tree):
    found = [name for name, text in tree.items() for host in REGISTRIES if host in text]
    assert found == []


def test_no_file_names_a_path_of_a_machine(tree):
    found = [
        (name, hit.group()) for name, text in tree.items() for hit in MACHINE_PATHS.finditer(text)
    ]
    assert found == []


def test_no_file_holds_a_secret(tree):
    found = [name for name, text in tree.items() if SECRETS.search(text)]
    assert found == []


def test_requirements_are_locked_with_hashes(tree):
    for name in ("dev", "shots"):
        lock = tree[f"requirements/{name}.txt"]
        pins = re.findall(r"^[A-Za-z0-9._-]+==\S+", lock, re.M)
        assert pins
        assert lock.count("--hash=sha256:") >= len(pins)


def test_each_addon_follows_the_floor_plan():
    for manifest in sorted((ROOT / "addons").glob("*/__manifest__.py")):
        addon = manifest.parent
        for part in (
            "README.md",
            "i18n/fr.po",
            f"i18n/{addon.name}.pot",
            "static/description/icon.png",
        ):
            assert (addon / part).exists(), f"{addon.name} has no {part}"
        for core_file in (addon / "core").glob("**/*.py"):
            code = core_file.read_text(encoding="utf-8")
            # The core/ of an add-on below is as pure as one's own.
            assert not re.search(
                r"^\s*(?:from|import) odoo\b(?!\.addons\.\w+\.core\b)", code, re.M
            ), f"{core_file} imports Odoo"


def test_every_unit_test_of_javascript_is_run():
    """A suite of an add-on is loaded by its manifest and started by one of its browser classes."""
    found = (ROOT / "addons").glob("*/static/tests/**/*.test.js")
    for home in sorted(
        {ROOT / "addons" / path.relative_to(ROOT / "addons").parts[0] for path in found}
    ):
        manifest = (home / "__manifest__.py").read_text(encoding="utf-8")
        assert "web.assets_unit_tests" in manifest, f"{home.name}: the manifest loads no unit tests"
        tests = [path.read_text(encoding="utf-8") for path in (home / "tests").glob("*.py")]
        assert any("/web/tests?" in text for text in tests), (
            f"{home.name}: nothing starts its unit tests"
        )
