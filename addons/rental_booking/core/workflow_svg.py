"""Draw a workflow table as an SVG picture: states are round boxes, transitions are labels.

The drawing is a small layered layout (Sugiyama): ranks by longest path, long edges cut by
invisible way points, order inside a rank by barycentres, then straightening. It needs no
Graphviz on the server and gives the same picture for the same table.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from xml.sax.saxutils import escape

TONES = {
    "grey": ("#f1f3f5", "#868e96"),
    "blue": ("#e7f1fd", "#1971c2"),
    "orange": ("#fff4e0", "#d9730d"),
    "green": ("#e6f6ec", "#2b8a3e"),
    "red": ("#fdeaea", "#c92a2a"),
}
STATE_HEIGHT, TRANSITION_HEIGHT, CHARACTER_WIDTH = 34, 22, 7.2
RANK_GAP, NODE_GAP, MARGIN, SWEEPS = 26, 22, 16, 12
SVG_HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
    'width="{width:.0f}" height="{height:.0f}" role="img" '
    'font-family="Inter, Roboto, Helvetica, Arial, sans-serif">'
)
SVG_ARROW = (
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
    'markerHeight="7" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="#868e96"/></marker></defs>'
)


@dataclass(frozen=True)
class State:
    """A place of the workflow; `tone` is a key of `TONES`."""

    code: str
    label: str
    tone: str = "grey"


@dataclass(frozen=True)
class Transition:
    """A named way from any of `sources` to `target` (codes of states)."""

    name: str
    label: str
    sources: tuple[str, ...]
    target: str


@dataclass
class _Node:
    key: str
    width: float
    height: float
    rank: int = 0
    x: float = 0.0
    y: float = 0.0
    above: list["_Node"] = field(default_factory=list)
    below: list["_Node"] = field(default_factory=list)


Nodes = dict[str, _Node]
Link = tuple[str, str]


def draw_workflow(
    states: Iterable[State],
    transitions: Iterable[Transition],
    current: str | None = None,
    title: str = "",
) -> str:
    """Return the SVG text (str) of the table.

    :param states: iterable of `State`, in the order of a normal life
    :param transitions: iterable of `Transition`; each code must be one of `states`
    :param current: code of the state to highlight, or None
    :param title: accessible name of the picture
    :raises ValueError: if a transition names a state that is not in `states`
    """
    states, transitions = list(states), list(transitions)
    _check_codes(states, transitions)
    links = _list_links(transitions)
    nodes = _make_nodes(states, transitions)
    _set_ranks(nodes, links)
    chains = _cut_long_links(nodes, links)
    layers = _order_layers(nodes)
    _place(layers)
    return _render(states, transitions, nodes, chains, current, title)


def _check_codes(states: list[State], transitions: list[Transition]) -> None:
    known = {state.code for state in states}
    for transition in transitions:
        unknown = {*transition.sources, transition.target} - known
        if unknown:
            raise ValueError(f"Transition {transition.name}: unknown state {sorted(unknown)[0]}")


def _state_key(code: str) -> str:
    return f"state:{code}"


def _transition_key(name: str) -> str:
    return f"transition:{name}"


def _list_links(transitions: list[Transition]) -> list[Link]:
    links: list[Link] = []
    for transition in transitions:
        key = _transition_key(transition.name)
        links += [(_state_key(source), key) for source in transition.sources]
        links.append((key, _state_key(transition.target)))
    return links


def _text_width(text: str) -> float:
    return len(text) * CHARACTER_WIDTH + 24


def _make_nodes(states: list[State], transitions: list[Transition]) -> Nodes:
    nodes: Nodes = {}
    for state in states:
        key = _state_key(state.code)
        nodes[key] = _Node(key, max(90, _text_width(state.label)), STATE_HEIGHT)
    for transition in transitions:
        key = _transition_key(transition.name)
        nodes[key] = _Node(key, _text_width(transition.label) * 0.9, TRANSITION_HEIGHT)
    return nodes


def _find_back_links(nodes: Nodes, links: list[Link]) -> set[Link]:
    """The links that close a circle, seen from the first state on."""
    following: defaultdict[str, list[str]] = defaultdict(list)
    for start, end in links:
        following[start].append(end)
    back: set[Link] = set()
    done: set[str] = set()
    path: list[str] = []
    for root in nodes:
        stack = [(root, iter(following[root]))] if root not in done else []
        path = [root] if stack else []
        while stack:
            key, ends = stack[-1]
            following_end = next((end for end in ends if end not in done), None)
            if following_end is None:
                done.add(key)
                stack.pop()
                path.pop()
            elif following_end in path:
                back.add((key, following_end))
            else:
                path.append(following_end)
                stack.append((following_end, iter(following[following_end])))
    return back


def _set_ranks(nodes: Nodes, links: list[Link]) -> None:
    """Longest path from the top; links that go back are left out."""
    back = _find_back_links(nodes, links)
    forward = [link for link in links if link not in back]
    for _round in nodes:
        moved = False
        for start, end in forward:
            if nodes[end].rank < nodes[start].rank + 1:
                nodes[end].rank = nodes[start].rank + 1
                moved = True
        if not moved:
            break


def _cut_long_links(nodes: Nodes, links: list[Link]) -> list[list[str]]:
    """Give each link a chain of node keys, one per rank, with way points in between."""
    chains = []
    for start, end in links:
        first, last = nodes[start].rank, nodes[end].rank
        step = 1 if last >= first else -1
        chain = [start]
        for rank in range(first + step, last, step):
            key = f"way:{start}>{end}:{rank}"
            nodes[key] = _Node(key, 10, 0, rank)
            chain.append(key)
        chain.append(end)
        chains.append(chain)
        for one, other in pairwise(chain):
            upper, lower = (one, other) if step == 1 else (other, one)
            nodes[upper].below.append(nodes[lower])
            nodes[lower].above.append(nodes[upper])
    return chains


def _order_layers(nodes: Nodes) -> list[list[_Node]]:
    """Nodes per rank, ordered so that few links cross."""
    ranks = max((node.rank for node in nodes.values()), default=-1) + 1
    layers: list[list[_Node]] = [[] for _rank in range(ranks)]
    for node in nodes.values():
        layers[node.rank].append(node)
    for layer in layers:
        _number(layer)
    best, fewest = [list(layer) for layer in layers], _count_crossings(layers)
    for sweep in range(SWEEPS):
        downwards = sweep % 2 == 0
        for layer in layers if downwards else reversed(layers):
            neighbours = "above" if downwards else "below"
            _sort(layer, neighbours)
            _number(layer)
        crossings = _count_crossings(layers)
        if crossings < fewest:
            best, fewest = [list(layer) for layer in layers], crossings
    return best


def _sort(layer: list[_Node], side: str) -> None:
    layer.sort(key=lambda node: _barycentre(getattr(node, side), node.x))


def _number(layer: list[_Node]) -> None:
    for position, node in enumerate(layer):
        node.x = position


def _barycentre(neighbours: list[_Node], default: float) -> float:
    return sum(node.x for node in neighbours) / len(neighbours) if neighbours else default


def _count_crossings(layers: list[list[_Node]]) -> int:
    crossings = 0
    for layer in layers:
        ends = [sorted(node_below.x for node_below in node.below) for node in layer]
        flat = [(position, x) for position, xs in enumerate(ends) for x in xs]
        crossings += sum(
            1
            for index, (left, x) in enumerate(flat)
            for right, other_x in flat[index + 1 :]
            if left < right and other_x < x
        )
    return crossings


def _place(layers: list[list[_Node]]) -> None:
    """Set the centre (x, y) of each node, in pixels."""
    top = float(MARGIN)
    for layer in layers:
        height = max((node.height for node in layer), default=0)
        left = 0.0
        for node in layer:
            node.x, node.y = left + node.width / 2, top + height / 2
            left += node.width + NODE_GAP
        top += height + RANK_GAP
    for sweep in range(SWEEPS * 4):
        downwards = sweep % 2 == 0
        for layer in layers if downwards else reversed(layers):
            _straighten(layer, "above" if downwards else "below")
    _shift_right(layers)


def _straighten(layer: list[_Node], side: str) -> None:
    """Move nodes to the middle of their neighbours, keeping order and gaps."""
    wanted = [_barycentre(getattr(node, side), node.x) for node in layer]
    rightwards, leftwards = [], []
    limit = float("-inf")
    for node, x in zip(layer, wanted, strict=True):
        x = max(x, limit + node.width / 2)
        rightwards.append(x)
        limit = x + node.width / 2 + NODE_GAP
    limit = float("inf")
    for node, x in zip(reversed(layer), reversed(wanted), strict=True):
        x = min(x, limit - node.width / 2)
        leftwards.append(x)
        limit = x - node.width / 2 - NODE_GAP
    for node, one, other in zip(layer, rightwards, reversed(leftwards), strict=True):
        node.x = (one + other) / 2


def _shift_right(layers: list[list[_Node]]) -> None:
    left = min((node.x - node.width / 2 for layer in layers for node in layer), default=0)
    for layer in layers:
        for node in layer:
            node.x += MARGIN - left


def _render(
    states: list[State],
    transitions: list[Transition],
    nodes: Nodes,
    chains: list[list[str]],
    current: str | None,
    title: str,
) -> str:
    width = max((node.x + node.width / 2 for node in nodes.values()), default=0) + MARGIN
    height = max((node.y + node.height / 2 for node in nodes.values()), default=0) + MARGIN
    parts = [
        SVG_HEAD.format(width=width, height=height),
        f"<title>{escape(title)}</title>",
        SVG_ARROW,
    ]
    parts += [_render_link([nodes[key] for key in chain], chain[-1]) for chain in chains]
    parts += [
        _render_transition(transition, nodes[_transition_key(transition.name)])
        for transition in transitions
    ]
    parts += [_render_state(state, nodes[_state_key(state.code)], current) for state in states]
    return "\n".join([*parts, "</svg>"])


def _render_link(chain: list[_Node], end_key: str) -> str:
    downwards = chain[-1].y > chain[0].y
    sign = 1 if downwards else -1
    x, y = chain[0].x, chain[0].y + sign * chain[0].height / 2
    path = f"M{x:.1f},{y:.1f}"
    for node in chain[1:]:
        next_x, next_y = node.x, node.y - sign * node.height / 2
        middle = (y + next_y) / 2
        path += f" C{x:.1f},{middle:.1f} {next_x:.1f},{middle:.1f} {next_x:.1f},{next_y:.1f}"
        x, y = next_x, next_y
    arrow = ' marker-end="url(#arrow)"' if end_key.startswith("state:") else ""
    return f'<path d="{path}" fill="none" stroke="#adb5bd" stroke-width="1.4"{arrow}/>'


def _render_transition(transition: Transition, node: _Node) -> str:
    return (
        f'<g class="workflow-transition" data-name="{escape(transition.name)}">'
        f'<rect x="{node.x - node.width / 2:.1f}" y="{node.y - node.height / 2:.1f}" '
        f'width="{node.width:.1f}" height="{node.height}" fill="#ffffff" stroke="#ced4da"/>'
        f'<text x="{node.x:.1f}" y="{node.y + 4:.1f}" font-size="11.5" text-anchor="middle" '
        f'fill="#495057">{escape(transition.label)}</text></g>'
    )


def _render_state(state: State, node: _Node, current: str | None) -> str:
    fill, stroke = TONES.get(state.tone, TONES["grey"])
    is_current = state.code == current
    text_fill, weight = ("#ffffff", 700) if is_current else ("#212529", 600)
    return (
        f'<g class="workflow-state{" workflow-current" if is_current else ""}" '
        f'data-code="{escape(state.code)}">'
        f'<rect x="{node.x - node.width / 2:.1f}" y="{node.y - node.height / 2:.1f}" '
        f'width="{node.width:.1f}" height="{node.height}" rx="{STATE_HEIGHT / 2:.0f}" '
        f'fill="{stroke if is_current else fill}" stroke="{stroke}" '
        f'stroke-width="{2.5 if is_current else 1.5}"/>'
        f'<text x="{node.x:.1f}" y="{node.y + 4.5:.1f}" font-size="13" text-anchor="middle" '
        f'font-weight="{weight}" fill="{text_fill}">{escape(state.label)}</text></g>'
    )
