"""A workflow as one table: the guard, the buttons, the picture and the tests read it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field


@dataclass(frozen=True)
class Transition:
    """One named way from any of ``sources`` to ``target``.

    :param label: of the button; a ``_lt(…)`` is translated for whoever reads it
    :param groups: who may fire it by hand (any of them); none: whoever may write the record
    :param guard: method of the record that raises a UserError when it cannot be done now
    :param effect: method of the record for what follows, called in the new state
    :param by_hand: False for what only the machine does (a payment came, a day passed)
    """

    label: object
    sources: tuple[str, ...]
    target: str
    groups: tuple[str, ...] = ()
    guard: str = ""
    effect: str = ""
    by_hand: bool = True


@dataclass(frozen=True)
class Workflow:
    """The table of a model.

    :param field: the selection field that holds the state
    :param starts: states in which a record may be created; the field's default is one of them
    :param tones: state → ``grey`` (not begun), ``blue`` (going on, also what is not named),
        ``orange`` (needs someone), ``green`` (done), ``red`` (wrong or late)
    :param deletable: states in which a record may be deleted; None: the workflow does not care
    """

    field: str
    starts: tuple[str, ...]
    transitions: Mapping[str, Transition]
    tones: Mapping[str, str] = dataclass_field(default_factory=dict)
    deletable: tuple[str, ...] | None = None

    def allowed(self, state: str) -> list[str]:
        """Names of the transitions that may leave ``state``, in the order of the table."""
        return [name for name, step in self.transitions.items() if state in step.sources]

    def reachable(self) -> set[str]:
        """States that a record can come to."""
        known, fresh = set(self.starts), list(self.starts)
        while fresh:
            for name in self.allowed(fresh.pop()):
                target = self.transitions[name].target
                if target not in known:
                    known.add(target)
                    fresh.append(target)
        return known

    def find_faults(self, states: Iterable[str]) -> list[str]:
        """What is wrong with the table beside the states of the field; for a test of each model.

        >>> Workflow("state", ("new",), {"end": Transition("End", ("old",), "done")}).find_faults(
        ...     ["new", "done"])
        ['end: unknown state old', 'done: cannot be reached']
        """
        states = list(states)
        faults = [f"unknown start {state}" for state in self.starts if state not in states]
        for name, step in self.transitions.items():
            named = (*step.sources, step.target)
            faults += [f"{name}: unknown state {state}" for state in named if state not in states]
        reached = self.reachable()
        return faults + [f"{state}: cannot be reached" for state in states if state not in reached]
