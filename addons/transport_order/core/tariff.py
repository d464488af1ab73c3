"""A tariff applied to a lot: distance bands by size class, then everything that changes the price.

Amounts are Decimal euros (or the company's currency) without tax, rounded to the cent line by line,
so that the lines always add up to the total. An estimate that cannot be trusted has reasons and no
amount: it becomes a price on request, never a zero price.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from .lot import Car, Lot, Place

CENT = Decimal("0.01")
ZERO = Decimal(0)
Amounts = Sequence[Decimal]


@dataclass(frozen=True)
class Band:
    """Price of one standard car up to a distance: `flat + per_km × km`; no limit when None."""

    up_to_km: float | None
    flat: Decimal
    per_km: Decimal = ZERO


@dataclass(frozen=True)
class Surcharge:
    """`fixed` per car (or per order) plus `percent` of the transport price it applies to."""

    code: str
    fixed: Decimal = ZERO
    percent: Decimal = ZERO
    per_order: bool = False


@dataclass(frozen=True)
class LotStep:
    """From `count` cars in one lot, `percent` off the transport price."""

    count: int
    percent: Decimal


@dataclass(frozen=True)
class Zone:
    """Places of one country whose postcode starts with a prefix; no prefix means the whole country."""

    country: str
    prefixes: tuple[str, ...] = ()
    name: str = ""

    def holds(self, place: Place) -> bool:
        """:return: whether the place lies in the zone"""
        if self.country and self.country != place.country:
            return False
        return not self.prefixes or place.zip.startswith(self.prefixes)


@dataclass(frozen=True)
class ZoneRule:
    zone: Zone
    on_request: bool = False
    fixed: Decimal = ZERO
    percent: Decimal = ZERO


@dataclass(frozen=True)
class Lane:
    """A contract between two zones: its kilometres and, if given, its price for a standard car."""

    origin: Zone
    destination: Zone
    km: float = 0
    price: Decimal | None = None
    both_ways: bool = True

    def joins(self, origin: Place, destination: Place) -> bool:
        """:return: whether the lane goes from one place to the other"""
        forth = self.origin.holds(origin) and self.destination.holds(destination)
        back = self.origin.holds(destination) and self.destination.holds(origin)
        return forth or (self.both_ways and back)


@dataclass(frozen=True)
class Rates:
    bands: tuple[Band, ...] = ()
    factors: dict[str, Decimal | None] = field(default_factory=dict)
    surcharges: dict[str, Surcharge] = field(default_factory=dict)
    lot_steps: tuple[LotStep, ...] = ()
    zone_rules: tuple[ZoneRule, ...] = ()
    lanes: tuple[Lane, ...] = ()
    fuel_percent: Decimal = ZERO
    minimum: Decimal = ZERO


@dataclass(frozen=True)
class Distance:
    """Road kilometres, how they were found, and by which version; no km when it is unknown."""

    km: float | None
    method: str = ""
    version: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Line:
    """One explained amount. `detail` names the size class, option or zone the line is about."""

    code: str
    detail: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal


@dataclass(frozen=True)
class Estimate:
    km: float = 0
    method: str = ""
    version: str = ""
    lines: tuple[Line, ...] = ()
    reasons: tuple[str, ...] = ()
    car_amounts: tuple[Decimal, ...] = ()

    @property
    def on_request(self) -> bool:
        """:return: whether a person has to name the price"""
        return bool(self.reasons)

    @property
    def amount(self) -> Decimal:
        """:return: untaxed total, zero when on request"""
        return sum((line.amount for line in self.lines), ZERO)


def price(rates: Rates, lot: Lot, distance: Distance) -> Estimate:
    """Price a lot.

    :param distance: of the road between the two places; a lane of the tariff takes its place
    :return: Estimate with its lines, or with the reasons why a person must name the price
    """
    lane = find_lane(rates, lot)
    distance = _lane_distance(lane) or distance
    reasons = _refusals(rates, lot, distance, lane)
    if reasons:
        return Estimate(distance.km or 0, distance.method, distance.version, reasons=reasons)
    km = distance.km or 0
    car_amounts = tuple(_car_price(rates, car, km, lane) for car in lot.cars)
    lines = _transport_lines(lot, car_amounts)
    lines += _surcharge_lines(rates, lot, car_amounts)
    lines += _zone_lines(rates, lot, car_amounts)
    lines += _lot_discount(rates, lot, car_amounts)
    lines += _fuel_line(rates, lines)
    lines += _minimum_line(rates, lines)
    estimate = Estimate(km, distance.method, distance.version, tuple(lines), (), car_amounts)
    if estimate.amount <= 0:
        return Estimate(km, distance.method, distance.version, reasons=("zero_price",))
    return estimate


def find_lane(rates: Rates, lot: Lot) -> Lane | None:
    """:return: the first lane that joins the two places of the lot, or None"""
    return next((lane for lane in rates.lanes if lane.joins(lot.origin, lot.destination)), None)


def _lane_distance(lane: Lane | None) -> Distance | None:
    return Distance(lane.km, "lane", "1") if lane and lane.km else None


def _refusals(rates: Rates, lot: Lot, distance: Distance, lane: Lane | None) -> tuple[str, ...]:
    """Why no price may be given, most useful reason first; empty when one may."""
    if not lot.cars:
        return ("empty",)
    if not rates.bands and not (lane and lane.price):
        return ("no_tariff",)
    reasons = []
    lane_price = lane is not None and lane.price is not None
    if distance.km is None and not lane_price:
        reasons.append(distance.reason or "no_distance")
    elif not lane_price and _find_band(rates, distance.km or 0) is None:
        reasons.append("too_far")
    if not lane_price and any(rule.on_request for rule in _zone_rules(rates, lot)):
        reasons.append("zone_on_request")
    if any(rates.factors.get(car.category) is None for car in lot.cars):
        reasons.append("category_on_request")
    unpriced = [name for name in lot.options.chosen() if name not in rates.surcharges]
    if unpriced or (
        any(not car.running for car in lot.cars) and "not_running" not in rates.surcharges
    ):
        reasons.append("option_on_request")
    return tuple(reasons)


def _find_band(rates: Rates, km: float) -> Band | None:
    bounded = [(band.up_to_km, band) for band in rates.bands if band.up_to_km]
    endless = [band for band in rates.bands if not band.up_to_km]
    fitting = [(limit, band) for limit, band in bounded if km <= limit]
    nearest = min(fitting, key=lambda item: item[0])[1] if fitting else None
    return nearest or (endless[0] if endless else None)


def _car_price(rates: Rates, car: Car, km: float, lane: Lane | None) -> Decimal:
    """The price of a car that may be priced (``_refusals`` has been asked)."""
    band, factor = _find_band(rates, km), rates.factors[car.category]
    if lane and lane.price is not None:
        standard = lane.price
    elif band:
        standard = band.flat + band.per_km * Decimal(str(km))
    return _cents(standard * (factor or ZERO))


def _transport_lines(lot: Lot, car_amounts: Amounts) -> list[Line]:
    """One line a size class and unit price, in the order of first appearance."""
    counts = Counter(
        (car.category, amount) for car, amount in zip(lot.cars, car_amounts, strict=True)
    )
    return [
        _line("transport", category, count, unit_price)
        for (category, unit_price), count in counts.items()
    ]


def _surcharge_lines(rates: Rates, lot: Lot, car_amounts: Amounts) -> list[Line]:
    lines = []
    broken = [amount for car, amount in zip(lot.cars, car_amounts, strict=True) if not car.running]
    if broken:
        lines += _surcharge_line(rates.surcharges["not_running"], broken)
    for name in lot.options.chosen():
        lines += _surcharge_line(rates.surcharges[name], car_amounts)
    return lines


def _surcharge_line(surcharge: Surcharge, amounts: Amounts) -> list[Line]:
    count = 1 if surcharge.per_order else len(amounts)
    lines = []
    if surcharge.fixed:
        lines.append(_line("surcharge", surcharge.code, count, _cents(surcharge.fixed)))
    if surcharge.percent:
        share = _percent(sum(amounts, ZERO), surcharge.percent)
        lines.append(_line("surcharge_percent", surcharge.code, 1, share))
    return lines


def _zone_rules(rates: Rates, lot: Lot) -> list[ZoneRule]:
    return [
        rule
        for rule in rates.zone_rules
        if rule.zone.holds(lot.origin) or rule.zone.holds(lot.destination)
    ]


def _zone_lines(rates: Rates, lot: Lot, car_amounts: Amounts) -> list[Line]:
    lines = []
    for rule in _zone_rules(rates, lot):
        amount = rule.fixed * len(car_amounts)
        amount += _percent(sum(car_amounts, ZERO), rule.percent)
        if amount:
            lines.append(_line("zone", rule.zone.name, 1, _cents(amount)))
    return lines


def _lot_discount(rates: Rates, lot: Lot, car_amounts: Amounts) -> list[Line]:
    steps = [step for step in rates.lot_steps if step.count <= len(lot.cars)]
    percent = max(steps, key=lambda step: step.count).percent if steps else ZERO
    if not percent:
        return []
    return [_line("lot_discount", str(percent), 1, -_percent(sum(car_amounts, ZERO), percent))]


def _fuel_line(rates: Rates, lines: list[Line]) -> list[Line]:
    """The fuel index applies to the transport price and its lot discount, not to the services."""
    base = sum((line.amount for line in lines if line.code in ("transport", "lot_discount")), ZERO)
    share = _percent(base, rates.fuel_percent)
    return [_line("fuel", str(rates.fuel_percent), 1, share)] if share else []


def _minimum_line(rates: Rates, lines: list[Line]) -> list[Line]:
    missing = rates.minimum - sum((line.amount for line in lines), ZERO)
    return [_line("minimum", "", 1, _cents(missing))] if missing > 0 else []


def _line(code: str, detail: str, count: int, unit_price: Decimal) -> Line:
    quantity = Decimal(count)
    return Line(code, detail, quantity, unit_price, _cents(quantity * unit_price))


def _percent(amount: Decimal, percent: Decimal) -> Decimal:
    return _cents(amount * percent / 100)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
