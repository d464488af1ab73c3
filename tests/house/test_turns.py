"""Parts of a run share the workers; one at a time has the browser, and who waits for it holds nobody up."""

import threading

import pytest

from house.turns import BROWSER, run_all


def told(parts, workers=2):
    values = []
    run_all(parts, workers, values.append)
    return values


def part(name, *needs):
    yield from needs
    return name


def test_every_part_runs_to_its_end():
    assert sorted(told([part(n, BROWSER, None) for n in range(9)])) == list(range(9))
    assert told([], 3) == []


def test_one_part_at_a_time_has_the_browser():
    inside, most = [], []

    def opens(name):
        yield BROWSER
        inside.append(name)
        most.append(len(inside))
        threading.Event().wait(0.01)
        inside.remove(name)
        yield None
        return name

    assert len(told([opens(n) for n in range(8)], 4)) == 8
    assert most == [1] * 8


def test_what_needs_no_browser_goes_before_what_waits_for_it():
    released = threading.Event()

    def holds():
        yield BROWSER
        assert released.wait(10), "nobody ran while another part waited for the browser"
        return "holds"

    def releases():
        released.set()
        return "releases"
        yield

    assert told([holds(), part("waits", BROWSER), releases()])[0] == "releases"


def test_a_part_that_fails_is_told_when_the_others_have_ended():
    def fails():
        yield BROWSER
        raise ValueError("no browser here")

    for workers in (1, 2):
        values = []
        with pytest.raises(ValueError, match="no browser here"):
            run_all([fails(), part("a", BROWSER), part("b")], workers, values.append)
        assert sorted(values) == ["a", "b"]
