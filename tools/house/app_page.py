"""The page that Odoo's list of apps shows of an add-on: name, first paragraph and picture of its README.

Without ``static/description/index.html`` Odoo reads README.md as reStructuredText, which it is not.
"""

import html
import re

from .config import ADDONS

PAGE = "static/description/index.html"
PICTURE = "static/description/screen.webp"
INLINE = (
    (r"\[([^\]]+)\]\([^)]*\)", r"\1"),
    (r"`([^`]+)`", r"<code>\1</code>"),
    (r"\*\*([^*]+)\*\*", r"<b>\1</b>"),
    (r"\*([^*]+)\*", r"<i>\1</i>"),
)


def _inline(text):
    text = html.escape(text, quote=False)
    for pattern, replacement in INLINE:
        text = re.sub(pattern, replacement, text)
    return text


def compose(name):
    """Return the page of an add-on.

    :raises ValueError: when its README does not begin with a title and a paragraph
    """
    text = (ADDONS / name / "README.md").read_text(encoding="utf-8")
    found = re.match(
        r"# (?P<title>[^\n]+)\n+(?P<words>[^\n#!|<-][^\n]*(?:\n[^\n#!|<-][^\n]*)*)", text
    )
    if not found:
        raise ValueError(f"{name}/README.md does not begin with a title and a paragraph")
    words = _inline(" ".join(found["words"].split()))
    lines = [f"<h2>{_inline(found['title'])}</h2>", f"<p>{words}</p>"]
    if (ADDONS / name / PICTURE).exists():
        lines.append('<img src="screen.webp" alt="" style="max-width: 100%" />')
    body = "\n".join(f"    {line}" for line in lines)
    return f"<section>\n{body}\n</section>\n"


def check(name, fix=False):
    """Return what is wrong with the page of an add-on; ``fix`` writes it."""
    path = ADDONS / name / PAGE
    try:
        page = compose(name)
    except ValueError as error:
        return [str(error)]
    if path.exists() and path.read_text(encoding="utf-8") == page:
        return []
    if fix:
        path.write_text(page, encoding="utf-8")
        return []
    return [f"{name}/{PAGE} is not what its README says: ./suite lint FIX=1 writes it"]
