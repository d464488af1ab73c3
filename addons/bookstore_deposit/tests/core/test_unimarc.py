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
