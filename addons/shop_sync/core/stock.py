"""How much stock a shop may sell, and how rows reach it."""

from decimal import ROUND_FLOOR, Decimal
from typing import Any

from .channel import Result
from .errors import DataError, ShopError, TransientError

Row = dict[str, Any]

Number = int | float | Decimal


def sellable(
    free: Number, safety: Number = 0, share: Number = 100, cap: int = 0, promised: Number = 0
) -> int:
    """Quantity to show in a shop: free stock less what shops have promised and less the safety
    stock, this shop's share of it, at most the cap (0 = none), never negative, whole pieces.

    >>> sellable(10, safety=2, share=50), sellable(-3), sellable(100, cap=20)
    (4, 0, 20)
    >>> sellable(30, promised=8), sellable(31, promised=8, share=50)
    (22, 11)
    """
    rest = Decimal(str(free)) - Decimal(str(promised)) - Decimal(str(safety))
    pieces = max(0, int((rest * Decimal(str(share)) / 100).to_integral_value(ROUND_FLOOR)))
    return min(pieces, int(cap)) if cap else pieces


def push_rows(rows: dict[str, int], send: Any, look: Any, size: Any = 200) -> Any:
    """Send rows in batches; a batch is not atomic and its error does not say what was saved, so
    after any failure we look, resend the rest and close in on the bad rows by halves.

    :param rows: ``{key: wanted}``
    :param send: ``send({key: wanted}) -> {key: value now}``; raises ShopError
    :param look: ``look([keys]) -> {key: value now}`` (a key that is gone is absent)
    :return: list of Result, in the order of `rows`
    """
    results: dict[str, Result] = {}
    keys = list(rows)
    for start in range(0, len(keys), size):
        batch = {key: rows[key] for key in keys[start : start + size]}
        broken = next((r.error for r in results.values() if stops(r.error)), None)
        if broken:
            results.update({key: Result(key, broken) for key in batch})
        else:
            results.update(_push_batch(batch, send, look))
    return [results[key] for key in keys]


def stops(error: Any) -> Any:
    """An error that concerns the whole shop, not one row."""
    return isinstance(error, ShopError) and error.kind in ("transient", "config")


def _push_batch(batch: Any, send: Any, look: Any) -> Any:
    try:
        now = send(batch)
        error = None
    except ShopError as problem:
        if problem.kind == "config":
            return {key: Result(key, problem) for key in batch}
        now, error = {}, problem
    rest = {key: wanted for key, wanted in batch.items() if now.get(key) != wanted}
    done = {key: Result(key) for key in batch if key not in rest}
    if rest:
        done.update(_after_failure(batch, rest, error, send, look))
    return done


def _after_failure(batch: Any, rest: Any, error: Any, send: Any, look: Any) -> Any:
    try:
        now = look(list(rest))
    except ShopError as problem:
        return {key: Result(key, problem) for key in rest}
    done = {key: Result(key, already=True) for key in rest if now.get(key) == rest[key]}
    gone = {key: Result(key, DataError("gone", key=key)) for key in rest if key not in now}
    left = {key: wanted for key, wanted in rest.items() if key not in done and key not in gone}
    done.update(gone)
    if not left:
        return done
    if len(left) == 1 and len(batch) == 1:
        key = next(iter(left))
        return {**done, key: Result(key, error or DataError("not_taken", key=key))}
    if isinstance(error, TransientError) and len(left) == len(batch):
        return {**done, **{key: Result(key, error) for key in left}}
    for half in _halves(left):
        done.update(_push_batch(half, send, look))
    return done


def _halves(rows: dict[str, int]) -> Any:
    keys = list(rows)
    middle = max(1, len(keys) // 2)
    parts = (keys[:middle], keys[middle:])
    return [{key: rows[key] for key in part} for part in parts if part]
