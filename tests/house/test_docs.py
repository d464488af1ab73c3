"""What the code cites is explained, and what the documents name is there."""

import re

import pytest

from house import config

DOCS = config.ROOT / "docs"
MARK = re.compile(
    r"\b(?:[Ss]pecification (?P<specification>\d(?:\.\d+)?)|[Ff]inding (?P<finding>\d+)"
    r"|[Rr]equirement (?P<requirement>[A-Z]\d+)|invariant (?P<invariant>I\d))\b"
)
NUMBERED = re.compile(r"\b(B\d{1,3})\b")  # only in the bookshop, whose needs are numbered
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)\s#]+)")


def cited():
    """(mark, file) of each mark that a comment or a docstring cites."""
    for path in sorted(config.ADDONS.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for found in MARK.finditer(text):
            yield re.sub(r"\s+", " ", found.group().lower()), path
        if path.is_relative_to(config.ADDONS / "bookstore_deposit"):
            comments = re.findall(r'""".*?"""|#.*', text, re.S)
            for mark in NUMBERED.findall(" ".join(comments)):
                yield mark.lower(), path


def explained():
    text = "\n".join(path.read_text(encoding="utf-8") for path in (DOCS / "decisions").glob("*.md"))
    marks = {
        re.split(r"[:.](?=\s|$)", bold)[0].lower() for bold in re.findall(r"\*\*(.+?)\*\*", text)
    }
    marks |= {f"invariant {mark}" for mark in marks if re.fullmatch(r"i\d", mark)}
    for first, last in re.findall(r"\*\*B(\d+)\*\* to \*\*B(\d+)\*\*", text):
        marks |= {f"b{number}" for number in range(int(first), int(last) + 1)}
    return marks


def test_what_the_code_cites_is_explained_in_the_decisions():
    known, lost = explained(), {}
    for mark, path in cited():
        if mark not in known:
            lost.setdefault(mark, set()).add(str(path.relative_to(config.ADDONS)))
    assert lost == {}


def documents():
    names = [*config.ROOT.glob("*.md"), *DOCS.rglob("*.md"), *config.ADDONS.glob("*/*.md")]
    return sorted(path.relative_to(config.ROOT) for path in names)


@pytest.mark.parametrize("name", documents(), ids=str)
def test_the_links_of_a_document_lead_somewhere(name):
    path = config.ROOT / name
    links = LINK.findall(path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_readme_names_every_add_on():
    text = (config.ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in config.addons() if f"addons/{name}/" not in text] == []


@pytest.mark.parametrize("name", config.addons())
def test_an_add_on_has_its_map(name):
    maps = [path.read_text(encoding="utf-8") for path in (DOCS / "maps").glob("*.md")]
    assert any(f"`{name}`" in text for text in maps), f"no page of docs/maps/ shows {name}"
