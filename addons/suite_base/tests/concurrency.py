"""Real transactions for tests: threads and processes that commit, as requests and workers do.

What they write stays in the database: the test makes its own records, and puts them away.
"""

import os
import signal
import threading
import traceback
import warnings
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.orm.environments import Transaction
from odoo.service.model import (
    MAX_TRIES_ON_CONCURRENCY_FAILURE,
    PG_CONCURRENCY_EXCEPTIONS_TO_RETRY,
)
from odoo.tools import mute_logger

_inherited = []  # connections of the parent process, kept so that nothing closes them in a child


@contextmanager
def committed(registry, user_id=SUPERUSER_ID, context=None):
    """An environment on a cursor of its own; what it does is committed at the end of the block."""
    with sql_db.db_connect(registry.db_name).cursor() as cr:
        # the main thread holds the lock that finding the registry by name waits for
        cr.transaction = Transaction(registry)
        env = api.Environment(cr, user_id, {"tracking_disable": True, **(context or {})})
        yield env
        env.flush_all()


class Race:
    """Runs functions of an environment at the same moment, each in its own transaction, tried
    again as ``odoo.service.model.retrying`` does (which waits for the lock that a test holds).

    ``restarts`` counts the transactions that had to begin again.
    """

    def __init__(self, registry, user_id=SUPERUSER_ID, context=None):
        self.registry = registry
        self.user_id = user_id
        self.context = context
        self.restarts = 0
        self._mutex = threading.Lock()

    def run(self, *works, tries=MAX_TRIES_ON_CONCURRENCY_FAILURE, timeout=120):
        """:return: what each function returned or the exception it ended with, in their order"""
        results = [None] * len(works)
        barrier = threading.Barrier(len(works))
        threads = [
            threading.Thread(target=self._request, args=(work, barrier, tries, results, number))
            for number, work in enumerate(works)
        ]
        with mute_logger("odoo.sql_db"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(timeout=timeout)
        return results

    def _request(self, work, barrier, tries, results, number):
        for attempt in range(tries):
            try:
                results[number] = self._attempt(work, None if attempt else barrier)
                return
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
                results[number] = error
                with self._mutex:
                    self.restarts += 1
            except Exception as error:
                results[number] = error
                return

    def _attempt(self, work, barrier):
        with committed(self.registry, self.user_id, self.context) as env:
            env["res.company"].search_count([])  # the snapshot is taken before others write
            if barrier:
                barrier.wait(timeout=60)
            result = work(env)
            env.flush_all()
            return result


# -- processes ----------------------------------------------------------------------------------


def spawn(dbname, function, kill_at=None):
    """Fork a process that runs ``function(env)`` in a transaction of its own.

    :param kill_at: it kills itself with SIGKILL at its n-th SQL statement
    :return: process id, for ``wait`` or ``was_killed``
    """
    with warnings.catch_warnings():
        # Threads of a test's servers stay with the parent; the child only needs its own.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        _leave_parents_connections(dbname)
        if kill_at:
            _kill_at_statement(kill_at)
        with mute_logger("odoo.sql_db"), Registry(dbname).cursor() as cr:
            function(api.Environment(cr, SUPERUSER_ID, {}))
            cr.commit()  # pylint: disable=invalid-commit  # the process ends here
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def wait(pid):
    """True when the process ended well, False when it was killed or failed."""
    _pid, status = os.waitpid(pid, 0)
    return os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0


def was_killed(pid):
    """True when the process was killed with SIGKILL."""
    _pid, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _leave_parents_connections(dbname):
    _inherited.append((sql_db._Pool, sql_db._Pool_readonly))
    sql_db._Pool = sql_db._Pool_readonly = None
    registry = Registry(dbname)
    _inherited.append((registry._db, registry._db_readonly))
    registry._db = sql_db.db_connect(dbname)
    registry._db_readonly = None


def _kill_at_statement(number):
    original = sql_db.Cursor.execute
    left = [number]

    def execute(self, *args, **kwargs):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(self, *args, **kwargs)

    sql_db.Cursor.execute = execute
