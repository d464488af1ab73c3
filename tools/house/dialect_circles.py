"""Which files of an add-on call each other in a circle."""

import ast
from collections import defaultdict

from . import config
from .dialect_reading import sources, tree_of

# A call of these says nothing of who works with whom.
EVERYWHERE = {
    "_compute_display_name",
    "browse",
    "copy",
    "copy_data",
    "create",
    "default_get",
    "exists",
    "filtered",
    "get",
    "init",
    "mapped",
    "name_create",
    "name_search",
    "new",
    "read",
    "search",
    "search_count",
    "setUpClass",
    "sorted",
    "unlink",
    "web_read",
    "web_save",
    "write",
    "_search",
}
LARGEST_CIRCLE = 3


def circles(name):
    """No more than three files of an add-on call each other in a circle.

    A call is told by its name: file A calls file B when A calls a method that only B defines in this
    add-on. Hooks that several files define, what a method adds to Odoo's own (it calls ``super()``), and
    names that every model has say nothing and are left out. This sees less than a type checker
    would; it sees a circle grow.
    """
    for circle in strongly_connected(calls_between_files(name)):
        for extra in sorted(circle)[LARGEST_CIRCLE:]:
            yield f"{name}: {extra} in the circle of {', '.join(sorted(circle))}"


def calls_between_files(name):
    files = {
        str(path.relative_to(config.ADDONS / name)): tree_of(text)
        for path, text in sources(name, "models", "wizards")
        if path.name != "__init__.py"
    }
    defined = defaultdict(set)
    for file, tree in files.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.FunctionDef) or node.name in EVERYWHERE:
                continue
            if not _extends(node):
                defined[node.name].add(file)
    graph = {file: set() for file in files}
    for file, tree in files.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if ast.unparse(node.func.value) == "super()":
                    continue
                homes = defined.get(node.func.attr, set())
                if len(homes) == 1 and file not in homes:
                    graph[file] |= homes
    return graph


def _extends(method):
    """Whether the method goes on with ``super()``: then it is Odoo's, or another file's, own."""
    return any(
        isinstance(node, ast.Attribute)
        and node.attr == method.name
        and isinstance(node.value, ast.Call)
        and getattr(node.value.func, "id", "") == "super"
        for node in ast.walk(method)
    )


def strongly_connected(graph):
    """Sets of nodes that reach each other (Tarjan), those of one node left out."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in graph[node]:
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            cut = stack.index(node)
            if len(stack) - cut > 1:
                found.append(set(stack[cut:]))
            del stack[cut:]

    for node in graph:
        if node not in index:
            visit(node)
    return found
