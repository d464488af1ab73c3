import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.transport_feed.core.feed_category import guess_category
from odoo.addons.transport_feed.core.feed_errors import FeedError
from odoo.addons.transport_feed.core.feed_file import columns_of, read_file
from odoo.addons.transport_feed.core.feed_makes import MAKES, normalise_make
from odoo.addons.transport_feed.core.feed_mapping import (
    DEFAULT_VALUES,
    Mapper,
    Profile,
    Rule,
    is_denied,
)
from odoo.addons.transport_feed.core.feed_values import (
    parse_boolean,
    parse_date,
    parse_length,
    parse_number,
)

STATUS = (("Sur parc", "in_stock"), ("En arrivage", "incoming"), ("Sorti", "gone"))
RULES = (
    Rule("ref", "ext_ref"),
    Rule("immat", "plate"),
    Rule("vin", "vin"),
    Rule("marque", "make"),
    Rule("modele", "model"),
    Rule("km", "mileage"),
    Rule("mec", "first_registration"),
    Rule("dispo", "status", values=STATUS),
)
HEAD = "ref;immat;vin;marque;modele;km;mec;dispo;prix_achat;mail_agent\n"
LINE = "R1;ab123cd;vf1 rfb00 123456789;RENAULT;Clio;12 345;2019-03-02;sur parc;9000;a@b.fr\n"


def rows_of(text, rules=RULES, known=None, **options):
    issues = []
    profile = Profile(rules=rules, **options)
    return list(read_file(text.encode(), profile, issues, known)), issues


def test_a_row_becomes_clean_values():
    (row,), issues = rows_of(HEAD + LINE)
    assert row.values == DEFAULT_VALUES | {
        "plate": "AB-123-CD",
        "vin": "VF1RFB00123456789",
        "make": "Renault",
        "model": "Clio",
        "mileage": 12345,
        "first_registration": "2019-03-02",
        "status": "in_stock",
        "running": True,
        "category": "car",
        "category_guessed": True,
    }
    assert (row.reference, row.line, issues, row.issues) == ("R1", 2, [], [])


@pytest.mark.parametrize(
    "column",
    [
        "prix_achat",
        "prix_marchand",
        "PrixAchatHT",
        "nom_agent",
        "mail_agent",
        "tel_agent",
        "Tél.",
        "E-mail contact",
        "purchasePrice",
        "nom_client",
        "marge",
        "Téléphone vendeur",
    ],
)
def test_confidential_and_personal_columns_cannot_be_mapped(column):
    assert is_denied(column)
    with pytest.raises(FeedError) as caught:
        Mapper(Profile(rules=(*RULES, Rule(column, "version"))))
    assert caught.value.details["columns"] == column


@pytest.mark.parametrize(
    "column",
    [
        "kilometrage",
        "modele",
        "immat",
        "lieu_stockage",
        "automobile",
        "hotel",
        "nom_commercial",
        "carrosserie",
    ],
)
def test_ordinary_columns_may_be_mapped(column):
    assert not is_denied(column)


def test_a_confidential_value_never_reaches_a_row():
    (row,), _issues = rows_of(HEAD + LINE)
    assert "9000" not in repr(row)
    assert "a@b.fr" not in repr(row)


def test_mails_and_phones_inside_a_text_are_taken_out():
    (row,), _issues = rows_of(
        "ref;modele\nR1;Clio voir jean.dupont@garage.fr ou 06 12 34 56 78 vite\n",
        RULES[:1] + RULES[4:5],
    )
    assert row.values["model"] == "Clio voir ou vite"
    assert [issue.code for issue in row.issues] == ["personal_value"]


def test_without_reference_the_vin_then_the_plate_identify_the_car():
    rows, _issues = rows_of(HEAD + ";aa111aa;VIN1;;;;;;;\n;bb222bb;;;;;;;;\n;;;Kia;;;;;;\n")
    assert [row.reference for row in rows] == ["VIN1", "BB-222-BB", ""]
    assert [issue.code for issue in rows[2].issues] == ["no_reference"]


def test_the_second_row_of_one_reference_is_rejected_with_both_lines():
    rows, _issues = rows_of(HEAD + LINE + LINE)
    assert [(issue.code, issue.line, issue.details["first"]) for issue in rows[1].issues] == [
        ("double_reference", 3, 2)
    ]


def test_an_unreadable_value_costs_the_value_not_the_row():
    (row,), _issues = rows_of(HEAD + "R1;;;;;beaucoup;32/13/2019;parti;;\n")
    assert [(issue.code, issue.details["column"]) for issue in row.issues] == [
        ("bad_value", "km"),
        ("bad_value", "mec"),
        ("unknown_status", "dispo"),
    ]
    assert (row.values["mileage"], row.values["status"]) == (0, "unknown")


def test_a_word_outside_the_size_classes_costs_the_word_not_the_import():
    rules = (Rule("ref", "ext_ref"), Rule("genre", "category"))
    rows, _issues = rows_of("ref;genre\n1;CTTE\n2;car\n", rules=rules)
    assert [issue.details["value"] for issue in rows[0].issues] == ["CTTE"]
    assert [row.values["category"] for row in rows] == ["car", "car"]
    assert rows[0].values["category_guessed"]


@pytest.mark.parametrize(
    ("plate", "vin"), [("À venir", "9" * 17), ("NC", "XXXXXXXXXXXXXXXXX"), ("?", "inconnu")]
)
def test_a_filler_is_no_mark(plate, vin):
    rules = (Rule("r", "ext_ref"), Rule("p", "plate"), Rule("v", "vin"))
    (row,), _issues = rows_of(f"r;p;v\n7;{plate};{vin}\n", rules=rules)
    assert (row.values["plate"], row.values["vin"]) == ("", "")


def test_an_unchanged_row_is_not_read_again_and_any_mapped_change_is_seen():
    (row,), _issues = rows_of(HEAD + LINE)
    known = {"R1": row.row_hash}
    assert rows_of(HEAD + LINE, known=known)[0][0].values == {}
    assert rows_of(HEAD + LINE.replace("9000", "8000"), known=known)[0][0].values == {}
    assert rows_of(HEAD + LINE.replace("Clio", "Zoe"), known=known)[0][0].values
    assert rows_of(HEAD + LINE, rules=RULES[:-1], known=known)[0][0].values


def test_a_table_without_any_identifying_column_is_refused():
    with pytest.raises(FeedError) as caught:
        rows_of("Connexion;Mot de passe\na;b\n")
    assert (caught.value.code, caught.value.line) == ("missing_columns", 1)


def test_absent_columns_are_told_once():
    _rows, issues = rows_of("ref;immat\n1;AA-111-AA\n2;AA-112-AA\n")
    assert [issue.code for issue in issues] == ["absent_columns"]
    assert issues[0].details["columns"] == "vin, marque, modele, km, mec, dispo"


@pytest.mark.parametrize("text", [HEAD, HEAD + "\n\n"])
def test_a_file_with_a_header_only_is_refused(text):
    with pytest.raises(FeedError) as caught:
        rows_of(text)
    assert caught.value.code == "no_records"


def test_another_format_than_the_profile_is_told():
    with pytest.raises(FeedError) as caught:
        rows_of('<?xml version="1.0"?><v/>')
    assert caught.value.details == {"found": "xml", "expected": "csv"}


def test_transforms_split_texts():
    rules = (
        RULES[0],
        Rule("nom", "make", "first_word"),
        Rule("nom", "model", "after_first_word"),
        Rule("lieu", "location", "before", "/"),
        Rule("photos", "color", "first_of_list"),
        Rule("", "running", default="oui"),
    )
    (row,), _issues = rows_of("ref;nom;lieu;photos\n1;VW Golf 7;Dijon/rang 3;a|b\n", rules)
    picked = [row.values[name] for name in ("make", "model", "location", "color", "running")]
    assert picked == ["Volkswagen", "Golf 7", "Dijon", "a", True]


def test_columns_are_listed_for_the_mapping_editor():
    assert columns_of((HEAD + LINE).encode(), Profile())[:3] == ["ref", "immat", "vin"]


@pytest.mark.parametrize(
    ("text", "comma", "number"),
    [
        ("12 345,50", True, 12345.5),
        ("12.345", True, 12345),
        ("12.5", True, 12.5),
        ("1,234.5", False, 1234.5),
        ("85 000\u00a0km", True, 85000),
        ("45,210.00", True, 45210),
        ("45'210", True, 45210),
        ("45’210", True, 45210),
        ("\u22125", True, -5),
        ("12.345 km", True, 12345),
    ],
)
def test_numbers(text, comma, number):
    assert parse_number(text, comma) == number


@pytest.mark.parametrize("text", ["", "-", "1e5", "12O5", "5 %", "km", "12 345 6", "1,2,3.4.5"])
def test_what_is_no_number_as_a_whole_is_refused(text):
    with pytest.raises(ValueError, match=""):
        parse_number(text)


@pytest.mark.parametrize(
    ("text", "millimetres"),
    [
        ("4250", 4250),
        ("4,25 m", 4250),
        ("425 cm", 4250),
        ("4.25", 4250),
        ("1", 0),
        ("0", 0),
        ("4.280 m", 4280),
        ("4.280", 4280),
        ("4.280 mm", 4280),
    ],
)
def test_lengths(text, millimetres):
    assert parse_length(text) == millimetres


@pytest.mark.parametrize(
    "text", ["2019-03-02", "02/03/2019", "02.03.2019", "20190302", "2019-03-02 10:00:00"]
)
def test_dates(text):
    assert parse_date(text) == "2019-03-02"


def test_placeholder_dates_are_empty_and_nonsense_is_refused():
    assert parse_date("0000-00-00 00:00:00") is None
    for text in ("2021-06", "06/2021", "06-2021", "2021/06"):
        assert parse_date(text) == "2021-06-01"
    assert parse_date("06/2021", "dmy") == parse_date("06/2021", "mdy") == "2021-06-01"
    assert parse_date("2021-06", "ymd") == "2021-06-01"
    assert parse_date("03/02/2019", "mdy") == "2019-03-02"
    with pytest.raises(ValueError, match="0012-01-01"):
        parse_date("0012-01-01")


@pytest.mark.parametrize(
    ("word", "value"), [("OUI", True), ("n", False), ("Non Roulant", False), ("?", None)]
)
def test_booleans(word, value):
    assert parse_boolean(word) is value


@pytest.mark.parametrize(
    ("text", "make"),
    [
        ("VW", "Volkswagen"),
        ("CITROËN", "Citroën"),
        ("CITROEN", "Citroën"),
        ("skoda", "Škoda"),
        ("MERCEDES", "Mercedes-Benz"),
        ("LAND-ROVER", "Land Rover"),
        ("BMW", "BMW"),
        ("TRABANT", "Trabant"),
    ],
)
def test_makes_have_one_spelling(text, make):
    assert normalise_make(text) == make


@given(st.sampled_from(MAKES))
def test_a_usual_make_stays_as_it_is(make):
    assert normalise_make(make) == make


@pytest.mark.parametrize(
    ("words", "category", "guessed"),
    [
        ({"body": "Fourgon", "kind": "VU"}, "large_van", True),
        ({"kind": "VU", "body": "Fourgonnette"}, "van", True),
        ({"body": "FOURGON", "length_mm": 4490, "height_mm": 1830}, "van", False),
        ({"body": "Kastenwagen"}, "van", True),
        ({"body": "Van"}, "van", True),
        ({"kind": "VP", "body": "SUV"}, "suv", False),
        ({"kind": "VP", "body": "Berline", "length_mm": 3600, "height_mm": 1480}, "city", False),
        ({"length_mm": 5600, "height_mm": 2500}, "large_van", True),
        ({"length_mm": 1, "height_mm": 1}, "car", True),
    ],
)
def test_price_classes_are_guessed(words, category, guessed):
    assert guess_category(**words) == (category, guessed)


CELL = st.text(st.characters(codec="utf-8", exclude_characters='\0\r\n;"'), max_size=30)


@given(st.lists(CELL, min_size=8, max_size=8))
def test_any_row_gives_values_or_an_issue(cells):
    text = "ref;immat;vin;marque;modele;km;mec;dispo\n" + ";".join(cells) + "\nX;;;;;;;\n"
    rows, _issues = rows_of(text)
    for row in rows:
        assert row.row_hash or row.issues
        if row.row_hash:
            assert row.values.keys() >= DEFAULT_VALUES.keys()


def test_a_sold_car_stays_sold_whatever_a_later_column_says():
    rules = (RULES[0], RULES[7], Rule("resa", "status", values=(("OUI", "reserved"), ("NON", ""))))
    rows, _issues = rows_of(
        "ref;dispo;resa\n1;Sorti;OUI\n2;Sur parc;OUI\n3;En arrivage;NON\n", rules
    )
    assert [row.values["status"] for row in rows] == ["gone", "reserved", "incoming"]
