"""Real processes on the test database: what they commit stays, and they can be killed."""

import os
import signal
import traceback
import warnings

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import mute_logger

_inherited = []


def commit(dbname, function):
    """Run ``function(env)`` in a transaction of its own and commit it."""
    with Registry(dbname).cursor() as cr:
        result = function(api.Environment(cr, SUPERUSER_ID, {}))
        cr.commit()  # pylint: disable=invalid-commit  # other processes must see it
        return result


def spawn(dbname, function, kill_at=None):
    """Fork a process that runs ``function(env)``.

    :param kill_at: it kills itself with SIGKILL at its n-th SQL statement
    :return: process id
    """
    with warnings.catch_warnings():
        # The fake shop's thread stays with the parent; the child only needs its own thread.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        _leave_parents_connections(dbname)
        if kill_at:
            _kill_at_statement(kill_at)
        # Children race for the same rows on purpose: a refused insert is part of the proof.
        with mute_logger("odoo.sql_db"), Registry(dbname).cursor() as cr:
            function(api.Environment(cr, SUPERUSER_ID, {}))
            cr.commit()  # pylint: disable=invalid-commit  # the process ends here
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def wait(pid):
    """:return: True when the process ended well, False when it was killed or failed"""
    _pid, status = os.waitpid(pid, 0)
    return os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0


def was_killed(pid):
    _pid, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _leave_parents_connections(dbname):
    """Open connections anew; the parent's are kept referenced so that nothing closes them here."""
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
