"""The demo catalogue: a French seller of gate motors and automation. All names are invented.

Each attribute: code → (label, kind, unit, heading, more is better, options or None).
Each family: code → (label, family above, attributes, makers of names and values).
"""

ELEC, MECA, ENV, GEN = "group_electrical", "group_mechanical", "group_environment", "general"

ATTRIBUTES = {
    "material": ("Matière", "option", None, MECA, "none", "Aluminium|Acier galvanisé|Inox|Technopolymère|ABS"),
    "colour": ("Couleur", "option", None, GEN, "none", "Gris RAL 7015|Blanc RAL 9016|Noir RAL 9005|Gris clair"),
    "warranty": ("Garantie", "number", "unit_time_year", GEN, "higher", None),
    "weight": ("Masse", "number", "unit_mass_kg", MECA, "lower", None),
    "length": ("Longueur", "number", "unit_length_mm", MECA, "none", None),
    "width": ("Largeur", "number", "unit_length_mm", MECA, "none", None),
    "height": ("Hauteur", "number", "unit_length_mm", MECA, "none", None),
    "temperature": ("Température d'utilisation", "range", "unit_temperature_degc", ENV, "none", None),
    "origin": ("Pays de fabrication", "text", None, GEN, "none", None),
    "standard": ("Norme", "text", None, GEN, "none", None),
    "lifetime": ("Durée de vie", "number", "unit_cycles_kcycle", GEN, "higher", None),
    "spare_parts": ("Pièces détachées pendant", "number", "unit_time_year", GEN, "higher", None),
    "supply": ("Tension d'alimentation", "range", "unit_voltage_v", ELEC, "none", None),
    "power": ("Puissance nominale", "number", "unit_power_w", ELEC, "none", None),
    "current": ("Intensité maximale", "number", "unit_current_a", ELEC, "lower", None),
    "standby": ("Consommation en veille", "number", "unit_power_w", ELEC, "lower", None),
    "motor_voltage": ("Tension du moteur", "option", None, ELEC, "none", "24 V CC|36 V CC|230 V CA|400 V CA"),
    "torque": ("Couple nominal", "number", "unit_torque_nm", MECA, "higher", None),
    "thrust": ("Poussée maximale", "number", "unit_force_n", MECA, "higher", None),
    "speed": ("Vitesse", "number", "unit_speed_cms", MECA, "higher", None),
    "rotation": ("Vitesse de rotation", "number", "unit_rotation_rpm", MECA, "higher", None),
    "opening_time": ("Temps d'ouverture 90°", "number", "unit_time_s", MECA, "lower", None),
    "leaf_width": ("Largeur de vantail", "range", "unit_length_m", MECA, "none", None),
    "leaf_weight": ("Masse de vantail", "number", "unit_mass_kg", MECA, "higher", None),
    "duty": ("Cadence", "number", "unit_cycle_rate_cph", MECA, "higher", None),
    "noise": ("Niveau sonore", "number", "unit_sound_dba", ENV, "lower", None),
    "thermal": ("Protection thermique", "number", "unit_temperature_degc", ELEC, "none", None),
    "encoder": ("Codeur", "boolean", None, ELEC, "none", None),
    "obstacle": ("Détection d'obstacle", "boolean", None, ELEC, "none", None),
    "battery_backup": ("Batterie de secours possible", "boolean", None, ELEC, "none", None),
    "irreversible": ("Irréversible", "boolean", None, MECA, "none", None),
    "unlocking": ("Déverrouillage manuel", "option", None, MECA, "none", "Clé|Levier|Câble|Tirette"),
    "limit_switch": ("Fins de course", "option", None, ELEC, "none", "Électroniques|Mécaniques|Magnétiques"),
    "use": ("Usage", "option", None, GEN, "none", "Résidentiel|Collectif|Industriel"),
    "cable": ("Longueur de câble", "number", "unit_length_m", ELEC, "none", None),
    "capacity": ("Capacité", "number", "unit_charge_ah", ELEC, "higher", None),
    "range": ("Portée", "number", "unit_length_m", GEN, "higher", None),
    "frequency": ("Fréquence", "number", "unit_frequency_mhz", ELEC, "none", None),
    "channels": ("Canaux", "number", None, GEN, "higher", None),
    "memory": ("Utilisateurs mémorisés", "number", None, GEN, "higher", None),
    "rolling_code": ("Code tournant", "boolean", None, ELEC, "none", None),
    "inputs": ("Entrées", "number", None, ELEC, "higher", None),
    "outputs": ("Sorties relais", "number", None, ELEC, "higher", None),
    "relay": ("Pouvoir de coupure", "number", "unit_current_a", ELEC, "higher", None),
    "response": ("Temps de réponse", "number", "unit_time_ms", ELEC, "lower", None),
    "angle": ("Angle", "number", "unit_angle_deg", MECA, "none", None),
    "flux": ("Flux lumineux", "number", "unit_luminous_flux_lm", ELEC, "higher", None),
    "protocol": ("Protocole", "option", None, ELEC, "none", "Filaire|Bus 2 fils|Wiegand|RS-485|Radio"),
    "arm": ("Longueur de lisse", "number", "unit_length_m", MECA, "higher", None),
    "diameter": ("Diamètre", "number", "unit_length_mm", MECA, "none", None),
    "load": ("Charge admissible", "number", "unit_mass_kg", MECA, "higher", None),
}  # fmt: skip

COMMON = [
    "ip_rating",
    "ik_rating",
    "material",
    "colour",
    "warranty",
    "weight",
    "length",
    "width",
    "height",
    "temperature",
    "origin",
    "standard",
    "lifetime",
    "spare_parts",
]
MOTOR = [
    "supply",
    "power",
    "current",
    "standby",
    "motor_voltage",
    "speed",
    "duty",
    "noise",
    "thermal",
    "thermal_class",
    "encoder",
    "obstacle",
    "battery_backup",
    "irreversible",
    "unlocking",
    "limit_switch",
    "use",
]

FAMILIES = {
    "automation": ("Automatismes", None, COMMON),
    "motors": ("Motorisations", "automation", MOTOR),
    "ram": ("Vérins pour portail battant", "motors", ["thrust", "leaf_width", "leaf_weight", "opening_time", "angle"]),
    "arm_motor": ("Bras articulés", "motors", ["torque", "rotation", "leaf_width", "leaf_weight", "opening_time", "angle"]),
    "underground": ("Motorisations enterrées", "motors", ["torque", "rotation", "leaf_width", "leaf_weight", "opening_time", "angle"]),
    "sliding": ("Motorisations coulissantes", "motors", ["torque", "thrust", "leaf_weight", "rotation"]),
    "garage": ("Motorisations de porte de garage", "motors", ["thrust", "load", "range"]),
    "tubular": ("Moteurs tubulaires", "motors", ["torque", "rotation", "diameter", "cable", "load"]),
    "barrier": ("Barrières levantes", "motors", ["torque", "arm", "opening_time", "rotation"]),
    "controller": ("Armoires de commande", "automation", ["supply", "power", "standby", "inputs", "outputs", "relay", "protocol", "frequency", "memory"]),
    "remote": ("Émetteurs et récepteurs", "automation", ["supply", "frequency", "range", "channels", "memory", "rolling_code", "current"]),
    "photocell": ("Photocellules", "automation", ["supply", "current", "range", "response", "angle", "relay", "cable"]),
    "access": ("Claviers et lecteurs", "automation", ["supply", "current", "memory", "protocol", "range", "outputs", "relay"]),
    "lamp": ("Feux clignotants", "automation", ["supply", "power", "current", "flux", "cable", "frequency"]),
    "battery": ("Batteries et alimentations", "automation", ["supply", "power", "current", "capacity", "duty"]),
}  # fmt: skip

KEYS = {
    "ip_rating", "supply", "torque", "thrust", "leaf_weight", "duty", "range", "capacity", "flux",
    "memory", "relay", "arm", "load", "frequency", "use",
}  # fmt: skip
INTERNAL = {
    "length", "width", "height", "origin", "spare_parts", "standby", "thermal", "rotation",
    "material", "standard",
}  # fmt: skip
"""Left out of quotes: a customer reads one page, not the whole data sheet."""
REQUIRED = {"ip_rating", "supply", "weight"}
SERIES = [
    "Atlas",
    "Borée",
    "Cadence",
    "Dédale",
    "Éole",
    "Faro",
    "Garance",
    "Hélios",
    "Iris",
    "Junon",
]

# family → what is drawn
PICTURES = {
    "ram": "ram",
    "arm_motor": "arm",
    "underground": "motor",
    "sliding": "motor",
    "garage": "door",
    "tubular": "tube",
    "barrier": "barrier",
    "controller": "board",
    "remote": "remote",
    "photocell": "photocell",
    "access": "keypad",
    "lamp": "lamp",
    "battery": "battery",
}
GROUND = "#e7f5ff"
# family → (name, reference prefix, cheapest, dearest, sizes); a size scales what it can do
RANGES = {
    "ram": ("Vérin", "VER", 180, 620, ["200", "300", "400", "500", "600"]),
    "arm_motor": ("Bras articulé", "BRA", 170, 540, ["180", "250", "320", "400"]),
    "underground": ("Moteur enterré", "ENT", 290, 980, ["250", "350", "450", "600"]),
    "sliding": ("Coulissant", "COU", 210, 1450, ["400", "600", "1000", "1500", "2500"]),
    "garage": ("Garage", "GAR", 150, 560, ["60", "80", "100", "120"]),
    "tubular": ("Tubulaire", "TUB", 55, 320, ["10", "20", "30", "50", "80"]),
    "barrier": ("Barrière", "BAR", 890, 3200, ["3", "4", "5", "6"]),
    "controller": ("Armoire", "ARM", 90, 680, ["1M", "2M", "TRI"]),
    "remote": ("Émetteur", "EME", 18, 120, ["2C", "4C", "6C"]),
    "photocell": ("Photocellule", "PHO", 25, 160, ["10", "20", "30"]),
    "access": ("Clavier", "ACC", 60, 480, ["C", "B", "P"]),
    "lamp": ("Feu", "FEU", 22, 110, ["LED", "XEN"]),
    "battery": ("Batterie", "BAT", 35, 260, ["1.2", "4.5", "7", "12"]),
}


def write_value(code, rank, chooser):
    """Return the text of an attribute for a product of relative size ``rank`` (0–1)."""
    writer = _WRITERS.get(code)
    if writer:
        return writer(rank, chooser)
    options = ATTRIBUTES[code][5] if code in ATTRIBUTES else None
    return chooser.choice(options.split("|")) if options else ""


def _scaled(low, high, unit="", step=1, spread=0.12):
    """Return a writer of numbers that grow with the size, rounded to ``step``."""

    def write(rank, chooser):
        value = low + (high - low) * rank
        value *= 1 + chooser.uniform(-spread, spread)
        value = max(round(value / step) * step, step)
        text = f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")
        return f"{text} {unit}".strip()

    return write


def _either(*texts):
    return lambda _rank, chooser: chooser.choice(texts)


def _chance(share):
    return lambda rank, chooser: "oui" if chooser.random() < share + rank * 0.2 else "non"


_WRITERS = {
    "ip_rating": _either("IP44", "IP54", "IP54", "IP55", "IP65", "IP66", "IP67", "IP66/IP67"),
    "ik_rating": _either("IK06", "IK07", "IK08", "IK10"),
    "thermal_class": _either("B", "F", "F", "H"),
    "warranty": _either("2 ans", "3 ans", "5 ans"),
    "weight": _scaled(0.4, 18, "kg", 0.1),
    "length": _scaled(90, 1100, "mm", 5),
    "width": _scaled(60, 300, "mm", 5),
    "height": _scaled(40, 350, "mm", 5),
    "temperature": _either("-20 à 55 °C", "-25 à 70 °C", "-10 à 50 °C", "-20...+60 °C", "-40 à 60 °C"),
    "origin": _either("France", "Italie", "Allemagne", "Espagne"),
    "standard": _either("NF EN 12453", "NF EN 13241", "NF EN 60335-2-103"),
    "lifetime": _scaled(20, 400, "k cycles", 10),
    "spare_parts": _either("5 ans", "10 ans", "10 ans", "15 ans"),
    "supply": _either("230 V ±10 %", "12-24 V", "24 V ±15 %", "207 à 253 V", "12–36 V"),
    "power": _scaled(40, 900, "W", 10),
    "current": _scaled(0.2, 6, "A", 0.1),
    "standby": _either("0,5 W", "1 W", "1,5 W", "3 W", "≤ 5 W"),
    "torque": _scaled(8, 450, "N·m", 1),
    "thrust": _scaled(300, 4000, "N", 50),
    "speed": _scaled(1, 24, "cm/s", 0.1),
    "rotation": _scaled(1, 1500, "tr/min", 1),
    "opening_time": _scaled(12, 32, "s", 1),
    "leaf_width": lambda rank, chooser: f"1 – {round((1.8 + 4.5 * rank) * 2) / 2} m".replace(".", ","),
    "leaf_weight": _scaled(150, 2500, "kg", 50),
    "duty": _scaled(15, 120, "cycles/h", 5),
    "noise": _either("55 dB(A)", "58 dB(A)", "62 dB(A)", "≤ 60 dB(A)", "≤ 70 dB(A)"),
    "thermal": _either("105 °C", "120 °C", "140 °C", "150 °C"),
    "encoder": _chance(0.4),
    "obstacle": _chance(0.6),
    "battery_backup": _chance(0.5),
    "irreversible": _chance(0.7),
    "rolling_code": _chance(0.7),
    "cable": _either("0,5 m", "1 m", "2,5 m", "5 m"),
    "capacity": _scaled(1.2, 18, "Ah", 0.1),
    "range": _scaled(8, 150, "m", 1),
    "frequency": _either("433,92 MHz", "868,3 MHz", "868,95 MHz"),
    "channels": _either("1", "2", "4", "6"),
    "memory": _either("30", "60", "200", "1 000"),
    "inputs": _scaled(4, 16),
    "outputs": _scaled(1, 6),
    "relay": _either("1 A", "5 A", "8 A", "10 A"),
    "response": _scaled(5, 60, "ms", 5),
    "angle": _either("90°", "110°", "120°", "180°"),
    "flux": _scaled(120, 1200, "lm", 20),
    "arm": _scaled(3, 8, "m", 0.5, 0),
    "diameter": _either("35 mm", "45 mm", "59 mm"),
    "load": _scaled(20, 320, "kg", 5),
}  # fmt: skip
