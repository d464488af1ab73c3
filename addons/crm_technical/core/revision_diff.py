"""What changed between two revisions of a quote: every fact that is printed, by line identity."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True)
class Fact:
    """One printed fact: what people read, and what decides whether it is the same.

    ``key`` identifies it in both versions (an attribute id, never a label); two facts with equal
    ``compared`` are the same, however they are written; where only the writing was kept (None), it
    decides. ``printed`` tells whether customers see it.
    """

    shown: object
    compared: Hashable | None
    label: str = ""
    printed: bool = True

    def is_as(self, other: "Fact") -> bool:
        """Whether both say the same."""
        if self.compared is None or other.compared is None:
            return self.shown == other.shown
        return self.compared == other.compared


NOTHING = Fact(None, None)


def same(shown: object) -> Fact:
    """Return a fact whose writing is what it is: a number, a date, a name."""
    return Fact(shown, shown if isinstance(shown, Hashable) else str(shown))


def as_kept(compared: object) -> Hashable | None:
    """Return what JSON has kept as it is compared with what is alive; None when it kept nothing.

    PostgreSQL writes the -1e+300 of "≤ 5 W" and the 1e+16 of others in all their digits, which come
    back as whole numbers: equal, but written otherwise.
    """
    if isinstance(compared, list):
        return tuple(as_kept(one) for one in compared)
    if compared is None:
        return None
    return float(compared) if isinstance(compared, int | float) else str(compared)


@dataclass(frozen=True)
class QuotedLine:
    """One line of a quote.

    ``key`` is its identity (that of the line which it continues); lines of which a version knows no
    key are paired by what is sold. ``facts`` are its own (quantity, price …), ``specifications``
    those of its product by attribute.
    """

    key: int
    product: int
    name: str
    quantity: object = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    specifications: Mapping[int, Fact] = field(default_factory=dict)


@dataclass(frozen=True)
class Document:
    """A version of a quote as it is printed: facts of the whole, and its lines."""

    facts: Mapping[str, Fact] = field(default_factory=dict)
    lines: tuple[QuotedLine, ...] = ()


@dataclass(frozen=True)
class Change:
    """One difference; ``what`` is ADDED, REMOVED or CHANGED, ``field`` what changed.

    ``field`` is "line", "specification" (with its ``label``) or the name of a fact; ``name`` is the
    line's, "" for a fact of the whole quote; ``printed`` tells whether customers may see it.
    """

    what: str
    field: str
    name: str
    old: object = None
    new: object = None
    label: str = ""
    printed: bool = True


def diff_documents(before: Document, after: Document) -> list[Change]:
    """Return the changes from one version to the next: those of the whole, then line by line."""
    return [*_diff_facts(before.facts, after.facts, ""), *diff_lines(before.lines, after.lines)]


def diff_lines(before: Iterable[QuotedLine], after: Iterable[QuotedLine]) -> list[Change]:
    """Return the changes between the lines of two versions, whatever their order."""
    changes: list[Change] = []
    for old, new in _pair(list(before), list(after)):
        if old is None and new is not None:
            changes.append(Change(ADDED, "line", new.name, None, new.quantity))
        elif new is None and old is not None:
            changes.append(Change(REMOVED, "line", old.name, old.quantity, None))
        elif old is not None and new is not None:
            changes += _diff_facts(old.facts, new.facts, new.name)
            changes += diff_specifications(old.specifications, new.specifications, new.name)
    return changes


def _pair(
    before: list[QuotedLine], after: list[QuotedLine]
) -> list[tuple[QuotedLine | None, QuotedLine | None]]:
    """Pair lines by identity; what has none is paired by what is sold, in order."""
    by_key = {line.key: line for line in before if line.key}
    partner = {id(new): by_key.pop(new.key) for new in after if new.key in by_key}
    paired = {id(old) for old in partner.values()}
    waiting: dict[int, list[QuotedLine]] = defaultdict(list)
    for line in before:
        if id(line) not in paired:
            waiting[line.product].append(line)
    keys = {line.key for line in before}
    for new in after:
        unknown = id(new) not in partner and (not new.key or new.key not in keys)
        if unknown and new.product and waiting[new.product]:
            partner[id(new)] = waiting[new.product].pop(0)
    paired = {id(old) for old in partner.values()}
    pairs: list[tuple[QuotedLine | None, QuotedLine | None]] = [
        (partner.get(id(line)), line) for line in after
    ]
    return pairs + [(line, None) for line in before if id(line) not in paired]


def _diff_facts(
    before: Mapping[str, Fact], after: Mapping[str, Fact], name: str
) -> Iterator[Change]:
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key, NOTHING), after.get(key, NOTHING)
        if not old.is_as(new):
            yield Change(CHANGED, key, name, old.shown, new.shown)


def diff_specifications(
    before: Mapping[int, Fact], after: Mapping[int, Fact], name: str = ""
) -> Iterator[Change]:
    """Yield the changes between two sets of specifications: added, removed and changed ones."""
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old and new and old.is_as(new):
            continue
        known = new or old
        if known is None:
            continue
        what = ADDED if old is None else REMOVED if new is None else CHANGED
        printed = all(fact.printed for fact in (old, new) if fact)
        yield Change(
            what,
            "specification",
            name,
            old.shown if old else None,
            new.shown if new else None,
            known.label,
            printed,
        )
