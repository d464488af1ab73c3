"""What a bank statement says, whatever its format. Amounts are in the currency's smallest unit."""

from dataclasses import dataclass, field
from datetime import date


class StatementError(Exception):
    """A file that is not taken: the line (0: the whole), a code, and values for the sentence.

    Codes: ``unknown``, ``length``, ``record``, ``place``, ``amount``, ``day``, ``account``,
    ``balance``, ``control``, ``xml``, ``missing``, ``empty``.
    """

    def __init__(self, line: int, code: str, **values: object) -> None:
        super().__init__(line, code, values)
        self.line = line
        self.code = code
        self.values = values


@dataclass
class Movement:
    """One movement; positive amounts come in.

    :param party: who paid, or was paid
    :param kind: the code of the bank for this kind of movement
    """

    line: int
    day: date
    value_day: date
    amount: int
    label: str
    reference: str = ""
    kind: str = ""
    party: str = ""
    party_account: str = ""
    details: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Everything that the bank says, for people and for the search of references."""
        return " ".join(filter(None, [self.label, *self.details]))


@dataclass
class Statement:
    """Movements between two balances of one account.

    :param account: IBAN, or bank, branch and account number one after the other
    """

    account: str
    currency: str
    decimals: int
    opening_day: date | None
    opening: int
    closing_day: date | None = None
    closing: int = 0
    movements: list[Movement] = field(default_factory=list)

    def check(self, line: int) -> None:
        """Raise when the movements do not lead from one balance to the other."""
        difference = self.opening + sum(one.amount for one in self.movements) - self.closing
        if difference:
            raise StatementError(line, "balance", account=self.account, difference=difference)
