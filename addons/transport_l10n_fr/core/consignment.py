"""What a consignment note must say (arrêté du 9 novembre 1999, art. 4)."""

from typing import Any

PLACE = ("name", "street", "zip", "city")
Mentions = dict[str, Any]


def missing_mentions(note: Mentions) -> list[str]:
    """Codes of the mentions that a note lacks, in the order of the text of law.

    >>> missing_mentions({"carrier": {"name": "Transports Petit"}, "cars": []})[:4]
    ['carrier_address', 'carrier_number', 'taken_over_on', 'cars']

    :param note: ``carrier`` (name, street, zip, city, number), ``taken_over_on``, ``cars`` (name,
        mark), ``origin`` and ``destination`` (name, street, zip, city)
    """
    carrier = note.get("carrier") or {}
    missing = [] if carrier.get("name") else ["carrier_name"]
    if not all(carrier.get(name) for name in ("street", "zip", "city")):
        missing.append("carrier_address")
    if not carrier.get("number"):
        missing.append("carrier_number")
    if not note.get("taken_over_on"):
        missing.append("taken_over_on")
    cars = note.get("cars") or []
    if not cars or not all(car.get("name") or car.get("mark") for car in cars):
        missing.append("cars")
    for side in ("origin", "destination"):
        place = note.get(side) or {}
        missing += [f"{side}_name"] if not place.get("name") else []
        if not all(place.get(name) for name in PLACE[1:]):
            missing.append(f"{side}_address")
    return missing
