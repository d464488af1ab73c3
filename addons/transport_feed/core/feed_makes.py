"""One spelling per make: feeds write ``VW``, ``MERCEDES``, ``CITROËN`` and ``CITROEN``."""

from .feed_category import plain

MAKES = (
    "Abarth",
    "Aiways",
    "Alfa Romeo",
    "Alpine",
    "Aston Martin",
    "Audi",
    "Bentley",
    "BMW",
    "BYD",
    "Cadillac",
    "Chevrolet",
    "Chrysler",
    "Citroën",
    "Cupra",
    "Dacia",
    "Dodge",
    "DS",
    "Ferrari",
    "Fiat",
    "Ford",
    "Honda",
    "Hyundai",
    "Infiniti",
    "Isuzu",
    "Iveco",
    "Jaguar",
    "Jeep",
    "Kia",
    "Lamborghini",
    "Lancia",
    "Land Rover",
    "Lexus",
    "Ligier",
    "Lotus",
    "Lynk & Co",
    "MAN",
    "Maserati",
    "Mazda",
    "McLaren",
    "Mercedes-Benz",
    "MG",
    "Microcar",
    "Mini",
    "Mitsubishi",
    "Nissan",
    "Opel",
    "Peugeot",
    "Piaggio",
    "Polestar",
    "Porsche",
    "Renault",
    "Renault Trucks",
    "Rolls-Royce",
    "Rover",
    "Saab",
    "Seat",
    "Škoda",
    "Smart",
    "SsangYong",
    "Subaru",
    "Suzuki",
    "Tesla",
    "Toyota",
    "Volkswagen",
    "Volvo",
    "Xpeng",
)
_ALIASES = {
    "vw": "Volkswagen",
    "volkswagenvu": "Volkswagen",
    "mercedes": "Mercedes-Benz",
    "mb": "Mercedes-Benz",
    "alfa": "Alfa Romeo",
    "landrover": "Land Rover",
    "rangerover": "Land Rover",
    "dsautomobiles": "DS",
    "citroends": "DS",
    "bmwi": "BMW",
    "mgmotor": "MG",
    "ssang": "SsangYong",
    "kgm": "SsangYong",
    "renaultvi": "Renault Trucks",
}


def _key(text: str) -> str:
    return "".join(char for char in plain(text) if char.isalnum())


_BY_KEY = {_key(make): make for make in MAKES} | _ALIASES


def normalise_make(text: str) -> str:
    """Usual spelling of a make; an unknown one is kept as written (capitals become a title)."""
    text = " ".join((text or "").split())
    return _BY_KEY.get(_key(text)) or (text.title() if text.isupper() and len(text) > 3 else text)
