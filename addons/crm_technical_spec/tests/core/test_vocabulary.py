"""Cells as data sheets of motors, pumps and sensors write them, in French and in English.

None is silently wrong: each is read as an engineer reads it, or refused with the reason.
"""

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from odoo.addons.crm_technical_spec.core.errors import SpecError
from odoo.addons.crm_technical_spec.core.ip_code import all_codes
from odoo.addons.crm_technical_spec.core.reading import AttributeSpec, read_value
from odoo.addons.crm_technical_spec.core.units import Unit, UnitBook, exact
from odoo.addons.crm_technical_spec.core.words import NameBook

DATA = Path(__file__).parents[2] / "data" / "tech.spec.unit.csv"
OPEN = 1e300


def load_book():
    rows = list(csv.DictReader(DATA.open(encoding="utf-8")))
    quantities = {}
    for row in rows:
        quantities.setdefault(row["quantity_id/id"].removeprefix("quantity_"), len(quantities) + 1)
    units = [
        Unit(
            number,
            quantities[row["quantity_id/id"].removeprefix("quantity_")],
            row["symbol"],
            exact(row["factor"]),
            exact(row["offset"]),
            tuple(row["aliases"].split()),
        )
        for number, row in enumerate(rows, start=1)
    ]
    return UnitBook(units), quantities


BOOK, QUANTITIES = load_book()
IP = AttributeSpec(
    1, "option", "IP", multiple=True, options=NameBook((c, n) for n, c in enumerate(all_codes(), 1))
)
CODES = dict(enumerate(all_codes(), 1))


def spec_of(quantity, unit, kind="number"):
    if not quantity:
        return AttributeSpec(1, kind, "Number")
    return AttributeSpec(1, kind, quantity, unit=BOOK.find(unit, QUANTITIES[quantity]))


def read(text, quantity, unit, kind="number"):
    reading = read_value(spec_of(quantity, unit, kind), text, BOOK)
    return reading.value_min, reading.value_max


# (text, quantity, unit of the attribute, lower bound, upper bound): bounds in the attribute's unit,
# worked out by hand or from NIST SP 811, not by this code.
POINTS = [
    ("24 V", "voltage", "V", 24), ("24V", "voltage", "V", 24), ("24 Vcc", "voltage", "V", 24),
    ("24 VCC", "voltage", "V", 24), ("24 V CC", "voltage", "V", 24), ("24 V cc", "voltage", "V", 24),
    ("24 VDC", "voltage", "V", 24), ("24 V DC", "voltage", "V", 24), ("24 Vdc", "voltage", "V", 24),
    ("24 V c.c.", "voltage", "V", 24), ("24 V d.c.", "voltage", "V", 24), ("24 V=", "voltage", "V", 24),
    ("24 V⎓", "voltage", "V", 24), ("230 V~", "voltage", "V", 230), ("230 V ~", "voltage", "V", 230),
    ("230 Vca", "voltage", "V", 230), ("230 VAC", "voltage", "V", 230), ("230 V AC", "voltage", "V", 230),
    ("230 V a.c.", "voltage", "V", 230), ("230 Vac", "voltage", "V", 230), ("230 Vrms", "voltage", "V", 230),
    ("230 Veff", "voltage", "V", 230), ("0,4 kV", "voltage", "V", 400), ("500 mV", "voltage", "V", 0.5),
    ("48 VDC", "voltage", "V", 48), ("1 000 V", "voltage", "V", 1000), ("12,5 V", "voltage", "V", 12.5),
    ("12.5 V", "voltage", "V", 12.5), ("2,2 A", "current", "A", 2.2), ("800 mA", "current", "A", 0.8),
    ("4 mA", "current", "mA", 4), ("350 µA", "current", "mA", 0.35), ("350 uA", "current", "mA", 0.35),
    ("16 A AC", "current", "A", 16), ("1,1 kW", "power", "kW", 1.1), ("1.1 kW", "power", "kW", 1.1),
    ("1100 W", "power", "kW", 1.1), ("1,5 ch", "power", "kW", 1.103248125), ("0,37 kW", "power", "kW", 0.37),
    ("1/2 hp", "power", "W", 372.84993579113511), ("3/4 hp", "power", "W", 559.274903686702665),
    ("½ hp", "power", "W", 372.84993579113511), ("2 HP", "power", "W", 1491.39974316454),
    ("1 1/2 hp", "power", "W", 1118.549807373405), ("5 kW", "power", "kW", 5), ("5 KW", "power", "kW", 5),
    ("2 MW", "power", "kW", 2000), ("12000 BTU/h", "power", "W", 3516.852842067),
    ("2 kVA", "apparent_power", "VA", 2000), ("10 kvar", "reactive_power", "kvar", 10),
    ("10 kVAR", "reactive_power", "kvar", 10), ("5,5 N·m", "torque", "N·m", 5.5),
    ("5.5 Nm", "torque", "N·m", 5.5), ("5,5 N.m", "torque", "N·m", 5.5), ("5,5 N m", "torque", "N·m", 5.5),
    ("5,5 N-m", "torque", "N·m", 5.5), ("550 N.cm", "torque", "N·m", 5.5), ("550 Ncm", "torque", "N·m", 5.5),
    ("5500 mNm", "torque", "N·m", 5.5), ("0,55 daNm", "torque", "N·m", 5.5), ("3 kNm", "torque", "N·m", 3000),
    ("3 MNm", "torque", "N·m", 3000000), ("88,507 457 676 lbf·in", "torque", "N·m", None),
    ("10 lbf·in", "torque", "N·m", 1.129848290276167), ("10 lb-in", "torque", "N·m", 1.129848290276167),
    ("10 in-lb", "torque", "N·m", 1.129848290276167), ("10 in·lbf", "torque", "N·m", 1.129848290276167),
    ("10 lbf·ft", "torque", "N·m", 13.558179483314), ("10 ft-lb", "torque", "N·m", 13.558179483314),
    ("10 ft lb", "torque", "N·m", 13.558179483314), ("12 kg·cm", "torque", "N·m", 1.176798),
    ("12 kg.cm", "torque", "N·m", 1.176798), ("12 kgf.cm", "torque", "N·m", 1.176798),
    ("1 kgf·m", "torque", "N·m", 9.80665), ("100 oz-in", "torque", "N·m", 0.706155181422604),
    ("100 oz·in", "torque", "N·m", 0.706155181422604), ("1500 tr/min", "rotation", "tr/min", 1500),
    ("1 500 tr/min", "rotation", "tr/min", 1500), ("1500 rpm", "rotation", "tr/min", 1500),
    ("1500 RPM", "rotation", "tr/min", 1500), ("1500 min-1", "rotation", "tr/min", 1500),
    ("1500 min⁻¹", "rotation", "tr/min", 1500), ("1500 1/min", "rotation", "tr/min", 1500),
    ("1500 tr/mn", "rotation", "tr/min", 1500), ("1500 U/min", "rotation", "tr/min", 1500),
    ("25 tr/s", "rotation", "tr/min", 1500), ("1'500 tr/min", "rotation", "tr/min", 1500),
    ("2800.5 rpm", "rotation", "tr/min", 2800.5), ("12 kg", "mass", "kg", 12), ("12 KG", "mass", "kg", 12),
    ("850 g", "mass", "kg", 0.85), ("1,2 t", "mass", "kg", 1200), ("10 lb", "mass", "kg", 4.5359237),
    ("10 lbs", "mass", "kg", 4.5359237), ("8 oz", "mass", "kg", 0.226796185), ("0,800 kg", "mass", "kg", 0.8),
    ("1,25 kg", "mass", "kg", 1.25), ("200 mm", "length", "mm", 200), ("20 cm", "length", "mm", 200),
    ("0,2 m", "length", "mm", 200), ("10 MM", "length", "mm", 10), ('3/4"', "length", "mm", 19.05),
    ("3/4 in", "length", "mm", 19.05), ("1 1/2 in", "length", "mm", 38.1), ("1-1/2 in", "length", "mm", 38.1),
    ("1½ in", "length", "mm", 38.1), ("6 po", "length", "mm", 152.4), ("2 ft", "length", "mm", 609.6),
    ("50 µm", "length", "mm", 0.05), ("50 μm", "length", "mm", 0.05), ("1,5 km", "length", "mm", 1500000),
    ("1 234,5 mm", "length", "mm", 1234.5), ("1.234,5 mm", "length", "mm", 1234.5),
    ("1,234.5 mm", "length", "mm", 1234.5), ("10 bar", "pressure", "bar", 10), ("1 MPa", "pressure", "bar", 10),
    ("1 N/mm²", "pressure", "bar", 10), ("1 N/mm2", "pressure", "bar", 10), ("145 psi", "pressure", "bar", 9.9973980751),
    ("200 mbar", "pressure", "bar", 0.2), ("20 kPa", "pressure", "bar", 0.2), ("10 mCE", "pressure", "bar", 0.980665),
    ("10 mH2O", "pressure", "bar", 0.980665), ("2 kgf/cm²", "pressure", "bar", 1.96133),
    ("10 m³/h", "flow", "m³/h", 10), ("10 m3/h", "flow", "m³/h", 10), ("10 m^3/h", "flow", "m³/h", 10),
    ("50 l/min", "flow", "m³/h", 3), ("50 L/min", "flow", "m³/h", 3), ("2 l/s", "flow", "m³/h", 7.2),
    ("100 cfm", "flow", "m³/h", 169.901079552), ("100 CFM", "flow", "m³/h", 169.901079552),
    ("100 ft³/min", "flow", "m³/h", 169.901079552), ("10 gpm", "flow", "m³/h", 2.2712470704),
    ("10 GPM", "flow", "m³/h", 2.2712470704), ("5 gal", "volume", "L", 18.92705892), ("20 L", "volume", "L", 20),
    ("20 l", "volume", "L", 20), ("500 ml", "volume", "L", 0.5), ("250 cm³", "volume", "L", 0.25),
    ("50 cc", "volume", "L", 0.05), ("20 °C", "temperature", "°C", 20), ("68 °F", "temperature", "°C", 20),
    ("–20 °C", "temperature", "°C", -20), ("−20 °C", "temperature", "°C", -20), ("-20°C", "temperature", "°C", -20),
    ("+60 °C", "temperature", "°C", 60), ("293,15 K", "temperature", "°C", 20), ("50 Hz", "frequency", "Hz", 50),
    ("16 kHz", "frequency", "Hz", 16000), ("2,4 GHz", "frequency", "Hz", 2400000000), ("4k7", "resistance", "Ω", 4700),
    ("2R2", "resistance", "Ω", 2.2), ("1M5", "resistance", "Ω", 1500000), ("4,7 kΩ", "resistance", "Ω", 4700),
    ("4.7 kohm", "resistance", "Ω", 4700), ("100 ohms", "resistance", "Ω", 100), ("10 k", "resistance", "Ω", 10000),
    ("4n7", "capacitance", "nF", 4.7), ("10 µF", "capacitance", "nF", 10000), ("10 uF", "capacitance", "nF", 10000),
    ("3,3 mH", "inductance", "mH", 3.3), ("470 µH", "inductance", "mH", 0.47), ("7 Ah", "charge", "Ah", 7),
    ("2600 mAh", "charge", "Ah", 2.6), ("1,2 kWh", "energy", "kWh", 1.2), ("65 dB", "sound", "dB", 65),
    ("1,5×10⁻³ kg·m²", "inertia", "kg·m²", 0.0015), ("1.5·10^-3 kg·m²", "inertia", "kg·m²", 0.0015),
    ("2,5e-4 kg·m²", "inertia", "kg·m²", 0.00025), ("0,00025 kg·m²", "inertia", "kg·m²", 0.00025),
    ("2,5 kg·cm²", "inertia", "kg·m²", 0.00025), ("12 mPa·s", "viscosity", "mPa·s", 12), ("12 cP", "viscosity", "mPa·s", 12),
    ("46 cSt", "kinematic_viscosity", "mm²/s", 46), ("0,85 kg/L", "density", "kg/m³", 850),
    ("1 000 kg/m³", "density", "kg/m³", 1000), ("50 kg/h", "mass_flow", "kg/h", 50), ("5 µS/cm", "conductivity", "µS/cm", 5),
    ("24 mois", "time", "mois", 24), ("24 months", "time", "mois", 24), ("2 ans", "time", "mois", 24),
    ("500 ms", "time", "s", 0.5), ("5 min", "time", "s", 300), ("8 h", "time", "h", 8), ("10 cm/s", "speed", "m/s", 0.1),
    ("50 %", "ratio", "%", 50), ("95%", "ratio", "%", 95), ("100 000 cycles", "cycles", "cycles", 100000),
    ("4", "", "", 4), ("1 500", "", "", 1500), ("24 volts", "voltage", "V", 24), ("500 gr", "mass", "kg", 0.5),
    ("500 grammes", "mass", "kg", 0.5), ("3000 rev/min", "rotation", "tr/min", 3000), ("3000 tpm", "rotation", "tr/min", 3000),
    ("10 in.lbs", "torque", "N·m", 1.129848290276167), ("10⁶ cycles", "cycles", "cycles", 1e6), ("10^6 cycles", "cycles", "cycles", 1e6),
    ("10 x 10⁶ cycles", "cycles", "cycles", 1e7), ("3·10³ tr/min", "rotation", "tr/min", 3000), ("10⁻³ kg·m²", "inertia", "kg·m²", 0.001),
    ("1500 W", "power", "kW", 1.5), ("10 watts", "power", "W", 10), ("2 ampères", "current", "A", 2), ("10 mWS", "pressure", "bar", 0.980665),
    ("1,5 kV", "voltage", "V", 1500), ("5 µA", "current", "mA", 0.005), ("1 kA", "current", "A", 1000), ("0.75kW", "power", "kW", 0.75),
    ("¾ HP", "power", "W", 559.274903686702665), ("6 bars", "pressure", "bar", 6), ("1 atm", "pressure", "bar", 1.01325),
    ("100 hPa", "pressure", "bar", 0.1), ("10 l/mn", "flow", "m³/h", 0.6), ("10 lpm", "flow", "m³/h", 0.6), ("20 000 h", "time", "h", 20000),
    ("20000 heures", "time", "h", 20000), ("2 mn", "time", "s", 120), ("10 kΩ", "resistance", "Ω", 10000), ("0R47", "resistance", "Ω", 0.47),
    ("10 Mohm", "resistance", "Ω", 1e7), ("5 thou", "length", "mm", 0.127), ("20 ℃", "temperature", "°C", 20), ("5 ‰", "ratio", "%", 0.5),
    ("500 mg", "mass", "kg", 0.0005), ("12kgs", "mass", "kg", 12), ("5 kgf.m", "torque", "N·m", 49.03325), ("100 µs", "time", "s", 0.0001),
]  # fmt: skip
INTERVALS = [
    ("10-30 V", "voltage", "V", 10, 30), ("10–30 V", "voltage", "V", 10, 30), ("10…30 V", "voltage", "V", 10, 30),
    ("10...30 V DC", "voltage", "V", 10, 30), ("10 à 30 Vcc", "voltage", "V", 10, 30), ("de 10 à 30 V", "voltage", "V", 10, 30),
    ("10 V to 30 V", "voltage", "V", 10, 30), ("from 10 to 30 V", "voltage", "V", 10, 30), ("entre 10 et 30 V", "voltage", "V", 10, 30),
    ("between 10 and 30 V", "voltage", "V", 10, 30), ("10 ~ 30 V", "voltage", "V", 10, 30), ("±10 V", "voltage", "V", -10, 10),
    ("0-10 V", "voltage", "V", 0, 10), ("4-20 mA", "current", "mA", 4, 20), ("4…20 mA", "current", "mA", 4, 20),
    ("–20 °C … +60 °C", "temperature", "°C", -20, 60), ("-20 à -5 °C", "temperature", "°C", -20, -5),
    ("-20...+60 °C", "temperature", "°C", -20, 60), ("-20°C/+60°C", "temperature", "°C", -20, 60),
    ("-20 / +60 °C", "temperature", "°C", -20, 60), ("−20 – +60 °C", "temperature", "°C", -20, 60),
    ("de -20 à +60 °C", "temperature", "°C", -20, 60), ("24 V ±10 %", "voltage", "V", 21.6, 26.4),
    ("24 V +/- 10%", "voltage", "V", 21.6, 26.4), ("230 V +10/-15 %", "voltage", "V", 195.5, 253),
    ("230 V (-15%/+10%)", "voltage", "V", 195.5, 253), ("500 mA … 2 A", "current", "mA", 500, 2000),
    ("jusqu'à 300 kg", "mass", "kg", -OPEN, 300), ("max. 300 kg", "mass", "kg", -OPEN, 300), ("300 kg maxi", "mass", "kg", -OPEN, 300),
    ("≤ 300 kg", "mass", "kg", -OPEN, 300), ("moins de 12 kg", "mass", "kg", -OPEN, 12), ("au plus 12 kg", "mass", "kg", -OPEN, 12),
    ("up to 12 kg", "mass", "kg", -OPEN, 12), ("plus de 4 Nm", "torque", "N·m", 4, OPEN), ("min. 4 Nm", "torque", "N·m", 4, OPEN),
    ("50 Hz ± 1 Hz", "frequency", "Hz", 49, 51), ("10 à 55 Hz", "frequency", "Hz", 10, 55), ("100 Ω ± 5 %", "resistance", "Ω", 95, 105),
    ("-40 to 85 °C", "temperature", "°C", -40, 85), ("+5 à +40 °C", "temperature", "°C", 5, 40), ("≥10 MΩ", "resistance", "Ω", 1e7, OPEN),
    ("20 mA max.", "current", "mA", -OPEN, 20), ("10V-30V", "voltage", "V", 10, 30), ("20mm-30mm", "length", "mm", 20, 30), ("> 10⁶ cycles", "cycles", "cycles", 1e6, OPEN),
    ("3 – 400 V", "voltage", "V", 3, 400), ("10~30 V", "voltage", "V", 10, 30), ("≥ 4 Nm", "torque", "N·m", 4, OPEN), ("at least 4 Nm", "torque", "N·m", 4, OPEN), ("4 Nm mini", "torque", "N·m", 4, OPEN),
]  # fmt: skip
MARKINGS = [
    ("IP65", "IP65"), ("IP 65", "IP65"), ("IP-65", "IP65"), ("ip65", "IP65"), ("IPX4", "IPX4"), ("IPX7", "IPX7"),
    ("IP6X", "IP6X"), ("IP69K", "IP69K"), ("IP69", "IP69"), ("IP34", "IP34"), ("IP00", "IP00"), ("IP66/67", "IP66 IP67"),
    ("IP66/IP67", "IP66 IP67"), ("IP65, IP67", "IP65 IP67"), ("IP66 / 68", "IP66 IP68"), ("IP67/69K", "IP67 IP69K"),
]  # fmt: skip
REFUSED = [
    ("2,800 rpm", "rotation", "tr/min", "number_ambiguous"), ("1.250 kg", "mass", "kg", "number_ambiguous"),
    ("12.11.2025", "mass", "kg", "number"), ("4.5.6", "", "", "number"), ("1,00,000", "", "", "number"),
    ("230/400 V", "voltage", "V", "unit_unknown"), ("50/60 Hz", "frequency", "Hz", "number"), ("3 x 400 V", "voltage", "V", "number"),
    ("env. 5 kg", "mass", "kg", "number"), ("800 MA", "current", "A", "unit_case"), ("50 mhz", "frequency", "Hz", "unit_case"),
    ("5 mw", "power", "W", "unit_ambiguous"), ("-400 °C", "temperature", "°C", "below_zero"), ("1e400", "mass", "kg", "too_large"),
    ("2e3000000", "mass", "kg", "too_large"), ("2h30", "time", "h", "unit_unknown"), ("5 Nm", "power", "W", "unit_other"),
    ("12O5", "", "", "unit_other"), ("IP99", "ip", "", "option"), ("3/5 hp", "power", "W", "number"), ("1/2 V", "voltage", "V", "number"),
    ("20 Mm", "length", "mm", "unit_case"), ("3~ 400 V", "voltage", "V", "number"), ("3 ~ 400 V", "voltage", "V", "number"), ("1~230 V", "voltage", "V", "number"),
    ("24 V AC/DC", "voltage", "V", "unit_unknown"), ("12 V / 24 V", "voltage", "V", "number"), ("2 x 24 V", "voltage", "V", "number"),
    ("10x20 mm", "length", "mm", "unit_unknown"), ("30-10 V", "voltage", "V", "interval"),
]  # fmt: skip


def scaled(quantity, unit, value):
    if not quantity or abs(value) >= OPEN:
        return value
    found = BOOK.find(unit, QUANTITIES[quantity])
    return float(found.to_base(Fraction(str(value))))


@pytest.mark.parametrize(("text", "quantity", "unit", "value"), POINTS)
def test_a_cell_of_a_data_sheet_is_read_as_an_engineer_reads_it(text, quantity, unit, value):
    if value is None:  # groups of figures after the mark are no number of a data sheet
        with pytest.raises(SpecError):
            read(text, quantity, unit)
        return
    wanted = scaled(quantity, unit, value)
    assert read(text, quantity, unit) == pytest.approx((wanted, wanted), rel=1e-9)


@pytest.mark.parametrize(("text", "quantity", "unit", "low", "high"), INTERVALS)
def test_an_interval_of_a_data_sheet_keeps_both_ends(text, quantity, unit, low, high):
    wanted = scaled(quantity, unit, low), scaled(quantity, unit, high)
    assert read(text, quantity, unit, "range") == pytest.approx(wanted, rel=1e-9)


@pytest.mark.parametrize(("text", "codes"), MARKINGS)
def test_a_marking_names_its_degrees(text, codes):
    assert " ".join(CODES[one] for one in read_value(IP, text, BOOK).options) == codes


@pytest.mark.parametrize(("text", "quantity", "unit", "code"), REFUSED)
def test_what_reads_two_ways_or_none_is_refused_with_the_reason(text, quantity, unit, code):
    with pytest.raises(SpecError) as caught:
        read_value(IP, text, BOOK) if quantity == "ip" else read(text, quantity, unit)
    assert caught.value.code == code
    if quantity != "ip" and code != "interval":  # a range guesses no more than a number
        with pytest.raises(SpecError):
            read(text, quantity, unit, "range")


@pytest.mark.parametrize("text", ["", "-", "–", "—", "n/a", "N/A"])
def test_a_dash_says_nothing(text):
    for kind in ("number", "range", "boolean"):
        assert read_value(AttributeSpec(1, kind, unit=None), text, BOOK).text == ""


def test_at_least_two_hundred_cells_and_nine_of_ten_are_read():
    read_ones = len(POINTS) + len(INTERVALS) + len(MARKINGS)
    assert read_ones + len(REFUSED) >= 200
    assert read_ones >= 0.9 * (read_ones + len(REFUSED))


def test_each_unit_is_found_by_each_of_its_names():
    for unit in BOOK.units.values():
        for name in (unit.symbol, *unit.names):
            assert BOOK.find(name, unit.quantity) is unit
            assert unit.from_base(unit.to_base(Fraction("17.25"))) == Fraction("17.25")
