"""Greenhouse gases of a transport of cars by the level-1 method of the law (C. transp. D1431-6 s.).

Litres a kilometre of the truck, shared by the tonnes it carries on average (empty runs counted),
times the tonnes of the cars, the kilometres, and what a litre emits from the well to the wheel."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

STEP = Decimal("0.1")
KILOS = Decimal(1000)


@dataclass(frozen=True)
class Figures:
    """What is known of the truck and its fuel; ``masses`` are tonnes by size class.

    :param level: 1 for the values of the law, 2 for the averages of the carrier
    """

    litres_per_km: Decimal
    load: Decimal
    kilos_per_litre: Decimal
    masses: dict[str, Decimal]
    level: int = 1


@dataclass(frozen=True)
class Freight:
    """A car as it weighs: its own mass in kilograms, or zero when only its size class is known."""

    category: str
    mass_kg: int = 0


@dataclass(frozen=True)
class Emission:
    """Kilograms CO2e to 0.1, and what they were computed from."""

    kilos: Decimal
    tonnes: Decimal
    km: Decimal
    estimated: bool
    level: int


def emission(figures: Figures, cars: Iterable[Freight], km: Decimal) -> Emission:
    """What carrying these cars emits.

    >>> law = Figures(Decimal("0.370"), Decimal(6), Decimal("3.17"), {"car": Decimal("1.4")})
    >>> str(emission(law, [Freight("suv", 1400)], Decimal(471)).kilos)
    '128.9'
    >>> emission(law, [Freight("car")], Decimal(471)).estimated
    True
    """
    lot = list(cars)
    tonnes = sum((_tonnes(figures, car) for car in lot), Decimal(0))
    kilos = figures.litres_per_km / figures.load * figures.kilos_per_litre * tonnes * km
    return Emission(
        kilos.quantize(STEP, ROUND_HALF_UP),
        tonnes,
        km,
        any(not car.mass_kg for car in lot),
        figures.level,
    )


def _tonnes(figures: Figures, car: Freight) -> Decimal:
    return car.mass_kg / KILOS if car.mass_kg else figures.masses[car.category]


def latest_telling(delivered: date) -> date:
    """The last day on which the real figure may be told: two months after the service.

    >>> str(latest_telling(date(2026, 12, 31))), str(latest_telling(date(2026, 1, 15)))
    ('2027-02-28', '2026-03-15')
    """
    years, month = divmod(delivered.month + 1, 12)
    year, month = delivered.year + years, month + 1
    return date(year, month, min(delivered.day, monthrange(year, month)[1]))
