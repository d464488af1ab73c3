"""What the engine asks of a shop engine. PrestaShop is the first; another one implements the same
five methods and registers itself under a name in ``ENGINES``."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Document:
    """One thing the shop told us: ``kind`` "order", ``key`` "1042", ``payload`` canonical JSON."""

    kind: str
    key: str
    payload: dict


@dataclass(frozen=True)
class Page:
    """Documents and the cursor to store together with them."""

    documents: list
    cursor: dict


@dataclass(frozen=True)
class Operation:
    """One write wanted in the shop: ``key`` names it for us, ``values`` are the engine's own."""

    key: str
    values: dict


@dataclass(frozen=True)
class Result:
    """What became of an operation: ``error`` is None, or a ShopError."""

    key: str
    error: Exception | None = None
    already: bool = False


@dataclass
class Findings:
    """What a preflight found. ``missing`` = [(resource, method)]; ``errors`` = [ShopError]."""

    version: str = ""
    name: str = ""
    time_zone: str = ""
    clock_skew: int = 0
    languages: list = field(default_factory=list)
    currencies: list = field(default_factory=list)
    missing: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    references: dict = field(default_factory=dict)
    key_in_url: bool = False


class Channel(ABC):
    """A conversation with one shop, for the length of one run."""

    @abstractmethod
    def capabilities(self):
        """``{"pull": [flow, …] in order, "push": [kind, …], "verify": [kind, …]}``"""

    @abstractmethod
    def preflight(self):
        """:return: Findings; never raises for what it can name"""

    @abstractmethod
    def pull(self, flow, cursor):
        """Iterate over Pages of what is new or changed since `cursor` (a dict, empty at first)."""

    @abstractmethod
    def push(self, kind, operations):
        """Carry out operations; one Result for each, in the same order."""

    @abstractmethod
    def verify(self, kind, keys):
        """What the shop holds now, as ``{key: values}``, for the keys (all when None)."""


ENGINES = {}


def register(name):
    """Class decorator: makes an engine available under `name`."""

    def wrap(engine):
        ENGINES[name] = engine
        return engine

    return wrap
