"""Politeness across workers and hosts."""

import time

from psycopg2 import errors as pg_errors

from ..core.ratelimit import next_slot
from ..models import sql


class DatabaseLimiter:
    """Lets at most `per_minute` requests leave in any sixty seconds, whoever sends them."""

    def __init__(self, registry, channel_id, per_minute, sleep=time.sleep):
        self._registry = registry
        self._channel_id = channel_id
        self._per_minute = per_minute
        self._sleep = sleep

    def acquire(self):
        if self._per_minute:
            wait = self._reserve()
            if wait > 0:
                self._sleep(wait)

    def _reserve(self):
        while True:
            try:
                # A transaction of its own: the slot is taken whatever becomes of ours.
                with self._registry.cursor() as cr:
                    return sql.take_slot(cr, self._channel_id, self._choose)
            except pg_errors.SerializationFailure:
                continue

    def _choose(self, recent, now):
        slot = next_slot(recent, self._per_minute, now)
        return slot, [*recent, slot][-self._per_minute :]
