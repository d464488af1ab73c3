"""A fake shop in a process of its own, so that memory and time measured here are the caller's."""

import os
import traceback
from contextlib import contextmanager
from multiprocessing import Pipe

from .server import FakeShop


@contextmanager
def serve(build):
    """The shop that ``build()`` makes (a Store), until the block ends."""
    ours, theirs = Pipe()
    pid = os.fork()
    if not pid:
        ours.close()
        _serve(build, theirs)
    theirs.close()
    try:
        yield RemoteShop(ours)
    finally:
        ours.close()
        os.waitpid(pid, 0)


def _serve(build, pipe):
    status = 1
    try:
        with FakeShop(build(), keep_log=False) as shop:
            pipe.send(shop.url)
            while True:
                name, *words = pipe.recv()
                pipe.send(getattr(shop, name)(*words))
    except EOFError:  # the caller has finished
        status = 0
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(status)


class RemoteShop:
    """What the caller may ask of it: see FakeShop."""

    def __init__(self, pipe):
        self._pipe = pipe
        self.url = pipe.recv()

    def requests(self, *methods):
        return self._ask("requests", *methods)

    def forget(self):
        return self._ask("forget")

    def _ask(self, *question):
        self._pipe.send(question)
        return self._pipe.recv()
