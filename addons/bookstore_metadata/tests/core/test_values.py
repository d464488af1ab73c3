"""What differs between a source and the shop."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.bookstore_metadata.core.values import FIELDS, clean, differences, same


def fields_of(ours, theirs):
    return {one.field: (one.ours, one.theirs, one.is_gap) for one in differences(ours, theirs)}


def test_what_a_catalogue_writes_by_its_own_rules_is_no_difference():
    assert same("name", "Les Misérables", "Les misérables")
    assert same("name", "L'Éducation sentimentale", "L’éducation sentimentale")
    assert same("authors", "Victor Hugo, Jules Verne", "verne jules hugo victor")
    assert same("collection", "Folio", "Folio ; 12")
    assert not same("collection", "Folio ; 11", "Folio ; 12")
    assert same("year", "1994", "01994")
    assert not same("pages", "379", "380")
    assert not same("name", "Tome 1", "Tome 2")
    assert not same("name", "«»", "—")


def test_a_gap_may_be_filled_but_never_the_price():
    assert fields_of({}, {"pages": "12", "price": "9.90"}) == {
        "pages": ("", "12", True),
        "price": ("", "9.90", False),
    }


def test_what_the_source_does_not_say_is_no_difference():
    assert fields_of({"pages": "12", "name": "x"}, {}) == {}


def test_figures_out_of_this_world_are_left_out():
    assert clean({"pages": "99999999999", "year": "0", "price": "NaN", "name": 5}) == {"name": "5"}
    assert len(clean({"name": "x" * 900})["name"]) == 500
    assert len(clean({"summary": "x" * 30_000})["summary"]) == 20_000


def test_pages_and_years_are_whole_in_plain_digits():
    for odd in ("320.5", "1E2", "1_000", "+12", "٣٢٠", "²"):
        assert clean({"pages": odd, "year": odd}) == {}
    assert clean({"pages": " 0320 ", "price": "9.90"}) == {"pages": "0320", "price": "9.90"}


VALUES = st.dictionaries(st.sampled_from(FIELDS), st.one_of(st.text(), st.integers()))


@given(VALUES, VALUES)
def test_a_title_that_took_all_differs_no_more(ours, theirs):
    ours, theirs = clean(ours), clean(theirs)
    for one in differences(ours, theirs):
        assert not same(one.field, ours.get(one.field, ""), one.theirs)
    assert differences(ours | theirs, theirs) == []
    assert clean(ours) == ours
