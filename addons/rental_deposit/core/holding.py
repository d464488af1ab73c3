"""What may still be taken of a deposit, and for how long it stands."""

from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

Problem = Literal["", "nothing", "too_much", "whole_only", "over_due", "lapsed"]


class Hold(NamedTuple):
    """A deposit in cents of its currency; what is asked of a bank counts as taken."""

    amount: int
    kept: int = 0
    given_back: int = 0
    whole_only: bool = False

    @property
    def rest(self) -> int:
        """
        >>> Hold(50000, kept=15000).rest
        35000
        """
        return self.amount - self.kept - self.given_back


def find_problem(hold: Hold, asked: int, due: int, is_lapsed: bool = False) -> Problem:
    """Why ``asked`` cannot be kept for an invoice with ``due`` open ("": it can).

    >>> find_problem(Hold(50000, kept=15000), asked=35100, due=90000)
    'too_much'
    >>> find_problem(Hold(50000), asked=15000, due=15000)
    ''
    >>> find_problem(Hold(50000, whole_only=True), asked=15000, due=15000)
    'whole_only'
    """
    if asked <= 0:
        return "nothing"
    if is_lapsed:
        return "lapsed"
    if asked > hold.rest:
        return "too_much"
    if hold.whole_only and asked != hold.rest:
        return "whole_only"
    return "over_due" if asked > due else ""


def find_keepable(hold: Hold, due: int) -> int:
    """The most that can be kept for ``due``; nothing where only the whole could be.

    >>> find_keepable(Hold(50000), due=15000)
    15000
    >>> find_keepable(Hold(50000, whole_only=True), due=15000)
    0
    """
    asked = min(hold.rest, due)
    return 0 if find_problem(hold, asked, due) else asked


def find_lapse(received: datetime, days: int) -> datetime:
    """When the bank forgets a hold.

    >>> find_lapse(datetime(2027, 3, 1, 9), 7)
    datetime.datetime(2027, 3, 8, 9, 0)
    """
    return received + timedelta(days=days)


def covers(valid_until: date | None, last_day: date) -> bool:
    """Whether a certificate still stands on the day of the return."""
    return valid_until is not None and valid_until >= last_day
