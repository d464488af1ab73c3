"""Records of a stock file: CSV, XML, JSON or XLSX, one flat ``dict`` of texts per car.

Every reader is a generator of ``(line, record)``; a record that cannot be read is a ``RowIssue``
appended to ``issues`` and skipped; a file that cannot be trusted to be whole raises ``FeedError``
(a truncated file must never look like a stock from which cars have disappeared).
"""

import html
import io
import json
import re
from datetime import date, datetime

from lxml import etree

from .feed_bytes import DEFAULT_LIMITS, open_zip, read_member
from .feed_errors import FeedError, RowIssue

MAX_QUOTED_LINES = 30
_DELIMITERS = ";,\t|"


# --- CSV ----------------------------------------------------------------------------------------


def guess_delimiter(text, quote='"'):
    """The delimiter that splits the first lines most evenly; ``;`` when nothing speaks."""
    lines = [line for line in text.splitlines()[:10] if line.strip()]
    best, best_score = ";", 0
    for delimiter in _DELIMITERS:
        counts = [_count_outside_quotes(line, delimiter, quote) for line in lines]
        score = min(counts, default=0) * 1000 + sum(counts)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _count_outside_quotes(line, delimiter, quote):
    return sum(part.count(delimiter) for part in line.split(quote)[::2])


def split_line(line, delimiter, quote):
    """Cells of one logical line; a doubled quote inside quotes is one quote."""
    if quote not in line:
        return line.split(delimiter)
    cells, position, length = [], 0, len(line)
    while True:
        if line[position : position + 1] == quote:
            cell, position = _quoted_cell(line, position + 1, quote)
            end = line.find(delimiter, position)
            end = length if end < 0 else end
            cell += line[position:end]
        else:
            end = line.find(delimiter, position)
            end = length if end < 0 else end
            cell = line[position:end]
        cells.append(cell)
        if end >= length:
            return cells
        position = end + 1


def _quoted_cell(line, position, quote):
    parts = []
    while True:
        end = line.find(quote, position)
        if end < 0:
            return "".join([*parts, line[position:]]), len(line)
        parts.append(line[position:end])
        if line[end + 1 : end + 2] != quote:
            return "".join(parts), end + 1
        parts.append(quote)
        position = end + 2


def _logical_lines(text, quote, issues):
    """``(line, text)`` with quoted line breaks joined; an unclosed quote costs its line only."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    index = 0
    while index < len(lines):
        line = lines[index]
        start = index
        if line.count(quote) % 2:
            joined = _join_quoted(lines, index, quote)
            if joined is None:
                issues.append(RowIssue("unclosed_quote", line=start + 1))
                index += 1
                continue
            line, index = joined
        index += 1
        if line.strip():
            yield start + 1, line


def _join_quoted(lines, index, quote):
    line = lines[index]
    for following in range(index + 1, min(index + MAX_QUOTED_LINES, len(lines))):
        line += "\n" + lines[following]
        if lines[following].count(quote) % 2:
            return line, following
    return None


_SEPARATOR_LINE = re.compile(r"^sep=(.)$", re.IGNORECASE)
HEAD_LINES = 10


def read_csv(text, issues, *, delimiter=None, quote='"', header=True, limits=DEFAULT_LIMITS):
    """Records of a CSV text; without header the columns are called ``1``, ``2`` …"""
    quote = quote or '"'
    first, _newline, rest = text.lstrip("\ufeff").partition("\n")
    if found := _SEPARATOR_LINE.match(first.strip()):
        delimiter, text = found.group(1), "\n" + rest  # Excel's own line; numbers of lines stay
    delimiter = delimiter or guess_delimiter(text, quote)
    lines = (
        (line, split_line(content, delimiter, quote))
        for line, content in _logical_lines(text, quote, issues)
    )
    whole = text.endswith(("\n", "\r"))
    yield from _table_rows(lines, issues, header, limits, whole)


def _table_rows(lines, issues, header, limits, whole=True):
    """Records of the lines of a table: the head is found, trailing empty cells may be missing.

    :param whole: whether the file ends with its last line; one that does not may be cut in it
    """
    names, short, count = None, [], 0
    lines = _skip_titles(lines, issues) if header else lines
    for (line, cells), following in _with_next(lines):
        if names is None and header:
            names = _column_names(cells)
            continue
        names = names or [str(position) for position in range(1, len(cells) + 1)]
        count += 1
        if count > limits.max_rows:
            raise FeedError("too_many_rows", line=line, limit=limits.max_rows)
        if len(cells) > len(names) and not any(cell.strip() for cell in cells[len(names) :]):
            cells = cells[: len(names)]
        cut = following is None and not whole and not short
        if len(cells) > len(names) or (len(cells) < len(names) and (cut or len(cells) < 2)):
            issues.append(RowIssue("columns", line=line, found=len(cells), expected=len(names)))
            continue
        if len(cells) < len(names):
            short.append(line)
            cells = cells + [""] * (len(names) - len(cells))
        yield line, dict(zip(names, cells, strict=True))
    if short:
        issues.append(RowIssue("short_rows", line=short[0], level="warning", count=len(short)))


def _with_next(items):
    """Pairs of an item and the one after it, None after the last."""
    iterator = iter(items)
    previous = next(iterator, None)
    for item in iterator:
        yield previous, item
        previous = item
    if previous is not None:
        yield previous, None


def _skip_titles(lines, issues):
    """A title above the table has one cell where the table has many."""
    iterator = iter(lines)
    first = [line for _number, line in zip(range(HEAD_LINES), iterator, strict=False)]
    widths = [sum(bool(cell.strip()) for cell in cells) for _line, cells in first]
    start = 0
    if widths and widths[0] < 2 <= max(widths):
        start = next(number for number, width in enumerate(widths) if width > 1)
        issues.append(RowIssue("head_found", line=first[start][0], level="repaired"))
    yield from first[start:]
    yield from iterator


def _column_names(cells):
    names, seen = [], {}
    for position, cell in enumerate(cells, 1):
        name = cell.strip().strip("\ufeff") or str(position)
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    if len(names) == 1 and len(cells[0]) > 200:
        raise FeedError("not_a_table", line=1)
    return names


# --- XML ----------------------------------------------------------------------------------------

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_BARE_AMPERSAND = re.compile(r"&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)")
_HTML_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30};)")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def refuse_doctype(text):
    """Refuse any ``<!DOCTYPE``: entities, external files and their bombs all start there.

    A document type declaration is legal only before the root element, so the comments and
    processing instructions of the prolog are stepped over one by one.
    """
    position = 0
    while True:
        while text[position : position + 1] in (" ", "\t", "\r", "\n", "\ufeff"):
            position += 1
        if text.startswith("<?", position):
            end = text.find("?>", position)
        elif text.startswith("<!--", position):
            end = text.find("-->", position + 4)
            end = end + 1 if end >= 0 else end
        elif text.startswith("<!", position):
            raise FeedError("doctype", line=text.count("\n", 0, position) + 1)
        else:
            return
        if end < 0:
            return  # an unfinished prolog: the parser will say so, with the line
        position = end + 2


def _mend_xml(text):
    """Escape bare ampersands and HTML entities outside CDATA, drop control characters."""
    parts = _CDATA.split(_CONTROL.sub("", text))
    for index in range(0, len(parts), 2):
        mended = _HTML_ENTITY.sub(_html_entity, parts[index])
        parts[index] = _BARE_AMPERSAND.sub("&amp;", mended)
    return "".join(parts)


def _html_entity(found):
    name = found.group(1)
    if name in ("amp;", "lt;", "gt;", "quot;", "apos;") or name not in html.entities.html5:
        return found.group()
    return html.entities.html5[name]


def read_xml(text, issues, *, record_path, limits=DEFAULT_LIMITS):
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


def _xml_error(error):
    return FeedError("broken_xml", line=error.lineno, reason=(error.msg or "")[:200])


_PARSER = {
    "resolve_entities": False,
    "no_network": True,
    "huge_tree": False,
    "load_dtd": False,
}


def _records(text, tag):
    """Elements called ``tag`` in any namespace; only these reach Python, the rest stays in C."""
    return etree.iterparse(
        io.BytesIO(text.encode()), events=("end",), tag=("{*}" + tag, tag), **_PARSER
    )


class _Nothing:
    """A parser target that builds no tree: memory stays flat whatever the file holds."""

    def close(self):
        """The end of the document was reached."""


def _check_xml(text):
    """Read to the end once, keeping nothing: a file cut in the middle is refused as a whole."""
    parser = etree.XMLParser(target=_Nothing(), **_PARSER)
    parser.feed(text.encode())
    parser.close()


def _forget(element):
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _guess_record_tag(text):
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


def _describe_tags(text):
    """:return: ``{tag: [elements with children, their values, depth]}`` of a document"""
    found, path = {}, []
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


def _iterate_xml(text, path, issues, limits):
    count, names = 0, {}
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


def _lies_under(element, above):
    """Whether the parents of the element, nearest first, are called so."""
    for name in above:
        element = element.getparent()
        if element is None or _local_name(element) != name:
            return False
    return True


def _local_name(element):
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _flatten_element(element, names, limits):
    record = {f"@{name.rpartition('}')[2]}": value for name, value in element.attrib.items()}
    _flatten_children(element, "", record, names, limits.max_depth)
    return record


def _flatten_children(element, prefix, record, names, depth):
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


def read_json(text, issues, *, record_path, limits=DEFAULT_LIMITS):
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
        record = {}
        _flatten_json(entry, "", record, limits.max_depth)
        yield number, record


def _load_json(text):
    """One document, or one object a line."""
    try:
        return json.loads(text, parse_constant=lambda _name: None)
    except json.JSONDecodeError:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not all(line.lstrip().startswith("{") for line in lines):
            raise
        return [json.loads(line, parse_constant=lambda _name: None) for line in lines]


def _find_list(content, path):
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


def _refuse_inner_cars(entries):
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


def _has_values(item):
    return (
        isinstance(item, dict) and sum(not isinstance(v, (dict, list)) for v in item.values()) > 2
    )


def _flatten_json(entry, prefix, record, depth):
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


def cell_text(value):
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


# --- XLSX ---------------------------------------------------------------------------------------


def read_xlsx(raw, issues, *, sheet=None, header=True, limits=DEFAULT_LIMITS):
    """Records of the first (or the named) sheet; formulas give their last computed value."""
    # Not at module level: the other formats must not wait for this library.
    from openpyxl import load_workbook

    _check_workbook(raw, limits)
    try:
        workbook = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
    except Exception as error:
        raise FeedError("broken_xlsx", reason=type(error).__name__) from error
    try:
        yield from _read_sheet(workbook, issues, sheet, header, limits)
    finally:
        workbook.close()


def _read_sheet(workbook, issues, sheet, header, limits):
    if sheet and sheet not in workbook.sheetnames:
        raise FeedError("no_sheet", sheet=sheet, sheets=", ".join(workbook.sheetnames[:10]))
    worksheet = workbook[sheet] if sheet else workbook.worksheets[0]
    worksheet.reset_dimensions()
    yield from _table_rows(_sheet_texts(worksheet), issues, header, limits)


def _sheet_texts(worksheet):
    """Lines of a sheet that hold something, as texts; what is missing at their end is empty."""
    width = 0
    for line, cells in _sheet_rows(worksheet):
        texts = [cell_text(cell) for cell in cells[:1000]]
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            continue
        width = max(width, len(texts)) if len(texts) > 1 else width
        yield line, texts + [""] * (width - len(texts))


def _sheet_rows(worksheet):
    rows = worksheet.iter_rows(values_only=True)
    line = 0
    while True:
        line += 1
        try:
            yield line, next(rows)
        except StopIteration:
            return
        except Exception as error:
            raise FeedError("broken_xlsx", line=line, reason=type(error).__name__) from error


def _check_workbook(raw, limits):
    """Sizes of every part, and no DOCTYPE in any: before a library opens the workbook."""
    total = 0
    with open_zip(raw) as archive:
        for member in archive.infolist():
            if member.flag_bits & 0x1:
                raise FeedError("encrypted")
            content = read_member(archive, member, limits, max(member.compress_size, 1))
            total += len(content)
            if total > limits.max_inflated:
                raise FeedError("bomb")
            if member.filename.endswith((".xml", ".rels", ".vml")):
                refuse_doctype(_prolog(content))


def _prolog(content):
    head = content[:65536]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head.decode("utf-16", "replace")
    return head.decode("utf-8", "replace")
