"""Token buckets: each key may burst, then goes on at its rate. One set of buckets a process."""

import threading
from collections.abc import Hashable

_MAX_BUCKETS = 10_000


class RateLimiter:
    """``take`` answers 0 (go on) or the seconds to wait; thread-safe."""

    def __init__(self) -> None:
        self._buckets: dict[Hashable, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def take(self, key: Hashable, per_minute: float, now: float, burst: float | None = None) -> int:
        """Use one token.

        :param per_minute: tokens that come back a minute
        :param now: seconds of a monotonic clock
        :param burst: size of the bucket, ``per_minute`` when not given
        :return: 0, or seconds (at least 1) until a token is there
        """
        size = burst or per_minute
        rate = per_minute / 60
        with self._lock:
            tokens, then = self._buckets.get(key, (size, now))
            tokens = min(size, tokens + max(0, now - then) * rate)
            allowed = tokens >= 1
            self._buckets[key] = (tokens - 1 if allowed else tokens, now)
            if len(self._buckets) > _MAX_BUCKETS:
                self._buckets = {key: self._buckets[key]}
        return 0 if allowed else max(1, round((1 - tokens) / rate + 0.5))
