from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.suite_base.core.workflow_svg import State, Transition, draw_workflow

NAMESPACE = {"svg": "http://www.w3.org/2000/svg"}
STATES = [State("draft", "Draft"), State("out", "Out", "blue"), State("back", "Back", "green")]
TRANSITIONS = [
    Transition("depart", "Depart", ("draft",), "out"),
    Transition("return", "Return", ("out",), "back"),
    Transition("reopen", "Reopen", ("back",), "out"),
]


def _parse(svg):
    return ElementTree.fromstring(svg)


def _boxes(root, css_class):
    groups = [
        group
        for group in root.findall("svg:g", NAMESPACE)
        if css_class in group.get("class", "").split()
    ]
    return [group.find("svg:rect", NAMESPACE).attrib for group in groups]


def test_each_state_and_each_transition_is_drawn_once():
    root = _parse(draw_workflow(STATES, TRANSITIONS))
    texts = sorted(text.text for text in root.iter("{http://www.w3.org/2000/svg}text"))
    assert texts == ["Back", "Depart", "Draft", "Out", "Reopen", "Return"]


def test_a_circle_between_two_states_is_drawn_and_ends():
    root = _parse(draw_workflow(STATES, TRANSITIONS))
    arrows = [path for path in root.findall("svg:path", NAMESPACE) if path.get("marker-end")]
    assert len(arrows) == len(TRANSITIONS)


def test_a_transition_with_three_sources_has_one_box_and_three_ways_in():
    states = [State(code, code) for code in ("one", "two", "three", "cancelled")]
    cancel = Transition("cancel", "Cancel", ("one", "two", "three"), "cancelled")
    root = _parse(draw_workflow(states, [cancel]))
    assert len(_boxes(root, "workflow-transition")) == 1
    assert len(root.findall("svg:path", NAMESPACE)) == 4


def test_only_the_current_state_is_highlighted():
    root = _parse(draw_workflow(STATES, TRANSITIONS, current="out"))
    highlighted = [
        group.get("data-code")
        for group in root.findall("svg:g", NAMESPACE)
        if "workflow-current" in group.get("class", "")
    ]
    assert highlighted == ["out"]


def test_labels_with_markup_stay_text():
    svg = draw_workflow([State("draft", "<b>&")], [], title="<script>")
    assert "<b>" not in svg
    assert "<script>" not in svg
    assert _parse(svg).find("svg:title", NAMESPACE).text == "<script>"


def test_an_unknown_state_is_refused_by_its_name():
    with pytest.raises(ValueError, match="depart: unknown state nowhere"):
        draw_workflow(STATES, [Transition("depart", "Depart", ("draft",), "nowhere")])


def test_no_state_gives_an_empty_picture():
    assert _boxes(_parse(draw_workflow([], [])), "workflow-state") == []


@st.composite
def workflows(draw):
    codes = [f"s{number}" for number in range(draw(st.integers(1, 9)))]
    transitions = [
        Transition(f"t{number}", f"go {number}", tuple(sources), target)
        for number, (sources, target) in enumerate(
            draw(
                st.lists(
                    st.tuples(
                        st.lists(st.sampled_from(codes), min_size=1, max_size=4, unique=True),
                        st.sampled_from(codes),
                    ),
                    max_size=10,
                )
            )
        )
    ]
    return [State(code, code.upper()) for code in codes], transitions


@given(workflows())
def test_no_two_boxes_overlap_and_all_stand_inside_the_picture(workflow):
    root = _parse(draw_workflow(*workflow))
    width, height = float(root.get("width")), float(root.get("height"))
    boxes = [
        tuple(float(box[key]) for key in ("x", "y", "width", "height"))
        for css_class in ("workflow-state", "workflow-transition")
        for box in _boxes(root, css_class)
    ]
    for index, (x, y, box_width, box_height) in enumerate(boxes):
        assert x >= 0
        assert y >= 0
        assert x + box_width <= width + 1
        assert y + box_height <= height + 1
        for other_x, other_y, other_width, other_height in boxes[index + 1 :]:
            apart = (
                x + box_width <= other_x + 0.2
                or other_x + other_width <= x + 0.2
                or y + box_height <= other_y + 0.2
                or other_y + other_height <= y + 0.2
            )
            assert apart


@given(workflows())
def test_the_same_table_always_gives_the_same_picture(workflow):
    assert draw_workflow(*workflow) == draw_workflow(*workflow)
