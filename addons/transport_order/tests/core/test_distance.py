from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.transport_order.core.distance import (
    great_circle_km,
    load_centroids,
    local_distance,
    refusal,
    road_km,
)
from odoo.addons.transport_order.core.lot import Place

# Published road kilometres (eurodist; distances from Fontaine-lès-Dijon): not used to fit the factors
ROADS = {
    ("75001", "69002"): 471,
    ("75001", "13002"): 792,
    ("75001", "62100"): 280,
    ("69002", "13002"): 320,
    ("69002", "62100"): 739,
    ("13002", "62100"): 1059,
    ("21121", "59000"): 498,
    ("21121", "44000"): 640,
    ("21121", "67000"): 343,
    ("21121", "29200"): 865,
    ("21121", "31000"): 732,
    ("21121", "51100"): 295,
    ("21121", "57000"): 263,
    ("75001", "54000"): 372,
    ("75001", "21000"): 313,
}
points = st.tuples(st.floats(41, 51), st.floats(-5, 9))


def test_every_mainland_postcode_lies_near_the_others_of_its_department():
    centroids = load_centroids()
    assert len(centroids) == 6188
    departments = defaultdict(list)
    for code, point in centroids.items():
        if not code.startswith(("97", "98")):
            assert 41 < point[0] < 51.2 and -5.3 < point[1] < 9.7, code
            departments[code[:2]].append((code, point))
    for places in departments.values():
        for code, point in places:
            nearest = min(great_circle_km(point, other) for name, other in places if name != code)
            assert nearest < 32, code


def test_offline_kilometres_stay_close_to_published_roads():
    errors = []
    for (origin, destination), published in ROADS.items():
        told = local_distance(Place("FR", origin), Place("FR", destination)).km
        errors.append(abs(told - published) / published)
    assert sum(errors) / len(errors) < 0.10
    assert max(errors) < 0.25


def test_islands_foreign_and_unknown_places_have_no_distance():
    cases = {
        "foreign": Place("DE", "77694"),
        "island": Place("FR", "20000"),
        "unknown_place": Place("FR", "21078"),
    }
    for reason, place in cases.items():
        assert refusal(place) == reason
        distance = local_distance(Place("FR", "21000"), place)
        assert (distance.km, distance.reason) == (None, reason)


def test_overseas_and_small_islands_are_islands_and_monaco_is_not():
    assert refusal(Place("FR", "97400")) == "island"
    assert refusal(Place("FR", "56360")) == "island"
    assert refusal(Place("MC", "98000")) == ""


def test_an_exact_point_goes_before_the_postcode():
    exact = Place("FR", "21121", latitude=48.8626, longitude=2.3363)
    assert local_distance(exact, Place("FR", "75001")).km == 1.0


@given(points, points)
def test_great_circle_is_symmetric_and_never_negative(origin, destination):
    forth, back = great_circle_km(origin, destination), great_circle_km(destination, origin)
    assert abs(forth - back) < 1e-9
    assert forth >= 0


@given(st.floats(0, 1500), st.floats(0, 200))
def test_a_longer_way_is_never_shorter_by_road(length, more):
    assert road_km(length + more) >= road_km(length)
    assert road_km(length) >= length - 0.05
