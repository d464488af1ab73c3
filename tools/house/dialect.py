"""One dialect in every add-on: each rule finds the places that do not speak it.

`dialect.json` holds how many places of a rule an add-on still has; the number may only fall
(`./suite dialect FIX=1` writes the table anew where it did). A rule that is not in the table has none.
"""

import ast
import contextlib
import json
import re
import sys
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

from .config import ADDONS, addons, manifest
from .console import say
from .core_types import type_counts
from .dialect_circles import circles
from .dialect_reading import called, is_model, place, sources, tree_of

TABLE = Path(__file__).with_name("dialect.json")
# The word that an add-on's methods on Odoo's own models carry: another module's method of the same
# name would replace ours, or ours that one, without a word said.
WORDS = {
    "account_dunning_fr": ("dunning",),
    "account_lcr_fr": ("lcr",),
    "account_statement_fr": ("statement",),
    "bookstore_client_order": ("bookstore",),
    "bookstore_deposit": ("bookstore",),
    "bookstore_member": ("bookstore",),
    "bookstore_metadata": ("bookstore",),
    "bookstore_stand": ("bookstore", "stand"),
    "crm_technical": ("tech", "technical"),
    "crm_technical_assistant": ("tech",),
    "crm_technical_aftersales": ("tech",),
    "crm_technical_aftersales_pos": ("tech",),
    "crm_technical_contract": ("tech", "suite"),
    "crm_technical_contract_invoice": ("tech",),
    "crm_technical_forecast": ("tech",),
    "crm_technical_spreadsheet": ("tech",),
    "crm_technical_spreadsheet_service": ("tech",),
    "crm_technical_spec": ("tech", "spec"),
    "crm_technical_spec_purchase": ("tech",),
    "crm_technical_training": ("tech",),
    "rental_booking": ("rental",),
    "rental_booking_spreadsheet": ("rental",),
    "shop_buy_to_order": ("buy", "shop"),
    "shop_catalog": ("shop",),
    "shop_catalog_spec": ("shop", "tech"),
    "shop_parcel": ("shop",),
    "shop_promotion": ("shop",),
    "shop_sync": ("shop",),
    "shop_sync_commission": ("shop",),
    "shop_sync_queue_job": ("shop",),
    "shop_sync_woocommerce": ("shop",),
    "suite_l10n_fr": ("fr",),
    "bookstore_law_fr": ("fr",),
    "suite_privacy": ("privacy",),
    "transport_l10n_fr": ("fr", "transport"),
}
# What Odoo itself imports: it is there wherever Odoo is.
WITH_ODOO = {
    "babel",
    "dateutil",
    "decorator",
    "lxml",
    "markupsafe",
    "odoo",
    "passlib",
    "PIL",
    "psycopg2",
    "pytz",
    "werkzeug",
}


# The rules: each yields places of one add-on


def sql_outside_its_room(name):
    """SQL stands in models/sql/."""
    for path, text in sources(name):
        parts = path.relative_to(ADDONS / name).parts
        if parts[:2] == ("models", "sql") or parts[0] == "migrations":
            continue
        for node in ast.walk(tree_of(text)):
            if isinstance(node, ast.Call) and _is_sql(node):
                yield place(path, node.lineno)


def _is_sql(call):
    if called(call) in ("SQL", "execute_query", "execute_query_dict"):
        return True
    return called(call) in ("execute", "executemany") and "cr" in ast.unparse(call.func)


def demo_in_models(name):
    """Demo code stands in demo/."""
    for path, text in sources(name, "models"):
        if "demo" in path.stem:
            yield place(path, 1)
        else:
            for node in ast.walk(tree_of(text)):
                if isinstance(node, ast.FunctionDef | ast.ClassDef) and "demo" in node.name.lower():
                    yield place(path, node.lineno)


def several_models_in_a_file(name):
    """One model a file."""
    for path, text in sources(name, "models", "wizards"):
        models = [node for node in tree_of(text).body if is_model(node)]
        for node in models[1:]:
            yield place(path, node.lineno)


def no_model_among_the_models(name):
    """What is no model does not stand in models/."""
    for path, text in sources(name, "models"):
        inside = path.relative_to(ADDONS / name / "models").parts
        if inside[0] == "sql" or path.name == "__init__.py" or not text.strip():
            continue
        if not any(is_model(node) for node in tree_of(text).body):
            yield place(path, 1)


def kept_by_hand(name):
    """`# fmt: skip` only where a table of data is easier to read as a table."""
    for path, text in sources(name, "core", "tests", *_other_folders(name)):
        tables = list(_tables(tree_of(text)))
        for number, line in enumerate(text.splitlines(), 1):
            inside = any(first <= number <= last for first, last in tables)
            if not inside and re.search(r"#\s*fmt:\s*(?:skip|off)", line):
                yield place(path, number)


def _other_folders(name):
    return {path.name for path in (ADDONS / name).iterdir()} | {"__manifest__.py", "__init__.py"}


def _tables(tree):
    """Lines of the tables of data: values of names in capitals that hold several values."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        values = [
            one
            for one in ast.walk(node.value)
            if isinstance(one, ast.Tuple | ast.List | ast.Dict | ast.Set)
        ]
        if values and all(getattr(target, "id", "a").isupper() for target in targets):
            yield node.lineno, node.end_lineno


def sudo_without_a_reason(name):
    """Each `sudo` says why, on its line or above it."""
    for path, text in sources(name):
        lines = text.splitlines()
        for node in ast.walk(tree_of(text)):
            raised = isinstance(node, ast.Call) and _raises_rights(node)
            if raised and not _reason(lines, node):
                yield place(path, node.end_lineno)


def _raises_rights(call):
    if called(call) == "sudo" and not (call.args and ast.unparse(call.args[0]) == "False"):
        return True
    return any(w.arg == "su" and ast.unparse(w.value) == "True" for w in call.keywords)


def _reason(lines, call):
    """The comment on one of the call's lines, or in the block of comments above its statement."""
    own = range(call.lineno - 1, min(call.end_lineno + 1, len(lines)))
    if any("# sudo:" in lines[number] for number in own):
        return True
    above = call.lineno - 2
    for number in range(above, max(above - 6, -1), -1):
        line = lines[number].strip()
        if "# sudo:" in line:
            return True
        if not line or line.startswith(("def ", "@", "return")):
            return False
    return False


def untold_libraries(name):
    """The manifest names every library of others that the add-on imports."""
    told = set(manifest(name).get("external_dependencies", {}).get("python", ()))
    told = {_import_name(one) for one in told} | WITH_ODOO
    for path, text in sources(name):
        if path.relative_to(ADDONS / name).parts[0] == "demo":
            continue
        for node in ast.walk(tree_of(text)):
            for module in _imported(node):
                top = module.split(".")[0]
                if top not in told and top not in sys.stdlib_module_names:
                    yield f"{place(path, node.lineno)} ({top})"


def _imported(node):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level:
        return [node.module]
    return []


def _import_name(distribution):
    known = {"python-stdnum": "stdnum", "pyyaml": "yaml", "pillow": "PIL"}
    return known.get(distribution.lower(), distribution.replace("-", "_"))


def unprefixed_methods(name):
    """Methods that an add-on adds to Odoo's own models carry its word."""
    words = set(WORDS.get(name) or (name.split("_")[0],))
    for path, text in sources(name, "models", "wizards"):
        for node in tree_of(text).body:
            if model := _model_of_odoo(node):
                known = methods_of_odoo(model)
                for method in node.body:
                    new = isinstance(method, ast.FunctionDef) and method.name not in known
                    if new and not words & set(method.name.split("_")):
                        yield f"{place(path, method.lineno)} ({method.name})"


def _attributes(node):
    """The simple attributes of a class, by name."""
    found = {}
    for one in node.body:
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name):
            with contextlib.suppress(ValueError):
                found[one.targets[0].id] = ast.literal_eval(one.value)
    return found


def _parents(attributes):
    inherit = attributes.get("_inherit") or []
    return [inherit] if isinstance(inherit, str) else inherit


def _model_of_odoo(node):
    """Name of Odoo's model that a class extends in place, or None."""
    if not is_model(node):
        return None
    attributes = _attributes(node)
    parents = _parents(attributes)
    extended = attributes.get("_name") or (parents[0] if parents else None)
    return extended if extended in parents and extended not in own_models() else None


@cache
def own_models():
    """Names of the models that the suite makes."""
    found = set()
    for name in addons():
        for _path, text in sources(name, "models", "wizards", "report"):
            for attributes in map(_attributes, filter(is_model, tree_of(text).body)):
                if "_name" in attributes and attributes["_name"] not in _parents(attributes):
                    found.add(attributes["_name"])
    return found


@cache
def _odoo_files():
    """(models that a file of Odoo's mentions as name or parent, its methods), and the base's own.

    Add-ons that are Python packages count as Odoo's.
    """
    from .odoo_tree import ensure
    from .python_env import site_packages

    tree = ensure()
    by_model = defaultdict(set)
    mention = re.compile(r"^    _(?:name|inherit)\s*=\s*(.+?)$(?:\n((?:^ {8}.*\n)*))?", re.M)
    packaged = site_packages() / "odoo/addons"
    for folder in {*tree.core_addons, tree.python_path / "odoo/addons", packaged}:
        for path in folder.glob("*/**/*.py"):
            if "tests" in path.parts:
                continue
            text = path.read_text(encoding="utf-8")
            methods = set(re.findall(r"^    def (\w+)\(", text, re.M))
            for found in mention.finditer(text):
                for model in re.findall(r"[\"']([\w.]+)[\"']", found.group(0)):
                    by_model[model] |= methods
    base = set()
    for path in (tree.python_path / "odoo/orm").glob("*.py"):
        base |= set(re.findall(r"^    def (\w+)\(", path.read_text(encoding="utf-8"), re.M))
    mixins = (
        "mail.thread",
        "mail.activity.mixin",
        "portal.mixin",
        "product.catalog.mixin",
        "base",
        "analytic.mixin",
    )
    return by_model, base.union(*(by_model[mixin] for mixin in mixins))


def methods_of_odoo(model):
    by_model, base = _odoo_files()
    return by_model.get(model, set()) | base


def day_of_the_server(name):
    """Today is the day of a person or a place (`context_today`), not the server's in UTC."""
    for path, text in [*sources(name), *sources(name, "tests")]:
        for node in ast.walk(tree_of(text)):
            if isinstance(node, ast.Attribute) and ast.unparse(node).endswith("Date.today"):
                yield place(path, node.lineno)


def without_history(name):
    """An add-on tells what changed from version to version."""
    if not (ADDONS / name / "CHANGELOG.md").exists():
        yield f"{name}/CHANGELOG.md"


RULES = {
    rule.__name__: rule
    for rule in (
        sql_outside_its_room,
        demo_in_models,
        several_models_in_a_file,
        no_model_among_the_models,
        kept_by_hand,
        sudo_without_a_reason,
        untold_libraries,
        unprefixed_methods,
        circles,
        day_of_the_server,
        without_history,
    )
}


def table():
    return json.loads(TABLE.read_text(encoding="utf-8")) if TABLE.exists() else {}


def allowed(rule, name):
    return table().get(rule, {}).get(name, 0)


def counted(names=None):
    """How many places each rule finds, by add-on; those without any are left out."""
    found = {
        rule: Counter({name: len(list(check(name))) for name in names or addons()})
        for rule, check in RULES.items()
    }
    return {rule: {name: n for name, n in counts.items() if n} for rule, counts in found.items()}


def tighten():
    """Write the table with today's numbers, where they are lower (or the rule is new)."""
    old, new = table(), counted()
    new["types"] = type_counts()
    for rule, counts in new.items():
        for name in list(counts):
            if rule in old:
                counts[name] = min(counts[name], old[rule].get(name, 0))
        new[rule] = {name: n for name, n in sorted(counts.items()) if n}
    TABLE.write_text(json.dumps(new, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return new


def show(names, fix=False):
    """Say every place; exit code 1 when a rule has more of them than its table allows."""
    if fix:
        tighten()
    over = 0
    for rule, check in RULES.items():
        for name in names:
            places, most = list(check(name)), allowed(rule, name)
            over += len(places) > most
            if places:
                say(f"{name}: {rule.replace('_', ' ')}: {len(places)} (allowed {most})")
                for text in places:
                    say(f"    {text}")
    return 1 if over else 0
