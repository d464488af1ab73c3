from pathlib import Path

import pytest

from odoo.addons.bookstore_deposit.core.codes import is_isbn, normalise_code
from odoo.addons.bookstore_deposit.core.unimarc import parse_records

RECORDS = Path(__file__).parents[2] / "demo" / "unimarc_bnf"


@pytest.fixture(scope="module")
def records():
    return [
        record
        for path in sorted(RECORDS.glob("*.xml"))
        for record in parse_records(path.read_bytes())
    ]


def test_every_real_record_is_read_and_kept_raw(records):
    assert len(records) == 147
    assert all(record["raw"].startswith("<") and record["record_id"] for record in records)
    assert sum(bool(record["title"]) for record in records) == 147


def test_a_known_record_tells_title_author_publisher_and_pages(records):
    [strogoff] = [record for record in records if normalise_code(record["isbn"]) == "9782743200374"]
    assert strogoff["title"] == "Michel Strogoff"
    assert strogoff["authors"] == "Jules Verne"
    assert strogoff["pages"] == 379
    assert strogoff["year"] == 1994


def test_most_isbns_of_the_records_are_valid(records):
    isbns = [record["isbn"] for record in records if record["isbn"]]
    assert sum(is_isbn(isbn) for isbn in isbns) >= 0.9 * len(isbns)


def test_an_entity_bomb_is_not_expanded():
    bomb = b'<!DOCTYPE a [<!ENTITY b "x">]><a>&b;</a>'
    assert parse_records(bomb) == []


def record_of(*fields):
    """One record with these data fields, each ``(tag, second indicator, [(code, value), …])``."""
    namespace = "info:lc/xmlns/marcxchange-v2"
    zones = "".join(
        f'<datafield tag="{tag}" ind1=" " ind2="{indicator}">'
        + "".join(f'<subfield code="{code}">{value}</subfield>' for code, value in subfields)
        + "</datafield>"
        for tag, indicator, subfields in fields
    )
    xml = f'<records xmlns="{namespace}"><record>{zones}</record></records>'
    [record] = parse_records(xml.encode())
    return record


def test_translators_are_named_only_when_nobody_wrote():
    writer = ("700", "1", [("a", "Verne"), ("b", "Jules"), ("4", "070")])
    second = ("701", "1", [("a", "Hetzel"), ("b", "Pierre-Jules")])
    other = ("702", "1", [("a", "Traductrice"), ("b", "Anne"), ("4", "730")])
    assert record_of(writer, second, other)["authors"] == "Jules Verne, Pierre-Jules Hetzel"
    assert record_of(other)["authors"] == "Anne Traductrice"
    assert record_of(writer, writer)["authors"] == "Jules Verne"


def test_the_first_value_of_a_repeated_subfield_is_the_name():
    assert record_of(("700", "1", [("a", "Sand"), ("a", "Dupin")]))["authors"] == "Sand"


def test_the_publisher_is_that_of_the_publication_not_of_the_printing():
    printer = ("214", "3", [("c", "Imprimerie Floch"), ("d", "DL 2019")])
    house = ("214", "0", [("c", "[Corti]"), ("d", "2018")])
    old = ("210", " ", [("c", "Hetzel"), ("d", "1870")])
    assert record_of(printer, house)["publisher"] == "Corti"
    assert record_of(printer, house)["year"] == 2018
    assert record_of(printer, old)["publisher"] == "Hetzel"
    assert record_of(("210", " ", [("c", "[S.n.]"), ("c", "Lévy")]))["publisher"] == "Lévy"


def test_what_a_record_does_not_say_is_empty_or_zero():
    record = record_of(("200", "1", [("a", "[Sans titre]")]))
    assert (record["title"], record["pages"], record["year"]) == ("Sans titre", 0, 0)
    assert (record["isbn"], record["collection"], record["record_id"]) == ("", "", "")


def test_parts_zones_and_second_choices():
    record = record_of(
        ("073", " ", [("a", "9782070360024")]),
        ("200", "1", [("a", "Les\x98 \x9cMisérables"), ("h", "Tome 2"), ("i", "Cosette")]),
        ("215", " ", [("a", "1 vol. (512 p.)")]),
        ("330", " ", [("a", "Un  résumé")]),
        ("410", "0", [("t", "Folio")]),
    )
    assert record["isbn"] == "9782070360024"
    assert record["title"] == "Les Misérables. Tome 2. Cosette"
    assert (record["pages"], record["collection"], record["summary"]) == (
        512,
        "Folio",
        "Un résumé",
    )


def test_the_title_comes_before_its_parts_wherever_it_stands():
    record = record_of(
        ("200", "1", [("h", "Tome 2"), ("a", "Titre"), ("a", "Autre"), ("i", "Fin")])
    )
    assert record["title"] == "Titre. Tome 2. Fin"
