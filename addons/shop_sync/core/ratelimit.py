"""Politeness: how often we may ask, how long we wait after a failure, when we stop asking."""

import random
from collections import deque
from typing import Any

# A minute, and what may lie between the moment of a slot and the arrival of its request: two
# requests a minute apart here must not be less than a minute apart in the shop.
WINDOW_SECONDS = 60.5


def next_slot(recent: Any, per_minute: int, now: Any) -> Any:
    """When the next request may leave so that no minute ever holds more than `per_minute`.

    :param recent: times in seconds of the last requests, oldest first (at least the last
        `per_minute` of them)
    :param per_minute: requests per minute, 0 = unlimited
    :param now: seconds
    :return: seconds, ≥ now
    """
    if not per_minute or len(recent) < per_minute:
        return max([now, *list(recent)[-1:]])
    return max(now, recent[-1], recent[-per_minute] + WINDOW_SECONDS)


class MemoryLimiter:
    """Keeps the last request times in this process; the engine's own keeps them in the database."""

    def __init__(self, per_minute: int, clock: Any, sleep: Any) -> None:
        self.per_minute = per_minute
        self._clock = clock
        self._sleep = sleep
        self._recent: deque[float] = deque(maxlen=max(per_minute, 1))

    def acquire(self) -> None:
        slot = next_slot(self._recent, self.per_minute, self._clock())
        self._recent.append(slot)
        wait = slot - self._clock()
        if wait > 0:
            self._sleep(wait)


def backoff(
    attempt: int,
    retry_after: Any = None,
    base: float = 2.0,
    cap: float = 3600.0,
    rng: Any = random.random,
) -> Any:
    """Seconds to wait before try number `attempt` + 1: exponential with full jitter on the upper
    half, never less than what the shop asked for (RFC 9110 §10.2.3 Retry-After).

    >>> backoff(1, rng=lambda: 0.0), backoff(3, rng=lambda: 1.0), backoff(1, retry_after=90)
    (1.0, 8.0, 90.0)
    """
    ceiling = min(cap, base * 2 ** (attempt - 1))
    delay = ceiling / 2 + rng() * ceiling / 2
    return max(delay, float(retry_after)) if retry_after else delay


def circuit_after(
    failures: int, threshold: Any = 5, base: float = 60.0, cap: float = 3600.0
) -> Any:
    """Seconds for which the circuit stays open after `failures` failures in a row; 0 = closed.

    >>> [circuit_after(n) for n in (4, 5, 6, 20)]
    [0.0, 60.0, 120.0, 3600.0]
    """
    if failures < threshold:
        return 0.0
    return min(cap, base * 2 ** (failures - threshold))
