"""Lists the mutants of pure code: one small change each, made by Cosmic Ray's operators."""

import ast
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import parso.python.tree
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator
from cosmic_ray.plugins import get_operator, operator_names

# What an operator may become. Others mean the same in most places (a text that is equal is also
# ``<=``) or fail on the spot whatever is tested (``price | 2``): both would only blur the figure.
BINARY = {
    "Add": "Sub",
    "Sub": "Add",
    "Mul": "Div Add",
    "Div": "Mul FloorDiv",
    "FloorDiv": "Div Mul",
    "Mod": "FloorDiv Mul",
    "Pow": "Mul",
    "BitOr": "BitAnd",
    "BitAnd": "BitOr",
    "BitXor": "BitOr",
    "LShift": "RShift",
    "RShift": "LShift",
}
COMPARISON = {
    "Eq": "NotEq",
    "NotEq": "Eq",
    "Is": "IsNot",
    "IsNot": "Is",
    "Lt": "LtE Gt GtE",
    "LtE": "Lt Gt GtE",
    "Gt": "GtE Lt LtE",
    "GtE": "Gt Lt LtE",
}
REPLACEMENT = re.compile(r"Replace(Binary|Comparison)Operator_(\w+)_(\w+)$")
# Decorators whose absence nothing can notice.
UNNOTICED = re.compile(r"@.*(?:cache|overload|override|final|runtime_checkable)")
FIGURE = re.compile(r"""^(["'])(-?\d+(?:\.\d+)?)\1$""")


class FigureReplacer(Operator):
    """A figure that is written as a text (``Decimal("0.03")``) becomes ten times as large."""

    def mutation_positions(self, node):
        if isinstance(node, parso.python.tree.String) and FIGURE.match(node.value):
            yield node.start_pos, node.end_pos

    def mutate(self, node, index):
        quote, figure = FIGURE.match(node.value).groups()
        node.value = f"{quote}{Decimal(figure) * 10 + (Decimal(figure) == 0)}{quote}"
        return node

    @classmethod
    def examples(cls):
        return ()


@dataclass(frozen=True)
class Mutant:
    """One change of one place of a file."""

    path: Path
    operator: str
    occurrence: int
    line: int
    column: int
    statement: tuple  # first and last line of the statement around it

    def code(self):
        """The changed source, or None where there is none, or none that compiles."""
        source = self.path.read_text(encoding="utf-8")
        try:
            text = mutate_code(source, OPERATORS[self.operator], self.occurrence)
            compile(text or "(", str(self.path), "exec")
        except (SyntaxError, AttributeError):  # an operator that does not know dotted exceptions
            return None
        return text

    def shown(self, text):
        """(the line before, the line after)."""
        old = self.path.read_text(encoding="utf-8").splitlines()
        new = text.splitlines()
        number = next(
            (n for n, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]),
            self.line - 1,
        )
        return old[number].strip(), new[number].strip()


def _is_wanted(name):
    found = REPLACEMENT.search(name)
    if not found:
        return True
    kind, old, new = found.groups()
    return new in {"Binary": BINARY, "Comparison": COMPARISON}[kind].get(old, "").split()


def _operators():
    found = {"FigureReplacer": FigureReplacer()}
    for name in operator_names():
        kind = get_operator(name)
        if not kind.arguments() and _is_wanted(name):
            found[name.rsplit("/", 1)[1]] = kind()
    return found


OPERATORS = _operators()


def _annotations(tree):
    """(first, last) positions of what only a type checker reads."""
    for node in ast.walk(tree):
        for part in ("annotation", "returns"):
            note = getattr(node, part, None)
            if isinstance(note, ast.AST):
                yield (note.lineno, note.col_offset), (note.end_lineno, note.end_col_offset)


def _statements(tree):
    """(first, last line) of each statement; of one that holds others, only its head."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None)
            last = max(body[0].lineno - 1, node.lineno) if body else node.end_lineno
            found.append((node.lineno, last))
    return found


def mutants_of(path):
    """All mutants of a file."""
    source = path.read_text(encoding="utf-8")
    tree, lines = ast.parse(source), source.splitlines()
    notes, statements = list(_annotations(tree)), _statements(tree)
    nodes = list(ast_nodes(get_ast(source)))
    for name, operator in OPERATORS.items():
        positions = [one for node in nodes for one in operator.mutation_positions(node)]
        for occurrence, (start, _end) in enumerate(positions):
            if any(first <= start <= last for first, last in notes):
                continue
            decorator = lines[start[0] - 1].lstrip().startswith("@")
            if decorator and (name != "RemoveDecorator" or UNNOTICED.search(lines[start[0] - 1])):
                continue
            around = [span for span in statements if span[0] <= start[0] <= span[1]]
            span = min(around, key=lambda one: one[1] - one[0], default=(start[0], start[0]))
            yield Mutant(path, name, occurrence, *start, span)


def sample(paths, count, dice):
    """``count`` mutants, each of another place; all of them with ``count`` None.

    Places are drawn, not operators: a sum has eleven mutants, a comparison five, a number two.
    """
    everything = [mutant for path in paths for mutant in mutants_of(path)]
    if count is None:
        return [(mutant, code) for mutant in everything if (code := mutant.code())]
    places = {}
    for mutant in everything:
        places.setdefault((mutant.path, mutant.line, mutant.column), []).append(mutant)
    chosen, order = [], sorted(places)
    dice.shuffle(order)
    for place in order:
        mutant = dice.choice(places[place])
        code = mutant.code()
        if code:
            chosen.append((mutant, code))
        if len(chosen) == count:
            break
    return chosen
