from odoo.addons.suite_base.core.workflow import Transition, Workflow

TABLE = Workflow(
    "state",
    ("draft", "asked"),
    {
        "ask": Transition("Ask", ("draft",), "asked"),
        "agree": Transition("Agree", ("draft", "asked"), "agreed"),
        "again": Transition("Again", ("agreed",), "draft"),
    },
)


def test_what_may_leave_a_state_comes_in_the_order_of_the_table():
    assert TABLE.allowed("draft") == ["ask", "agree"]
    assert TABLE.allowed("asked") == ["agree"]
    assert TABLE.allowed("unknown") == []


def test_circles_end():
    assert TABLE.reachable() == {"draft", "asked", "agreed"}


def test_a_good_table_has_no_faults():
    assert TABLE.find_faults(["draft", "asked", "agreed"]) == []


def test_every_fault_is_told():
    assert TABLE.find_faults(["draft", "agreed", "lost"]) == [
        "unknown start asked",
        "ask: unknown state asked",
        "agree: unknown state asked",
        "lost: cannot be reached",
    ]


def test_a_transition_is_fired_by_hand_by_everybody_unless_it_says_otherwise():
    assert TABLE.transitions["ask"].by_hand
    assert TABLE.transitions["ask"].groups == ()
    assert TABLE.deletable is None
