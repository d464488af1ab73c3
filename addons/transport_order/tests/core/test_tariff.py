from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.transport_order.core.lot import CATEGORIES, Car, Lot, Options, Place, fingerprint
from odoo.addons.transport_order.core.tariff import (
    Band,
    Distance,
    Lane,
    LotStep,
    Rates,
    Surcharge,
    Zone,
    ZoneRule,
    price,
)

DIJON, LILLE, AJACCIO = Place("FR", "21121"), Place("FR", "59000"), Place("FR", "20000")
RATES = Rates(
    bands=(
        Band(50, Decimal(90)),
        Band(200, Decimal(60), Decimal("0.90")),
        Band(None, Decimal(100), Decimal("0.70")),
    ),
    factors={
        "city": Decimal("0.9"),
        "car": Decimal(1),
        "suv": Decimal("1.2"),
        "van": Decimal("1.5"),
        "large_van": None,
    },
    surcharges={
        "not_running": Surcharge("not_running", fixed=Decimal(60)),
        "express": Surcharge("express", percent=Decimal(25)),
        "appointment": Surcharge("appointment", fixed=Decimal(15), per_order=True),
    },
    lot_steps=(LotStep(3, Decimal(5)), LotStep(6, Decimal(12))),
    zone_rules=(ZoneRule(Zone("FR", ("20",), "Corsica"), on_request=True),),
    fuel_percent=Decimal("4.5"),
    minimum=Decimal(80),
)
FAR = Distance(500.0, "local", "test")
priced_cars = st.builds(
    Car,
    st.just(""),
    st.sampled_from([name for name in CATEGORIES if name != "large_van"]),
    st.booleans(),
)
lots = st.lists(priced_cars, min_size=1, max_size=12).map(
    lambda cars: Lot(tuple(cars), DIJON, LILLE)
)


def lot_of(*cars, options=None, origin=DIJON, destination=LILLE):
    return Lot(tuple(cars), origin, destination, options or Options())


def test_one_car_costs_its_band_and_the_fuel_index():
    estimate = price(RATES, lot_of(Car("", "car")), FAR)
    assert [(line.code, line.amount) for line in estimate.lines] == [
        ("transport", Decimal("450.00")),
        ("fuel", Decimal("20.25")),
    ]
    assert estimate.amount == Decimal("470.25")


def test_a_distance_on_the_limit_belongs_to_the_lower_band():
    at_limit = price(RATES, lot_of(Car("", "car")), Distance(50.0, "", ""))
    beyond = price(RATES, lot_of(Car("", "car")), Distance(50.1, "", ""))
    assert at_limit.lines[0].amount == Decimal("90.00")
    assert beyond.lines[0].amount == Decimal("105.09")


def test_lots_get_the_largest_discount_they_reach():
    amounts = {
        count: {
            line.code: line for line in price(RATES, lot_of(*[Car("", "car")] * count), FAR).lines
        }
        for count in (2, 3, 6)
    }
    assert "lot_discount" not in amounts[2]
    assert amounts[3]["lot_discount"].amount == Decimal("-67.50")
    assert amounts[6]["lot_discount"].amount == Decimal("-324.00")


def test_a_car_that_does_not_run_pays_its_own_surcharge_once():
    estimate = price(RATES, lot_of(Car("", "car"), Car("", "car", running=False)), FAR)
    surcharge = next(line for line in estimate.lines if line.code == "surcharge")
    assert (surcharge.detail, surcharge.quantity, surcharge.amount) == ("not_running", 1, 60)


def test_an_order_surcharge_counts_once_and_a_percentage_follows_the_transport():
    options = Options(express=True, appointment=True)
    lines = {
        line.detail: line
        for line in price(RATES, lot_of(Car("", "car"), Car("", "suv"), options=options), FAR).lines
    }
    assert lines["appointment"].amount == Decimal("15.00")
    assert lines["express"].amount == Decimal("247.50")


def test_what_the_tariff_does_not_price_becomes_a_price_on_request():
    cases = {
        "category_on_request": price(RATES, lot_of(Car("", "large_van")), FAR),
        "option_on_request": price(
            RATES, lot_of(Car("", "car"), options=Options(enclosed=True)), FAR
        ),
        "zone_on_request": price(RATES, lot_of(Car("", "car"), destination=AJACCIO), FAR),
        "unknown_place": price(
            RATES, lot_of(Car("", "car")), Distance(None, reason="unknown_place")
        ),
        "no_tariff": price(Rates(), lot_of(Car("", "car")), FAR),
        "too_far": price(replace(RATES, bands=RATES.bands[:2]), lot_of(Car("", "car")), FAR),
        "zero_price": price(
            Rates(bands=(Band(None, Decimal(0)),), factors=RATES.factors),
            lot_of(Car("", "car")),
            FAR,
        ),
        "empty": price(RATES, lot_of(), FAR),
    }
    for reason, estimate in cases.items():
        assert reason in estimate.reasons
        assert estimate.lines == () and estimate.amount == 0


def test_a_lane_goes_before_bands_and_zones_and_its_kilometres_before_the_distance():
    lane = Lane(Zone("FR", ("21",)), Zone("FR", ("20",)), km=900, price=Decimal(1200))
    estimate = price(
        replace(RATES, lanes=(lane,)),
        lot_of(Car("", "suv"), destination=AJACCIO),
        Distance(None, reason="island"),
    )
    assert not estimate.on_request
    assert (estimate.km, estimate.method) == (900, "lane")
    assert estimate.lines[0].amount == Decimal("1440.00")


def test_a_one_way_lane_does_not_price_the_way_back():
    lane = Lane(Zone("FR", ("21",)), Zone("FR", ("59",)), price=Decimal(100), both_ways=False)
    rates = replace(RATES, lanes=(lane,))
    forth = price(rates, lot_of(Car("", "car")), FAR)
    back = price(rates, lot_of(Car("", "car"), origin=LILLE, destination=DIJON), FAR)
    assert forth.lines[0].amount == Decimal("100.00")
    assert back.lines[0].amount == Decimal("450.00")


def test_the_minimum_is_explained_by_a_line_of_its_own():
    rates = replace(RATES, minimum=Decimal(200), fuel_percent=Decimal(0))
    estimate = price(rates, lot_of(Car("", "car")), Distance(10.0, "", ""))
    assert [(line.code, line.amount) for line in estimate.lines][-1] == (
        "minimum",
        Decimal("110.00"),
    )
    assert estimate.amount == Decimal("200.00")


@given(lots, st.floats(0.1, 1500))
def test_lines_add_up_to_the_cent_and_every_line_is_quantity_times_unit(lot, km):
    estimate = price(RATES, lot, Distance(round(km, 1), "local", "test"))
    assert estimate.amount == sum(line.amount for line in estimate.lines)
    for line in estimate.lines:
        assert line.quantity * line.unit_price == line.amount
        assert line.amount == line.amount.quantize(Decimal("0.01"))
    assert estimate.amount >= RATES.minimum
    assert sum(estimate.car_amounts) == sum(
        line.amount for line in estimate.lines if line.code == "transport"
    )


@given(lots, st.randoms())
def test_the_order_of_the_cars_does_not_change_the_price(lot, random):
    cars = list(lot.cars)
    random.shuffle(cars)
    assert price(RATES, lot, FAR).amount == price(RATES, replace(lot, cars=tuple(cars)), FAR).amount


@given(st.dictionaries(st.text(max_size=5), st.integers()), st.text(min_size=1, max_size=5))
def test_any_changed_value_gives_another_fingerprint(content, key):
    changed = content | {key: content.get(key, 0) + 1}
    assert fingerprint(content) == fingerprint(dict(reversed(content.items())))
    assert fingerprint(content) != fingerprint(changed)
