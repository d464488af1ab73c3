"""Borders that a change of one sign would move: tables of codes, check digits, bands, distances."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import isclose

import pytest

from odoo.addons.transport_order.core.damage import AREAS, SEVERITIES, TYPES, split_code
from odoo.addons.transport_order.core.distance import great_circle_km, local_distance, road_km
from odoo.addons.transport_order.core.identity import VIN_VALUES, read_plate, read_vin
from odoo.addons.transport_order.core.log_mask import mask_paths
from odoo.addons.transport_order.core.lot import CATEGORIES, OPTIONS, Car, Lot, Options, Place
from odoo.addons.transport_order.core.progress import CAR_STATES, TRANSITIONS, order_state
from odoo.addons.transport_order.core.rate import RateLimiter
from odoo.addons.transport_order.core.reference import ALPHABET, new_reference
from odoo.addons.transport_order.core.tariff import (
    Band,
    Distance,
    Lane,
    LotStep,
    Rates,
    Surcharge,
    Zone,
    ZoneRule,
    find_lane,
    price,
)
from odoo.addons.transport_order.core.terms import moment_fault, wanted_fault

DIJON, LILLE = Place("FR", "21000"), Place("FR", "59000")
RATES = Rates(
    bands=(Band(200, Decimal(60), Decimal("0.5")), Band(500, Decimal(100), Decimal("0.4"))),
    factors={"car": Decimal(1), "van": Decimal("1.5"), "large_van": None},
    minimum=Decimal(0),
)


def lot(*categories, options=None, running=True, origin=DIJON, destination=LILLE):
    cars = tuple(Car("", category, running) for category in categories or ("car",))
    return Lot(cars, origin, destination, options or Options())


def km(length):
    return Distance(length, "local", "1")


# --- codes and marks


def test_the_codes_of_damages_are_those_of_m_22():
    assert " ".join(AREAS) == (
        "01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30"
        " 33 34 37 38 52 53 54 57 58 63 64 65 66 67 68"
    )
    assert " ".join(TYPES) == (
        "01 02 03 04 05 06 07 08 09 10 11 12 13 14 18 19 20 21 22 23 24 25 29 30 34 36 37 38"
    )
    assert " ".join(SEVERITIES) == "1 2 3 4 5 6"
    assert [split_code(code) for code in ("03121", "03120", "03127", "0312", "031211")] == [
        ("03", "12", "1"),
        None,
        None,
        None,
        None,
    ]


def test_the_figure_of_each_sign_of_a_vin():
    """ISO 3779, written once more: the place of a letter in its row."""
    rows = ("ABCDEFGH", "JKLMN.P.R", ".STUVWXYZ")
    figures = {sign: place for row in rows for place, sign in enumerate(row, 1) if sign != "."} | {
        str(digit): digit for digit in range(10)
    }
    assert figures == VIN_VALUES


def test_a_wrong_sign_of_an_american_vin_is_a_doubt():
    weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
    draw = random.Random(7)
    for _number in range(60):
        signs = [draw.choice("12345"), *draw.choices(sorted(VIN_VALUES), k=16)]
        rest = sum(VIN_VALUES[sign] * weight for sign, weight in zip(signs, weights, strict=True))
        signs[8] = "X" if rest % 11 == 10 else str(rest % 11)
        assert read_vin("".join(signs)).level == "sure", signs
        signs[8] = "0" if signs[8] != "0" else "1"
        assert read_vin("".join(signs)).reason == "check_digit", signs


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("AA-001-AA", "sure"),
        ("AA-000-AA", "doubtful"),
        ("SS-204-KL", "doubtful"),
        ("KL-204-SS", "doubtful"),
        ("GR-318-IO", "doubtful"),
        ("WW-123-AB", "sure"),
        ("1234 AB 21", "sure"),
        ("12 AB 2A", "sure"),
        ("12 AB 978", "sure"),
        ("12 AB 979", "doubtful"),
        ("12 AB 96", "doubtful"),
        ("12 AB 95", "sure"),
        ("12 AB 00", "doubtful"),
    ],
)
def test_plates_at_the_borders_of_their_series(text, level):
    assert read_plate(text).level == level


def test_secret_paths_are_cut():
    assert mask_paths("GET /transport/driver/ABC/x?y HTTP") == "GET /transport/driver/…/x?y HTTP"
    assert mask_paths("/transport/note/ABC/pdf") == "/transport/note/…/pdf"
    assert mask_paths("/my/transport/orders") == "/my/transport/orders"


def test_references_are_long_and_of_clear_signs():
    marks = {new_reference("T") for _number in range(200)}
    assert len(marks) == 200
    assert {len(mark) for mark in marks} == {13}
    assert len(new_reference("", 32)) == 32
    assert set(ALPHABET) & set("01OI") == set()


# --- distance


def test_a_degree_along_the_equator_and_the_pole():
    assert isclose(great_circle_km((0, 0), (0, 1)), 111.19, abs_tol=0.05)
    assert isclose(great_circle_km((0, 0), (0, 180)), 20015, abs_tol=5)
    assert great_circle_km((48.0, 2.0), (48.0, 2.0)) == 0


@pytest.mark.parametrize(
    ("straight", "road"),
    [(0, 1), (30, 41.1), (60, 80.4), (117.5, 155.7), (175, 229.2), (350, 444.5), (2000, 2500)],
)
def test_the_detour_falls_with_the_distance(straight, road):
    assert isclose(road_km(straight), road, abs_tol=0.6)


def test_far_beyond_the_table_the_last_detour_holds():
    assert isclose(road_km(4000), 5000, abs_tol=1)


def test_an_unknown_point_is_told():
    assert local_distance(DIJON, Place("FR", "00000")).reason == "unknown_place"
    near = Place("FR", "", "", 47.3, 5.0)
    assert local_distance(near, near).km == 1


# --- tariff


@pytest.mark.parametrize(
    ("length", "amount"), [(200, "160.00"), (200.1, "180.04"), (500, "300.00"), (0, "60.00")]
)
def test_bands_at_their_borders(length, amount):
    assert price(RATES, lot(), km(length)).amount == Decimal(amount)


def test_beyond_the_last_band_a_person_answers():
    assert price(RATES, lot(), km(500.1)).reasons == ("too_far",)
    endless = replace(RATES, bands=(*RATES.bands, Band(None, Decimal(150), Decimal("0.3"))))
    assert price(endless, lot(), km(1000)).amount == Decimal(450)
    assert price(endless, lot(), km(200)).amount == Decimal(160)


def test_reasons_in_the_order_of_their_use():
    corsica = ZoneRule(Zone("FR", ("59",), "Nord"), on_request=True)
    rates = replace(RATES, zone_rules=(corsica,))
    asked = lot("large_van", options=Options(express=True), running=False)
    assert price(rates, asked, Distance(None, reason="island")).reasons == (
        "island",
        "zone_on_request",
        "category_on_request",
        "option_on_request",
    )
    assert price(rates, Lot((), DIJON, LILLE), km(1)).reasons == ("empty",)
    assert price(replace(RATES, bands=()), lot(), km(1)).reasons == ("no_tariff",)
    assert price(replace(RATES, bands=(Band(None, Decimal(0)),)), lot(), km(1)).reasons == (
        "zero_price",
    )
    assert price(RATES, lot(), Distance(None)).reasons == ("no_distance",)


def test_supplements_of_places_count_cars_and_both_ends():
    there = ZoneRule(Zone("FR", ("59",), "Nord"), fixed=Decimal(10))
    here = ZoneRule(Zone("FR", ("21",), "Côte-d'Or"), percent=Decimal(10))
    other = ZoneRule(Zone("FR", ("75",), "Paris"), fixed=Decimal(99))
    abroad = ZoneRule(Zone("BE", (), "Belgique"), fixed=Decimal(77))
    rates = replace(RATES, zone_rules=(there, here, other, abroad))
    found = price(rates, lot("car", "van"), km(100))
    assert [(line.detail, line.amount) for line in found.lines if line.code == "zone"] == [
        ("Nord", Decimal("20.00")),
        ("Côte-d'Or", Decimal("27.50")),
    ]
    assert found.amount == Decimal("110.00") + Decimal("165.00") + Decimal("47.50")


def test_fuel_counts_the_discount_and_not_the_services():
    rates = replace(
        RATES,
        fuel_percent=Decimal(10),
        lot_steps=(LotStep(2, Decimal(5)), LotStep(4, Decimal(20))),
        surcharges={"express": Surcharge("express", Decimal(8), Decimal(50))},
    )
    found = price(rates, lot("car", "car", "car", options=Options(express=True)), km(100))
    assert [(line.code, line.quantity, line.amount) for line in found.lines] == [
        ("transport", 3, Decimal("330.00")),
        ("surcharge", 3, Decimal("24.00")),
        ("surcharge_percent", 1, Decimal("165.00")),
        ("lot_discount", 1, Decimal("-16.50")),
        ("fuel", 1, Decimal("31.35")),
    ]
    four = price(rates, lot(*["car"] * 4), km(100))
    assert [line.amount for line in four.lines if line.code == "lot_discount"] == [
        Decimal("-88.00")
    ]
    one = price(rates, lot(), km(100))
    assert [line.code for line in one.lines] == ["transport", "fuel"]


def test_the_minimum_fills_up_to_itself():
    rates = replace(RATES, minimum=Decimal("110.01"))
    found = price(rates, lot(), km(100))
    assert (found.lines[-1].code, found.lines[-1].amount) == ("minimum", Decimal("0.01"))
    exact = price(replace(RATES, minimum=Decimal(110)), lot(), km(100))
    assert [line.code for line in exact.lines] == ["transport"]


def test_lanes_and_their_price():
    nord, bourgogne = Zone("FR", ("59",)), Zone("FR", ("21",))
    forth = Lane(bourgogne, nord, price=Decimal(300), both_ways=False)
    rates = replace(RATES, lanes=(forth,), bands=())
    assert price(rates, lot("car", "van"), Distance(None)).amount == Decimal(750)
    back = lot(origin=LILLE, destination=DIJON)
    assert find_lane(rates, back) is None
    assert find_lane(replace(rates, lanes=(replace(forth, both_ways=True),)), back)
    measured = Lane(bourgogne, nord, km=100)
    found = price(replace(RATES, lanes=(measured,)), lot(), km(499))
    assert (found.km, found.method, found.amount) == (100, "lane", Decimal(110))


def test_zones_hold_their_places():
    assert Zone("", ()).holds(DIJON)
    assert Zone("FR", ("2", "3")).holds(DIJON)
    assert not Zone("FR", ("1",)).holds(DIJON)
    assert not Zone("BE").holds(DIJON)


def test_options_are_read_by_name():
    assert OPTIONS == ("express", "enclosed", "appointment")
    assert Options(enclosed=True).chosen() == ["enclosed"]
    assert Options(True, False, True).as_dict() == {
        "express": True,
        "enclosed": False,
        "appointment": True,
    }
    assert CATEGORIES == ("city", "car", "suv", "van", "large_van")
    assert (Car("x").category, Car("x").running, Car("x").mass_kg) == ("car", True, 0)


# --- progress, terms, limits


def test_ways_of_an_order():
    assert set(TRANSITIONS["closed"]) == {"delivered", "in_progress", "planned", "confirmed"}
    assert TRANSITIONS["cancelled"] == ("draft", "confirmed")
    assert max(CAR_STATES, key=CAR_STATES.get) == "delivered"
    assert order_state([], True) == "planned"
    assert order_state(["cancelled", "returned"], True) == "closed"
    assert order_state(["cancelled", "delivered"], False) == "delivered"
    assert order_state(["to_collect", "delivered"], False) == "in_progress"
    assert order_state(["not_ready"], False) == "confirmed"


def test_days_that_can_be_wanted():
    today = date(2026, 3, 2)
    assert [wanted_fault(today + timedelta(days), today) for days in (-1, 0, 366, 367)] == [
        "past",
        "",
        "",
        "far",
    ]
    assert wanted_fault(None, today) == ""


def test_moments_at_which_an_order_can_have_moved():
    noon = datetime(2026, 3, 2, 12)
    late, early = timedelta(minutes=10), timedelta(days=366)
    second = timedelta(seconds=1)
    assert moment_fault(noon + late, noon, noon) == ""
    assert moment_fault(noon + late + second, noon, noon) == "future"
    assert moment_fault(noon - early, noon, noon) == ""
    assert moment_fault(noon - early - second, noon, noon) == "past"


def test_a_bucket_is_forgotten_when_there_are_too_many():
    limiter = RateLimiter()
    assert limiter.take("a", 60, 0, burst=1) == 0
    assert limiter.take("a", 60, 0, burst=1) == 2
    assert limiter.take("a", 60, 0.5, burst=1) == 1
    assert limiter.take("a", 60, 1.5, burst=1) == 0
    assert limiter.take("b", 6, 0, burst=1) == 0
    assert limiter.take("b", 6, 0, burst=1) == 10
