"""The latest day on which a professional may have to pay (C. com. L441-10 and L441-11)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Ceilings:
    """Days of the law, read from dated figures."""

    days: int
    end_of_month: int
    periodic: int
    transport: int


def month_end(day: date) -> date:
    """The last day of the month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def latest_due(
    invoiced: date,
    ceilings: Ceilings,
    *,
    end_of_month: bool = False,
    periodic: bool = False,
    transport: bool = False,
) -> date:
    """The latest lawful due date of an invoice.

    Days "end of month" are counted in two accepted ways (to the end of the month after the days,
    or the days after the end of the month): the later one is the limit, so that nobody who counts
    the other way is warned.

    >>> law = Ceilings(60, 45, 45, 30)
    >>> str(latest_due(date(2026, 1, 15), law)), str(latest_due(date(2026, 1, 15), law, transport=True))
    ('2026-03-16', '2026-02-14')

    :param end_of_month: 45 days end of month stand in the contract
    :param periodic: one invoice for several deliveries of a month (CGI 289 I 3)
    :param transport: road transport and what L441-11 puts beside it; of public order
    """
    if transport:
        return invoiced + timedelta(days=ceilings.transport)
    if periodic:
        return invoiced + timedelta(days=ceilings.periodic)
    if end_of_month:
        span = timedelta(days=ceilings.end_of_month)
        return max(month_end(invoiced + span), month_end(invoiced) + span)
    return invoiced + timedelta(days=ceilings.days)
