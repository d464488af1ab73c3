"""What a customer owes for a booking that is cancelled or that nobody fetched."""

from typing import Literal, NamedTuple

Rule = Literal["none", "first_day", "all"]


class Promise(NamedTuple):
    """The rental that was promised, in the currency of the booking."""

    total: float
    first_day: float


def get_kept(
    promise: Promise, paid: float, share: float, no_show: bool = False, rule: Rule = "none"
) -> float:
    """Amount that is kept, before rounding.

    A cancellation keeps ``share`` of the booking, at most what was paid. Nobody came: what the
    company's ``rule`` says, paid or not, and at least what a cancellation would keep.

    >>> get_kept(Promise(300.0, 100.0), paid=0.0, share=0.5)
    0.0
    >>> get_kept(Promise(300.0, 100.0), paid=300.0, share=0.5)
    150.0
    >>> get_kept(Promise(300.0, 100.0), paid=0.0, share=0.5, no_show=True, rule="first_day")
    100.0
    >>> get_kept(Promise(300.0, 100.0), paid=300.0, share=0.5, no_show=True, rule="first_day")
    150.0
    """
    fee = max(0.0, min(promise.total * share, paid))
    if not no_show:
        return fee
    owed = {"none": 0.0, "first_day": min(promise.first_day, promise.total), "all": promise.total}
    return max(fee, owed[rule])
