"""The command's own rules: which tests go where, which add-ons depend on what."""

import pytest

from house import config, testing
from house.console import Failure


@pytest.fixture
def two_addons(tmp_path, monkeypatch):
    for name, depends in (("alpha", ["web", "beta"]), ("beta", ["mail"])):
        folder = tmp_path / name / "tests"
        folder.mkdir(parents=True)
        (tmp_path / name / "__manifest__.py").write_text(f"{{'depends': {depends!r}}}")
        (folder / "test_screens.py").write_text(
            "@tagged('post_install', 'browser')\nclass TestScreens:\n    pass\n\n"
            "@tagged('post_install')\nclass TestRules:\n    pass\n"
        )
    for module in (config, testing):
        monkeypatch.setattr(module, "ADDONS", tmp_path)
    return tmp_path


def test_an_addon_follows_what_it_depends_on(two_addons):
    assert config.addons() == ["beta", "alpha"]


def test_core_modules_are_found_through_our_own(two_addons):
    assert config.core_depends(["alpha"]) == ["mail", "web"]


def test_browser_tests_run_in_their_own_turn(two_addons):
    assert testing.split_tags(["alpha"], None) == ("/alpha,-browser", "browser/alpha,-slow")


def test_a_browser_starts_for_no_long_proof_alone(two_addons):
    screens = two_addons / "alpha/tests/test_screens.py"
    screens.write_text(screens.read_text().replace("'browser'", "'browser', 'slow'"))
    assert testing.split_tags(["alpha"], None) == ("/alpha,-browser", None)
    assert testing.split_tags(["alpha"], "/alpha:TestScreens")[1] == "browser/alpha:TestScreens"


def test_a_server_test_does_not_wait_for_the_browser(two_addons):
    assert testing.split_tags(["alpha"], "/alpha:TestRules.test_x") == (
        "/alpha:TestRules.test_x,-browser",
        None,
    )


def test_a_tour_does_not_run_the_server_tests(two_addons):
    assert testing.split_tags(["alpha"], "/alpha:TestScreens") == (
        None,
        "browser/alpha:TestScreens",
    )


def test_a_run_without_any_test_is_a_failure(tmp_path):
    log = tmp_path / "log"
    log.write_text(
        "2026-01-01 00:00:00,000 1 INFO db x: 0 failed, 0 error(s) of 0 tests when loading\n"
    )
    assert testing.check_log(testing.Result("x"), log) == 0


def test_a_failed_test_is_counted_and_shown(tmp_path):
    log = tmp_path / "log"
    log.write_text(
        "2026-01-01 00:00:00,000 1 INFO db odoo.addons.x.tests.y: ERROR: TestY.test_z\n"
        "2026-01-01 00:00:00,000 1 ERROR db odoo.addons.x.tests.y: ERROR: TestY.test_z\n"
        "2026-01-01 00:00:00,000 1 ERROR db odoo.tests.result: 1 failed, 1 error(s) of 7 tests when loading\n"
    )
    result = testing.Result("x")
    assert testing.check_log(result, log) == 7
    assert (result.total, result.failed) == (7, 2)
    assert result.problems


def test_an_odoo_folder_without_odoo_says_what_to_do(tmp_path):
    from house.odoo_tree import Tree

    with pytest.raises(Failure, match="SUITE_ODOO_SRC"):
        Tree(tmp_path)


def test_a_wrong_python_says_what_to_do(monkeypatch):
    from house.python_env import find_python

    monkeypatch.setenv("SUITE_PYTHON", "/no/such/python")
    with pytest.raises(Failure, match="SUITE_PYTHON"):
        find_python()
