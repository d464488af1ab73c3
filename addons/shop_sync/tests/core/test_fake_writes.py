"""The fake shop against what real PrestaShops 9.1.4 and 1.6.1.24 answered to writes, and showed
between them, in the order in which it was recorded: catalogue, combinations, special prices and the
prices that follow from them, vouchers, stock, shipments.

Each recording is cut: of a write its request, its status and its error codes
(``data/writes_<version>.json``); of a reading the fields that a shop may be asked for
(``data/reads_<version>.json``).
"""

import json
from pathlib import Path
from urllib.parse import quote

import helpers  # noqa: F401  makes the fake importable
import pytest
import requests
from fake_prestashop.server import FakeShop
from fake_prestashop.shops import add_references
from fake_prestashop.store import Store

DATA = Path(__file__).resolve().parents[1] / "data"
# Made in the shop before the recordings: a product that gets combinations, one that loses its
# category, and the stock line of the first; those of its combinations follow.
MADE_BEFORE = {"9.1.4": (2073, 2078, 2171), "1.6.1.24": (37, 42, 91)}


def writes(version):
    return json.loads((DATA / f"writes_{version}.json").read_text())


def build(version):
    store = Store(version, zone="Europe/Paris")
    add_references(store)
    store.insert("languages", id=2, name="English", iso_code="en", active="1")
    for key in (*range(38, 48), *range(1045, 1060)):
        store.insert("orders", id=key, reference=f"X{key}")
        store.insert("order_carriers", id=key, id_order=str(key))
    product, pack, stock = MADE_BEFORE[version]
    for key, reference, price, names in (
        (product, "CAT-C", "24.991667", ("Câble souple", "Flexible cable")),
        (pack, "CAT-D", "9.000000", ("Coffret de commande",) * 2),
    ):
        store.insert(
            "products",
            id=key,
            reference=reference,
            price=price,
            active="1",
            id_tax_rules_group="1",
            name=[{"id": str(number), "value": name} for number, name in enumerate(names, 1)],
        )
    store.insert(
        "stock_availables",
        id=stock,
        id_product=str(product),
        id_product_attribute="0",
        quantity="0",
    )
    store.tables["stock_availables"].next_id = 1
    store.tables["products"].next_id = 1
    for key in (14, 15):
        store.insert("categories", id=key, name="Usée", id_parent="2")
    return store


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


def reads(version):
    return json.loads((DATA / f"reads_{version}.json").read_text())


def look(shop, reading):
    """:return: (rows as the fake shows them, rows as the real shop did): the recorded fields, as text,
    by number"""
    path = quote(reading["path"], safe="/?&=[]|,%:>")
    answer = requests.get(f"{shop.url}/api/{path}", auth=(shop.key, ""), timeout=30)
    found = answer.json()
    if isinstance(found, dict):
        found = next(iter(found.values()))
    found = found if isinstance(found, list) else [found]
    names = reading["rows"][0].keys() if reading["rows"] else ()
    shown = [{name: row.get(name) for name in names} for row in found]
    return tuple(sorted(map(_plain, rows)) for rows in (shown, reading["rows"]))


def _plain(row):
    """A row as text: numbers and texts alike, nothing and no; of what is told in no language
    nothing."""
    plain = {}
    for name, value in row.items():
        texts = value if isinstance(value, list) else []
        told = [f"{part['id']}: {part['value']}" for part in texts if part["value"]]
        plain[name] = told if texts else "" if value in (None, "0", 0) else str(value)
        plain[name] = plain[name] or ""
    return json.dumps(plain, ensure_ascii=False)


@pytest.mark.parametrize("version", ["9.1.4", "1.6.1.24"])
def test_writes_are_answered_alike_and_leave_the_same(version):
    store, different = build(version), []
    steps = [*writes(version), *reads(version)]
    with FakeShop(store) as shop:
        for step in sorted(steps, key=lambda step: int(step["name"].split("_")[0])):
            resource = step["path"].split("?")[0].split("/")[0]
            if "rows" in step:
                answered, wanted = look(shop, step)
            else:
                if step["id"]:
                    # The number that the real shop gave it: later requests name it.
                    store.tables[resource].next_id = int(step["id"])
                if step["name"].endswith("combinations_post_batch"):
                    store.tables["stock_availables"].next_id = MADE_BEFORE[version][2] + 1
                answered, wanted = replay(shop, step), (step["status"], step["codes"])
            if answered != wanted:
                different.append(f"{step['name']}: {answered}, really {wanted}")
    assert not different, "\n".join(different)
