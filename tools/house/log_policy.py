"""Which lines of the server log make a test run fail: errors, and warnings that nobody expects."""

import re

LINE = re.compile(r"^\S+ \S+ \d+ (ERROR|CRITICAL|WARNING) \S+ (\S+?): (.*)")
# Each exception has its reason; logger and text are regular expressions.
EXPECTED = (
    # Debian's package and this environment, not the suite
    (r"odoo\.modules\.loading", r".*pos_epson_printer.*"),
    (r"odoo\.addons\.base\.models\.ir_actions_report", r".*(libjs|QSslSocket).*"),
    # a start that only installs; that some test ran at all is judged by the counts
    (r"odoo\.tests\.result", r"^0 failed, 0 error\(s\) of 0 tests"),
    # Odoo's report on the till's hashes translates in a function that knows no environment
    (r"odoo\.tools\.translate", r"no translation language.*l10n_fr_pos_cert/models/res_company"),
    # a test run that changes a registry waits for the other workers' notice
    (r"odoo\.tests.*", r".*Retrying.*"),
)


def complaints(lines):
    """The lines of a log that must not be there.

    :param lines: iterable of str
    :return: list of str, in the order of the log
    """
    found = []
    for line in lines:
        match = LINE.match(line)
        if match and not _is_expected(match.group(2), match.group(3)):
            found.append(line.rstrip())
    return found


def _is_expected(logger, text):
    return any(re.fullmatch(name, logger) and re.search(words, text) for name, words in EXPECTED)
