"""Where the picture of a workflow puts its boxes and ways: by hand for small ones, by rule for any."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.suite_base.core.workflow_svg import TONES, State, Transition, draw_workflow

SVG = "{http://www.w3.org/2000/svg}"


class Drawing:
    """The boxes and ways of a picture, as figures."""

    def __init__(self, states, transitions, **options):
        self.text = draw_workflow(states, transitions, **options)
        self.root = ElementTree.fromstring(self.text)
        self.boxes, self.groups = {}, {}
        for group in self.root.findall(f"{SVG}g"):
            key = group.get("data-code") or group.get("data-name")
            rect = group.find(f"{SVG}rect")
            self.groups[key] = group
            self.boxes[key] = tuple(float(rect.get(n)) for n in ("x", "y", "width", "height"))
        self.links = []
        ends = [
            (source, transition.name)
            if source is not None
            else (transition.name, transition.target)
            for transition in transitions
            for source in (*transition.sources, None)
        ]
        paths = self.root.findall(f"{SVG}path")
        for (start, end), path in zip(ends, paths, strict=True):
            numbers = [float(number) for number in re.findall(r"-?[\d.]+", path.get("d"))]
            self.links.append((start, end, numbers, path.get("marker-end")))

    def middle(self, key):
        x, y, width, height = self.boxes[key]
        return x + width / 2, y + height / 2


def test_a_chain_stands_under_one_another():
    states = [State("draft", "Draft"), State("out", "Out", "blue")]
    drawing = Drawing(
        states, [Transition("depart", "Depart", ("draft",), "out")], current="out", title="Life"
    )
    assert drawing.boxes == {
        "depart": (30.8, 76, 60.5, 22),
        "draft": (16, 16, 90, 34),
        "out": (16, 124, 90, 34),
    }
    assert drawing.root.get("viewBox") == "0 0 122 174"
    assert (drawing.root.get("width"), drawing.root.get("height")) == ("122", "174")
    assert [link[2:] for link in drawing.links] == [
        ([61, 50, 61, 63, 61, 63, 61, 76], None),
        ([61, 98, 61, 111, 61, 111, 61, 124], "url(#arrow)"),
    ]
    places = [
        (one.get("x"), one.get("y"), one.get("font-weight"), one.get("fill"), one.text)
        for one in drawing.root.iter(f"{SVG}text")
    ]
    assert places == [
        ("61.0", "91.0", None, "#495057", "Depart"),
        ("61.0", "37.5", "600", "#212529", "Draft"),
        ("61.0", "145.5", "700", "#ffffff", "Out"),
    ]
    rects = {key: group.find(f"{SVG}rect").attrib for key, group in drawing.groups.items()}
    fill, stroke = TONES["grey"]
    kept = ("rx", "fill", "stroke", "stroke-width")
    assert [rects["draft"][name] for name in kept] == ["17", fill, stroke, "1.5"]
    blue = TONES["blue"][1]
    assert [rects["out"][name] for name in kept] == ["17", blue, blue, "2.5"]
    assert drawing.root.find(f"{SVG}title").text == "Life"


def test_a_box_is_as_wide_as_its_label():
    states = [State("a", "x" * 9), State("b", "x" * 10), State("c", "x", "no such tone")]
    drawing = Drawing(states, [])
    assert drawing.boxes == {
        "a": (16, 16, 90, 34),
        "b": (128, 16, 96, 34),
        "c": (246, 16, 90, 34),
    }
    assert drawing.groups["c"].find(f"{SVG}rect").get("fill") == TONES["grey"][0]
    assert drawing.root.get("width") == "352"


def test_what_three_states_share_stands_in_their_middle():
    states = [State(code, code) for code in ("one", "two", "three", "cancelled")]
    drawing = Drawing(states, [Transition("stop", "Stop", ("one", "two", "three"), "cancelled")])
    assert [drawing.middle(key)[0] for key in ("one", "two", "three")] == [61, 173, 285]
    assert drawing.middle("stop")[0] == pytest.approx(173, abs=0.1)
    assert drawing.middle("cancelled")[0] == 173
    assert drawing.root.get("width") == "346"


def test_two_lives_that_cross_in_the_table_do_not_cross_in_the_picture():
    states = [State(code, code) for code in "abcd"]
    ways = [Transition("ad", "ad", ("a",), "d"), Transition("bc", "bc", ("b",), "c")]
    drawing = Drawing(states, ways)
    assert drawing.middle("a")[0] == drawing.middle("ad")[0] == drawing.middle("d")[0]
    assert drawing.middle("b")[0] == drawing.middle("bc")[0] == drawing.middle("c")[0]


def test_a_way_back_goes_up_beside_what_it_passes():
    states = [State(code, code) for code in ("draft", "out", "back")]
    ways = [
        Transition("depart", "Depart", ("draft",), "out"),
        Transition("return", "Return", ("out",), "back"),
        Transition("reopen", "Reopen", ("back",), "out"),
    ]
    drawing = Drawing(states, ways)
    tops = [drawing.boxes[key][1] for key in ("draft", "depart", "out", "return", "back", "reopen")]
    assert tops == [16, 76, 124, 184, 232, 292]
    assert drawing.root.get("height") == "330"
    start, end, numbers, _arrow = drawing.links[-1]
    assert (start, end) == ("reopen", "out")
    assert (numbers[1], numbers[-1]) == (292, 158)  # from its top to the bottom of the other
    assert len(numbers) == 2 + 6 * 3  # past two rows
    beside = numbers[6], numbers[12]
    left, _top, width, _height = drawing.boxes["back"]
    assert all(not left < x < left + width for x in beside)


@st.composite
def workflows(draw, acyclic=False):
    count = draw(st.integers(2, 7))
    codes = [f"s{number}" for number in range(count)]
    ways = []
    for number in range(draw(st.integers(0, 7))):
        target = draw(st.integers(1, count - 1) if acyclic else st.integers(0, count - 1))
        sources = draw(
            st.sets(
                st.sampled_from(codes[:target] if acyclic else codes), min_size=1, max_size=3
            ).map(sorted)
        )
        ways.append(Transition(f"t{number}", f"go {number}", tuple(sources), codes[target]))
    return draw(st.permutations([State(code, code.upper()) for code in codes])), ways


@settings(max_examples=30)
@given(workflows())
def test_every_way_leads_from_border_to_border(workflow):
    drawing = Drawing(*workflow)
    rows = sorted({round(drawing.middle(key)[1]) for key in drawing.boxes})
    for start, end, numbers, arrow in drawing.links:
        (x, y), (to_x, to_y) = drawing.middle(start), drawing.middle(end)
        sign = 1 if to_y > y else -1
        assert numbers[0] == pytest.approx(x, abs=0.11)
        assert numbers[1] == pytest.approx(y + sign * drawing.boxes[start][3] / 2, abs=0.11)
        assert numbers[-2] == pytest.approx(to_x, abs=0.11)
        assert numbers[-1] == pytest.approx(to_y - sign * drawing.boxes[end][3] / 2, abs=0.11)
        passed = abs(rows.index(round(to_y)) - rows.index(round(y)))
        assert len(numbers) == 2 + 6 * passed
        points = [tuple(numbers[:2]), *zip(numbers[6::6], numbers[7::6], strict=True)]
        for index, ((old_x, old_y), (new_x, new_y)) in enumerate(pairwise(points)):
            assert sign * (new_y - old_y) > 0
            bend_x, bend_y, other_x, other_y = numbers[2 + 6 * index : 6 + 6 * index]
            assert (bend_x, other_x, bend_y) == (old_x, new_x, other_y)
            assert bend_y == pytest.approx((old_y + new_y) / 2, abs=0.11)
        assert (arrow is not None) == (end in {state.code for state in workflow[0]})


@settings(max_examples=30)
@given(workflows())
def test_rows_and_boxes_keep_their_distances(workflow):
    drawing = Drawing(*workflow)
    rows = {}
    for key, (x, _y, width, height) in drawing.boxes.items():
        rows.setdefault(round(drawing.middle(key)[1]), []).append((x, x + width, height))
    bottom = -10.0
    for middle, row in sorted(rows.items()):
        height = max(one[2] for one in row)
        assert middle - height / 2 == pytest.approx(bottom + 26, abs=0.6)
        bottom = middle + height / 2
        for one, other in pairwise(sorted(row)):
            assert other[0] - one[1] >= 22 - 0.25
    assert float(drawing.root.get("height")) == pytest.approx(bottom + 16, abs=0.6)
    assert min(box[0] for box in drawing.boxes.values()) >= 16 - 0.1
    right = max(box[0] + box[2] for box in drawing.boxes.values())
    assert float(drawing.root.get("width")) >= right + 16 - 0.6


@settings(max_examples=30)
@given(workflows(acyclic=True), st.randoms(use_true_random=False))
def test_without_circles_every_way_goes_down(workflow, dice):
    states, ways = workflow
    dice.shuffle(ways)
    drawing = Drawing(states, ways)
    for start, end, _numbers, _arrow in drawing.links:
        assert drawing.middle(start)[1] < drawing.middle(end)[1]
