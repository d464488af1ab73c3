"""Reads the add-ons' Python for the rules of the dialect."""

import ast
from functools import cache

from . import config

MODEL_KINDS = {"AbstractModel", "Model", "TransientModel"}


def sources(name, *folders):
    """(path, text) of an add-on's Python files; of these folders, or all but its tests."""
    home = config.ADDONS / name
    for path in sorted(home.rglob("*.py")):
        parts = path.relative_to(home).parts
        if parts[0] in folders if folders else parts[0] != "tests":
            yield path, path.read_text(encoding="utf-8")


def place(path, line):
    return f"{path.relative_to(config.ADDONS)}:{line}"


@cache
def tree_of(text):
    return ast.parse(text)


def is_model(node):
    """Whether a class is an Odoo model."""
    return isinstance(node, ast.ClassDef) and any(
        getattr(base, "attr", getattr(base, "id", "")) in MODEL_KINDS for base in node.bases
    )


def called(node):
    """Name of what a call calls."""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))
