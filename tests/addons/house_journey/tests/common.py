"""What the suite brought: its modules, actions, and the English that no French reader may see."""

import functools
import re

import polib
from lxml import html

from odoo.tools import file_path

AUTHOR = "Odoo Suite contributors"
PLACEHOLDER = re.compile(r"%\(\w+\)[sdifgr]|%[sdifgr]|%\([^)]*\)\.\d+f|\{\w*\}|<[^>]+>|&\w+;|\n")
WORDS = re.compile(r"[A-Za-z]{2,}[^A-Za-z]+[A-Za-z]{2,}")
RAW_FIGURE = re.compile(r"(?<![\w.,/])\d+[.,]\d{5,}(?![\w.,])")


def plain(text):
    """What a person sees of a text that may be HTML."""
    text = str(text or "")
    if "<" in text:
        text = html.fromstring(f"<div>{text}</div>").text_content()
    return re.sub(r"\s+", " ", text)


def suite_modules(env):
    modules = env["ir.module.module"].search([("state", "=", "installed"), ("author", "=", AUTHOR)])
    return tuple(sorted(name for name in modules.mapped("name") if name != "house_journey"))


@functools.cache
def english(modules):
    """``{English: French}``: parts of the suite's sentences that no French sentence of it has."""
    pairs, french = {}, []
    for name in modules:
        for entry in polib.pofile(file_path(f"{name}/i18n/fr.po")):
            french.append(plain(entry.msgstr).lower())
            if entry.msgid != entry.msgstr:
                for part in PLACEHOLDER.split(entry.msgid):
                    part = re.sub(r"\s+", " ", part).strip(" .,:;()“”'\"")
                    if len(part) >= 12 and WORDS.search(part):
                        pairs[part] = entry.msgstr
    everything = "\n".join(french)
    return {part: text for part, text in pairs.items() if part.lower() not in everything}


def faults(text, modules):
    """What a French reader of this text would not accept: English, figures as a machine counts."""
    text = plain(text)
    found = [part for part in english(modules) if part in text]
    return found + [f"raw figure {figure}" for figure in RAW_FIGURE.findall(text)]
