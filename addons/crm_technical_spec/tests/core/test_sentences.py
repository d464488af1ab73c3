"""What salespeople type, in French and in English: read as written, asked, or named as unknown."""

import pytest
from test_vocabulary import BOOK, QUANTITIES

from odoo.addons.crm_technical_spec.core.ip_code import all_codes
from odoo.addons.crm_technical_spec.core.quick_entry import AttributeInfo, read_terms
from odoo.addons.crm_technical_spec.core.words import NameBook

TORQUE = AttributeInfo(
    1, "number", QUANTITIES["torque"], ("Couple nominal", "Nominal torque", "Cn"), better="higher"
)
SUPPLY = AttributeInfo(
    2, "range", QUANTITIES["voltage"], ("Tension d'alimentation", "Supply voltage", "U")
)
WEIGHT = AttributeInfo(3, "number", QUANTITIES["mass"], ("Masse", "Weight"), better="lower")
WING = AttributeInfo(
    4, "number", QUANTITIES["mass"], ("Masse de porte", "Wing mass"), better="higher"
)
LENGTH = AttributeInfo(5, "number", QUANTITIES["length"], ("Longueur", "Length"), better="lower")
AMBIENT = AttributeInfo(
    6, "range", QUANTITIES["temperature"], ("Température", "Operating temperature")
)
SPEED = AttributeInfo(7, "number", QUANTITIES["rotation"], ("Vitesse", "Speed"))
IP = AttributeInfo(
    8,
    "option",
    None,
    ("Indice de protection", "Protection rating", "IP"),
    ordered=True,
    options=NameBook((code, place) for place, code in enumerate(all_codes(), 1)),
)
ENCODER = AttributeInfo(9, "boolean", None, ("Codeur", "Encoder"))
ALL = [TORQUE, SUPPLY, WEIGHT, WING, LENGTH, AMBIENT, SPEED, IP, ENCODER]

# sentence → [(attributes that it may mean, operator)], in order
SENTENCES = [
    ("≥ 5 Nm", [((1,), "ge")]), ("5 Nm", [((1,), "ge")]), ("au moins 5 Nm", [((1,), "ge")]),
    ("plus de 4 Nm", [((1,), "ge")]), ("au plus 8 Nm", [((1,), "le")]), ("moins de 4 Nm", [((1,), "le")]),
    ("jusqu'à 8 Nm", [((1,), "le")]), ("min 5 Nm", [((1,), "ge")]), ("5 Nm mini", [((1,), "ge")]),
    ("couple 5 Nm", [((1,), "ge")]), ("Cn ≥ 5", [((1,), "ge")]), ("couple nominal plus de 4 Nm", [((1,), "ge")]),
    ("de 5 à 8 Nm", [((1,), "between")]), ("5 à 8 Nm", [((1,), "between")]), ("entre 5 et 8 Nm", [((1,), "between")]),
    ("24 V", [((2,), "eq")]), ("24V", [((2,), "eq")]), ("24 Vcc", [((2,), "eq")]), ("230 V~", [((2,), "eq")]),
    ("10-30 V", [((2,), "covers")]), ("tension 24 V", [((2,), "eq")]), ("24 V ±10 %", [((2,), "covers")]),
    ("moins de 12 kg", [((3, 4), "le")]), ("masse 12 kg", [((3,), "le")]), ("masse de porte 200 kg", [((4,), "ge")]),
    ("200 mm", [((5,), "le")]), ("200 mm ±5 mm", [((5,), "between")]), ("longueur 20 cm maxi", [((5,), "le")]),
    ("1500 tr/min", [((7,), "eq")]), ("1 500 tr/min", [((7,), "eq")]), ("1500 min⁻¹", [((7,), "eq")]),
    ("-20 à +60 °C", [((6,), "covers")]), ("–20 °C … +60 °C", [((6,), "covers")]), ("température -20 °C", [((6,), "eq")]),
    ("IP65", [((8,), "in")]), ("IP65 ou mieux", [((8,), "in")]), ("= IP65", [((8,), "is")]), ("IP 65", [((8,), "in")]),
    ("IPX4", [((8,), "in")]), ("IP65/IP67", [((8,), "in")]), ("protection IP65", [((), "")]), ("indice de protection IP65", [((8,), "in")]),
    ("codeur", [((9,), "is")]), ("sans codeur", [((9,), "is")]), ("pas de codeur", [((9,), "is")]),
    ("IP65 et 24 V", [((8,), "in"), ((2,), "eq")]), ("24 V et 6 Nm", [((2,), "eq"), ((1,), "ge")]),
    ("24V,6Nm", [((2,), "eq"), ((1,), "ge")]), ("IP65,24V", [((8,), "in"), ((2,), "eq")]),
    ("2,5 Nm, 24 V ; IP65", [((1,), "ge"), ((2,), "eq"), ((8,), "in")]),
    ("entre 5 et 8 Nm et IP65", [((1,), "between"), ((8,), "in")]), ("5 MNm", [((1,), "ge")]),
    ("2,800 tr/min", [((), "")]), ("12.11.2025 kg", [((), "")]), ("5 parsec", [((), "")]), ("banane", [((), "")]),
    ("at least 5 Nm", [((1,), "ge")]), ("more than 4 Nm", [((1,), "ge")]), ("over 4 Nm", [((1,), "ge")]),
    ("at most 8 Nm", [((1,), "le")]), ("less than 8 Nm", [((1,), "le")]), ("under 8 Nm", [((1,), "le")]),
    ("up to 8 Nm", [((1,), "le")]), ("no more than 8 Nm", [((1,), "le")]), ("no less than 5 Nm", [((1,), "ge")]),
    (">= 5 Nm", [((1,), "ge")]), ("> 5 Nm", [((1,), "ge")]), ("< 8 Nm", [((1,), "le")]), ("= 5 Nm", [((1,), "eq")]),
    ("max. 8 Nm", [((1,), "le")]), ("5 Nm min", [((1,), "ge")]), ("torque 5 Nm", [((1,), "ge")]), ("nominal torque 5 Nm", [((1,), "ge")]),
    ("5 to 8 Nm", [((1,), "between")]), ("from 5 to 8 Nm", [((1,), "between")]), ("between 5 and 8 Nm", [((1,), "between")]),
    ("10 lbf·in", [((1,), "ge")]), ("10 lb-in", [((1,), "ge")]), ("supply voltage 10-30 V", [((2,), "covers")]),
    ("24 VDC", [((2,), "eq")]), ("230 V AC", [((2,), "eq")]), ("12 kg", [((3, 4), "le")]), ("weight 12 kg", [((3,), "le")]),
    ("wing mass over 200 kg", [((4,), "ge")]), ("under 27 lb", [((3, 4), "le")]), ("1/2 in", [((5,), "le")]),
    ("1 1/2 in", [((5,), "le")]), ("6 in", [((5,), "le")]), ("length up to 6 in", [((5,), "le")]), ("1500 rpm", [((7,), "eq")]),
    ("speed 1500 rpm", [((7,), "eq")]), ("-20 to 60 °C", [((6,), "covers")]), ("operating temperature 68 °F", [((6,), "eq")]),
    ("IP65 or better", [((8,), "in")]), ("exactly IP65", [((8,), "is")]), ("protection rating IP67", [((8,), "in")]),
    ("IP69K", [((8,), "in")]), ("IP66/67", [((8,), "in")]), ("encoder", [((9,), "is")]), ("no encoder", [((9,), "is")]),
    ("without encoder", [((9,), "is")]), ("IP65 and 24 V", [((8,), "in"), ((2,), "eq")]),
    ("5 Nm and IP65 and encoder", [((1,), "ge"), ((8,), "in"), ((9,), "is")]),
    ("5 Nm with encoder", [((1,), "ge"), ((9,), "is")]), ("5 Nm; 24 V\nIP65", [((1,), "ge"), ((2,), "eq"), ((8,), "in")]),
    ("2,800 rpm", [((), "")]), ("strong", [((), "")]), ("5 Nm ou plus", [((1,), "ge")]), ("8 Nm or less", [((1,), "le")]),
    ("8 Nm ou moins", [((1,), "le")]), ("5 Nm or more", [((1,), "ge")]), ("pas moins de 5 Nm", [((1,), "ge")]),
    ("couple nominal d'au moins 5 Nm", [((1,), "ge")]), ("au-dessus de 5 Nm", [((1,), "ge")]), ("en dessous de 8 Nm", [((1,), "le")]),
    ("supérieure ou égale à 5 Nm", [((1,), "ge")]), ("inférieur ou égal à 8 Nm", [((1,), "le")]), ("avec codeur", [((9,), "is")]),
    ("with encoder", [((9,), "is")]), ("avec codeur et IP65", [((9,), "is"), ((8,), "in")]), ("3~ 400 V", [((), "")]),
    ("IP65 ou IP67", [((8,), "in")]), ("environ 5 Nm", [((), "")]), ("IP65/24V", [((), "")]), ("5 Nm / 24 V", [((), "")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_a_sentence_is_read_as_written_or_asked(text, expected):
    assert [(term.attributes, term.operator) for term in read_terms(text, ALL, BOOK)] == expected


def test_without_a_sign_each_meaning_is_asked_its_own_way():
    (mass,) = read_terms("12 kg", ALL, BOOK)
    assert (mass.attributes, mass.operators) == ((3, 4), ("le", "ge"))
    assert [mass.operator_of(key) for key in (3, 4, 99)] == ["le", "ge", "le"]
    (mass,) = read_terms("≥ 12 kg", ALL, BOOK)
    assert mass.operators == ("ge", "ge")
    control = AttributeInfo(20, "number", QUANTITIES["voltage"], ("Commande",))
    (voltage,) = read_terms("10-30 V", [SUPPLY, control], BOOK)
    assert voltage.operators == ("covers", "between")
    colour = AttributeInfo(21, "option", None, ("Type",), options=NameBook([("IP65", 500)]))
    (rating,) = read_terms("IP65", [IP, colour], BOOK)
    assert (rating.attributes, rating.operators) == ((8, 21), ("in", "is"))
    (unknown,) = read_terms("banane", ALL, BOOK)
    assert (unknown.operator, unknown.operator_of(3)) == ("", "")


def test_fifty_sentences_of_each_language():
    assert len(SENTENCES) >= 100


def test_a_marking_asks_for_all_its_degrees_and_a_list_for_any():
    (marking,) = read_terms("IP65/IP67", ALL, BOOK)
    assert marking.every
    assert len(marking.options) == 2
    (single,) = read_terms("IP65", ALL, BOOK)
    assert not single.every


def test_a_figure_of_two_readings_says_so():
    (term,) = read_terms("2,800 rpm", ALL, BOOK)
    assert term.problem.code == "number_ambiguous"
    assert (term.problem.params["one"], term.problem.params["other"]) == ("2.8", "2800")
