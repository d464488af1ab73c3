"""An invented catalogue of gate motors: 2,000 things to sell, the same for Odoo and the fake shops.

Standard library only, no Odoo: the fake PrestaShop reads it too.
"""

FAMILIES = [
    ("Motorisation portail battant", "MPB", 389.0, 14.2),
    ("Motorisation portail coulissant", "MPC", 459.0, 16.8),
    ("Motorisation porte de garage", "MPG", 299.0, 11.5),
    ("Motorisation volet roulant", "MVR", 129.0, 2.9),
    ("Télécommande", "TEL", 29.9, 0.1),
    ("Photocellules", "PHO", 54.9, 0.3),
    ("Feu clignotant", "FEU", 34.5, 0.4),
    ("Carte électronique", "CAR", 149.0, 0.5),
    ("Digicode sans fil", "DIG", 79.0, 0.4),
    ("Visiophone", "VIS", 219.0, 1.2),
    ("Batterie de secours", "BAT", 64.0, 1.8),
    ("Crémaillère nylon 1 m", "CRE", 17.9, 1.1),
    ("Bras articulé", "BRA", 139.0, 4.5),
    ("Serrure électrique", "SER", 89.0, 1.4),
    ("Barrière levante", "BAR", 1290.0, 42.0),
    ("Panneau solaire 20 W", "SOL", 189.0, 3.2),
]
BRANDS = [
    "Pyrénéa",
    "Garonne",
    "Autan",
    "Capitole",
    "Cers",
    "Violette",
    "Lauragais",
    "Quercy",
    "Médoc",
    "Aquitaine",
]
MODELS = ["Eco", "One", "Plus", "Pro", "Max", "S", "XL", "24V", "230V", "Connect"]
SIZES = [("2 m", 0.0), ("3 m", 25.0), ("4 m", 60.0)]


def ean13(number):
    """A valid EAN-13 from a running number (check digit after GS1 General Specifications §7.9)."""
    body = f"376{number:09d}"
    total = sum(int(digit) * (3 if position % 2 else 1) for position, digit in enumerate(body))
    return body + str(-total % 10)


def products(count=2000):
    """Dicts ``reference, name, price, weight, ean13, combinations`` that make `count` things with a
    stock of their own; a product with combinations counts once for each of them."""
    made, number = 0, 0
    while made < count:
        product = _product(number)
        number += 1
        things = len(product["combinations"]) or 1
        if made + things > count:
            product["combinations"], things = [], 1
        made += things
        yield product


def _product(number):
    name, code, price, weight = FAMILIES[number % len(FAMILIES)]
    brand = BRANDS[number // len(FAMILIES) % len(BRANDS)]
    model = MODELS[number // (len(FAMILIES) * len(BRANDS)) % len(MODELS)]
    reference = f"{code}-{number:04d}"
    factor = 1 + (number * 37 % 41) / 100
    return {
        "reference": reference,
        "name": f"{name} {brand} {model}",
        "price": round(price * factor, 2),
        "weight": weight,
        "ean13": ean13(number * 10),
        "ecotax": 0.42 if code in ("MPB", "MPC", "VIS") else 0.0,
        "combinations": _combinations(reference, number) if code == "MPB" else [],
    }


def _combinations(reference, number):
    return [
        {
            "reference": f"{reference}-{position + 2}M",
            "option": option,
            "price": price,
            "ean13": ean13(number * 10 + position + 1),
        }
        for position, (option, price) in enumerate(SIZES)
    ]


def things(count=2000):
    """The catalogue flattened to what has a stock: ``reference, name, price, weight, ean13``."""
    for product in products(count):
        if not product["combinations"]:
            yield product
        for combination in product["combinations"]:
            yield {
                **product,
                **combination,
                "name": f"{product['name']} ({combination['option']})",
                "price": product["price"] + combination["price"],
            }


def quantity(reference, shop=0):
    """An invented stock, always the same for a reference."""
    seed = sum(ord(letter) * (position + 3) for position, letter in enumerate(reference)) + shop
    return 0 if seed % 11 == 0 else seed % 60
