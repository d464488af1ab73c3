import contextlib
import logging

from odoo.tools import mute_logger

OWN = [f"odoo.addons.transport_{name}" for name in ("order", "feed", "api", "remote")]


class Collector(logging.Handler):
    """Keeps every line as the log file would get it."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


class LogCommon:
    """Reads the real log of real requests."""

    @contextlib.contextmanager
    def _collect(self, *muted):
        """:param muted: loggers whose expected warnings stay out of the test's own log"""
        collector = Collector()
        levels = {logger: logger.level for logger in map(logging.getLogger, OWN)}
        for logger in levels:
            logger.setLevel(logging.DEBUG)
        with mute_logger(*muted):
            loggers = [logging.getLogger(), *(logging.getLogger(name) for name in muted)]
            for logger in loggers:
                logger.addHandler(collector)
            try:
                yield collector.lines
            finally:
                for logger, level in levels.items():
                    logger.setLevel(level)
                for logger in loggers:
                    logger.removeHandler(collector)

    def _assert_kept_out(self, lines, *secrets):
        text = "\n".join(lines)
        for secret in secrets:
            self.assertGreaterEqual(len(secret), 6, "a secret that short proves nothing")
            self.assertNotIn(secret, text)
