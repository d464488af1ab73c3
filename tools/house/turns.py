"""Shares few workers among parts of a run that now and then need the one browser."""

import concurrent.futures
import threading

BROWSER = "browser"


class _Board:
    """What waits for a worker, and who has the browser."""

    def __init__(self, parts):
        self.waiting = [(part, None) for part in parts]
        self.running, self.browser_taken = 0, False
        self.changed = threading.Condition()

    def take(self):
        """The next (part, its need) that can go on; None when nothing can come any more."""
        with self.changed:
            while True:
                for number, (_part, need) in enumerate(self.waiting):
                    if not (need and self.browser_taken):
                        self.running += 1
                        self.browser_taken = self.browser_taken or bool(need)
                        return self.waiting.pop(number)
                if not self.running:
                    return None
                self.changed.wait()

    def give_back(self, need, *again):
        """A part stopped: for good, or to go on before the others when its new need is free."""
        with self.changed:
            self.running -= 1
            if need:
                self.browser_taken = False
            self.waiting[:0] = again
            self.changed.notify_all()


def run_all(parts, workers, done):
    """Run generators side by side until each has ended.

    A part yields BROWSER when it goes on with the browser, and None when it goes on without: while
    another part has the browser it waits without a worker, and what needs none goes before it.

    :param parts: generators, those that last longest first
    :param done: called, by one thread at a time, with what each part returned, in the order of their ends
    :raises: the first exception of a part, when the others have ended
    """
    board, telling, failures = _Board(parts), threading.Lock(), []

    def work():
        while taken := board.take():
            part, need = taken
            again = ()
            try:
                again = ((part, next(part)),)
            except StopIteration as end:
                with telling:
                    done(end.value)
            except Exception as failure:
                failures.append(failure)
            finally:
                board.give_back(need, *again)

    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        working = [pool.submit(work) for _worker in range(workers)]
    for one in working:
        one.result()
    if failures:
        raise failures[0]
