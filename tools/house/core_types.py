"""What a strict type checker says of the add-ons' pure code."""

import shutil
import subprocess
from collections import Counter

from . import python_env
from .config import ADDONS, CACHE, CHECKOUT, addons
from .console import Failure


def type_messages():
    """What a strict type checker says of every ``core/``, as lines."""
    # A core stands in no package that a checker could import: links put it where Odoo would.
    home = CACHE / f"types-{CHECKOUT}"
    shutil.rmtree(home, ignore_errors=True)
    for name in addons():
        if (ADDONS / name / "core").is_dir():
            target = home / "odoo/addons" / name
            target.mkdir(parents=True)
            (target / "core").symlink_to(ADDONS / name / "core")
    command = [
        python_env.beside("quality") / "bin/mypy",
        "--strict",
        "--namespace-packages",
        "--explicit-package-bases",
        "--ignore-missing-imports",
        "--python-version=3.10",
        f"--cache-dir={CACHE / 'mypy' / CHECKOUT}",
        "--no-error-summary",
        "odoo/addons",
    ]
    done = subprocess.run([str(word) for word in command], cwd=home, capture_output=True, text=True)
    shutil.rmtree(home)
    if done.returncode > 1:
        raise Failure(f"the type checker could not run:\n{done.stdout}{done.stderr}")
    return [line.removeprefix("odoo/") for line in done.stdout.splitlines() if ": error:" in line]


def type_counts(lines=None):
    return dict(Counter(line.split("/")[1] for line in lines or type_messages()))
