"""Translations: the template of an add-on, its French, and whether both are complete."""

import os
from pathlib import Path

from . import python_env
from .config import ADDONS, core_depends
from .console import Failure, say
from .odoo import Odoo

# Odoo's own translations of these modules fill the words that the suite shares with Odoo.
MEMORY = (
    "base",
    "web",
    "mail",
    "portal",
    "product",
    "stock",
    "sale",
    "account",
    "crm",
    "purchase",
    "repair",
)


def po_files(name):
    folder = ADDONS / name / "i18n"
    return folder / f"{name}.pot", folder / "fr.po"


def export_template(odoo, database, name, target):
    """Write the strings of an installed add-on to the .pot file ``target``."""
    odoo.must(
        f"strings of {name}",
        "i18n",
        "export",
        "-d",
        database,
        "-o",
        target,
        name,
    )


def _memory(odoo):
    import polib

    known = {}
    for module in MEMORY:
        for folder in odoo.tree.core_addons:
            path = folder / module / "i18n/fr.po"
            if path.exists():
                for entry in polib.pofile(str(path)):
                    if entry.msgstr and not entry.msgid_plural:
                        known.setdefault(entry.msgid, entry.msgstr)
    return known


def _header(name):
    return {
        "Project-Id-Version": "Odoo 19.0",
        "Language": "fr",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n > 1);",
    }


def _merge(odoo, name):
    """Bring fr.po in step with the template; :return: number of strings without French."""
    import polib

    template_path, french_path = po_files(name)
    template = polib.pofile(str(template_path), wrapwidth=100)
    template.metadata = {
        k: v for k, v in _header(name).items() if k not in ("Language", "Plural-Forms")
    }
    template.header = ""
    template.sort(key=lambda entry: entry.msgid)
    template.save(str(template_path))
    existing = (
        {e.msgid: e.msgstr for e in polib.pofile(str(french_path))} if french_path.exists() else {}
    )
    known, french = _memory(odoo), polib.POFile(wrapwidth=100)
    french.metadata = _header(name)
    for entry in template:
        entry.msgstr = existing.get(entry.msgid) or known.get(entry.msgid, "")
        french.append(entry)
    french.save(str(french_path))
    return [entry.msgid for entry in french if not entry.msgstr]


def export(names):
    """Write .pot and fr.po of the add-ons from a database where they are installed."""
    python_env.reexec()
    odoo = Odoo()
    for name in names:
        database = f"test_i18n_{name}_{os.getpid()}"
        template_path, _french = po_files(name)
        template_path.parent.mkdir(exist_ok=True)
        try:
            odoo.clone(odoo.template(core_depends([name])), database)
            odoo.must(
                f"install of {name}", "-d", database, "-i", name, "--stop-after-init", "--no-http"
            )
            export_template(odoo, database, name, template_path)
        finally:
            odoo.drop(database)
        missing = _merge(odoo, name)
        say(f"{name}: {len(missing)} strings without French")
        for text in missing[:300]:
            say(f"    {text[:110]!r}")


def missing_french(name, template_path=None):
    """What is wrong with an add-on's French.

    :param template_path: a freshly exported .pot, to see strings that fr.po does not know
    :return: list of texts
    """
    import polib

    own_template, french_path = po_files(name)
    if not french_path.exists():
        return [f"{name} has no i18n/fr.po: run make i18n ADDONS={name}"]
    french = {e.msgid: e for e in polib.pofile(str(french_path)) if not e.obsolete}
    wrong = [
        f"{name}: no French for {e.msgid[:80]!r}"
        for e in french.values()
        if not e.msgstr or e.fuzzy
    ]
    template = polib.pofile(str(template_path or own_template))
    wrong += [f"{name}: not in fr.po: {e.msgid[:80]!r}" for e in template if e.msgid not in french]
    return wrong


def check_exported(odoo, name, target):
    """What is wrong with the French of an add-on whose strings were written to ``target``."""
    code = (
        "import sys; from house.i18n import missing_french; from pathlib import Path; "
        "print('\\n'.join(missing_french(sys.argv[1], Path(sys.argv[2]))))"
    )
    answer = python_env.run(
        odoo.venv / "bin/python",
        "-c",
        code,
        name,
        target,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[1])},
    )
    if "Traceback" in answer:
        raise Failure(answer)
    return answer.splitlines()
