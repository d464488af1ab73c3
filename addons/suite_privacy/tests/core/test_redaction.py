import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.suite_privacy.core.redaction import (
    Person,
    as_text,
    email_pattern,
    find_columns,
    name_pattern,
    phone_pattern,
    redact,
)

MARK = "[erased]"
JEANNE = Person(
    emails=("jeanne.petit@mail.example",), phones=("06 12 34 56 78",), names=("Jeanne Petit",)
)


def found(pattern, text):
    return bool(re.search(pattern, text, re.I))


@pytest.mark.parametrize(
    "text",
    ["j_p+x@b.fr", "<J_P+X@B.FR>", "mailto:j_p+x@b.fr", "j_p+x@b.fr.", '{"e": "j_p+x@b.fr"}'],
)
def test_an_address_is_found_however_it_stands(text):
    assert found(email_pattern("j_p+x@b.fr"), text)


@pytest.mark.parametrize(
    "text", ["aj_p+x@b.fr", "j.p+x@b.fr", "j_p+x@b.fr.eu", "j_p+x@b.france", "j_p+x@b.fr-x"]
)
def test_a_longer_address_is_another_one(text):
    assert not found(email_pattern("j_p+x@b.fr"), text)


@pytest.mark.parametrize(
    "text",
    [
        "0612345678",
        "06 12 34 56 78",
        "06.12.34.56.78",
        "06-12-34-56-78",
        "+33 6 12 34 56 78",
        "+33612345678",
        "0033612345678",
        "+33 (0)6 12 34 56 78",
        "tel:0612345678",
    ],
)
@pytest.mark.parametrize("known", ["0612345678", "+33 6 12 34 56 78"])
def test_a_number_is_found_in_every_way_of_writing_it(known, text):
    assert found(phone_pattern(known), text)


@pytest.mark.parametrize("text", ["06123456789", "9061234567", "106123456781", "06 12 34 56 79"])
def test_another_number_is_not_found(text):
    assert not found(phone_pattern("06 12 34 56 78"), text)


def test_a_short_number_finds_nothing():
    assert phone_pattern("12345678") == ""
    assert phone_pattern("ext. 12") == ""
    assert phone_pattern("123456789")


@pytest.mark.parametrize("text", ["Jeanne Petit", "PETIT Jeanne", "Mme jeanne  petit,"])
def test_a_name_is_found_in_both_orders(text):
    assert found(name_pattern("Jeanne Petit"), text)


@pytest.mark.parametrize("text", ["Jeanne", "Petit", "Jeanne Petitjean", "Marjeanne Petit"])
def test_a_part_of_a_name_is_nobody(text):
    assert not found(name_pattern("Jeanne Petit"), text)


def test_a_name_of_three_words():
    pattern = name_pattern("Jean Le Goff")
    assert found(pattern, "Le Goff Jean")
    assert found(pattern, "Goff Jean Le")
    assert name_pattern("Jean") == ""
    assert name_pattern("") == ""


def test_a_name_in_json_written_in_ascii_is_found():
    text = json.dumps({"name": "Hélène Noël"})
    assert "\\u00e9" in text
    assert found(name_pattern("Hélène Noël"), text)
    assert found(name_pattern("Hélène Noël"), "Noël Hélène")


def test_patterns_of_a_person():
    assert Person().pattern() == ""
    assert Person(emails=(" ",), phones=("1",), names=("Jeanne",)).pattern() == ""
    assert Person(names=("Jeanne Petit",)).sure_pattern() == ""
    assert found(JEANNE.sure_pattern(), "0612345678")
    assert not found(JEANNE.sure_pattern(), "Jeanne Petit")
    assert found(JEANNE.pattern(), "Jeanne Petit")
    assert found(JEANNE.pattern(), "jeanne.petit@mail.example")


def test_columns_that_hold_the_person():
    row = {"a": "Jeanne Petit", "b": None, "c": {"x": ["0612345678"]}, "d": "x", "e": ""}
    assert find_columns(row, JEANNE.pattern()) == ["a", "c"]
    assert find_columns(row, JEANNE.sure_pattern()) == ["c"]


def test_a_text_loses_the_person_only():
    text = "Appelé Jeanne PETIT au 06.12.34.56.78, puis Paul Grand."
    assert redact(text, JEANNE.pattern(), MARK) == f"Appelé {MARK} au {MARK}, puis Paul Grand."
    assert redact("a\\1", r"a", "\\1") == "\\1\\1", "the mark is no pattern"


def test_the_part_of_a_document_that_holds_the_person_loses_what_names_and_reaches_it():
    document = {
        "reference": "T-12",
        "amount": 12.5,
        "note": "pour jeanne.petit@mail.example",
        "customer": {
            "firstname": "Jeanne",
            "lastname": "Petit",
            "email": "JEANNE.PETIT@mail.example",
            "street": "3 rue Bleue",
            "city": "Reims",
            "phone": "",
            "language": "fr",
        },
        "others": [{"firstname": "Paul", "email": "paul@mail.example"}],
    }
    kept = redact(document, JEANNE.pattern(), MARK)
    assert kept["reference"] == "T-12"
    assert kept["amount"] == 12.5
    assert kept["note"] == f"pour {MARK}"
    assert kept["customer"] == {
        "firstname": MARK,
        "lastname": MARK,
        "email": MARK,
        "street": MARK,
        "city": "Reims",
        "phone": "",
        "language": "fr",
    }
    assert kept["others"] == document["others"], "somebody else stays"
    assert document["customer"]["firstname"] == "Jeanne", "the document given is not changed"


def test_a_document_in_a_text_stays_a_document():
    text = json.dumps({"contact_name": "J. P.", "phone": "+33612345678", "n": 1})
    assert json.loads(redact(text, JEANNE.pattern(), MARK)) == {
        "contact_name": MARK,
        "phone": MARK,
        "n": 1,
    }
    accents = json.dumps([{"ville": "Orléans", "mobile": "0612345678"}], ensure_ascii=False)
    assert "Orléans" in redact(accents, JEANNE.pattern(), MARK)
    plain = json.dumps([{"ville": "Orléans", "mobile": "0612345678"}])
    assert "Orl\\u00e9ans" in redact(plain, JEANNE.pattern(), MARK)


@pytest.mark.parametrize("text", ["{not json jeanne.petit@mail.example", "[0612345678 call"])
def test_what_only_looks_like_a_document_is_a_text(text):
    assert MARK in redact(text, JEANNE.pattern(), MARK)


def test_what_is_no_text_stays():
    for value in (None, 12, 1.5, True):
        assert redact(value, JEANNE.pattern(), MARK) is value


PARTS = st.recursive(
    st.one_of(
        st.none(),
        st.integers(),
        st.sampled_from(
            ["Jeanne Petit", "jeanne.petit@mail.example", "+33612345678", "Reims", "Paul Grand"]
        ),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["name", "email", "city", "note"]), inner, max_size=3),
    ),
    max_leaves=12,
)


@given(PARTS, st.booleans())
def test_nothing_of_the_person_is_left_and_the_shape_stays(document, as_string):
    value = json.dumps(document, ensure_ascii=False) if as_string else document
    kept = redact(value, JEANNE.pattern(), MARK)
    assert not found(JEANNE.pattern(), as_text(kept))
    assert redact(kept, JEANNE.pattern(), MARK) == kept, "a second time changes nothing"
    if isinstance(document, dict | list):
        shape = json.loads(kept) if as_string else kept
        assert shape_of(shape) == shape_of(document)


def shape_of(value):
    if isinstance(value, dict):
        return {key: shape_of(part) for key, part in value.items()}
    if isinstance(value, list):
        return [shape_of(part) for part in value]
    return type(value)
