"""Texts as a shop takes them: what it would refuse is mended here, and told."""

import re
import unicodedata

from lxml import etree, html

# As recorded on 9.1.4 and 1.6.1.24: longer ones are refused without saying which field it was.
LIMITS = {
    "reference": 64,
    "name": 128,
    "meta_title": 128,
    "meta_description": 255,
    "description_short": 800,
}
REPLACED = {"=": "-", ";": ",", "<": "", ">": "", "#": "", "{": "(", "}": ")"}
REFUSED_TAGS = ("script", "iframe", "style", "form", "input", "object", "embed", "link", "meta")


def clean_name(text: str, limit: int = LIMITS["name"]) -> str:
    """A name without the characters that a shop refuses.

    >>> clean_name("Moteur <24 V> #2; L=3 {kit}")
    'Moteur 24 V 2, L-3 (kit)'
    """
    text = "".join(REPLACED.get(char, char) for char in text or "")
    return " ".join(text.split())[:limit].rstrip()


def clean_html(text: str | None) -> str:
    """A description without what a shop refuses: scripts, frames, forms, event handlers.

    >>> clean_html('<p onclick="x()">Bon <b>prix</b></p><script>alert(1)</script>')
    '<p>Bon <b>prix</b></p>'
    """
    if not (text or "").strip():
        return ""
    root = html.fragment_fromstring(str(text), create_parent="div")
    for node in list(root.iter()):
        if not isinstance(node.tag, str) or node.tag in REFUSED_TAGS:
            _drop(node)
            continue
        for name, value in list(node.attrib.items()):
            script = value.strip().lower().startswith(("javascript:", "vbscript:"))
            if name.lower().startswith("on") or script:
                del node.attrib[name]
    inner = str(html.tostring(root, encoding="unicode"))
    return inner.removeprefix("<div>").removesuffix("</div>").strip()


def _drop(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is None:
        return
    tail, before = node.tail or "", node.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(node)


def normal_html(text: str | None) -> str:
    """What a description says, without what a shop rewrites by itself (colours, blanks, quotes).

    >>> normal_html('<p style="color: red">Bon  prix</p>') == normal_html("<p>Bon prix</p>\\n")
    True
    """
    if not (text or "").strip():
        return ""
    root = html.fragment_fromstring(str(text), create_parent="div")
    parts = []
    for node in root.iter():
        if isinstance(node.tag, str) and node is not root:
            target = node.get("href") or node.get("src") or ""
            parts.append(f"<{node.tag}{' ' + target if target else ''}>")
        parts += [" ".join((node.text or "").split())]
        if node is not root:
            parts += [" ".join((node.tail or "").split())]
    return " ".join(part for part in parts if part)


def slug(text: str) -> str:
    """The part of an address that names a thing.

    >>> slug("Motorisation à bras – 24 V"), slug("???")
    ('motorisation-a-bras-24-v', 'article')
    """
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
    plain = plain.encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:128] or "article"


def folded(text: str) -> str:
    """A name as two are compared.

    >>> folded(" 24  V ") == folded("24 v")
    True
    """
    return " ".join(str(text or "").split()).casefold()
