"""Borders that a change of one sign would move: sizes, limits, tables of words, cut files."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from odoo.addons.transport_feed.core.feed_bytes import (
    Limits,
    declared_encoding,
    decode,
    sniff_format,
    unpack,
)
from odoo.addons.transport_feed.core.feed_category import guess_category
from odoo.addons.transport_feed.core.feed_errors import FeedError, RowIssue
from odoo.addons.transport_feed.core.feed_file import columns_of, read_file
from odoo.addons.transport_feed.core.feed_mapping import Profile, Rule, is_denied
from odoo.addons.transport_feed.core.feed_records import (
    MAX_QUOTED_LINES,
    guess_delimiter,
    read_csv,
    read_xlsx,
)
from odoo.addons.transport_feed.core.feed_suggest import suggest
from odoo.addons.transport_feed.core.feed_trees import read_json, read_xml
from odoo.addons.transport_feed.core.feed_values import parse_boolean, parse_length, parse_number
from odoo.addons.transport_feed.core.feed_words import propose


def code_of(function, *args, **options):
    with pytest.raises(FeedError) as caught:
        list(function(*args, **options))
    return caught.value.code


def pack(**files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("length", "height", "category"),
    [
        (1999, 1500, "car"),
        (2000, 1500, "city"),
        (5400, 2200, "large_van"),
        (5399, 2200, "van"),
        (5400, 2199, "van"),
        (4000, 1780, "van"),
        (4300, 1779, "suv"),
        (4300, 1600, "suv"),
        (4299, 1600, "car"),
        (4300, 1599, "car"),
        (3950, 1599, "city"),
        (3951, 1599, "car"),
        (3950, 1600, "car"),
        (3950, 999, "city"),
    ],
)
def test_sizes_decide_at_their_borders(length, height, category):
    assert guess_category("", "", length, height)[0] == category


def test_a_word_is_a_guess_until_a_size_confirms_it():
    assert guess_category("fourgon") == ("large_van", True)
    assert guess_category("fourgon", "", 4490, 1830) == ("van", False)
    assert guess_category("van", "", 6000, 2600) == ("large_van", False)
    assert guess_category("SUV", "", 3000, 1200) == ("suv", False)
    assert guess_category("berline", "", 3500, 1400) == ("city", False)
    assert guess_category("berline", "", 4600, 1400) == ("car", False)
    assert guess_category("") == ("car", True)


YES = ["1", "oui", "o", "yes", "y", "true", "vrai", "x", "roulant", "running", "ok"]
NO = ["0", "non", "n", "no", "false", "faux", "hs", "non roulant", "not running"]


def test_each_word_of_yes_and_no():
    assert [parse_boolean(word.upper()) for word in YES] == [True] * len(YES)
    assert [parse_boolean(f" {word} ") for word in NO] == [False] * len(NO)
    assert [parse_boolean(word) for word in ("10", "2", "peut-être", "ouiii", "")] == [None] * 5


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("1 m", 0),
        ("1,5 m", 1500),
        ("425 cm", 4250),
        ("4250 mm", 4250),
        ("29,9", 29900),
        ("30", 0),
        ("999", 9990),
        ("1000", 1000),
        ("100 cm", 1000),
        ("99 cm", 0),
        ("30000", 30000),
        ("30001", 0),
    ],
)
def test_lengths_at_their_borders(text, length):
    assert parse_length(text) == length


def test_units_of_a_distance():
    assert parse_number("12 345,5 km") == 12345.5
    assert parse_number("12,345.5", decimal_comma=False) == 12345.5
    for text in ("12 cv", "km", "1e5"):
        with pytest.raises(ValueError):
            parse_number(text)


def test_archives_of_one_file():
    stock = b"ref;marque\n1;Kia\n"
    assert unpack(pack(**{"stock.csv": stock})) == stock
    folder = io.BytesIO()
    with zipfile.ZipFile(folder, "w") as archive:
        archive.mkdir("export") if hasattr(archive, "mkdir") else archive.writestr("export/", b"")
        archive.writestr("export/stock.csv", stock)
        archive.writestr("__MACOSX/._stock.csv", b"mark")
    assert unpack(folder.getvalue()) == stock


def test_limits_of_archives():
    two = pack(a=b"1", b=b"2")
    with pytest.raises(FeedError) as caught:
        unpack(two)
    assert (caught.value.code, caught.value.details) == ("zip_members", {"count": 2})
    with pytest.raises(FeedError) as caught:
        unpack(b"x" * 3_000_000, Limits(max_bytes=2_000_000))
    assert caught.value.details == {"size": 2, "limit": 1}
    assert unpack(b"x" * 100, Limits(max_bytes=100)) == b"x" * 100
    assert code_of(unpack, pack(a=b"0" * 2_000_000)) == "bomb"


def test_encodings_at_their_borders():
    assert decode("Citroën".encode("cp1252")).encoding == "cp1252"
    mixed = decode("Citroën\n".encode() + "Zoé\n".encode("cp1252"))
    assert (mixed.encoding, mixed.repaired_lines) == ("mixed", [2])
    assert mixed.text == "Citroën\nZoé\n"
    marked = decode(b"\xef\xbb\xbf" + "ab;Zoé".encode("cp1252"))
    assert marked.text == "ab;Zoé"
    assert decode(b"\xef\xbb\xbfab").text == "ab"
    assert decode("Zo\u00e9".encode("iso-8859-15"), "iso-8859-15").encoding == "iso-8859-15"
    assert declared_encoding(b"\xef\xbb\xbf<?xml version='1.0' encoding='ISO-8859-1'?>") == (
        "ISO-8859-1"
    )
    assert declared_encoding(b"<stock/>") is None
    assert code_of(decode, b"a\0b") == "binary"


def test_formats_are_known_by_their_first_signs():
    assert [sniff_format(text) for text in (b"PK\x03\x04", b" <a/>", b"[1]", b"{}", b"a;b")] == [
        "xlsx",
        "xml",
        "json",
        "json",
        "csv",
    ]
    assert code_of(sniff_format, b"\n<!DOCTYPE html><p>") == "html_page"


def test_quotes_over_lines_at_their_border():
    def read(breaks):
        issues = []
        text = 'ref;note\n1;"a' + "\n" * breaks + 'b"\n2;c\n'
        return [record["ref"] for _line, record in read_csv(text, issues)], issues

    assert read(MAX_QUOTED_LINES - 1) == (["1", "2"], [])
    rows, issues = read(MAX_QUOTED_LINES)
    assert "1" not in rows
    assert issues[0].code == "unclosed_quote"
    assert MAX_QUOTED_LINES == 30


def test_the_delimiter_of_most_columns_wins():
    assert guess_delimiter("") == ";"
    assert guess_delimiter("a,b\nc,d\n") == ","
    assert guess_delimiter('"a;b;c",d\n"e;f",g\n') == ","
    assert guess_delimiter("a|b;c\nd|e\n") == "|"
    assert guess_delimiter("a\tb\n") == "\t"


def test_numbers_of_lines_are_those_of_the_file():
    book = Workbook()
    for row in (["ref", "km"], [], ["1", 5], [], [], ["2", 6]):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    found = list(read_xlsx(buffer.getvalue(), []))
    assert found == [(3, {"ref": "1", "km": "5"}), (6, {"ref": "2", "km": "6"})]
    assert code_of(read_xlsx, buffer.getvalue(), [], limits=Limits(max_rows=1)) == "too_many_rows"
    assert len(list(read_xlsx(buffer.getvalue(), [], limits=Limits(max_rows=2)))) == 2


def test_only_cars_under_the_named_path_are_read():
    xml = "<s><x><car><id>0</id></car></x><y><car><id>1</id></car><car><id>2</id></car></y></s>"
    found = [record["id"] for _line, record in read_xml(xml, [], record_path="y/car")]
    assert found == ["1", "2"]
    assert len(list(read_xml(xml, [], record_path="car"))) == 3
    assert code_of(read_xml, xml, [], record_path="z/car") == "no_records"
    assert code_of(read_xml, xml, [], record_path="boat") == "no_records"


def test_comments_and_attributes_of_a_car():
    xml = "<s><!-- a --><car n='1'><!-- b --><id u='m'>7</id><id>8</id></car><car n='2'><id>9</id></car></s>"
    found = [record for _line, record in read_xml(xml, [], record_path="car")]
    assert found == [{"@n": "1", "id": "7|8", "id/@u": "m"}, {"@n": "2", "id": "9"}]


def test_depth_and_rows_of_trees_are_limited():
    deep = "<s><car><a><b><c>1</c></b></a></car></s>"
    assert list(read_xml(deep, [], record_path="car", limits=Limits(max_depth=3)))
    assert code_of(read_xml, deep, [], record_path="car", limits=Limits(max_depth=2)) == "too_deep"
    assert list(read_json('[{"a": {"b": 1}}]', [], record_path="", limits=Limits(max_depth=2)))
    nested = '[{"a": {"b": 1}}]'
    assert code_of(read_json, nested, [], record_path="", limits=Limits(max_depth=1)) == "too_deep"
    two = '[{"a": 1}, {"a": 2}]'
    assert len(list(read_json(two, [], record_path="", limits=Limits(max_rows=2)))) == 2
    assert code_of(read_json, two, [], record_path="", limits=Limits(max_rows=1)) == "too_many_rows"


def test_a_list_of_odd_entries():
    issues = []
    found = list(read_json('{"cars": [{"a": 1, "b": [1, 2]}, 5]}', issues, record_path="cars"))
    assert found == [(1, {"a": "1", "b": "1|2"})]
    assert [(issue.code, issue.line) for issue in issues] == [("not_an_object", 2)]
    inner = '[{"site": 1, "cars": [{"a": 1, "b": 2, "c": 3}]}]'
    assert code_of(read_json, inner, [], record_path="") == "several_levels"


def test_columns_are_shown_from_the_first_records():
    profile = Profile(rules=(Rule("ref", "ext_ref"),))
    text = b'[{"a": 1}, {"b": 1}, {"c": 1}]'
    assert columns_of(text, Profile(format="json"), sample=1) == ["a", "b"]
    assert columns_of(text, Profile(format="json"), sample=50) == ["a", "b", "c"]
    assert columns_of(b"ref;km\n1;2\n", profile) == ["ref", "km"]


def test_names_that_dealers_use_are_recognised():
    head = ["Réf. interne", "N° châssis", "LibMarque", "KmReel", "1ère MEC", "prix_achat"]
    assert suggest(head) == [
        ("Réf. interne", "ext_ref"),
        ("N° châssis", "vin"),
        ("LibMarque", "make"),
        ("KmReel", "mileage"),
        ("1ère MEC", "first_registration"),
    ]
    assert suggest(["Poids à vide", "PTAV"]) == [("Poids à vide", "mass_kg")]


def test_the_mass_of_a_car_is_taken_where_a_column_says_it():
    rules = (Rule("ref", "ext_ref"), Rule("ptav", "mass_kg"))
    rows = list(read_file(b"ref;ptav\n1;1 250\n2;\n", Profile(rules=rules), []))
    assert [row.values.get("mass_kg") for row in rows] == [1250, None]


@pytest.mark.parametrize("column", ["PrixAchat", "mail_agent", "Téléphone", "nom_client", "IBAN"])
def test_confidential_names_in_any_spelling(column):
    assert is_denied(column)


@pytest.mark.parametrize(
    ("target", "word", "code"),
    [
        ("status", "VENDU", "gone"),
        ("status", "Sous option", "reserved"),
        ("status", "En transit", "incoming"),
        ("status", "Disponible parc", "in_stock"),
        ("status", "Z9", ""),
        ("category", "Citadine", "city"),
        ("category", "Berline", "car"),
        ("category", "VP", "car"),
        ("category", "4x4", "suv"),
        ("category", "Fourgon", "large_van"),
        ("category", "Z9", ""),
    ],
)
def test_words_are_proposed(target, word, code):
    assert propose(target, word) == code


def test_errors_say_where():
    assert str(FeedError("columns", line=3, found=2)) == "columns (line 3) {'found': 2}"
    assert str(FeedError("empty")) == "empty"
    assert FeedError("no_file", host="h", path="p").details == {"path": "p"}
    assert repr(RowIssue("columns", line=3)) == "RowIssue('columns', line=3, level='rejected')"
