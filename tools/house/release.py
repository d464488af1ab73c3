"""The last release: its demo database, and the proof that it upgrades to this tree with all it holds.

`last_release.json` names the commit. ``changed`` and ``gone`` there are the few things that an upgrade
changes on purpose, each with its reason: a column (``table.column``), or a table or external id.
``mends`` (file: [old text, new text, reason]): what kept the released demonstration from being installed.
"""

import ast
import json
import os
import subprocess
from pathlib import Path

from . import release_states
from .config import ADDONS, CACHE, CHECKOUT, ROOT, addons, core_depends, digest, manifest
from .console import Failure, locked, run, say, step
from .log_policy import complaints
from .odoo import Odoo

RECORD = Path(__file__).with_name("last_release.json")
# Who wrote a row and when says nothing of what it holds; translations follow the code.
UNTOLD = {"write_date", "write_uid", "create_uid"}
# Of what Odoo itself describes a module with, only these belong to the business.
KEPT_MODELS = ("ir.sequence", "ir.config_parameter", "ir.cron")
OWN_MODELS = """
SELECT m.model, replace(m.model, '.', '_') AS table_name,
       bool_or(d.model = 'ir.model') AS own
FROM ir_model_data d
LEFT JOIN ir_model_fields f ON d.model = 'ir.model.fields' AND f.id = d.res_id
JOIN ir_model m ON m.id = CASE WHEN d.model = 'ir.model' THEN d.res_id ELSE f.model_id END
WHERE d.module IN ({modules}) AND d.model IN ('ir.model', 'ir.model.fields') AND NOT m.transient
GROUP BY m.model
"""
LINKS = "SELECT r.name FROM ir_model_relation r JOIN ir_module_module m ON m.id = r.module WHERE m.name IN ({modules})"
TABLES = (
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
)
EXTERNAL_IDS = """
SELECT json_agg(json_build_array(name, model, res_id)) FROM ir_model_data
WHERE module IN ({modules}) AND (model NOT LIKE 'ir.%' OR model IN ({kept}))
"""
# Tables whose rows Odoo makes, of which the add-ons own none.
NOT_OURS = ("ir_", "res_config", "bus_", "base_", "report_", "mail_activity_type")


def quoted(names):
    return ", ".join(f"'{name}'" for name in sorted(names))


def record():
    return json.loads(RECORD.read_text(encoding="utf-8"))


def _git(*words):
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True)


def checkout():
    """Folder with the add-ons of the last release, taken from this repository's own history."""
    commit = record()["commit"]
    if _git("cat-file", "-e", f"{commit}^{{commit}}").returncode:
        raise Failure(
            f"the last release ({commit[:12]}) is not in the history of this checkout: fetch all of "
            "it with `git fetch --unshallow`, then run the command again."
        )
    home = CACHE / "release" / f"{commit[:12]}-{digest(json.dumps(record()['mends']))[:6]}"
    if not home.exists():
        with locked(CACHE / "release.lock", "another run unpacks the last release"):
            if not home.exists():
                partial = home.with_name(home.name + ".partial")
                partial.mkdir(parents=True, exist_ok=True)
                archive = partial / "addons.tar"
                run("git", "archive", "-o", archive, commit, "addons", cwd=ROOT)
                run("tar", "-xf", archive, "-C", partial)
                archive.unlink()
                _mend(partial / "addons")
                partial.rename(home)
    return home / "addons"


def _mend(folder):
    for path, (old, new, _reason) in record()["mends"].items():
        text = (folder / path).read_text(encoding="utf-8")
        if old not in text:
            raise Failure(f"last_release.json mends what {path} of the last release does not have")
        (folder / path).write_text(text.replace(old, new), encoding="utf-8")


def ensure_database():
    """Name of the last release's French demo database, made once for each commit."""
    folder = checkout()
    odoo, names = Odoo(folder), addons(folder)
    template = odoo.template(core_depends(names, folder), french=True)
    states = Path(release_states.__file__)
    name = f"release_{digest(record()['commit'], json.dumps(record()['mends']), template, states)}"
    with locked(CACHE / f"{name}.lock", "another run makes the database of the last release"):
        if name not in odoo.server.databases():
            draft = f"{name}_draft"
            with step("the last release with its demo data (once for each release)"):
                odoo.make_demo(names, draft)
                fill_states(odoo, draft, names)
                if odoo.filestore(draft).exists():
                    odoo.filestore(draft).rename(odoo.filestore(name))
                odoo.server.sql(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
    return name


# What an installed database feels


def felt(folder, name):
    """What a database has of an add-on: its fields and its data files, each with its text."""
    home, found = folder / name, {}
    for part in ("models", "wizards", "report"):
        for path in sorted((home / part).rglob("*.py")):
            for owner in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(owner, ast.ClassDef):
                    found |= {f"field {owner.name}.{key}": text for key, text in _fields(owner)}
    for path in manifest(name, folder).get("data", ()):
        found[path] = (home / path).read_text(encoding="utf-8")
    return found


def _fields(owner):
    for node in owner.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("fields."):
            yield node.targets[0].id, ast.unparse(node.value)


def unbumped(name):
    """Why the version of an add-on has to be another than the last release's, as texts."""
    folder = checkout()
    if not (folder / name).exists():
        return []
    if manifest(name)["version"] != manifest(name, folder)["version"]:
        return []
    old, new = felt(folder, name), felt(ADDONS, name)
    other = sorted(key for key in {*old, *new} if old.get(key) != new.get(key))
    if not other:
        return []
    few = ", ".join(other[:3])
    return [
        f"{name}: raise the version: {len(other)} changes since the last release, such as {few}"
    ]


def fill_states(odoo, database, names):
    """Rows in every state: see `release_states`."""

    def ask(statement):
        return odoo.server.sql(statement, database)

    added, refused = release_states.fill(ask, quoted(names), set(ask(TABLES)))
    say(f"  {added} states added that the demo does not show; not: {', '.join(refused) or 'none'}")


class Holdings:
    """What a database holds of the add-ons ``names``: rows, links, external ids."""

    def __init__(self, odoo, database, names):
        self._ask = lambda statement: odoo.server.sql(statement, database)
        modules = quoted(names)
        present = set(self._ask(TABLES))
        models = [line.split("|") for line in self._ask(OWN_MODELS.format(modules=modules))]
        links = set(self._ask(LINKS.format(modules=modules)))
        tables = {table for _model, table, _own in models if not table.startswith(NOT_OURS)}
        self.rows = {table: self._rows(table) for table in sorted(tables & present)}
        self.links = {table: self._count(table) for table in sorted((links & present) - tables)}
        answer = self._ask(EXTERNAL_IDS.format(modules=modules, kept=quoted(KEPT_MODELS)))
        self.external_ids = {tuple(one) for one in json.loads("".join(answer) or "[]")}

    def _rows(self, table):
        answer = self._ask(f'SELECT json_object_agg(id, to_jsonb(t)) FROM "{table}" t')
        return json.loads("".join(answer) or "{}")

    def _count(self, table):
        return int(self._ask(f'SELECT count(*) FROM "{table}"')[0])


def lost_rows(before, after, gone):
    """Texts: rows and links that were there and are not any more."""
    wrong = []
    for table, rows in before.rows.items():
        lost = sorted(set(rows) - set(after.rows.get(table, {})), key=int)
        if lost and table not in gone:
            wrong.append(f"{table}: {len(lost)} of {len(rows)} rows are gone, such as {lost[:3]}")
    for table, count in before.links.items():
        left = after.links.get(table, 0)
        if left < count and table not in gone:
            wrong.append(f"{table}: {count} links before, {left} after")
    return wrong


def changed_values(before, after, changed):
    """Texts: columns whose stored values are others after the upgrade."""
    wrong = []
    for table, rows in before.rows.items():
        others = after.rows.get(table, {})
        found = {}
        for number, row in rows.items():
            for column, value in row.items():
                new = others.get(number, {}).get(column, value)
                if new != value and column not in UNTOLD and not isinstance(value, dict):
                    found.setdefault(column, []).append(f"row {number}: {value!r} → {new!r}")
        wrong += [
            f"{table}.{column}: {len(texts)} values changed, {'; '.join(texts[:2])}"[:400]
            for column, texts in sorted(found.items())
            if f"{table}.{column}" not in changed
        ]
    return wrong


def lost_external_ids(before, after, gone):
    """Texts: external ids of business records that no add-on of the suite knows any more."""
    lost = sorted(before.external_ids - after.external_ids)
    return [f"{name} ({model} {number})" for name, model, number in lost if name not in gone]


def upgrade(odoo, database, names):
    """Bring a database of the last release to this tree; complaints of the log."""
    log = odoo.logs / f"{database}.upgrade.log"
    words = ["-d", database, "-u", ",".join(names), "--stop-after-init", "--no-http"]
    odoo.must("the upgrade from the last release", *words, log=log)
    return complaints(log.read_text(encoding="utf-8").splitlines())


def check(result, odoo):
    """Upgrade a copy of the last release's database and compare what it holds."""
    source, known = ensure_database(), record()
    old = addons(checkout())
    database = f"test_{CHECKOUT}_release_{os.getpid()}"
    try:
        odoo.clone(source, database)
        before = Holdings(odoo, database, old)
        parts = [("the log has", upgrade(odoo, database, [n for n in old if n in addons()]))]
        after = Holdings(odoo, database, addons())
        parts += [
            ("rows are lost", lost_rows(before, after, known["gone"])),
            ("stored values changed", changed_values(before, after, known["changed"])),
            ("external ids are lost", lost_external_ids(before, after, known["gone"])),
        ]
        counts = len(before.rows), sum(map(len, before.rows.values())), len(before.external_ids)
        say("  last release: {} tables, {} rows, {} external ids compared".format(*counts))
    finally:
        if not os.environ.get("SUITE_KEEP"):
            odoo.drop(database)
    for title, wrong in parts:
        result.add(1, 0)
        if wrong:
            result.add(0, 1)
            result.problems.append(
                f"upgrade from the last release, {title}:\n    " + "\n    ".join(wrong[:40])
            )
