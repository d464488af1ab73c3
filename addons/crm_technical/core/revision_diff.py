"""What changed between two revisions of a quote: lines, prices, specifications."""

from collections import defaultdict
from dataclasses import dataclass

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True)
class QuotedLine:
    """One priced line of a quote.

    ``product`` identifies what is sold; ``specifications`` maps a label to its text.
    """

    product: int
    name: str
    quantity: float
    price: float
    discount: float
    specifications: dict


@dataclass(frozen=True)
class Change:
    """One difference; ``what`` is ADDED, REMOVED or CHANGED, ``field`` what of the line changed.

    ``field`` is "line", "quantity", "price", "discount" or "specification" (with its ``label``).
    """

    what: str
    field: str
    name: str
    old: object = None
    new: object = None
    label: str = ""


def diff_lines(before, after):
    """Return the changes from the lines of one revision to those of the next.

    Lines of the same product are paired in their order: the second motor of a quote is compared
    with the second motor of the other.
    """
    changes = []
    pairs = _pair(before, after)
    for old, new in pairs:
        if old is None:
            changes.append(Change(ADDED, "line", new.name, None, new.quantity))
        elif new is None:
            changes.append(Change(REMOVED, "line", old.name, old.quantity, None))
        else:
            changes += _diff_line(old, new)
    return changes


def _pair(before, after):
    waiting = defaultdict(list)
    for line in before:
        waiting[line.product].append(line)
    pairs = [
        (waiting[line.product].pop(0) if waiting[line.product] else None, line) for line in after
    ]
    paired = {id(old) for old, _new in pairs if old is not None}
    return pairs + [(line, None) for line in before if id(line) not in paired]


def _diff_line(old, new):
    for field in ("quantity", "price", "discount"):
        was, is_now = getattr(old, field), getattr(new, field)
        if was != is_now:
            yield Change(CHANGED, field, new.name, was, is_now)
    yield from diff_specifications(old.specifications, new.specifications, new.name)


def diff_specifications(before, after, name=""):
    """Yield the changes between two ``{label: text}``: added, removed and changed texts."""
    for label in dict.fromkeys((*before, *after)):
        was, is_now = before.get(label), after.get(label)
        if was != is_now:
            what = ADDED if was is None else REMOVED if is_now is None else CHANGED
            yield Change(what, "specification", name, was, is_now, label)
