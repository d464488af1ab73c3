"""Columns by each of their names, moments at the hour itself, messages of several lines."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.bookstore_order.core.answers import Answer, read_answers
from odoo.addons.bookstore_order.core.cut_off import next_cut_off
from odoo.addons.bookstore_order.core.edifact import write_orders
from odoo.addons.bookstore_order.core.needs import Threshold, TitleState, find_needs


@pytest.mark.parametrize(
    ("header", "answers"),
    [
        (["ISBN", "Statut"], [Answer(2, "978", "Épuisé")]),
        (["Code article", "Observation libraire"], [Answer(2, "978", "Épuisé")]),
        (["Gencod", "ETAT", "Disponible le"], [Answer(2, "978", "Épuisé", "2027")]),
        (
            ["EAN13", "Réponse", "Parution", "Remplacé par EAN"],
            [Answer(2, "978", "Épuisé", "2027", "979")],
        ),
        (["EAN", "Réponse", "Rien", "Nouvel EAN"], [Answer(2, "978", "Épuisé", "", "979")]),
        (["EAN", "Statut", "Statut"], [Answer(2, "978", "Épuisé")]),
    ],
)
def test_columns_have_many_names(header, answers):
    rows = [header, [" 978 ", " Épuisé ", " 2027 ", " 979 "], ["  ", "Épuisé"], []]
    found = read_answers(rows)
    assert (found.answers, found.missing) == (answers, [])


def test_the_header_is_the_first_line_that_names_both():
    rows = [["EAN"], ["Statut"], ["x", "Statut", "EAN"], ["a", "b", "c"], ["EAN", "Statut"], ["d"]]
    found = read_answers(rows)
    assert found.answers == [Answer(4, "c", "b")]
    assert read_answers(rows[:1]).missing == ["answer"]
    assert read_answers(rows[:2]).missing == ["isbn"]


NOON = datetime(2026, 12, 2, 12, 0)  # a Wednesday


@pytest.mark.parametrize(
    ("now", "hour", "days", "moment"),
    [
        (NOON, 12.0, {2}, NOON + timedelta(days=7)),  # at the hour itself it is too late
        (NOON - timedelta(seconds=1), 12.0, {2}, NOON),
        (NOON, 12.25, {2}, NOON + timedelta(minutes=15)),
        (NOON, 12.999, {2}, NOON + timedelta(hours=1)),
        (NOON, 0.0, {3}, NOON + timedelta(hours=12)),
        (NOON, 12.0, {1}, NOON + timedelta(days=6)),
        (NOON + timedelta(seconds=5, microseconds=7), 12.0, {3, 4}, NOON + timedelta(days=1)),
    ],
)
def test_the_next_collection_is_after_now(now, hour, days, moment):
    assert next_cut_off(now, hour, days) == moment


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), st.sets(st.integers(0, 6), min_size=1)
)
def test_no_collection_lies_between(now, days):
    found = next_cut_off(now, 15.5, days)
    assert now < found <= now + timedelta(days=7)
    assert found.weekday() in days
    between = now + timedelta(hours=1)
    while between < found:
        assert between.weekday() not in days or between.date() in (now.date(), found.date())
        between += timedelta(days=1)


def test_a_message_counts_its_lines_and_segments():
    lines = [("978", 2, "7"), ("979", 30, "8"), ("9'7", 1, "a:b")]
    text = write_orders("P?1", datetime(2026, 1, 2, 3, 4), "1+1", "2'2", lines)
    segments = text.splitlines()
    assert text.endswith("'\n")
    assert segments[1] == "UNB+UNOC:3+1?+1:14+2?'2:14+260102:0304+P??1'"
    assert segments[4] == "DTM+137:202601020304:203'"
    assert segments[8:17] == [
        "LIN+1++978:EN'",
        "QTY+21:2'",
        "RFF+LI:7'",
        "LIN+2++979:EN'",
        "QTY+21:30'",
        "RFF+LI:8'",
        "LIN+3++9?'7:EN'",
        "QTY+21:1'",
        "RFF+LI:a?:b'",
    ]
    assert segments[17:] == ["UNS+S'", "CNT+2:3'", "UNT+18+1'", "UNZ+1+P??1'"]
    body = segments[2:-1]
    assert body[-1] == f"UNT+{len(body)}+1'"


@pytest.mark.parametrize(
    ("state", "needs"),
    [
        (TitleState({1: 1.0, 2: -1.0}, promised=1.0), {"client": 1.0}),
        (TitleState({1: 5.0, 2: -2.0}, promised=4.0), {"client": 1.0}),
        (TitleState(lacking=-1.0), {}),
        (TitleState(lacking=3.0, thresholds=[Threshold(3)]), {"deposit": 3.0}),
        (TitleState({1: 1.0}, thresholds=[Threshold(2, 3)]), {"threshold": 2.0}),
        (TitleState({1: 1.0, 3: 1.0}, thresholds=[Threshold(2, 3)]), {"threshold": 1.0}),
        (
            TitleState({1: 1.0, 3: -1.0}, frozenset([3]), thresholds=[Threshold(2, 1)]),
            {"threshold": 2.0},
        ),
        (TitleState({1: 2.0}, promised=2.0, thresholds=[Threshold(2, 1)]), {"threshold": 2.0}),
        (
            TitleState({1: 0.0}, on_order=1.0, marked=1.0, thresholds=[Threshold(3, 1)]),
            {"threshold": 1.0},
        ),
        (TitleState({1: 3.0}, thresholds=[Threshold(2)]), {}),
    ],
)
def test_needs_at_their_limits(state, needs):
    assert find_needs(state) == needs
