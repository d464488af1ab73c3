"""Style, manifests and translations: no message is the goal, and the rule."""

import os
import subprocess

from . import app_page, python_env
from .config import ADDONS, ROOT, TEST_ADDONS, manifest
from .console import say
from .core_types import type_messages
from .dialect import allowed
from .i18n import missing_french
from .release import unbumped

# Rules that are wrong for this suite, each with its reason.
IGNORED = {
    "C8101": "the author need not be the OCA",
    "C8112": "the page of an add-on is README.md",
    "W8110": "super()._compute_… returns nothing",
    "U1708": "t-name in activity views is right in 19.0",
    "R8180": "a core model is inherited by concern, in several files",
    "MOD005": "the page of an add-on is README.md",
}
# Tests of core/ and benchmarks run outside the package: they import it by its full name.
OUTSIDE = ("core", "bench")
RUFF_OUTSIDE = ", ".join(
    f'"**/tests/{part}/*.py" = ["odoo-addons-relative-import"]' for part in OUTSIDE
)
MANIFEST_KEYS = {
    "name",
    "summary",
    "version",
    "category",
    "author",
    "license",
    "depends",
}
DATA_FOLDERS = ("data", "report", "security", "views", "wizards")


def commands(names, fix):
    """(title, command) of each tool for the folders of the add-ons."""
    folders = [f"addons/{name}" for name in names]
    tests = [str(path.parent.relative_to(ROOT)) for path in TEST_ADDONS.glob("*/__manifest__.py")]
    python = [*folders, "suite", "tools", "tests"]
    scripts = sorted(
        {str(path.parent) for f in (*folders, *tests) for path in ROOT.glob(f"{f}/static/**/*.js")}
    )
    ignored = ",".join(IGNORED)
    yield "ruff", ["ruff", "check", *(["--fix"] if fix else []), *python]
    yield "ruff format", ["ruff", "format", *([] if fix else ["--check"]), *python]
    # ruff knows the syntax of each Python, not which one brought a name (datetime.UTC: 3.11).
    yield "Python 3.10", ["vermin", "--no-tips", "--quiet", "--violations", "-t=3.10-", *python]
    if not folders:
        return
    yield (
        "ruff-odoo",
        [
            "ruff-odoo",
            "check",
            "--quiet",
            "--preview",
            "--isolated",
            "--select",
            "OD",
            "--ignore",
            "missing-readme,manifest-required-author,missing-return,pylint-disable-comment,consider-merging-classes-inherited,invalid-commit",
            "--config",
            'lint.odoo.odoo-version="19.0"',
            "--config",
            f"lint.per-file-ignores = {{{RUFF_OUTSIDE}}}",
            *folders,
        ],
    )
    yield (
        "pylint-odoo",
        [
            "pylint",
            "--load-plugins=pylint_odoo",
            "--disable=all",
            "--enable=odoolint",
            "--valid-odoo-versions=19.0",
            f"--disable={ignored}",
            "--score=n",
            f"--ignore-paths=.*/tests/({'|'.join(OUTSIDE)})/.*",
            *folders,
        ],
    )
    yield "odl check", ["odl", "check", "--version", "19.0", "--ignore", ignored, *folders]
    yield (
        "odl format (XML, styles)",
        ["odl", "format", *([] if fix else ["--check"]), *folders, *tests],
    )
    if scripts:
        flag = "--write" if fix else "--list-different"
        yield (
            "oxfmt (JavaScript)",
            [
                "oxfmt",
                "-c",
                ".oxfmtrc.json",
                "--no-error-on-unmatched-pattern",
                flag,
                *scripts,
                "!**/*.xml",
                "!**/*.scss",
                "!**/*.css",
                "!**/*.json",
                "!**/*.html",
                "!**/*.md",
                "!**/lib/**",
            ],
        )
        yield "oxlint (JavaScript)", ["oxlint", "-c", ".oxlintrc.json", "--quiet", *scripts]


def manifest_messages(name):
    """What is wrong with an add-on's manifest and the files that it names."""
    values, folder, wrong = manifest(name), ADDONS / name, []
    if missing := MANIFEST_KEYS - set(values):
        wrong.append(f"{name}: the manifest has no {', '.join(sorted(missing))}")
    if values.get("license") != "AGPL-3":
        wrong.append(f"{name}: the licence is not AGPL-3")
    if not str(values.get("version", "")).startswith("19.0."):
        wrong.append(f"{name}: the version does not start with 19.0.")
    named = [*values.get("data", []), *values.get("demo", [])]
    wrong += [f"{name}: {path} does not exist" for path in named if not (folder / path).exists()]
    present = [
        str(path.relative_to(folder))
        for part in DATA_FOLDERS
        for path in sorted((folder / part).rglob("*"))
        if path.suffix in (".xml", ".csv") and "static" not in path.parts
    ]
    wrong += [f"{name}: {path} is not in the manifest" for path in present if path not in named]
    for needed in ("README.md", "static/description/icon.png"):
        if not (folder / needed).exists():
            wrong.append(f"{name}: no {needed}")
    return wrong


def run_tool(title, command):
    """Messages of one tool, shown; True when it has none."""
    bin_folder = python_env.venv() / "bin"
    environ = os.environ | {
        "PATH": f"{bin_folder}:{os.environ['PATH']}",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [str(bin_folder / command[0]), *command[1:]],
        cwd=ROOT,
        env=environ,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    say(f"  {title}: {'ok' if not done.returncode else 'has messages'}")
    if done.returncode:
        say(done.stdout.strip()[-6000:])
    return not done.returncode


def check_types(names):
    """Whether every ``core/`` has no more messages of the strict type checker than its table allows."""
    lines, clean = type_messages(), True
    for name in names:
        own = [line for line in lines if line.startswith(f"addons/{name}/")]
        if len(own) > allowed("types", name):
            clean = False
            say("\n".join(own[:60]))
    say(f"  types of core/ (mypy --strict): {'ok' if clean else 'have messages'}")
    return clean


def lint(names, fix=False):
    """Run all checks; exit code 0 when none has a message."""
    python_env.reexec()
    clean = [run_tool(title, command) for title, command in commands(names, fix)]
    clean.append(check_types(names))
    messages = [
        text
        for name in names
        for text in (
            *manifest_messages(name),
            *app_page.check(name, fix),
            *unbumped(name),
            *missing_french(name),
        )
    ]
    say(f"  manifests, versions and French: {'ok' if not messages else 'have messages'}")
    for text in messages[:60]:
        say(f"    {text}")
    return 0 if all(clean) and not messages else 1
