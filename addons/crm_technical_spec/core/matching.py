"""When does a product's value meet a criterion? One rule, read by Python and by the SQL.

Every criterion on numbers is a box: limits on the lower and on the upper bound of the value. The
SQL of ``models/sql/matching.py`` compares the same four limits with the stored columns, so the
ranking and the reasons cannot disagree.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from .words import fold

PASS, NEAR, FAIL, UNKNOWN = "pass", "near", "fail", "unknown"
NUMBER_OPERATORS = ("ge", "le", "eq", "between", "covers", "within")


@dataclass(frozen=True)
class Box:
    """Limits (base unit) on a value's lower and upper bound; None leaves a side open."""

    min_from: float | None = None
    min_to: float | None = None
    max_from: float | None = None
    max_to: float | None = None

    def widen(self, margin: float) -> "Box":
        """Return the box grown by ``margin`` (base unit) on every side that is limited."""
        grow = {"min_from": -margin, "max_from": -margin, "min_to": margin, "max_to": margin}
        return Box(
            **{
                side: None if (limit := getattr(self, side)) is None else limit + step
                for side, step in grow.items()
            }
        )

    def holds(self, value_min: float, value_max: float) -> bool:
        return (
            (self.min_from is None or value_min >= self.min_from)
            and (self.min_to is None or value_min <= self.min_to)
            and (self.max_from is None or value_max >= self.max_from)
            and (self.max_to is None or value_max <= self.max_to)
        )


def box_for(operator: str, low: float, high: float, is_range: bool) -> Box:
    """Return the box of a criterion.

    A *number* with a tolerance may lie anywhere between its bounds, so "at least" asks it of the
    lower bound; a *range* is what the product can do, so "at least" asks it of the upper bound.
    """
    if operator == "ge":
        return Box(max_from=low) if is_range else Box(min_from=low)
    if operator == "le":
        return Box(min_to=high) if is_range else Box(max_to=high)
    if operator in ("eq", "covers"):
        return Box(min_to=low, max_from=high)
    if operator in ("between", "within"):
        return Box(min_from=low, max_to=high)
    raise ValueError(operator)


@dataclass(frozen=True)
class Criterion:
    """One line of a need, ready to be judged.

    ``options`` are groups of option ids: a product passes that has one of *each* group (IP65/IP67
    asks for both); with one of each of ``near_options`` it nearly passes. ``box`` judges numbers
    and yes/no; ``words`` judge texts (each must occur, whatever accents and capitals).
    """

    attribute: int
    box: Box | None = None
    near_box: Box | None = None
    options: tuple[frozenset[int], ...] = ()
    near_options: tuple[frozenset[int], ...] = ()
    words: tuple[str, ...] = ()
    must: bool = True
    weight: int = 1

    @property
    def is_option(self) -> bool:
        return self.box is None and not self.words


@dataclass(frozen=True)
class Value:
    """What is known of a product for one attribute; ``options`` may hold several."""

    value_min: float = 0.0
    value_max: float = 0.0
    options: frozenset[int] = frozenset()
    text: str = ""


def judge(criterion: Criterion, value: Value | None) -> str:
    """Return PASS, NEAR, FAIL, or UNKNOWN when the product says nothing (``value`` None)."""
    if value is None:
        return UNKNOWN
    if criterion.words:
        text = fold(value.text)
        return PASS if all(fold(word) in text for word in criterion.words) else FAIL
    if criterion.box is None:
        return _judge_options(criterion, value.options)
    if criterion.box.holds(value.value_min, value.value_max):
        return PASS
    near = criterion.near_box
    return NEAR if near and near.holds(value.value_min, value.value_max) else FAIL


def _judge_options(criterion: Criterion, held: frozenset[int]) -> str:
    if criterion.options and all(held & group for group in criterion.options):
        return PASS
    close = tuple(
        passing | near
        for passing, near in zip(criterion.options, criterion.near_options, strict=True)
    )
    return NEAR if close and all(held & group for group in close) else FAIL


def score(verdicts: Iterable[tuple[Criterion, str]]) -> float:
    """Return 0–100: the weight of the wishes that pass, of all wishes; 100 when there is none.

    :param verdicts: iterable of ``(criterion, verdict)``
    """
    total = gained = 0
    for criterion, verdict in verdicts:
        if not criterion.must:
            total += criterion.weight
            gained += criterion.weight if verdict == PASS else 0
    return 100.0 * gained / total if total else 100.0
