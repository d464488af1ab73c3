"""How long a house waits for its money."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Patience:
    """What terms of payment give a customer.

    :param last: days until the last instalment
    :param mean: days that a euro of it waits on average
    :param discount: for early payment, in percent
    """

    last: int = 0
    mean: float = 0.0
    discount: float = 0.0

    def exceeds(self, other: "Patience") -> bool:
        """Whether it gives more than ``other`` in any way.

        >>> Patience(60, 60).exceeds(Patience(30, 30)), Patience(30, 15).exceeds(Patience(30, 30))
        (True, False)
        """
        return (
            self.last > other.last
            or round(self.mean - other.mean, 2) > 0
            or round(self.discount - other.discount, 2) > 0
        )


def get_patience(instalments: Iterable[tuple[int, float]], discount: float = 0.0) -> Patience:
    """
    :param instalments: days from the invoice, amount
    :param discount: for early payment, in percent

    >>> get_patience([(0, 30.0), (60, 70.0)])
    Patience(last=60, mean=42.0, discount=0.0)
    """
    parts = list(instalments)
    total = sum(amount for _days, amount in parts)
    waited = sum(days * amount for days, amount in parts)
    last = max((days for days, _amount in parts), default=0)
    return Patience(last, waited / total if total else float(last), discount)
