"""What is priced: a lot of cars, two places, some options; and the mark that binds a price to it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

CATEGORIES = ("city", "car", "suv", "van", "large_van")
OPTIONS = ("express", "enclosed", "appointment")


@dataclass(frozen=True)
class Car:
    """One car to carry; `key` is a public reference that travels through the API unchanged."""

    label: str
    category: str = "car"
    running: bool = True
    key: str = ""
    mass_kg: int = 0


@dataclass(frozen=True)
class Place:
    """Where a car is collected or delivered; latitude and longitude in degrees, if known."""

    country: str
    zip: str
    city: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Options:
    express: bool = False
    enclosed: bool = False
    appointment: bool = False

    def as_dict(self) -> dict[str, bool]:
        """:return: option names to booleans, as the API writes them"""
        return asdict(self)

    def chosen(self) -> list[str]:
        """:return: names of the options asked for, in a fixed order"""
        return [name for name in OPTIONS if getattr(self, name)]


@dataclass(frozen=True)
class Lot:
    cars: tuple[Car, ...]
    origin: Place
    destination: Place
    options: Options = Options()


def fingerprint(content: Mapping[str, Any]) -> str:
    """Bind an estimate to what it priced (requirement N2).

    :param dict content: JSON-able description of owner, cars, addresses, options, amount, validity
    :return: 64 hexadecimal characters; any changed value gives another mark
    """
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
