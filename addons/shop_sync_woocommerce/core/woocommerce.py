"""WooCommerce from 5.8 on behind the channel interface, through its REST API v3."""

from typing import Any

from odoo.addons.shop_sync.core.channel import Channel, register
from odoo.addons.shop_sync.core.clock import to_utc
from odoo.addons.suite_base.core.sessions import open_session

from .client import WooClient, key_of, site_of
from .facts import ShopFacts
from .reader import Reader
from .writer import Writer

Row = dict[str, Any]


@register("woocommerce")
class WooCommerce(ShopFacts, Reader, Writer, Channel):
    """:param client: see ``WooClient``
    :param references: tables of an earlier run (saves requests)
    :param start: GMT, or empty
    """

    def __init__(self, client: Any, references: Row | None = None, start: str = "") -> None:
        self.client = client
        self.references = references or {}
        self.start = start
        self._asked_taxes: set[str] = set()

    @classmethod
    def connect(
        cls, url: str, key: str, limiter: Any, *, policy: Any = None, **options: Any
    ) -> Any:
        site = site_of(url, policy.allowed_hosts if policy else ())
        client = WooClient(site, key_of(key), limiter, open_session(policy))
        start = options.get("start") or ""
        if start:
            # The shop's local time; its lists are asked in GMT.
            start = to_utc(start, options.get("zone") or "UTC").rstrip("Z")
        return cls(client, options.get("references"), start)

    def usage(self) -> Any:
        return {"requests": self.client.requests, "writes": self.client.writes}

    def capabilities(self) -> Any:
        return {
            "pull": ["product", "order"],
            "push": ["stock", "shipment"],
            "verify": ["stock", "order"],
            "compare": True,
        }

    def pull(self, flow: Any, cursor: Row) -> Any:
        return getattr(self, f"_pull_{flow}")(dict(cursor))
