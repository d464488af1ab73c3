"""Words that no translation reaches, and widgets that hide a date."""

import re
from pathlib import Path

import pytest
from lxml import etree

ADDONS = Path(__file__).resolve().parents[2] / "addons"
FILES = [
    path
    for path in sorted(ADDONS.glob("*/**/*.xml"))
    if path.relative_to(ADDONS).parts[1] in ("views", "report", "data", "wizards", "static")
]
# Inside these a term is one text with its inline elements, as Odoo extracts it.
INLINE = {"a", "b", "em", "field", "i", "small", "span", "strong", "sub", "sup", "t", "u", "code"}


def texts_of(block):
    """The words of the term that a piece of text belongs to."""
    parts = [block.text or ""]
    for child in block:
        if isinstance(child.tag, str) and child.tag in INLINE:
            parts.append(texts_of(child))
        parts.append(child.tail or "")
    return " ".join(parts)


def bare_colons(tree):
    """Elements after which nothing but a colon stands, in a term without a word to translate: a
    French reader sees it glued to the label.
    """
    for element in tree.iter():
        if not isinstance(element.tag, str) or not re.match(r"\s*:\s*$", element.tail or ""):
            continue
        block = element.getparent()
        while block.tag in INLINE and block.getparent() is not None:
            block = block.getparent()
        if not re.search(r"[A-Za-z]{2}", texts_of(block)):
            yield element


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ADDONS)))
def test_labels_are_not_joined_by_a_bare_colon(path):
    found = [f"line {element.sourceline}" for element in bare_colons(etree.parse(str(path)))]
    assert found == []


def test_a_bare_colon_is_recognised():
    bare = etree.fromstring("<div><span t-out='a' />: <t t-out='b' /></div>")
    told = etree.fromstring("<div>Fee of <span t-out='a' />: <t t-out='b' /></div>")
    assert len(list(bare_colons(bare))) == 1
    assert list(bare_colons(told)) == []


def test_a_date_stays_a_date():
    """“In 9 days” tells nobody which day; say the days beside the date."""
    found = [
        str(path.relative_to(ADDONS))
        for path in FILES
        if 'widget="remaining_days"' in path.read_text(encoding="utf-8")
    ]
    assert found == []


def test_french_puts_a_space_before_a_colon():
    polib = pytest.importorskip("polib")
    found = []
    for path in sorted(ADDONS.glob("*/i18n/fr.po")):
        for entry in polib.pofile(str(path)):
            text = re.sub(r"<[^>]+>|&\w+;|https?://\S+|\{[^}]*\}", " ", entry.msgstr)
            text = re.sub(r"Authorization: Bearer", "", text)
            if hit := re.search(r"[A-Za-zÀ-ÿ)»][:;?!](?=\s|$)", text):
                found.append(f"{path.parts[-3]}: …{text[max(hit.start() - 30, 0) : hit.end()]}")
    assert found == []
