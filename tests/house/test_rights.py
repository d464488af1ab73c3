"""Who calls a method from outside is checked before the method acts with more rights than his."""

import ast
import re
from pathlib import Path

import pytest

ADDONS = Path(__file__).resolve().parents[2] / "addons"
GATES = {"check_access", "has_access", "has_group", "_take_turn"}


def public_methods(tree):
    for owner in ast.walk(tree):
        if isinstance(owner, ast.ClassDef):
            for method in owner.body:
                if isinstance(method, ast.FunctionDef) and not method.name.startswith("_"):
                    yield method


def calls(method):
    """(line, name of what is called, the call) in the order of the text."""
    found = [node for node in ast.walk(method) if isinstance(node, ast.Call)]
    for call in sorted(found, key=lambda node: (node.lineno, node.col_offset)):
        yield call.lineno, getattr(call.func, "attr", getattr(call.func, "id", "")), call


def asking(trees):
    """Names of an add-on's own methods that ask for the caller's rights, to be called first."""
    for tree in trees:
        for node in ast.walk(tree):
            named = isinstance(node, ast.FunctionDef) and re.search(
                r"_(?:assert|check|ensure|take_turn)", node.name
            )
            if named and any(name in GATES for _line, name, _call in calls(node)):
                yield node.name


def unchecked(tree, gates=frozenset(GATES)):
    """Names of public methods that reach ``sudo`` before anything asked for the caller's rights.

    What extends a method of Odoo (it calls ``super``) is checked by Odoo.
    """
    for method in public_methods(tree):
        checked = False
        for _line, name, call in calls(method):
            checked = checked or name in gates or name == "super"
            raised = name == "sudo" or any(word.arg == "su" for word in call.keywords)
            if raised and not checked:
                yield method.name
                break


@pytest.mark.parametrize("addon", sorted(path.name for path in ADDONS.iterdir() if path.is_dir()))
def test_public_methods_check_their_caller_before_they_use_sudo(addon):
    files = [*(ADDONS / addon).glob("models/**/*.py"), *(ADDONS / addon).glob("wizards/*.py")]
    assert files
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in files}
    gates = GATES.union(asking(trees.values()))
    found = [
        f"{path.name}: {name}" for path, tree in trees.items() for name in unchecked(tree, gates)
    ]
    assert found == []


def test_a_method_that_does_not_ask_is_found():
    source = "class A:\n def go(self):\n  self.sudo().write({})\n def ok(self):\n  self.check_access('write')\n  self.sudo()"
    assert list(unchecked(ast.parse(source))) == ["go"]
