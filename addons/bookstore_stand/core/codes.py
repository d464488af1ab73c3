"""The code of a line of the sheet, also of what has no ISBN: EAN-13 of the shop's own use.

GS1 leaves the prefixes 20 to 29 to shops; Odoo's tills read 21 to 23 as weights and prices.
"""

from odoo.addons.bookstore_deposit.core.codes import is_ean13, normalise_code

PREFIX = "29"
_DIGITS = 10
LAST_NUMBER = 2**31 - 1
"""No line has a higher one: scales and vouchers print codes of the same prefix."""


def sheet_code(number: int) -> str:
    """The code of line ``number``.

    >>> sheet_code(42)
    '2900000000421'
    """
    if not 0 < number <= LAST_NUMBER:
        raise ValueError(number)
    twelve = f"{PREFIX}{number:0{_DIGITS}}"
    return next(code for digit in "0123456789" if is_ean13(code := twelve + digit))


def line_number(text: str | None) -> int | None:
    """The number of the line a code stands for, None when it is no code of a sheet.

    >>> line_number("2900000000421"), line_number("9782070360024"), line_number("2900000000420")
    (42, None, None)
    >>> line_number("2999999999991")
    """
    code = normalise_code(text)
    if not code.startswith(PREFIX) or not is_ean13(code):
        return None
    number = int(code[len(PREFIX) : -1])
    return number if 0 < number <= LAST_NUMBER else None
