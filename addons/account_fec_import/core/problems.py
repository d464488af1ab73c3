"""What can be wrong with a file: one code each; the models put it into the reader's words."""

from dataclasses import dataclass, field

Value = str | int


class FecError(ValueError):
    """The file, or one cell of it, cannot be read.

    :param code: what is wrong (see ``models/fec_problem.py`` for the words)
    :param values: what the message quotes
    """

    def __init__(self, code: str, /, **values: Value) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values


@dataclass(frozen=True)
class Problem:
    """One thing to say about one line (0: about the whole file)."""

    line: int
    code: str
    values: dict[str, Value] = field(default_factory=dict)
    blocking: bool = True


def warning(line: int, code: str, /, **values: Value) -> Problem:
    """Return a problem that has to be read, but that does not stop the take-over."""
    return Problem(line, code, values, blocking=False)


def error(line: int, code: str, /, **values: Value) -> Problem:
    """Return a problem that stops the take-over."""
    return Problem(line, code, values)
