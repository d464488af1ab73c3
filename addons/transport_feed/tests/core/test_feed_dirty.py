"""Dirty files of real layouts: nothing is lost or glued without a word, nothing ends the reading."""

import json

import pytest

from odoo.addons.transport_feed.core.feed_errors import FeedError
from odoo.addons.transport_feed.core.feed_file import columns_of, read_file
from odoo.addons.transport_feed.core.feed_mapping import Profile, Rule
from odoo.addons.transport_feed.core.feed_suggest import suggest

RULES = (
    Rule("ref", "ext_ref"),
    Rule("plaque", "plate"),
    Rule("vin", "vin"),
    Rule("marque", "make"),
    Rule("km", "mileage"),
    Rule("etat", "status", values=(("en stock", "in_stock"), ("vendu", "gone"))),
)
HEAD = "ref;plaque;vin;marque;km;etat\n"


def read(raw, **options):
    profile = Profile(rules=RULES, **options)
    issues = []
    if isinstance(raw, str):
        raw = raw.encode()
    rows = list(read_file(raw, profile, issues))
    return rows, [*issues, *(issue for row in rows for issue in row.issues)]


def codes(issues):
    return [issue.code for issue in issues]


def test_missing_last_cells_are_empty_with_one_warning():
    rows, issues = read(HEAD + "A1;GV-001-KL;;Fiat\nA2;GV-002-KL\nA3;GV-003-KL;;Kia;5;en stock\n")
    assert [row.reference for row in rows] == ["A1", "A2", "A3"]
    assert [(issue.code, issue.line, issue.details["count"]) for issue in issues] == [
        ("short_rows", 2, 2)
    ]


def test_a_last_line_that_is_cut_is_refused():
    rows, issues = read(HEAD + "A1;GV-001-KL;;Fiat;5;en stock\nA2;GV-00")
    assert (len(rows), codes(issues)) == (1, ["columns"])


def test_a_file_without_a_readable_line_says_why():
    with pytest.raises(FeedError) as refused:
        read(HEAD + "A1;b;c;d;e;f;g;h\nA2;b;c;d;e;f;g;h\n")
    error = refused.value
    assert (error.code, error.line, error.details["count"]) == ("no_readable", 2, 2)
    assert error.details["issue"].code == "columns"


@pytest.mark.parametrize(
    ("above", "told"),
    [
        ("sep=;\n", []),
        ("SEP=;\r\n", []),
        ("Stock du 12/03/2026\n", ["head_found"]),
        ("Stock du 12/03/2026\n\n", ["head_found"]),
        ("Garage Martin;;;;;\n;;;;;\n", ["head_found"]),
    ],
)
def test_what_stands_above_the_head_is_skipped(above, told):
    rows, issues = read(above + HEAD + "A1;GV-001-KL;;Fiat;5;en stock\n")
    assert ([row.reference for row in rows], codes(issues)) == (["A1"], told)
    assert "plaque" in columns_of((above + HEAD + "A1;;;;;\n").encode(), Profile())


def test_sep_names_the_delimiter():
    rows, _issues = read("sep=|\n" + HEAD.replace(";", "|") + "A1|GV-001-KL||Fiat|5|en stock\n")
    assert rows[0].values["make"] == "Fiat"


def test_another_encoding_than_the_profile_s_is_told():
    text = HEAD + "A1;GV-001-KL;;Citroën rénovée;5;en stock\n"
    rows, issues = read(text.encode("cp1252"), encoding="utf-8")
    assert (len(rows), codes(issues)) == (1, ["encoding_other"])


def test_an_unknown_status_keeps_the_car_waiting():
    rows, issues = read(HEAD + "A1;GV-001-KL;;Fiat;5;Livré client\n")
    assert rows[0].values["status"] == "unknown"
    assert [(issue.code, issue.line, issue.details["value"]) for issue in issues] == [
        ("unknown_status", 2, "Livré client")
    ]


CARS = "<car><ref>7</ref><marque>Seat</marque></car><car><ref>8</ref><marque>Opel</marque></car>"


@pytest.mark.parametrize(
    "xml",
    [
        f"<stock>{CARS}</stock>",
        f"<stock><sites>{CARS}</sites></stock>",
        f"<stock><entete><date>1</date></entete><cars>{CARS}</cars></stock>",
    ],
)
def test_the_repeated_element_is_the_car(xml):
    rows, _issues = read(xml, format="xml")
    assert [row.reference for row in rows] == ["7", "8"]


def test_one_car_alone_is_found():
    rows, _issues = read(
        "<stock><car><ref>7</ref><marque>Seat</marque></car></stock>", format="xml"
    )
    assert [row.reference for row in rows] == ["7"]


def test_two_levels_that_could_be_the_car_are_asked():
    site = "<site><nom>A</nom><ville>B</ville>" + CARS + "</site>"
    with pytest.raises(FeedError) as refused:
        read(f"<stock>{site}{site}</stock>", format="xml")
    assert refused.value.code == "several_levels"
    rows, _issues = read(f"<stock>{site}</stock>", format="xml", record_path="site/car")
    assert len(rows) == 2


def test_several_values_never_make_one_reference():
    xml = (
        "<s><car><ref>7</ref><ref>8</ref><vin>A</vin></car><car><ref>9</ref><vin>B</vin></car></s>"
    )
    rows, issues = read(xml, format="xml", record_path="car")
    assert "7|8" not in [row.reference for row in rows]
    assert rows[1].reference == "9"
    assert len(rows) == 2
    assert issues


def test_a_list_of_places_with_cars_is_asked():
    cars = [{"ref": "7", "marque": "Seat", "km": 1}]
    with pytest.raises(FeedError) as refused:
        read(json.dumps({"sites": [{"nom": "A", "cars": cars}]}), format="json")
    assert refused.value.code == "several_levels"


def test_one_object_a_line_is_read():
    rows, _issues = read('{"ref": "7"}\n{"ref": "8"}\n', format="json")
    assert [row.reference for row in rows] == ["7", "8"]


@pytest.mark.parametrize(
    ("cell", "km", "told"),
    [
        ("45,210.00", 45210, []),
        ("45'210", 45210, []),
        ("1 200 km", 1200, []),
        ("−5", 0, ["bad_value"]),
        ("1e5", 0, ["bad_value"]),
        ("env. 45000", 0, ["bad_value"]),
        ("12;5", 0, None),
    ],
)
def test_a_figure_is_read_whole_or_left_out(cell, km, told):
    rows, issues = read(HEAD + f'A1;GV-001-KL;;Fiat;"{cell}";en stock\n')
    assert rows[0].values["mileage"] == km
    assert told is None or codes(issues) == told


def test_nine_cars_with_four_fillers_are_nine_cars():
    lines = [f"A{number};À venir;;Fiat;5;en stock" for number in range(4)]
    lines += [f"B{number};GV-00{number + 1}-KL;;Fiat;5;en stock" for number in range(5)]
    rows, issues = read(HEAD + "\n".join(lines) + "\n")
    assert len({row.reference for row in rows}) == 9
    assert [row.values["plate"] for row in rows[:4]] == [""] * 4
    assert not issues


def test_the_words_of_dealers_are_recognised():
    head = ["Réf. interne", "Immatriculation", "N° de série", "LibMarque", "KmReel", "1ère MEC"]
    assert [target for _column, target in suggest(head)] == [
        "ext_ref",
        "plate",
        "vin",
        "make",
        "mileage",
        "first_registration",
    ]
    assert dict(suggest(["N° stock", "N° châssis", "Genre"])) == {
        "N° stock": "ext_ref",
        "N° châssis": "vin",
        "Genre": "kind",
    }
