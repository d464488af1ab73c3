"""Proposals for the accounts and journals of another program; a person decides."""

import re
from collections.abc import Iterable, Mapping

NUMBER = re.compile(r"\d{3,}", re.ASCII)
TYPE_OF_CLASS = {
    "1": "equity", "2": "asset_fixed", "3": "asset_current", "4": "asset_current",
    "5": "asset_cash", "6": "expense", "7": "income", "8": "off_balance",
}  # fmt: skip
TYPE_OF_PREFIX = {
    "16": "liability_non_current", "17": "liability_non_current", "15": "liability_non_current",
    "14": "liability_non_current", "40": "liability_payable", "41": "asset_receivable",
    "409": "asset_current", "419": "liability_current", "42": "liability_current",
    "43": "liability_current", "44": "liability_current", "4456": "asset_current",
    "45": "liability_current", "46": "asset_current", "47": "asset_current",
    "486": "asset_prepayments", "487": "liability_current", "50": "asset_current",
    "58": "asset_current", "519": "liability_current", "681": "expense_depreciation",
    "60": "expense_direct_cost", "75": "income_other", "76": "income_other", "77": "income_other",
}  # fmt: skip
KINDS = {
    "sale": ({"VE", "VT", "VTE", "VEN", "FAC", "INV", "VENTE"}, ("vente", "factures clients")),
    "purchase": ({"AC", "HA", "ACH", "FACTU", "BILL"}, ("achat", "fournisseur")),
    "bank": ({"BQ", "BK", "BQE", "BNK1", "BANQ"}, ("banque", "bank")),
    "cash": ({"CA", "CAI", "CS", "CSH1"}, ("caisse", "espèces")),
    "general": ({"OD", "MISC", "DIV"}, ("opérations diverses", "divers")),
}  # fmt: skip


def fit_code(code: str, digits: int) -> str:
    """Return the code of an account in a chart of so many digits.

    >>> fit_code("411", 6), fit_code("41100000", 6), fit_code("41100010", 6)
    ('411000', '411000', '41100010')
    """
    bare = code.rstrip("0") if code.isdigit() else code
    return code if len(bare) > digits else bare.ljust(digits, "0") if code.isdigit() else code


def propose_accounts(
    codes: Iterable[str], chart: Mapping[str, int], digits: int
) -> dict[str, int | None]:
    """Return the account of the chart for each code; None: to create, or for a person to choose.

    Two codes of the file never get the same account by themselves.

    >>> propose_accounts(["411", "411000", "512"], {"411000": 7, "512000": 8}, 6)
    {'411': None, '411000': 7, '512': 8}
    """
    codes = list(codes)
    exact = {code: chart[code] for code in codes if code in chart}
    taken = set(exact.values())
    wanted: dict[str, list[str]] = {}
    for code in codes:
        if code not in exact:
            wanted.setdefault(fit_code(code, digits), []).append(code)
    fitted: dict[str, int] = {}
    for target, sources in wanted.items():
        if len(sources) == 1 and chart.get(target, 0) not in {0, *taken}:
            fitted[sources[0]] = chart[target]
    return {code: exact.get(code, fitted.get(code)) for code in codes}


def new_codes(
    codes: Iterable[str], proposed: Mapping[str, int | None], chart: Mapping[str, int], digits: int
) -> dict[str, str]:
    """Return the codes of accounts to create; a code that is no number, or whose place is taken,
    is not there: a person chooses.

    >>> new_codes(["4111", "120/129"], {"4111": None, "120/129": None}, {}, 6)
    {'4111': '411100'}
    """
    missing = [code for code in codes if proposed.get(code) is None and NUMBER.fullmatch(code)]
    fitted = {code: fit_code(code, digits) for code in missing}
    wanted = list(fitted.values())
    return {
        code: target
        for code, target in fitted.items()
        if target not in chart and wanted.count(target) == 1
    }


def guess_type(code: str, types: Mapping[str, str]) -> str:
    """Return the type of a new account: of its nearest relative in the chart, else of its class.

    :param types: ``{code: type}`` of the chart
    """
    for length in range(len(code), 2, -1):
        relatives = sorted(known for known in types if known.startswith(code[:length]))
        if relatives:
            return types[relatives[0]]
    for length in range(4, 1, -1):
        if code[:length] in TYPE_OF_PREFIX:
            return TYPE_OF_PREFIX[code[:length]]
    return TYPE_OF_CLASS.get(code[:1], "off_balance")


def guess_kind(code: str, name: str) -> str:
    """Return the kind of a journal, ``""`` when its name does not say.

    >>> guess_kind("VE", ""), guess_kind("B1", "Banque Populaire"), guess_kind("X", "Paie")
    ('sale', 'bank', '')
    """
    for kind, (codes, _words) in KINDS.items():
        if code.upper() in codes:
            return kind
    for kind, (_codes, words) in KINDS.items():
        if any(word in name.lower() for word in words):
            return kind
    return ""


def shorten_code(code: str, taken: Iterable[str], longest: int = 5) -> str:
    """Return a free journal code that fits.

    >>> shorten_code("VENTES", {"VENTE"})
    'VENT1'
    """
    taken = set(taken)
    short = code[:longest]
    number = 0
    while short in taken:
        number += 1
        short = f"{code[: longest - len(str(number))]}{number}"
    return short


def name_entry(journal: str, number: str, day_year: int, part: int = 0) -> str:
    """Return the number of an entry in the books, which starts anew each year.

    A number that has the year in it stays as it is.

    >>> name_entry("VE", "00012", 2021), name_entry("INV", "INV/2021/00012", 2021)
    ('VE/2021/00012', 'INV/2021/00012')
    >>> name_entry("VE", "12", 2021, part=1)
    'VE/2021/12-2'
    """
    name = number if str(day_year) in number else f"{journal}/{day_year}/{number}"
    return f"{name}-{part + 1}" if part else name
