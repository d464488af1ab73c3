"""Makes the fake shop importable without Odoo."""

import sys
import time
from pathlib import Path

from odoo.addons.shop_sync.core.ratelimit import MemoryLimiter
from odoo.addons.shop_sync_woocommerce.core.woocommerce import WooCommerce
from odoo.addons.suite_base.core.outgoing import CallPolicy

TESTS = Path(__file__).resolve().parents[1]
if str(TESTS) not in sys.path:
    sys.path.insert(0, str(TESTS))

from fake_woocommerce.server import KEY, SECRET  # noqa: E402

BOTH = f"{KEY}:{SECRET}"


def connect(shop, key=BOTH, references=None, start="", **policy):
    """A conversation with a fake shop, which lives on this machine."""
    limiter = MemoryLimiter(0, time.monotonic, time.sleep)
    policy = CallPolicy(timeout=60, allowed_hosts=("127.0.0.1", "localhost"), **policy)
    return WooCommerce.connect(
        shop.url,
        key,
        limiter,
        references=references,
        zone="Europe/Paris",
        shop_id="",
        start=start,
        policy=policy,
    )


def read_all(channel, flow, cursor=None):
    """``({key: payload}, cursor)``"""
    cursor, found = dict(cursor or {}), {}
    for page in channel.pull(flow, cursor):
        found |= {document.key: document.payload for document in page.documents}
        cursor = page.cursor
    return found, cursor


class Clock:
    """A shop's clock that goes on when it is told to."""

    def __init__(self, now=1_790_000_000):
        self.now = now

    def __call__(self):
        return self.now

    def go(self, seconds=60):
        self.now += seconds
