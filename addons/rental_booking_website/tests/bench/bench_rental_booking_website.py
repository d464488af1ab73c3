"""Figures of the web shop: what a period costs the catalogue, fifty visitors, eight last buyers.

The floor of the catalogue is the same page of the same server without a period. Visitors read some
seconds between two pages, as people do; fifty of them are more than two workers ever see together.
"""

import json
import random
import re
import statistics
import threading
import time
import urllib.parse
import urllib.request
from datetime import date, timedelta
from http.cookiejar import CookieJar

from odoo.addons.rental_booking.tests.hammer import prepare_booking

TILES, UNITS, BOOKINGS = 48, 20, 300
VISITORS, PAGES, READING = 50, 4, (8.0, 12.0)
BUYERS = 8


def prepare(env):
    tariff = env.ref("rental_booking.rental_tariff_standard")
    company = env.company
    shop = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
    env["website"].search([]).write({"shop_ppg": TILES, "company_id": company.id})
    env["product.template"].search([]).is_published = False
    names = [f"Lens {number:02}" for number in range(TILES)]
    values = [_prepare_article(name, tariff) for name in names]
    products = env["product.product"].create(values)
    for product in products:
        env["stock.quant"]._update_available_quantity(product, shop.lot_stock_id, UNITS)
    _prepare_bookings(env, products, shop)
    last = env["product.product"].create(
        {**_prepare_article("Last unit", tariff), "is_published": False}
    )
    _prepare_buyers(env, last, shop)


def _prepare_article(name, tariff):
    return {
        "name": name,
        "type": "consu",
        "is_storable": True,
        "is_rental": True,
        "is_published": True,
        "list_price": 20.0,
        "rental_tariff_id": tariff.id,
    }


def _prepare_bookings(env, products, shop):
    customer = env["res.partner"].create({"name": "Studio"})
    choice = random.Random(14)
    start = _first_moment(env)
    for number in range(BOOKINGS):
        first = start + timedelta(days=choice.randrange(60))
        product = products[number % TILES]
        values = prepare_booking(product, shop, customer, first, first + timedelta(days=2))
        values["rental_ignore_hours"] = True
        env["sale.order"].create(values).action_confirm()


def _first_moment(env):
    return env.cr.now().replace(microsecond=0, tzinfo=None) + timedelta(days=10)


def _prepare_buyers(env, product, shop):
    """Eight proposals for one unit, each to be paid on line."""
    env["stock.quant"]._update_available_quantity(product, shop.lot_stock_id, 1)
    form = env["ir.ui.view"].create(
        {"name": "pay", "type": "qweb", "arch": '<form action="/pay" method="post"/>'}
    )
    method = env.ref("payment.payment_method_unknown")
    env["payment.provider"].create(
        {
            "name": "Card",
            "code": "none",
            "state": "test",
            "is_published": True,
            "payment_method_ids": [(6, 0, method.ids)],
            "redirect_form_view_id": form.id,
        }
    )
    method.active = True
    start = _first_moment(env)
    for number in range(BUYERS):
        buyer = env["res.partner"].create({"name": f"Buyer {number}"})
        values = prepare_booking(product, shop, buyer, start, start + timedelta(days=1))
        values.update(require_payment=True, prepayment_percent=1.0, client_order_ref="LAST")
        values["rental_ignore_hours"] = True
        booking = env["sale.order"].create(values)
        booking.action_rental_submit()
        booking.action_rental_propose()
        booking._portal_ensure_token()


class Visitor:
    """One browser: it keeps its session."""

    def __init__(self, address):
        self.address = address
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path):
        with self.opener.open(f"{self.address}{path}", timeout=120) as answer:
            return answer.read().decode()

    def choose(self, shop_id):
        page = self.get("/shop/rental")
        token = re.search(r'name="csrf_token"\s+value="([^"]+)"', page).group(1)
        first = date.today() + timedelta(days=14)
        values = {
            "csrf_token": token,
            "shop_id": shop_id,
            "first_day": first.isoformat(),
            "first_part": "morning",
            "last_day": (first + timedelta(days=2)).isoformat(),
            "last_part": "afternoon",
        }
        body = urllib.parse.urlencode(values).encode()
        self.opener.open(f"{self.address}/shop/rental/period", body, timeout=120).read()

    def pay(self, params):
        request = urllib.request.Request(
            f"{self.address}/my/rentals/{params['order_id']}/transaction",
            json.dumps({"params": params}).encode(),
            {"Content-Type": "application/json"},
        )
        with self.opener.open(request, timeout=120) as answer:
            return json.load(answer)


def run(bench):
    shop = bench.env["stock.warehouse"].search([("is_rental_shop", "=", True)], limit=1)
    lens = bench.env["product.product"].search([("name", "=", "Lens 00")])
    with bench.serve(workers=2) as address:
        plain, dated = Visitor(address), Visitor(address)
        dated.choose(shop.id)
        page = dated.get("/shop")
        bench.at_least("tiles that tell what is free", page.count("o_rental_is_"), TILES)
        _bench_page(bench, plain, dated)
        month = (date.today().replace(day=1) + timedelta(days=32)).strftime("%Y-%m")
        path = f"/shop/rental/month?shop_id={shop.id}&product_id={lens.id}&month={month}"
        bench.at_most(
            "month of an article, p95", 1000 * bench.p95(lambda: dated.get(path)), 60, "ms"
        )
        _bench_visitors(bench, address, shop)
        _bench_buyers(bench, address)


def _bench_page(bench, plain, dated):
    """Turn by turn, so that both meet the same machine."""
    floor, ours = [], []
    for visitor in (plain, dated) * 3:
        visitor.get("/shop")
    for _number in range(15):
        floor += bench.samples(lambda: plain.get("/shop"), 1)
        ours += bench.samples(lambda: dated.get("/shop"), 1)
    bench.ratio(
        f"shop page of {TILES} with a period",
        statistics.median(ours),
        statistics.median(floor),
        1.5,
        "without",
    )


def _bench_visitors(bench, address, shop):
    alone = Visitor(address)
    alone.choose(shop.id)
    floor = bench.p95(lambda: alone.get("/shop"), 20)
    taken, errors = [], []

    def visit(number):
        choice, visitor = random.Random(number), Visitor(address)
        time.sleep(choice.uniform(0, READING[1]))
        try:
            visitor.choose(shop.id)
            for _page in range(PAGES):
                time.sleep(choice.uniform(*READING))
                started = time.perf_counter()
                visitor.get("/shop")
                taken.append(time.perf_counter() - started)
        except OSError as error:
            errors.append(error)

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(VISITORS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    bench.at_most(f"errors of {VISITORS} visitors", len(errors), 0)
    p95 = sorted(taken)[int(0.95 * len(taken)) - 1]
    bench.ratio(f"shop page of {VISITORS} visitors, p95", p95, floor, 3, "one visitor, p95")


def _bench_buyers(bench, address):
    provider = bench.env["payment.provider"].search([("name", "=", "Card")])
    bookings = bench.env["sale.order"].search([("client_order_ref", "=", "LAST")])
    bookings.rental_hold_until = False  # of a run before
    bookings.order_line._sync_rental_occupation()
    bench.env.cr.commit()
    answers = []

    def pay(params):
        answers.append(Visitor(address).pay(params))

    threads = [
        threading.Thread(
            target=pay,
            args=(
                {
                    "order_id": booking.id,
                    "access_token": booking.access_token,
                    "provider_id": provider.id,
                    "payment_method_id": provider.payment_method_ids.id,
                    "token_id": None,
                    "amount": booking.amount_total,
                    "flow": "redirect",
                    "tokenization_requested": False,
                    "landing_route": "/my",
                },
            ),
        )
        for booking in bookings
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    asked = [answer for answer in answers if "result" in answer]
    told = [answer for answer in answers if "paid nothing" in json.dumps(answer)]
    bench.at_most("buyers of the last unit who may pay", len(asked), 1)
    bench.at_least("buyers told before they pay", len(told), BUYERS - 1)
