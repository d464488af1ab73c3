from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.transport_l10n_fr.core.emissions import (
    Figures,
    Freight,
    emission,
    latest_telling,
)

MASSES = {
    "city": Decimal("1.1"),
    "car": Decimal("1.4"),
    "suv": Decimal("1.75"),
    "van": Decimal("2.1"),
    "large_van": Decimal("2.4"),
}
LAW = Figures(Decimal("0.370"), Decimal(6), Decimal("3.17"), MASSES)
OLD = Figures(Decimal("0.370"), Decimal(6), Decimal("3.07"), MASSES)
OWN = Figures(Decimal("0.340"), Decimal("7.5"), Decimal("3.17"), MASSES, 2)


@pytest.mark.parametrize(
    ("figures", "cars", "km", "kilos"),
    [
        (LAW, [Freight("car", 1400)], "471", "128.9"),
        (OLD, [Freight("car", 1400)], "471", "124.8"),
        (LAW, [Freight("car")], "471", "128.9"),
        (LAW, [Freight("city")], "100", "21.5"),
        (LAW, [Freight("suv")], "100", "34.2"),
        (LAW, [Freight("van")], "100", "41.1"),
        (LAW, [Freight("large_van")], "100", "46.9"),
        (LAW, [Freight("car"), Freight("van")], "250.5", "171.4"),
        (LAW, [Freight("van", 1999)], "1", "0.4"),
        (LAW, [Freight("car")] * 8, "900", "1970.5"),
        (OWN, [Freight("car", 1400)], "471", "94.8"),
        (LAW, [Freight("city", 1000), Freight("city")], "588.3", "241.5"),
    ],
)
def test_a_dozen_lots_to_a_tenth_of_a_kilogram(figures, cars, km, kilos):
    assert emission(figures, cars, Decimal(km)).kilos == Decimal(kilos)


def test_what_it_was_computed_from_is_told():
    found = emission(OWN, [Freight("car", 1250), Freight("van")], Decimal("10.5"))
    assert (found.tonnes, found.km, found.level) == (Decimal("3.35"), Decimal("10.5"), 2)
    assert found.estimated
    assert not emission(LAW, [Freight("car", 1250)], Decimal(1)).estimated
    assert emission(LAW, [Freight("car", 1250)], Decimal(1)).level == 1


@given(
    st.lists(st.builds(Freight, st.sampled_from(sorted(MASSES)), st.integers(0, 5000)), min_size=1),
    st.integers(1, 3000),
)
def test_a_lot_emits_what_its_cars_emit(cars, km):
    whole = emission(LAW, cars, Decimal(km)).kilos
    parts = sum(float(emission(LAW, [car], Decimal(km)).kilos) for car in cars)
    assert abs(float(whole) - parts) <= 0.05 * (len(cars) + 1) + 1e-6


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_two_months_are_two_months(day):
    last = latest_telling(day)
    assert timedelta(days=58) < last - day <= timedelta(days=62)
    assert (last.year * 12 + last.month) - (day.year * 12 + day.month) == 2
    assert last.day == day.day or (last + timedelta(days=1)).day == 1
