from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_technical_spec.core import ip_code
from odoo.addons.crm_technical_spec.core.matching import (
    FAIL,
    NEAR,
    PASS,
    UNKNOWN,
    Criterion,
    Value,
    box_for,
    judge,
    score,
)
from odoo.addons.crm_technical_spec.core.options import (
    downward_closure,
    find_cycle,
    upward_closure,
)

bounds = st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)).map(sorted)
operators = st.sampled_from(["ge", "le", "eq", "between", "covers", "within"])
CODES = ip_code.all_codes()


def number(operator, low, high=None, margin=0, is_range=False):
    box = box_for(operator, low, low if high is None else high, is_range)
    return Criterion(1, box=box, near_box=box.widen(margin) if margin else None)


def point(value):
    return Value(value, value)


def test_at_least_asks_a_number_of_its_worst_case():
    assert judge(number("ge", 5), Value(4.5, 5.5)) == FAIL
    assert judge(number("ge", 5), point(5)) == PASS


def test_at_least_asks_a_range_how_far_it_reaches():
    assert judge(number("ge", 24, is_range=True), Value(10, 30)) == PASS
    assert judge(number("ge", 31, is_range=True), Value(10, 30)) == FAIL


def test_a_range_accepts_what_lies_inside():
    assert judge(number("eq", 24, is_range=True), Value(10, 30)) == PASS
    assert judge(number("covers", 12, 36, is_range=True), Value(10, 30)) == FAIL
    assert judge(number("within", 5, 40, is_range=True), Value(10, 30)) == PASS


def test_a_little_short_is_near():
    assert judge(number("ge", 5, margin=0.5), point(4.6)) == NEAR
    assert judge(number("ge", 5, margin=0.5), point(4.4)) == FAIL


def test_silence_is_unknown_and_neither_pass_nor_fail():
    assert judge(number("ge", 5), None) == UNKNOWN


@given(operators, bounds, bounds, st.floats(0, 1e5), st.booleans())
def test_what_passes_also_lies_in_the_near_box(operator, asked, held, margin, is_range):
    box = box_for(operator, *asked, is_range)
    assert not box.holds(*held) or box.widen(margin).holds(*held)


@given(bounds, bounds)
def test_covers_and_within_are_mirror_images(one, other):
    covers = box_for("covers", *one, True).holds(*other)
    within = box_for("within", *other, True).holds(*one)
    assert covers == within


def test_a_text_must_hold_every_word():
    criterion = Criterion(1, words=("self", "locking"))
    assert judge(criterion, Value(text="Self-locking gear")) == PASS
    assert judge(criterion, Value(text="self driving")) == FAIL


def test_score_counts_only_the_wishes():
    must = Criterion(1)
    heavy, light = Criterion(2, must=False, weight=3), Criterion(3, must=False, weight=1)
    assert score([(must, PASS), (heavy, PASS), (light, NEAR)]) == 75
    assert score([(must, FAIL)]) == 100


def test_ip67_does_not_include_the_jets_of_ip65():
    assert not ip_code.implies("IP67", "IP65")
    assert not ip_code.implies("IP68", "IP66")
    assert ip_code.implies("IP66", "IP65")
    assert ip_code.implies("IP67", "IP54")
    assert ip_code.implies("IP68", "IP67")
    assert not ip_code.implies("IP69", "IP67")


@given(st.sampled_from(CODES), st.sampled_from(CODES), st.sampled_from(CODES))
def test_ip_codes_form_a_partial_order(one, other, third):
    assert ip_code.implies(one, one)
    if ip_code.implies(one, other) and ip_code.implies(other, one):
        assert one == other
    if ip_code.implies(one, other) and ip_code.implies(other, third):
        assert ip_code.implies(one, third)


edges = st.dictionaries(st.integers(0, 12), st.sets(st.integers(0, 12), max_size=4), max_size=12)


@given(edges, st.integers(0, 12), st.integers(0, 12))
def test_up_and_down_closures_mirror_each_other(implies, one, other):
    assert (other in upward_closure({one}, implies)) == (one in downward_closure(other, implies))


@given(edges)
def test_a_circle_is_found_if_and_only_if_two_options_imply_each_other(implies):
    mutual = any(
        option in downward_closure(target, implies)
        for option, targets in implies.items()
        for target in targets
    )
    assert (find_cycle(implies) is not None) == mutual
