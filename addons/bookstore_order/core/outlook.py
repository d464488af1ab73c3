"""What a title will sell: its past by month, the months to come, and how far to trust them."""

from dataclasses import dataclass
from math import sqrt

from odoo.addons.suite_base.core.forecasting.demand import Demand
from odoo.addons.suite_base.core.forecasting.engine import fill_gaps, forecast, scale_of

PAST = 24
AHEAD = 6
YEAR = 12
SURE = 3
"""Months that a title was sold before its sales ask for copies."""


@dataclass(frozen=True)
class Outlook:
    """Sales of one title.

    :param method: ``none``, ``short``, ``intermittent`` or ``combined``, as the engine says
    :param sold: the last months, oldest first; None: there was nothing to sell
    :param known: months since the first sale
    :param error: copies a month that the same forecast was wrong by in the known past
    :param beats_last_year: whether “as last year” was wrong by more
    """

    method: str
    sold: tuple[float | None, ...]
    expected: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    known: int
    error: float | None
    beats_last_year: bool


@dataclass(frozen=True)
class Span:
    """Copies expected over some months; in four cases of five between ``low`` and ``high``."""

    expected: float
    low: float
    high: float


def look_ahead(demand: Demand) -> Outlook:
    """Return the outlook that follows from the demand of each month."""
    said = forecast(demand.values, AHEAD, YEAR)
    sold = demand.values[-PAST:]
    error = None
    if said.mase is not None:
        error = said.mase * scale_of(_from_first_sale(demand), YEAR)
    return Outlook(
        said.method,
        (0.0,) * (PAST - len(sold)) + tuple(sold),
        said.expected,
        said.low,
        said.high,
        len(demand.values),
        error,
        said.mase is not None and said.mase < 1,
    )


def _from_first_sale(demand: Demand) -> list[float]:
    values = fill_gaps(demand.values, YEAR)
    first = next((place for place, value in enumerate(values) if value), 0)
    return values[first:]


def take_months(outlook: Outlook, months: int, elapsed: float = 0.0) -> Span:
    """Return what the next months bring together; chance months level each other out.

    :param elapsed: the part of the first month that is over, 0 … 1

    >>> one = Outlook("combined", (), (2.0, 2.0, 4.0), (1.0,) * 3, (5.0, 6.0, 7.0), 30, 1.0, True)
    >>> take_months(one, 2)
    Span(expected=4.0, low=0.0, high=9.0)
    >>> take_months(one, 2, 0.5).expected
    5.0
    """
    weights = [1.0 - elapsed, *[1.0] * (months - 1), elapsed] if months else []
    expected, square = 0.0, 0.0
    for weight, middle, high in zip(weights, outlook.expected, outlook.high, strict=False):
        expected += weight * middle
        square += (weight * (high - middle)) ** 2
    spread = sqrt(square)
    return Span(expected, max(expected - spread, 0.0), expected + spread)


def whole_copies(copies: float) -> int:
    """Round to whole copies: half a copy is one.

    >>> whole_copies(0.4), whole_copies(0.5), whole_copies(2.6), whole_copies(-1.0)
    (0, 1, 3, 0)
    """
    return max(int(copies + 0.5), 0)
