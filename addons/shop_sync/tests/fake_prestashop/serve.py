"""Start fake shops: ``python addons/shop_sync/tests/fake_prestashop/serve.py --shops 3``.

They listen on 127.0.0.1 from port 8181 on and answer until Ctrl+C. The last one is a PrestaShop
1.6 (no PATCH, vouchers under ``order_discounts``), the others are 8.1.
"""

import argparse
import random
import sys
import time
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fake_prestashop.server import KEY, FakeShop
from fake_prestashop.shops import OrderBook, build_shop


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shops", type=int, default=3)
    parser.add_argument("--port", type=int, default=8181, help="port of the first shop")
    parser.add_argument("--products", type=int, default=2000)
    parser.add_argument("--orders", type=int, default=500)
    parser.add_argument(
        "--new-every",
        type=float,
        default=0,
        help="seconds between new orders in each shop; 0 = none",
    )
    options = parser.parse_args(argv)
    shops = []
    for number in range(options.shops):
        version = "1.6.1.24" if options.shops > 1 and number == options.shops - 1 else "8.1.2"
        store = build_shop(number, options.products, options.orders, version)
        try:
            shop = FakeShop(store, port=options.port + number, keep_log=False).__enter__()
        except OSError as error:
            sys.exit(f"port {options.port + number}: {error.strerror}; choose another with --port")
        shops.append(shop)
        say(f"{shop.url}  PrestaShop {version}  {store.name}  key {KEY}")
    run(shops, options.new_every)


def say(text):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def run(shops, every):
    rng = random.Random(7)
    position = 0
    try:
        while True:
            time.sleep(every or 3600)
            for shop in shops if every else ():
                with shop.store.lock:
                    key = OrderBook(shop.store, rng, days=1).add_one(position)
                    row = shop.store.tables["orders"].rows[key]
                    row["date_add"] = row["date_upd"] = shop.store.now()
                position += 1
    except KeyboardInterrupt:
        say("closed")


if __name__ == "__main__":
    main()
