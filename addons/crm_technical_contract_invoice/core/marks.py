"""Marks that say for which period of a contract a line of an invoice stands."""

from datetime import date


class PeriodMark(date):
    """The first day of a period, carried on by the software itself, from an invoice to its reversal.

    Requests come over the wire with texts, never with one of these.
    """

    @classmethod
    def of(cls, day: date) -> "PeriodMark":
        return cls(day.year, day.month, day.day)
