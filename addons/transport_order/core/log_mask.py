"""Keeps secrets that travel in addresses out of the server's log."""

import logging
import re

# Whoever knows the link of a driver may record what happens to an order; that of a consignment note
# shows who sends which cars where.
_SECRET_PATHS = re.compile(r"(/+transport/+(?:driver/+day|driver|note)/+)[^/\s?#\"']+")


def mask_paths(text: str) -> str:
    """:return: a text whose secret links are cut: ``/transport/driver/…``"""
    return _SECRET_PATHS.sub(r"\1…", text)


class PathMask(logging.Filter):
    """Cuts secret links in the records of the loggers that write the address of a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, str):
            record.msg = mask_paths(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(
                mask_paths(value) if isinstance(value, str) else value for value in record.args
            )
        return True
