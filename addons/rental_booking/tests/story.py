"""A small model of a running rental, written without the add-on: exemplars and what each became.

The random stories do every step twice, here and in Odoo, and compare stock, capacity and money.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
AWAY = ("out", "missing")


def half_day(moment):
    """Number of the half-day that holds a naive UTC moment, on the shop's clock."""
    local = moment.replace(tzinfo=timezone.utc).astimezone(PARIS)
    return 2 * local.date().toordinal() + (local.hour >= 13)


def last_half_day(moment):
    """Number of the half-day that a period ending at this moment touches last."""
    local = moment.replace(tzinfo=timezone.utc).astimezone(PARIS)
    if local.hour in (0, 13) and (local.minute, local.second, local.microsecond) == (0, 0, 0):
        return half_day(moment) - 1
    return half_day(moment)


@dataclass
class Exemplar:
    """One unit that was asked for: planned, out, back, missing, damaged, exchanged or not taken."""

    product: str
    end: datetime
    status: str = "planned"
    kept: bool = False
    late: int = 0
    line_id: int = 0

    @property
    def is_paid(self):
        return self.status not in ("exchanged", "not taken")


@dataclass
class Story:
    """One booking of some units a product; prices are those of a half-day.

    A half-day that began within the tolerance of the house is not charged.
    """

    start: datetime
    end: datetime
    prices: dict
    tolerance: timedelta
    exemplars: list = field(default_factory=list)
    before: list = field(default_factory=list)

    def ask(self, product, count):
        self.exemplars += [Exemplar(product, self.end) for _number in range(count)]

    def having(self, *statuses, product=None):
        return [
            exemplar
            for exemplar in self.exemplars
            if exemplar.status in statuses and product in (None, exemplar.product)
        ]

    def remember(self):
        self.before.append([replace(exemplar) for exemplar in self.exemplars])

    def undo(self):
        """The exemplars as before the last slip; what is not over is for the dates of today."""
        ends = {exemplar.line_id: exemplar.end for exemplar in self.exemplars if exemplar.line_id}
        self.exemplars = self.before.pop()
        for exemplar in self.exemplars:
            if exemplar.status in ("planned", "out"):
                exemplar.end = self.end
            else:
                exemplar.end = ends.get(exemplar.line_id, exemplar.end)

    def depart(self, exemplar, status, line_id):
        if status == "ok":
            exemplar.status, exemplar.line_id = "out", line_id
        elif status == "missing":
            exemplar.status = "not taken"

    def come_back(self, exemplar, status, moment):
        if status == "kept":
            exemplar.kept = True
            return
        if status == "exchanged":
            self.exemplars.append(Exemplar(exemplar.product, exemplar.end))
        else:
            counted = last_half_day(moment - self.tolerance)
            late = max(0, counted - last_half_day(exemplar.end))
            exemplar.late = max(late, exemplar.late)
        exemplar.status = {"ok": "back"}.get(status, status)

    def prolong(self, end):
        self.end = end
        for exemplar in self.having("planned", "out"):
            exemplar.end, exemplar.kept = end, False

    def prolonged(self):
        """What was kept has an end again, also where an undone slip makes it out later."""
        for exemplars in self.before:
            for exemplar in exemplars:
                exemplar.kept = False

    @property
    def is_running(self):
        return bool(self.having("out", "planned"))

    @property
    def amount(self):
        """What the customer owes: the half-days of each unit, and those it was late."""
        total = 0.0
        for exemplar in self.exemplars:
            if exemplar.is_paid:
                half_days = last_half_day(exemplar.end) - half_day(self.start) + 1
                total += self.prices[exemplar.product] * (half_days + exemplar.late)
        return total

    def count_taken(self, product, moment, now):
        """Units that nobody else can have at a moment to come."""
        return sum(
            exemplar.status in ("missing", "damaged", "exchanged")
            or (exemplar.status == "out" and (exemplar.kept or exemplar.end <= now))
            or (exemplar.status in ("out", "planned") and self.start <= moment < exemplar.end)
            for exemplar in self.exemplars
            if exemplar.product == product
        )
