"""The balances that a year begins with, beside those that the books carry forward."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

Key = tuple[Hashable, Hashable]
"""An account and a partner (None)."""


@dataclass
class Opening:
    """What to do with the opening entries.

    :param entry: the amounts in cents to book on the first day; nothing when it is empty
    :param differences: where file and books disagree beyond the carried result
    """

    entry: dict[Key, int] = field(default_factory=dict)
    differences: dict[Key, tuple[int, int]] = field(default_factory=dict)


def compare(
    opening: Mapping[Key, int],
    carried: Mapping[Key, int],
    result_accounts: set[Hashable],
    unaffected: Hashable,
    adjust: bool = False,
) -> Opening:
    """Compare the opening entries of the file with what the books carry forward.

    Odoo carries balances by itself: what is equal is not booked again. The result of the year
    before stays in its income and expenses; what the file shows on 12 is booked there, against
    the account of undistributed profits. As both sides balance, what is booked is that result.

    :param opening: the file's balances, by account and partner
    :param carried: the books' balances the evening before, without income and expenses
    :param result_accounts: the accounts 12 among those above
    :param adjust: a person wants the file's balances also where they differ otherwise
    """
    found = Opening()
    for key in sorted({*opening, *carried}, key=str):
        wanted, present = opening.get(key, 0), carried.get(key, 0)
        if wanted == present or key[0] == unaffected:
            continue
        if key[0] in result_accounts or adjust:
            found.entry[key] = wanted - present
        else:
            found.differences[key] = (wanted, present)
    if found.differences:
        found.entry = {}
    elif moved := sum(found.entry.values()):
        found.entry[unaffected, None] = -moved
    return found
