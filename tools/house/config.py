"""Where things are. Each choice can be made by an environment variable (see README)."""

import ast
import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ROOT / "addons"
TEST_ADDONS = ROOT / "tests" / "addons"
LOCK = ROOT / "requirements" / "dev.txt"
UV_LOCK = ROOT / "requirements" / "uv.txt"
BUILD = ROOT / "build"
LANGUAGE = "fr_FR"


def _default_cache():
    if os.geteuid() == 0:
        # PostgreSQL runs as another user, who may not enter root's home.
        return Path("/var/cache/odoo-suite")
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "odoo-suite"


CACHE = Path(os.environ.get("SUITE_CACHE") or _default_cache()).absolute()
CHECKOUT = hashlib.sha256(str(ROOT).encode()).hexdigest()[:6]


def digest(*parts):
    """Short hash of texts, bytes and files (by content)."""
    content = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            part = part.read_bytes()
        content.update((part if isinstance(part, bytes) else str(part).encode()) + b"\0")
    return content.hexdigest()[:12]


def addons(folder=None):
    """Names of the suite's add-ons, in an order in which each follows what it depends on.

    :param folder: where they stand, when it is not this tree (an older release)
    """
    names = sorted(path.parent.name for path in (folder or ADDONS).glob("*/__manifest__.py"))
    ordered = []

    def visit(name):
        for other in manifest(name, folder)["depends"]:
            if other in names and other not in ordered:
                visit(other)
        if name not in ordered:
            ordered.append(name)

    for name in names:
        visit(name)
    return ordered


def manifest(name, folder=None):
    folders = (folder,) if folder else (ADDONS, TEST_ADDONS)
    folder = next(f for f in folders if (f / name / "__manifest__.py").exists())
    return ast.literal_eval((folder / name / "__manifest__.py").read_text(encoding="utf-8"))


def core_depends(names, folder=None):
    """The modules of Odoo (and of PyPI) that the add-ons ``names`` need, sorted.

    ``test_depends`` of a manifest: what only its tests and its demo data use.
    """
    own, todo, depends = set(addons(folder)), list(names), set()
    while todo:
        found = manifest(todo.pop(), folder)
        for other in (*found["depends"], *found.get("test_depends", ())):
            if other in own:
                todo.append(other)
            else:
                depends.add(other)
    return sorted(depends)
