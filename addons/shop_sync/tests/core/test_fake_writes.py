"""The fake shop against what real PrestaShops 9.1.4 and 1.6.1.24 answered to writes, in the order in
which they were recorded: catalogue, combinations, special prices, vouchers, stock, shipments.

Each recording is cut to its request, its status and its error codes (``data/writes_<version>.json``).
"""

import json
import re
from pathlib import Path
from urllib.parse import quote

import helpers  # noqa: F401  makes the fake importable
import pytest
import requests
from fake_prestashop.server import FakeShop
from fake_prestashop.shops import add_references
from fake_prestashop.store import Store

DATA = Path(__file__).resolve().parents[1] / "data"
# What the fake does not play: features, and what PHP itself dies of.
UNKNOWN = ("product_features", "product_feature_values")


def writes(version):
    return json.loads((DATA / f"writes_{version}.json").read_text())


def build(version):
    store = Store(version, zone="Europe/Paris")
    add_references(store)
    store.insert("languages", id=2, name="English", iso_code="en", active="1")
    for key in (*range(38, 48), *range(1045, 1060)):
        store.insert("orders", id=key, reference=f"X{key}")
        store.insert("order_carriers", id=key, id_order=str(key))
    for key in (14, 15):
        store.insert("categories", id=key, name="Usée", id_parent="2")
    for write in writes(version):
        if write["path"].startswith("stock_availables") and write["status"] != 404:
            _insert_stock(store, write["body"])
    return store


def _insert_stock(store, body):
    """The stock lines that a recording writes, and the sums of their products."""
    nothing = {"id_product_attribute": "0", "quantity": "0"}
    for product in set(re.findall(r"<id_product>(\d+)<", body)):
        store.insert("stock_availables", id=10000 + int(product), id_product=product, **nothing)
    for key in re.findall(r"<id>(\d+)</id>", body):
        if int(key) not in store.tables["stock_availables"].rows:
            store.insert("stock_availables", id=int(key), id_product=key, **nothing)


def replay(shop, write):
    """:return: status and error codes (PHP's own warnings, 3 and 5, left out)"""
    answer = requests.request(
        write["method"],
        f"{shop.url}/api/{quote(write['path'], safe='/?&=[]|,%:>')}",
        data=write["body"].encode() or None,
        auth=(shop.key, ""),
        timeout=30,
    )
    parts = answer.text.replace("<![CDATA[", "").replace("]]>", "").split("<error>")[1:]
    found = {part.split("<code>")[1].split("<")[0] for part in parts}
    return answer.status_code, sorted(found - {"3", "5"})


@pytest.mark.parametrize("version", ["9.1.4", "1.6.1.24"])
def test_writes_are_answered_alike(version):
    store, different = build(version), []
    with FakeShop(store) as shop:
        for write in writes(version):
            resource = write["path"].split("?")[0].split("/")[0]
            if resource in UNKNOWN:
                continue
            if write["id"]:
                # The number that the real shop gave it: later requests name it.
                store.tables[resource].next_id = int(write["id"])
            answered = replay(shop, write)
            if answered != (write["status"], write["codes"]):
                wanted = write["status"], write["codes"]
                different.append(f"{write['name']}: {answered}, really {wanted}")
    assert not different, "\n".join(different)
