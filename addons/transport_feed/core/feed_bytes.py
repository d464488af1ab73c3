"""From the bytes that a provider delivers to clean text.

Providers send a gzip or a zip, the login page of their site, UTF-8 announced as Latin-1, Windows
"smart" characters, UTF-8 encoded twice. Each of these is either mended (and counted) or refused
with a code.
"""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field

from .feed_errors import FeedError

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes; ``max_ratio`` is inflated/compressed size, ``max_rows`` records a file."""

    max_bytes: int = 60 * MEGABYTE
    max_inflated: int = 150 * MEGABYTE
    max_ratio: int = 200
    max_rows: int = 100_000
    max_cell: int = 20_000
    max_depth: int = 30


DEFAULT_LIMITS = Limits()
_CHUNK = 256 * 1024
_RATIO_FLOOR = MEGABYTE  # small files may compress as well as they like
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def unpack(raw: bytes, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """Inflated content of ``raw`` (bytes, gzip, one-member zip; an XLSX stays as it is)."""
    if len(raw) > limits.max_bytes:
        raise FeedError("too_big", size=len(raw) // MEGABYTE, limit=limits.max_bytes // MEGABYTE)
    if not raw.strip(b"\0 \t\r\n"):
        raise FeedError("empty")
    if raw[:2] == b"\x1f\x8b":
        return unpack_plain(_gunzip(raw, limits))
    if raw[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _unzip(raw, limits)
    return unpack_plain(raw)


def unpack_plain(data: bytes) -> bytes:
    """``data``, unless it is something no profile can read."""
    if data[:4] == b"%PDF":
        raise FeedError("pdf")
    if data[:8] == _OLD_EXCEL:
        raise FeedError("old_excel")
    if data[:2] == b"\x1f\x8b" or data[:4] == b"PK\x03\x04":
        raise FeedError("nested_archive")
    return data


def _too_inflated(size: int, packed: int, limits: Limits) -> bool:
    return size > limits.max_inflated or (size > _RATIO_FLOOR and size > packed * limits.max_ratio)


def _gunzip(raw: bytes, limits: Limits) -> bytes:
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
    chunks, size, pending = [], 0, raw
    try:
        while pending and not inflater.eof:
            chunk = inflater.decompress(pending, _CHUNK)
            pending = inflater.unconsumed_tail
            size += len(chunk)
            if _too_inflated(size, len(raw), limits):
                raise FeedError("bomb")
            chunks.append(chunk)
    except zlib.error as error:
        raise FeedError("broken_archive") from error
    if not inflater.eof:
        raise FeedError("truncated_archive")
    return b"".join(chunks)


def open_zip(raw: bytes) -> zipfile.ZipFile:
    """The archive, its members checked for nothing yet."""
    try:
        return zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise FeedError("broken_archive") from error


def read_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits, packed: int
) -> bytes:
    """Content of one member, counted while it inflates (the announced size may lie)."""
    chunks, size = [], 0
    try:
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if _too_inflated(size, packed, limits):
                    raise FeedError("bomb")
                chunks.append(chunk)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        RuntimeError,
        NotImplementedError,
        ValueError,
    ) as error:
        raise FeedError("broken_archive") from error
    return b"".join(chunks)


def _unzip(raw: bytes, limits: Limits) -> bytes:
    with open_zip(raw) as archive:
        names = {member.filename for member in archive.infolist()}
        if "[Content_Types].xml" in names:
            return raw
        members = [
            member
            for member in archive.infolist()
            if not member.is_dir() and not member.filename.startswith("__MACOSX/")
        ]
        if len(members) != 1:
            raise FeedError("zip_members", count=len(members))
        if members[0].flag_bits & 0x1:
            raise FeedError("encrypted")
        # The member's name is never used as a path: nothing is written to disk.
        return unpack_plain(read_member(archive, members[0], limits, len(raw)))


_TAG = re.compile(rb"<(!doctype\s+html|html|head|body)\b", re.IGNORECASE)


def sniff_format(data: bytes) -> str:
    """``xlsx``, ``xml``, ``json`` or ``csv``; an HTML page (a login form, an error) is refused."""
    if data[:4] == b"PK\x03\x04":
        return "xlsx"
    head = data[:4096]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head[: len(head) // 2 * 2].decode("utf-16", "replace").encode()
    head = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if _TAG.search(head):
        raise FeedError("html_page")
    if head[:1] == b"<":
        return "xml"
    if head[:1] in (b"{", b"["):
        return "json"
    return "csv"


@dataclass
class Decoded:
    """Text of a file, the encoding that was right and the lines that had to be mended."""

    text: str
    encoding: str
    repaired_lines: list[int] = field(default_factory=list)


_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_XML_DECLARATION = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding=[\"']([A-Za-z0-9._-]{1,40})[\"']")


def declared_encoding(data: bytes) -> str | None:
    """Encoding named by an XML declaration, or None."""
    found = _XML_DECLARATION.match(data[:400].removeprefix(b"\xef\xbb\xbf"))
    return found.group(1).decode("ascii") if found else None


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Text of ``data``: byte order mark, else valid UTF-8, else ``declared``, else cp1252.

    UTF-8 comes before what is declared because a text that is valid UTF-8 and not plain ASCII is
    practically never anything else, while providers announce encodings they do not use.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _decode_marked(data, name)
    if data[:64].count(b"\0") > 8 or b"\0" in data[:4096]:
        raise FeedError("binary")
    text = _try_decode(data, "utf-8")
    if text is not None:
        return _mend_double(Decoded(text, "utf-8"))
    chosen = (declared or "").lower()
    text = _try_decode(data, chosen) if chosen not in ("", "utf-8", "utf8", "auto") else None
    return Decoded(text, chosen) if text is not None else _decode_lines(data)


def _try_decode(data: bytes, encoding: str) -> str | None:
    """Text, or None when the bytes are not in this encoding or nobody knows it."""
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _decode_marked(data: bytes, name: str) -> Decoded:
    try:
        return _mend_double(Decoded(data.decode(name), name))
    except UnicodeDecodeError as error:
        if name != "utf-8-sig":
            line = data[: error.start].count(b"\n") + 1
            raise FeedError("encoding", line=line) from error
        return _decode_lines(data[3:])


def _decode_lines(data: bytes) -> Decoded:
    """Line by line: UTF-8 where it is valid, cp1252 elsewhere (files glued from two sources)."""
    texts, windows_lines, utf8_lines = [], [], 0
    for number, line in enumerate(data.split(b"\n"), 1):
        try:
            texts.append(line.decode("utf-8"))
            utf8_lines += not line.isascii()
        except UnicodeDecodeError:
            texts.append(line.decode("cp1252", "replace").replace("\ufffd", "?"))
            windows_lines.append(number)
    mixed = windows_lines if utf8_lines else []
    return Decoded("\n".join(texts), "mixed" if mixed else "cp1252", mixed)


# "Ã©", "Ã¨", "Â ", "â‚¬": UTF-8 read as cp1252 and encoded again.
_DOUBLE = re.compile(
    "[\u00c2\u00c3][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192"
    "\u02c6\u02dc\u2013-\u203a\u20ac\u2122]|\u00e2\u20ac|\u00e2\u201a\u00ac"
)
_DOUBLE_RUN = re.compile(
    "[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013-\u203a\u20ac\u2122]{2,}"
)


def _undo_double(found: re.Match[str]) -> str:
    run = found.group()
    try:
        raw = b"".join(
            bytes([ord(char)]) if "\u0080" <= char <= "\u009f" else char.encode("cp1252")
            for char in run
        )
        return raw.decode("utf-8")
    except UnicodeError:
        return run


def _mend_double(decoded: Decoded) -> Decoded:
    """Undo a double UTF-8 encoding, line by line, only where the result is valid UTF-8."""
    if not _DOUBLE.search(decoded.text):
        return decoded
    lines = decoded.text.split("\n")
    for index, line in enumerate(lines):
        if _DOUBLE.search(line):
            mended = _DOUBLE_RUN.sub(_undo_double, line)
            if mended != line:
                lines[index] = mended
                decoded.repaired_lines.append(index + 1)
    decoded.text = "\n".join(lines)
    return decoded
