"""Dilicom's directory: what a file says and what it would change."""

import pytest
from fake_directory import directory, gln, line
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.bookstore_order.core.directory import (
    MESSAGES,
    DirectoryError,
    find_differences,
    glns_of,
    plan,
    read_directory,
    read_hour,
)

ONE, TWO, THREE = gln(1), gln(2), gln(3)


def entry_of(*lines):
    [entry] = read_directory(directory(*lines)).entries
    return entry


def kinds(data, ours):
    return {change.entry.gln: change.kind for change in plan(read_directory(data), ours)}


def ours_after(change, known=None):
    """What we say once a change was taken."""
    entry = change.entry
    said = dict(known or {}) | entry.said
    said["listed"] = "gone" if entry.is_deleted else "listed"
    said["successor"] = entry.successor or said.get("successor", "")
    return said


def test_a_line_tells_who_how_and_what():
    entry = entry_of(line(ONE))
    assert (entry.gln, entry.name, entry.successor) == (ONE, "LES EDITIONS DU TEST", "")
    assert entry.said == {
        "name": "LES EDITIONS DU TEST",
        "street": "12 RUE DES ESSAIS",
        "zip": "75011",
        "city": "PARIS",
        "country": "FRANCE",
        "phone": "01 40 00 00 01",
        "email": "commandes@example.com",
        "website": "www.example.com",
        "cut_off": "930",
        "days": "1111100",
        "format": "edi",
        "messages": "order,answer,journal,return_notice",
    }
    assert not entry.is_deleted
    assert len(MESSAGES) == len(set(MESSAGES)) == 14


def test_the_second_lines_of_name_and_address_belong_to_them():
    contact = ("", "TOUR A", "BAT 2", "ETAGE 3", "75011", "PARIS", "FRANCE", "")
    entry = entry_of(line(ONE, name="ÉDITIONS ;X".replace(";", ","), contact=contact))
    assert entry.said["street"] == "TOUR A" and entry.said["street2"] == "BAT 2 ETAGE 3"
    assert "phone" not in entry.said
    assert entry.name == "ÉDITIONS ,X"


@pytest.mark.parametrize(
    ("movement", "names"),
    [
        ("00", {"name", "cut_off", "messages"}),
        ("01", {"name", "cut_off", "messages"}),
        ("03", {"name", "cut_off", "messages"}),
        ("04", {"name", "cut_off", "messages"}),
        ("05", {"name"}),
        ("06", {"cut_off"}),
        ("07", {"messages"}),
        ("08", set()),
    ],
)
def test_a_movement_tells_of_its_blocks_only(movement, names):
    said = entry_of(line(ONE, movement)).said
    assert {"name", "cut_off", "messages"} & set(said) == names
    assert entry_of(line(ONE, movement)).is_deleted is (movement == "08")
    assert entry_of(line(ONE, movement)).name == "LES EDITIONS DU TEST"


def test_lines_about_one_distributor_are_laid_over_each_other():
    second = ("01", "01", "1000", "1010000", "01", "", "")
    entry = entry_of(
        line(ONE, "05", successor=(TWO, "DEUX")), line(ONE, "06", name="", orders=second)
    )
    assert (entry.name, entry.said["cut_off"]) == ("LES EDITIONS DU TEST", "600")
    assert (entry.said["days"], entry.said["format"]) == ("1010000", "printable")
    assert (entry.successor, entry.successor_name) == (TWO, "DEUX")
    assert entry.said["city"] == "PARIS"
    moved = ("1", "RUE", "", "", "69001", "LYON", "FRANCE", "")
    assert entry_of(line(ONE), line(ONE, "05", contact=moved)).said["city"] == "LYON"
    gone = entry_of(line(ONE, "03"), line(ONE, "08"))
    assert gone.is_deleted


def test_what_is_no_time_no_days_no_form_is_not_said():
    entry = entry_of(line(ONE, orders=("", "", "9999", "11111", "07", "", "")))
    assert not {"cut_off", "days", "format"} & set(entry.said)
    entry = entry_of(line(ONE, orders=("", "", "0000", "1111120", "", "", ""), marks="0" * 14))
    assert entry.said["cut_off"] == "0" and "days" not in entry.said
    assert entry.said["messages"] == "-"
    empty = line(ONE).split(";")
    empty[30:44] = [""] * 14
    assert "messages" not in entry_of(";".join(empty)).said
    assert entry_of(line(ONE, orders=("", "", "", "0000000", "", "", ""))).said["days"] == "0000000"


@given(st.integers(0, 23), st.integers(0, 59))
def test_every_time_of_a_day_is_read(hours, minutes):
    assert read_hour(f"{hours:02}{minutes:02}") == str(60 * hours + minutes)


def test_other_hours_are_none():
    for text in ("", "2400", "1260", "930", "15300", "1²30", "ab30"):
        assert read_hour(text) == ""


def test_lines_that_cannot_be_read_are_told_and_nothing_of_them_is_taken():
    found = read_directory(
        directory(
            line(ONE),
            line(TWO) + ";",
            line(TWO, "99"),
            line("3010000000012"),
            line(TWO).replace(";FIN", ";FI"),
        )
    )
    assert [entry.gln for entry in found.entries] == [ONE]
    assert found.problems == ((3, "cells"), (4, "movement"), (5, "gln"), (6, "cells"))


def test_what_is_no_directory_or_was_cut_is_not_taken():
    for data, code in (
        (b"", "not_directory"),
        (b"EAN;Titre\r\n", "not_directory"),
        (b"L000001;Distrib_DLC_1;1\r\nF999999", "not_directory"),
        (b"L000000;Autre;1\r\nF999999", "not_directory"),
        (b"L000000;Distrib_DLC_1\r\nF999999", "not_directory"),
        (directory(line(ONE), end=line(TWO)), "cut"),
        (directory() + b" " * (20 * 1024 * 1024), "too_big"),
    ):
        with pytest.raises(DirectoryError) as caught:
            read_directory(data)
        assert caught.value.code == code
    assert read_directory(directory() + b"\r\n\r\n").entries == ()
    assert read_directory(directory(line(ONE), end="F999999;")).entries


def test_new_changed_gone_taken_over_and_same():
    data = directory(
        line(ONE),
        line(TWO, "04"),
        line(THREE, "08"),
        line(gln(4), "08", successor=(ONE, "UN")),
        line(gln(5), "08"),
        line(gln(6), "04"),
        line(gln(7), "05", successor=(TWO, "DEUX")),
    )
    known = read_directory(data).entries[1].said | {"listed": "listed"}
    ours = {
        TWO: known | {"city": "Lyon"},
        THREE: {"name": "x", "listed": "listed"},
        gln(4): {"name": "x"},
        gln(6): known,
        gln(7): known,
    }
    assert kinds(data, ours) == {
        ONE: "new",
        TWO: "changed",
        THREE: "gone",
        gln(4): "taken_over",
        gln(6): "same",
        gln(7): "taken_over",
    }
    change = next(one for one in plan(read_directory(data), ours) if one.entry.gln == TWO)
    [difference] = change.differences
    assert (difference.field, difference.ours, difference.theirs) == ("city", "Lyon", "PARIS")
    assert kinds(data, {gln(6): known | {"listed": "gone"}})[gln(6)] == "changed"
    assert kinds(data, {THREE: {"listed": "gone"}})[THREE] == "same"


def test_only_a_whole_file_says_that_who_is_missing_is_gone():
    ours = {TWO: {"listed": "listed", "name": "Deux"}, THREE: {"listed": ""}}
    whole = directory(line(ONE, "00"))
    assert kinds(whole, ours) == {ONE: "new", TWO: "gone"}
    [gone] = [one for one in plan(read_directory(whole), ours) if one.kind == "gone"]
    assert (gone.entry.name, gone.entry.is_deleted) == ("Deux", True)
    assert kinds(directory(line(ONE, "01")), ours) == {ONE: "new"}
    assert kinds(directory(line(ONE, "00"), line(THREE, "01")), ours)[ONE] == "new"
    assert TWO not in kinds(directory(line(ONE, "00"), line(THREE, "01")), ours)
    # a line that cannot be read may be the one that is missing
    assert TWO not in kinds(directory(line(ONE, "00"), line(TWO, "99")), ours)
    assert not read_directory(directory()).is_full


def test_a_distributor_is_not_its_own_successor_and_other_codes_are_none():
    assert entry_of(line(ONE, successor=(ONE, "UN"))).successor == ""
    entry = entry_of(line(ONE, successor=("123", "UN")))
    assert (entry.successor, entry.successor_name) == ("", "")
    assert glns_of(read_directory(directory(line(TWO, successor=(ONE, ""))))) == [ONE, TWO]


@pytest.mark.parametrize(
    ("name", "ours", "theirs", "differs"),
    [
        ("name", "Éditions du Test", "EDITIONS DU TEST", False),
        ("name", "", "EDITIONS DU TEST", True),
        ("phone", "+33 1 40 00 00 01", "01.40.00.00.01", False),
        ("phone", "01 40 00 00 02", "01.40.00.00.01", True),
        ("website", "http://www.example.com/", "WWW.example.com", False),
        ("website", "http://example.org", "www.example.com", True),
        ("days", "1111100", "1111000", True),
        ("messages", "order,answer", "order", True),
        ("messages", "order,answer", "order answer", True),
        ("cut_off", "900", "930", True),
        ("format", "edi", "edi", False),
    ],
)
def test_what_differs(name, ours, theirs, differs):
    assert bool(find_differences({name: ours}, {name: theirs})) is differs


FILES = st.lists(
    st.tuples(
        st.integers(1, 6),
        st.sampled_from(["00", "01", "03", "04", "05", "06", "07", "08"]),
        st.sampled_from(["PARIS", "LYON", ""]),
        st.sampled_from(["0101010", "0000000", ""]),
        st.sampled_from(["", gln(1), gln(9)]),
    ),
    max_size=12,
)


@given(FILES, st.dictionaries(st.integers(1, 6), st.just({"listed": "listed"}), max_size=4))
def test_a_file_that_was_taken_changes_nothing_the_second_time(lines, known):
    data = directory(
        *(
            line(
                gln(number),
                movement,
                contact=("1", "RUE", "", "", "75011", city, "FRANCE", ""),
                orders=("", "", "", days, "", "", ""),
                successor=(successor, "X" if successor else ""),
            )
            for number, movement, city, days, successor in lines
        )
    )
    ours = {gln(number): dict(said) for number, said in known.items()}
    for change in plan(read_directory(data), ours):
        ours[change.entry.gln] = ours_after(change, ours.get(change.entry.gln))
    assert {change.kind for change in plan(read_directory(data), ours)} <= {"same"}
