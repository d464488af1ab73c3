"""Records of a stock file that is a tree: XML or JSON; see ``feed_records`` for what a reader does."""

import html.entities
import io
import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from lxml import etree

from .feed_bytes import DEFAULT_LIMITS, Limits
from .feed_errors import FeedError, RowIssue

Record = dict[str, str]
Issues = list[RowIssue]


# --- XML ----------------------------------------------------------------------------------------

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_BARE_AMPERSAND = re.compile(r"&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)")
_HTML_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30};)")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def refuse_doctype(text: str) -> None:
    """Refuse any ``<!DOCTYPE``: entities, external files and their bombs all start there.

    A document type declaration is legal only before the root element, so the comments and
    processing instructions of the prolog are stepped over one by one.
    """
    position = 0
    while True:
        while text[position : position + 1] in (" ", "\t", "\r", "\n", "\ufeff"):
            position += 1
        if text.startswith("<?", position):
            mark, start = "?>", position
        elif text.startswith("<!--", position):
            mark, start = "-->", position + 4
        elif text.startswith("<!", position):
            raise FeedError("doctype", line=text.count("\n", 0, position) + 1)
        else:
            return
        end = text.find(mark, start)
        if end == -1:
            return  # an unfinished prolog: the parser will say so, with the line
        position = end + len(mark)


def _mend_xml(text: str) -> str:
    """Escape bare ampersands and HTML entities outside CDATA, drop control characters."""
    parts = _CDATA.split(_CONTROL.sub("", text))
    for index in range(0, len(parts), 2):
        mended = _HTML_ENTITY.sub(_html_entity, parts[index])
        parts[index] = _BARE_AMPERSAND.sub("&amp;", mended)
    return "".join(parts)


def _html_entity(found: re.Match[str]) -> str:
    name = found.group(1)
    if name in ("amp;", "lt;", "gt;", "quot;", "apos;") or name not in html.entities.html5:
        return found.group()
    return html.entities.html5[name]


def read_xml(
    text: str, issues: Issues, *, record_path: str, limits: Limits = DEFAULT_LIMITS
) -> Iterator[tuple[int, Record]]:
    """Records of an XML text; ``record_path`` as ``vehicules/vehicule`` (or the last tag alone)."""
    refuse_doctype(text)
    text = _DECLARATION.sub("", text.lstrip("\ufeff"), count=1)
    path = [part for part in (record_path or "").split("/") if part]
    if not path:
        path = [_guess_record_tag(text)]
    try:
        _check_xml(text)
    except etree.XMLSyntaxError as error:
        mended = _mend_xml(text)
        if mended == text:
            raise _xml_error(error) from error
        try:
            _check_xml(mended)
        except etree.XMLSyntaxError as second:
            raise _xml_error(second) from second
        issues.append(RowIssue("xml_repaired", line=error.lineno, level="repaired"))
        text = mended
    yield from _iterate_xml(text, path, issues, limits)


def _xml_error(error: etree.XMLSyntaxError) -> FeedError:
    return FeedError("broken_xml", line=error.lineno, reason=(error.msg or "")[:200])


_PARSER = {
    "resolve_entities": False,
    "no_network": True,
    "huge_tree": False,
    "load_dtd": False,
}


def _records(text: str, tag: str) -> Any:
    """Elements called ``tag`` in any namespace; only these reach Python, the rest stays in C."""
    return etree.iterparse(
        io.BytesIO(text.encode()), events=("end",), tag=("{*}" + tag, tag), **_PARSER
    )


class _Nothing:
    """A parser target that builds no tree: memory stays flat whatever the file holds."""

    def close(self) -> None:
        """The end of the document was reached."""


def _check_xml(text: str) -> None:
    """Read to the end once, keeping nothing: a file cut in the middle is refused as a whole."""
    parser = etree.XMLParser(target=_Nothing(), **_PARSER)
    parser.feed(text.encode())
    parser.close()


def _forget(element: Any) -> None:
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _guess_record_tag(text: str) -> str:
    """The element that is repeated and has values of its own, when the profile does not name one.

    :raises FeedError: ``several_levels`` when two levels could be the car
    """
    found = _describe_tags(text)
    tables = {tag: counts for tag, counts in found.items() if counts[1] >= 2 * counts[0]}
    if not tables:
        tables = {tag: counts for tag, counts in found.items() if counts[1]}
    if not tables:
        raise FeedError("no_records")
    most = max(count for count, _leaves, _depth in tables.values())
    shallow = min(tables, key=lambda tag: tables[tag][2])
    if tables[shallow][0] == 1 and most > 1:
        repeated = {tag: counts for tag, counts in tables.items() if counts[0] > 1}
        shallow = min(repeated, key=lambda tag: repeated[tag][2])
    deeper = [
        tag
        for tag, (count, _leaves, depth) in tables.items()
        if depth > tables[shallow][2] and count > tables[shallow][0]
    ]
    if deeper:
        raise FeedError("several_levels", tags=", ".join([shallow, *sorted(deeper)][:5]))
    return shallow


def _describe_tags(text: str) -> dict[str, list[int]]:
    """:return: ``{tag: [elements with children, their values, depth]}`` of a document"""
    found: dict[str, list[int]] = {}
    path: list[str] = []
    try:
        for event, element in etree.iterparse(
            io.BytesIO(text.encode()), events=("start", "end"), recover=True, **_PARSER
        ):
            if event == "start":
                path.append(_local_name(element))
                continue
            depth, tag = len(path), path.pop()
            leaves = sum(not len(child) for child in element) if len(element) else 0
            if len(element):
                counts = found.setdefault(tag, [0, 0, depth])
                counts[0] += 1
                counts[1] += leaves
                element[:] = [etree.Element("kept")]  # its children are counted, not kept
    except etree.XMLSyntaxError:
        return found
    return found


def _iterate_xml(
    text: str, path: list[str], issues: Issues, limits: Limits
) -> Iterator[tuple[int, Record]]:
    count = 0
    names: dict[Any, str] = {}
    above = path[-2::-1]
    if not re.search(rf"[<:]{re.escape(path[-1])}[\s/>]", text):
        raise FeedError("no_records", path="/".join(path))  # no tree of a foreign file
    for _event, element in _records(text, path[-1]):
        if above and not _lies_under(element, above):
            continue
        count += 1
        if count > limits.max_rows:
            raise FeedError("too_many_rows", line=element.sourceline, limit=limits.max_rows)
        yield element.sourceline, _flatten_element(element, names, limits)
        _forget(element)
    if not count:
        raise FeedError("no_records", path="/".join(path))


def _lies_under(element: Any, above: list[str]) -> bool:
    """Whether the parents of the element, nearest first, are called so."""
    for name in above:
        element = element.getparent()
        if element is None or _local_name(element) != name:
            return False
    return True


def _local_name(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _flatten_element(element: Any, names: dict[Any, str], limits: Limits) -> Record:
    record = {f"@{name.rpartition('}')[2]}": value for name, value in element.attrib.items()}
    _flatten_children(element, "", record, names, limits.max_depth)
    return record


def _flatten_children(
    element: Any, prefix: str, record: Record, names: dict[Any, str], depth: int
) -> None:
    if not depth:
        raise FeedError("too_deep", line=element.sourceline)
    for child in element:
        tag = child.tag
        name = names.get(tag)
        if name is None:
            name = names[tag] = _local_name(child)  # "" for comments
        if not name:
            continue
        key = prefix + name
        if child.attrib:
            for attribute, value in child.attrib.items():
                record.setdefault(f"{key}/@{attribute.rpartition('}')[2]}", value)
        if len(child):
            _flatten_children(child, key + "/", record, names, depth - 1)
        else:
            text = child.text or ""
            record[key] = f"{record[key]}|{text}" if key in record else text


# --- JSON ---------------------------------------------------------------------------------------


def read_json(
    text: str, issues: Issues, *, record_path: str, limits: Limits = DEFAULT_LIMITS
) -> Iterator[tuple[int, Record]]:
    """Records of a JSON text; ``record_path`` as ``data/vehicles``, empty: the (first) list."""
    try:
        content = _load_json(text.lstrip("\ufeff"))
    except json.JSONDecodeError as error:
        raise FeedError("broken_json", line=error.lineno, reason=error.msg) from error
    except RecursionError as error:
        raise FeedError("too_deep") from error
    except ValueError as error:
        raise FeedError("broken_json", reason="number") from error
    records = _find_list(content, [part for part in (record_path or "").split("/") if part])
    if len(records) > limits.max_rows:
        raise FeedError("too_many_rows", limit=limits.max_rows)
    for number, entry in enumerate(records, 1):
        if not isinstance(entry, dict):
            issues.append(RowIssue("not_an_object", line=number))
            continue
        record: Record = {}
        _flatten_json(entry, "", record, limits.max_depth)
        yield number, record


def _load_json(text: str) -> Any:
    """One document, or one object a line."""
    try:
        return json.loads(text, parse_constant=lambda _name: None)
    except json.JSONDecodeError:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not all(line.lstrip().startswith("{") for line in lines):
            raise
        return [json.loads(line, parse_constant=lambda _name: None) for line in lines]


def _find_list(content: Any, path: list[str]) -> list[Any]:
    for name in path:
        if not isinstance(content, dict) or name not in content:
            raise FeedError("no_records", path="/".join(path))
        content = content[name]
    if isinstance(content, dict) and not path:
        lists = [value for value in content.values() if isinstance(value, list)]
        content = lists[0] if len(lists) == 1 else content
    if not isinstance(content, list):
        raise FeedError("no_records", path="/".join(path))
    if not path:
        _refuse_inner_cars(content)
    return content


def _refuse_inner_cars(entries: list[Any]) -> None:
    """A list of places, each with its list of cars, is no list of cars."""
    inner = {
        name
        for entry in entries[:50]
        if isinstance(entry, dict)
        for name, value in entry.items()
        if isinstance(value, list) and any(_has_values(item) for item in value)
    }
    if inner:
        raise FeedError("several_levels", tags=", ".join(sorted(inner)[:5]))


def _has_values(item: Any) -> bool:
    return (
        isinstance(item, dict) and sum(not isinstance(v, (dict, list)) for v in item.values()) > 2
    )


def _flatten_json(entry: dict[str, Any], prefix: str, record: Record, depth: int) -> None:
    if not depth:
        raise FeedError("too_deep")
    for name, value in entry.items():
        key = prefix + str(name)
        if isinstance(value, dict):
            _flatten_json(value, key + "/", record, depth - 1)
        elif isinstance(value, list):
            record[key] = "|".join(cell_text(item) for item in value if not isinstance(item, dict))
        else:
            record[key] = cell_text(value)


def cell_text(value: Any) -> str:
    """Text of a typed value: ``12`` not ``12.0``, ISO dates, ``1``/``0`` for booleans."""
    if value is None or isinstance(value, (list, dict)):
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return (
            value.isoformat(sep=" ") if value.time() != datetime.min.time() else str(value.date())
        )
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
