"""What the engine asks of a shop engine. PrestaShop is the first; another one implements the same
methods and registers itself under a name in ``ENGINES``."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True)
class Document:
    """One thing the shop told us: ``kind`` "order", ``key`` "1042", ``payload`` canonical JSON."""

    kind: str
    key: str
    payload: dict[str, Any]


@dataclass(frozen=True)
class Page:
    """Documents and the cursor to store together with them."""

    documents: list[Any]
    cursor: dict[str, Any]


@dataclass(frozen=True)
class Operation:
    """One write wanted in the shop: ``key`` names it for us, ``values`` are the engine's own."""

    key: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Result:
    """What became of an operation: ``error`` is None, or a ShopError. ``shown``: nothing was
    written, because the shop shows this and not what we knew (see ``compare``)."""

    key: str
    error: Exception | None = None
    already: bool = False
    shown: int | None = None


@dataclass
class Findings:
    """What a preflight found. ``missing`` = [(resource, method)]; ``errors`` = [ShopError]."""

    version: str = ""
    name: str = ""
    time_zone: str = ""
    clock_skew: int = 0
    languages: list[Any] = field(default_factory=list)
    currencies: list[Any] = field(default_factory=list)
    missing: list[Any] = field(default_factory=list)
    errors: list[Any] = field(default_factory=list)
    references: dict[str, Any] = field(default_factory=dict)
    key_in_url: bool = False


class Channel(ABC):
    """A conversation with one shop, for the length of one run.

    ``references`` (JSON-ready dict) is kept by the engine from one run to the next: what need not
    be asked anew each time.
    """

    references: dict[str, Any] = {}

    @classmethod
    @abstractmethod
    def connect(
        cls,
        url: str,
        key: str,
        limiter: Any,
        *,
        references: Any,
        zone: str,
        shop_id: Any,
        start: Any,
        policy: Any,
    ) -> None:
        """:param limiter: has ``acquire()``, to be called before every request
        :param references: as the last run left it
        :param zone: the shop's time zone
        :param shop_id: which of several shops behind one address; empty for the only one
        :param start: take documents created or changed from this moment on (shop time, or empty)
        :param policy: ``CallPolicy`` of ``suite_base``: which hosts may be called
        """

    def usage(self) -> Any:
        """What this conversation cost so far: requests, and those of them that wrote."""
        return {"requests": 0, "writes": 0}

    @abstractmethod
    def capabilities(self) -> None:
        """``{"pull": [flow, …] in order, "push": [kind, …], "verify": [kind, …]}``; with
        ``"compare": True`` stock is written only over the number that we know."""

    @abstractmethod
    def preflight(self) -> None:
        """:return: Findings; never raises for what it can name"""

    @abstractmethod
    def pull(self, flow: Any, cursor: Row) -> None:
        """Iterate over Pages of what is new or changed since `cursor` (a dict, empty at first)."""

    @abstractmethod
    def fetch(self, kind: str, keys: Any) -> None:
        """Documents of this kind as they are now; none for a key that the shop does not know."""

    @abstractmethod
    def push(self, kind: str, operations: list[Any]) -> None:
        """Carry out operations; one Result for each, in the same order. The values:

        * "stock": ``{"quantity": 5}``, the key is that of the stock line; for an engine that
          compares also ``"known": 7``: shows the shop something else, its Result says so
        * "shipment": a canonical shipment, see ``canonical.SHIPMENT``

        To repeat one must change nothing: look before you write again.
        """

    @abstractmethod
    def verify(self, kind: str, keys: Any = None) -> None:
        """What the shop holds now, as ``{key: values}``, for the keys (all when None). The values:

        * "stock": ``{"product": "12-3", "quantity": 5, "parent": False}``: key of the product
          document, pieces shown, whether the line only carries the sum of others; "backorder":
          whether the shop sells it without stock
        * "pack": ``[["12-0", "3"]]`` by product key: the product keys of its parts, pieces of each
        * "order": ``{"state": "2", "total": "12.5"}`` as in the canonical order
        * "tracking": the tracking number, by order key
        """


ENGINES: dict[str, Any] = {}


def register(name: Any) -> Any:
    """Class decorator: makes an engine available under `name`."""

    def wrap(engine: Any) -> Any:
        ENGINES[name] = engine
        return engine

    return wrap
