"""Do the pure tests notice? Changes small things in ``core/``, one at a time, and runs its tests."""

import json
import os
import random
import subprocess
import time

from . import python_env
from .config import ADDONS, BUILD, ROOT
from .console import Failure, say

FLOOR = 85  # per cent of the mutants that the tests have to notice
SAMPLE = 60


def has_core(name):
    return (ADDONS / name / "core").is_dir() and (ADDONS / name / "tests/core").is_dir()


def _hunt(name, count, seed, target):
    quality = python_env.site_packages(python_env.beside("quality"))
    environ = os.environ | {
        "SUITE_ADDONS": str(ADDONS),
        "SUITE_QUALITY": str(quality),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": f"{ROOT / 'tools' / 'pytest_plugins'}:{ROOT / 'tools'}",
        "PYTHONHASHSEED": "0",
    }
    command = [
        python_env.ensure() / "bin/python",
        "-m",
        "house.mutants_process",
        name,
        count,
        seed,
        target,
    ]
    done = subprocess.run([str(word) for word in command], env=environ)
    if done.returncode:
        raise Failure(f"the mutants of {name} could not be made (see above).")
    return json.loads(target.read_text(encoding="utf-8"))["verdicts"]


def show(name, verdicts, seconds):
    """Say what lives on; :return: whether enough is noticed."""
    alive = [one for one in verdicts if one["verdict"] != "killed"]
    killed = len(verdicts) - len(alive)
    share = 100 * killed / max(len(verdicts), 1)
    say(f"{name}: {killed} of {len(verdicts)} mutants killed ({share:.0f} %), {seconds:.0f} s")
    for one in sorted(alive, key=lambda one: (one["file"], one["line"])):
        say(f"  {one['file']}:{one['line']}: {one['verdict']} ({one['operator']})")
        say(f"    - {one['before']}\n    + {one['after']}")
    return share >= FLOOR


def mutants(names, count=None, seed=None):
    """Hunt in each add-on that has a core; exit code 1 when one notices less than the floor.

    :param count: how many of each, or "all"
    :param seed: repeats an earlier sample
    """
    names = [name for name in names if has_core(name)]
    if not names:
        raise Failure("none of these add-ons has a core/ with pure tests.")
    seed, count = seed or str(random.SystemRandom().randrange(10**6)), count or str(SAMPLE)
    BUILD.mkdir(exist_ok=True)
    say(f"seed: {seed} (the same mutants again: SEED={seed})")
    short = []
    for name in names:
        started = time.monotonic()
        verdicts = _hunt(name, count, seed, BUILD / f"mutants-{name}.json")
        if not show(name, verdicts, time.monotonic() - started):
            short.append(name)
    say(
        f"{len(names) - len(short)} of {len(names)} cores are over the floor of {FLOOR} %"
        + (f"; below: {', '.join(short)}" if short else "")
    )
    return 1 if short else 0
