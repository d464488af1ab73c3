"""What the commands say: one line a step, one clear line when something fails."""

import contextlib
import fcntl
import os
import subprocess
import sys
import threading
import time


class Failure(Exception):
    """Stops the command; its text says what happened, why, and what to do."""


_say_lock = threading.Lock()


def say(text):
    with _say_lock:
        print(text, flush=True)


@contextlib.contextmanager
def step(text):
    """Say what starts, and how long it took."""
    say(f"· {text} …")
    started = time.monotonic()
    yield
    say(f"  {text}: {time.monotonic() - started:.0f} s")


def run(*command, **options):
    """Run a command; :raises Failure: with the end of its output when it fails."""
    options.setdefault("stdout", subprocess.PIPE)
    options.setdefault("stderr", subprocess.STDOUT)
    command = [str(word) for word in command]
    try:
        done = subprocess.run(command, text=True, errors="replace", **options)
    except FileNotFoundError:
        raise Failure(f"the program {command[0]} is not on this machine: install it.") from None
    if done.returncode:
        tail = "\n    ".join((done.stdout or "").strip().splitlines()[-12:])
        raise Failure(f"{' '.join(command)[:160]} failed ({done.returncode}):\n    {tail}")
    return (done.stdout or "").strip()


@contextlib.contextmanager
def locked(path, why):
    """Hold an exclusive lock between processes; says so when it has to wait."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"· waiting: {why}")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _places(folder, stack):
    """As many lock files as the machine has cores: more runs at once only slow each other."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        stack.enter_context(open(folder / str(core), "w")) for core in range(os.cpu_count() or 1)
    ]


@contextlib.contextmanager
def slot(folder):
    """Hold one place of the machine."""
    with contextlib.ExitStack() as stack:
        places = _places(folder, stack)
        while not any(map(_try_lock, places)):
            time.sleep(0.3)
        yield


@contextlib.contextmanager
def every_slot(folder):
    """Hold the whole machine: nothing else that this tool starts runs while a figure is taken."""
    with contextlib.ExitStack() as stack:
        for place in _places(folder, stack):
            fcntl.flock(place, fcntl.LOCK_EX)
        yield


def _try_lock(handle):
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class Progress:
    """A counter that is redrawn on a terminal, and said now and then elsewhere."""

    def __init__(self, text, total):
        self.text, self.total, self._last = text, total, 0.0

    def __call__(self, done, detail=""):
        wait = 0.2 if sys.stdout.isatty() else 10
        now = time.monotonic()
        if now - self._last < wait and done < self.total:
            return
        self._last = now
        line = f"  {self.text}: {100 * done // max(self.total, 1)} % {detail}"
        if sys.stdout.isatty():
            end = "\n" if done >= self.total else ""
            print(f"\r\033[K{line[:110]}", end=end, flush=True)
        else:
            say(line)
