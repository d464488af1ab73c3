"""What an import changes: compared before anything is written, so that a dry run shows the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .feed_errors import RowIssue
from .feed_mapping import KEPT_STATUSES, UNKNOWN_STATUS, Row


@dataclass(frozen=True)
class Stored:
    """A car that this feed brought earlier."""

    id: int
    row_hash: str
    active: bool = True
    locked: frozenset[str] = frozenset()


@dataclass
class Plan:
    """What the run will do; ``update`` and ``create`` in the order of the file."""

    create: list[tuple[str, str, dict[str, Any]]] = field(
        default_factory=list
    )  # (reference, hash, values)
    update: list[tuple[int, str, dict[str, Any]]] = field(
        default_factory=list
    )  # (id, hash, values without locked fields)
    unchanged: list[int] = field(default_factory=list)  # ids
    gone: list[int] = field(default_factory=list)  # ids, to archive
    filtered: int = 0
    rejected: int = 0
    unidentified: int = 0
    issues: list[RowIssue] = field(default_factory=list)
    read: int = 0
    active_count: int = 0  # cars of this feed in the stock before the run


def plan_import(
    stored: Mapping[str, Stored],
    rows: Iterable[Row],
    reader_issues: Sequence[RowIssue] = (),
    kept_statuses: Sequence[str] = KEPT_STATUSES,
    max_issues: int = 500,
) -> Plan:
    """Compare the rows of a file with what is stored.

    A rejected record whose car is known leaves that car alone, and when no more cars are missing
    than lines could not be read, they stay: a broken line is no departure.

    :param stored: ``{reference: Stored}``
    :param rows: iterable of ``feed_mapping.Row``
    :param reader_issues: list that the reader fills while ``rows`` is consumed
    :return: Plan
    """
    plan = Plan(active_count=sum(car.active for car in stored.values()))
    present: set[str] = set()
    for row in rows:
        plan.read += 1
        plan.issues.extend(row.issues[: max(0, max_issues - len(plan.issues))])
        if not row.row_hash:
            plan.rejected += 1
            plan.unidentified += not row.reference
            present.add(row.reference)
            continue
        _plan_row(plan, present, stored.get(row.reference), row, kept_statuses)
    plan.gone = [
        car.id for reference, car in stored.items() if car.active and reference not in present
    ]
    unreadable = [issue for issue in reader_issues if issue.level == "rejected"]
    plan.rejected += len(unreadable)
    plan.read += len(unreadable)
    plan.issues = [*reader_issues[:max_issues], *plan.issues][:max_issues]
    if plan.gone and len(plan.gone) <= plan.unidentified + len(unreadable):
        plan.issues.append(RowIssue("gone_kept", level="warning", count=len(plan.gone)))
        plan.gone = []
    return plan


def _plan_row(
    plan: Plan, present: set[str], car: Stored | None, row: Row, kept_statuses: Sequence[str]
) -> None:
    if row.values and row.values["status"] == UNKNOWN_STATUS:
        # What the word means is asked, not guessed: a new car waits, a known one stays as it is.
        present.add(row.reference)
        plan.filtered += 1
        return
    if row.values and row.values["status"] not in kept_statuses:
        plan.filtered += 1
        return
    present.add(row.reference)
    if not car:
        plan.create.append((row.reference, row.row_hash, row.values))
    elif not row.values:
        plan.unchanged.append(car.id)
    else:
        values = {name: value for name, value in row.values.items() if name not in car.locked}
        if "category" in car.locked:
            values.pop("category_guessed", None)
        plan.update.append((car.id, row.row_hash, values))


def hold_reason(
    plan: Plan, max_drop_percent: int, min_gone: int = 2
) -> tuple[str, int, int] | None:
    """Why the manager has to look first, or None.

    An empty or nearly empty file is the usual sign of a failure at the provider (and for one
    public format it *means* "delete everything"): such an import waits.

    :param max_drop_percent: share of the stock that may leave in one import
    :param min_gone: one car may always leave, whatever its share
    :return: ``(code, gone, percent)`` or None
    """
    gone = len(plan.gone)
    if not gone or not plan.active_count:
        return None
    percent = round(100 * gone / plan.active_count)
    if not plan.read - plan.rejected:
        return ("all_gone", gone, percent)
    return ("drop", gone, percent) if gone >= min_gone and percent > max_drop_percent else None


def find_duplicates(cars: Iterable[tuple[int, int, Iterable[str | None]]]) -> dict[int, int]:
    """Cars of one client that several providers bring: the best feed's car stays.

    :param cars: iterable of ``(id, priority, keys)``; lower priority wins, then lower id; ``keys``
        are the identifying texts (plate key, complete VIN), empty ones ignored
    :return: ``{id of the double: id of the car that stays}``
    """
    owner: dict[str, int] = {}
    doubles: dict[int, int] = {}
    for car_id, _priority, keys in sorted(cars, key=lambda car: (car[1], car[0])):
        keeper = next((owner[key] for key in keys if key and key in owner), None)
        if keeper:
            doubles[car_id] = keeper
        for key in keys:
            if key:
                owner.setdefault(key, keeper or car_id)
    return doubles
