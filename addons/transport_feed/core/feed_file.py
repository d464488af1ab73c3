"""One file of a provider, from its bytes to mapped rows: the readers behind one door."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from .feed_bytes import DEFAULT_LIMITS, Limits, declared_encoding, decode, sniff_format, unpack
from .feed_errors import FeedError, RowIssue
from .feed_mapping import Mapper, Profile, Row, read_rows
from .feed_records import Record, read_csv, read_xlsx
from .feed_trees import read_json, read_xml

FORMATS = ("csv", "xml", "json", "xlsx")
_MAX_REPAIR_NOTES = 20


def open_records(
    raw: bytes, profile: Profile, issues: list[RowIssue], limits: Limits = DEFAULT_LIMITS
) -> Iterator[tuple[int, Record]]:
    """``(line, record)`` of the file as the profile describes it.

    :param raw: bytes as delivered
    :param issues: list, filled while reading
    :raises FeedError: the file is refused
    """
    data = unpack(raw, limits)
    found = sniff_format(data)
    if found != profile.format:
        raise FeedError("other_format", found=found, expected=profile.format)
    if found == "xlsx":
        return read_xlsx(
            data, issues, sheet=profile.sheet or None, header=profile.header, limits=limits
        )
    decoded = decode(data, profile.encoding or declared_encoding(data))
    declared = (profile.encoding or "").lower().replace("-", "")
    if declared == "utf8" and decoded.encoding == "cp1252":
        issues.append(RowIssue("encoding_other", level="repaired", encoding="Windows-1252"))
    for line in decoded.repaired_lines[:_MAX_REPAIR_NOTES]:
        issues.append(RowIssue("encoding_repaired", line=line, level="repaired"))
    if found == "csv":
        return read_csv(
            decoded.text,
            issues,
            delimiter={"tab": "\t"}.get(profile.delimiter, profile.delimiter) or None,
            quote=profile.quote,
            header=profile.header,
            limits=limits,
        )
    reader = read_xml if found == "xml" else read_json
    return reader(decoded.text, issues, record_path=profile.record_path, limits=limits)


def read_file(
    raw: bytes,
    profile: Profile,
    issues: list[RowIssue],
    known_hashes: Mapping[str, str] | None = None,
    keep: Callable[[Record], bool] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[Row]:
    """Rows of the file (``feed_mapping.Row``), read lazily.

    :param keep: ``function(record) -> bool``, the site filter of a feed
    """
    mapper = Mapper(profile)
    records = open_records(raw, profile, issues, limits)
    return read_rows(mapper, _checked(records, mapper, profile, issues, keep), known_hashes)


def _checked(
    records: Iterable[tuple[int, Record]],
    mapper: Mapper,
    profile: Profile,
    issues: list[RowIssue],
    keep: Callable[[Record], bool] | None,
) -> Iterator[tuple[int, Record]]:
    empty = True
    for line, record in records:
        if empty and profile.format in ("csv", "xlsx"):
            missing = mapper.check_columns(record)
            if missing:
                names = ", ".join(missing)
                issues.append(RowIssue("absent_columns", line=1, level="warning", columns=names))
        empty = False
        if keep is None or keep(record):
            yield line, record
    if empty:
        rejected = [issue for issue in issues if issue.level == "rejected"]
        if rejected:
            raise FeedError(
                "no_readable", line=rejected[0].line, count=len(rejected), issue=rejected[0]
            )
        raise FeedError("no_records")


def columns_of(
    raw: bytes, profile: Profile, limits: Limits = DEFAULT_LIMITS, sample: int = 50
) -> list[str]:
    """Names of the columns found in the first records, for the mapping editor (no values)."""
    names: dict[str, None] = {}
    issues: list[RowIssue] = []
    for number, (_line, record) in enumerate(open_records(raw, profile, issues, limits)):
        names |= dict.fromkeys(record)
        if number >= sample:
            break
    return list(names)
