"""EAN-13 as bars, for paper: no font, no image service, no request while printing."""

from .codes import is_ean13

_LEFT_ODD = ("0001101", "0011001", "0010011", "0111101", "0100011",
             "0110001", "0101111", "0111011", "0110111", "0001011")  # fmt: skip
_PARITIES = ("OOOOOO", "OOEOEE", "OOEEOE", "OOEEEO", "OEOOEE",
             "OEEOOE", "OEEEOO", "OEOEOE", "OEOEEO", "OEEOEO")  # fmt: skip
_QUIET_ZONE = 11


def ean13_modules(code: str) -> str:
    """The 95 modules of an EAN-13, ``1`` for a bar (ISO/IEC 15420).

    :raises ValueError: when ``code`` is not a valid EAN-13
    """
    if not is_ean13(code):
        raise ValueError(code)
    left = "".join(
        _LEFT_ODD[int(digit)] if parity == "O" else _even(digit)
        for digit, parity in zip(code[1:7], _PARITIES[int(code[0])], strict=True)
    )
    right = "".join(_right(digit) for digit in code[7:])
    return f"101{left}01010{right}101"


def _right(digit: str) -> str:
    return _LEFT_ODD[int(digit)].translate(str.maketrans("01", "10"))


def _even(digit: str) -> str:
    return _right(digit)[::-1]


def ean13_svg(code: str | None, height: int = 34) -> str:
    """An SVG drawing of the barcode with its digits below, or "" for other codes."""
    if not code or not is_ean13(code):
        return ""
    bars = "".join(
        f'<rect x="{position + _QUIET_ZONE}" y="0" width="1" height="{height - 9}"/>'
        for position, module in enumerate(ean13_modules(code))
        if module == "1"
    )
    width = 95 + 2 * _QUIET_ZONE
    text = (
        f'<text x="{width / 2}" y="{height - 1}" font-size="8" text-anchor="middle">{code}</text>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width * 1.2:g}" height="{height * 1.2:g}">{bars}{text}</svg>'
    )
