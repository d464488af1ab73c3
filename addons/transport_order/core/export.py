"""Tables for spreadsheets that cannot run anything (OWASP: formula injection)."""

import csv
import io

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def neutralise(value):
    """:return: the text of a cell; a text that a spreadsheet would compute gets a quote before it"""
    text = "" if value is None or value is False else str(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return text.replace(".", ",")
    return f"'{text}" if text.lstrip().startswith(DANGEROUS) or text.startswith(DANGEROUS) else text


def to_csv(header, rows):
    """Write a table as French spreadsheets open it: semicolons, decimal commas, UTF-8 with mark.

    :param list header: column titles
    :param rows: iterable of lists of str, numbers or False
    :return: bytes
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(neutralise(title) for title in header)
    writer.writerows([neutralise(value) for value in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")
