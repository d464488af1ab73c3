"""The HTTP side: who asks, lists with their filters, batches with errors row by row, faults."""

import base64
import hashlib
import hmac
import json
import ssl
import threading
import time
from datetime import datetime, timezone
from decimal import Decimal
from email.utils import formatdate
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from zoneinfo import ZoneInfo

from .store import NAMES, Store

KEY = "ck_0123456789abcdef0123456789abcdef01234567"
SECRET = "cs_fedcba9876543210fedcba9876543210fedcba98"
PAGE = "<!DOCTYPE html>\n<html><body><h1>%s</h1></body></html>"
# Parameters that a list takes, with those values that it takes (get_collection_params).
ORDERBY = {"date", "id", "include", "title", "slug"}
BATCH_LIMIT = 100


class Faults:
    """What goes wrong; every switch may be set while the shop runs."""

    def __init__(self):
        self.answers = []
        self.cut_writes = 0
        self.permissions = "read_write"
        self.permalinks = True
        self.woocommerce = True
        self.wordpress = True
        self.drops_authorization = False
        self.redirect = ""
        self.batch_limit = BATCH_LIMIT
        self.bad_rows = set()
        self.broken_orders = set()
        # Records that are counted, and left out of their page: they do not load (get_objects).
        self.left_out = set()
        self.hides_totals = False
        self.hidden = set()
        self.on_request = None

    def answer_next(self, status, times=1, retry_after=None, body=None):
        self.answers += [(status, retry_after, body)] * times


class Refusal(Exception):
    def __init__(self, status, code, message="Refusé."):
        super().__init__(code)
        self.status = status
        self.body = {"code": code, "message": message, "data": {"status": status}}


class FakeShop:
    """A running shop: ``with FakeShop(store) as shop: shop.url``."""

    def __init__(self, store=None, certificate=None):
        self.log, self.counts = [], {}
        self.become(store or Store())
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.secure = bool(certificate)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        scheme, host = ("https", "localhost") if certificate else ("http", "127.0.0.1")
        self.url = f"{scheme}://{host}:{self._server.server_address[1]}"

    def __enter__(self):
        serve = partial(self._server.serve_forever, poll_interval=0.02)
        threading.Thread(target=serve, daemon=True).start()
        return self

    def __exit__(self, *error):
        self._server.shutdown()
        self._server.server_close()

    def become(self, store):
        """Show another content at the same address: nothing of the last one is left."""
        self.store, self.faults, self.nonces = store, Faults(), set()
        self.forget()

    def forget(self):
        self.log.clear()
        self.counts.clear()

    def requests(self, *methods):
        return sum(self.counts.get(method, 0) for method in methods or self.counts)

    def written(self):
        """Bodies of what was written, in order."""
        return [(path, body) for method, path, body in self.log if method != "GET" and body]


def _handler(shop):
    return type("Handler", (_Handler,), {"shop": shop})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    shop = None

    def log_message(self, *args):
        """Silence: the shop keeps its own log."""

    def do_GET(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        parts = urlsplit(self.path)
        params = dict(parse_qsl(parts.query, keep_blank_values=True))
        shop = self.shop
        if shop.faults.on_request:
            shop.faults.on_request(self.command, parts.path)
        with shop.store.lock:
            shop.counts[self.command] = shop.counts.get(self.command, 0) + 1
            shop.log.append((self.command, parts.path, body))
            try:
                status, data, headers = self._answer(parts.path, params, body)
            except Refusal as refusal:
                status, data, headers = refusal.status, refusal.body, {}
        if self.command != "GET" and shop.faults.cut_writes:
            shop.faults.cut_writes -= 1
            self.close_connection = True
            self.connection.close()
            return
        self._reply(status, data, headers)

    do_POST = do_PUT = do_GET

    def _reply(self, status, data, headers):
        page = isinstance(data, str)
        raw = data.encode() if page else json.dumps(data, default=str).encode()
        self.send_response_only(status)
        self.send_header("Date", formatdate(self.shop.store.clock(), usegmt=True))
        self.send_header("Content-Type", "text/html" if page else "application/json")
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    # -- one answer -----------------------------------------------------------------------------

    def _answer(self, path, params, body):
        faults, store = self.shop.faults, self.shop.store
        if faults.redirect:
            return 301, "", {"Location": faults.redirect}
        if faults.answers:
            status, wait, page = faults.answers.pop(0)
            extra = {"Retry-After": str(wait)} if wait is not None else {}
            return status, PAGE % "Trouble" if page is None else page, extra
        index = {
            "name": store.name.replace("&", "&amp;"),
            "timezone_string": store.zone,
            "namespaces": ["oembed/1.0", "wp/v2", *(["wc/v3"] if faults.woocommerce else [])],
        }
        if not faults.wordpress:
            return 404, PAGE % "Not Found", {}
        if path == "/" and params.get("rest_route") == "/":
            return 200, index, {}
        if not faults.permalinks:
            return 404, PAGE % "Not Found", {}
        if path == "/wp-json/":
            return 200, index, {}
        place = path.removeprefix("/wp-json/wc/v3/")
        if place == path or not faults.woocommerce:
            raise Refusal(404, "rest_no_route")
        self._authenticate(path, params)
        if place.split("/")[0] in faults.hidden:
            raise Refusal(403, "woocommerce_rest_cannot_view", "Désolé, vous ne pouvez pas.")
        return self._serve(place.split("/"), params, body)

    def _authenticate(self, path, params):
        shop, faults = self.shop, self.shop.faults
        if shop.secure:
            key, secret = params.get("consumer_key"), params.get("consumer_secret")
            header = self.headers.get("Authorization", "")
            if not key and header.startswith("Basic ") and not faults.drops_authorization:
                key, _colon, secret = base64.b64decode(header[6:]).decode().partition(":")
            if key != KEY:
                raise Refusal(401, "woocommerce_rest_cannot_view")
            if secret != SECRET:
                raise Refusal(401, "woocommerce_rest_authentication_error")
        else:
            self._check_signature(path, params)
        needed = "read" if self.command == "GET" else "write"
        if needed not in faults.permissions:
            raise Refusal(401, "woocommerce_rest_authentication_error")

    def _check_signature(self, path, params):
        """RFC 5849, written anew: what the client signs is not asked of the client's own code."""
        if "oauth_consumer_key" not in params:
            raise Refusal(401, "woocommerce_rest_cannot_view")
        given = params.pop("oauth_signature", "")
        names = sorted(params, key=lambda name: quote(name, safe="~"))
        pairs = "&".join(f"{quote(n, safe='~')}={quote(params[n], safe='~')}" for n in names)
        base = "&".join(
            (self.command, quote(self.shop.url + path, safe="~"), quote(pairs, safe="~"))
        )
        digest = hmac.new(f"{SECRET}&".encode(), base.encode(), hashlib.sha256).digest()
        moment = int(params["oauth_timestamp"])
        fine = (
            params["oauth_consumer_key"] == KEY
            and hmac.compare_digest(unquote(given), base64.b64encode(digest).decode())
            and abs(moment - time.time()) < 900
            and params["oauth_nonce"] not in self.shop.nonces
        )
        if not fine:
            raise Refusal(401, "woocommerce_rest_authentication_error")
        self.shop.nonces.add(params["oauth_nonce"])

    # -- routes ---------------------------------------------------------------------------------

    def _serve(self, place, params, body):
        store = self.shop.store
        match place:
            case ["orders"]:
                return self._list(self._orders(params), params)
            case ["orders", key, "refunds"]:
                return self._list(list(store.refunds.get(int(key), [])), {"order": "asc", **params})
            case ["orders", key, "notes"]:
                return self._notes(self._one(store.orders, key), body)
            case ["orders", key]:
                return self._order(self._one(store.orders, key), params, body)
            case ["products"]:
                return self._list(list(store.products.values()), params)
            case ["products", "batch"]:
                return self._batch(store.products, body)
            case ["products", key, "variations"]:
                return self._list(self._variations(key), params)
            case ["products", key, "variations", "batch"]:
                return self._batch({row["id"]: row for row in self._variations(key)}, body)
        return self._settings(place, params)

    def _settings(self, place, params):
        store = self.shop.store
        match place:
            case ["taxes"]:
                return self._list(list(store.taxes.values()), params)
            case ["system_status"]:
                environment = {"version": store.version, "language": "fr_FR"}
                return 200, {"environment": environment}, {}
            case ["settings", "general"]:
                values = {
                    "default_country": "FR:*",
                    "currency": "EUR",
                    "calc_taxes": "yes",
                    "price_num_decimals": str(store.decimals),
                }
            case ["settings", "tax"]:
                values = {"prices_include_tax": "yes" if store.inclusive else "no"}
            case ["reports", "orders", "totals"]:
                return 200, [{"slug": key, "name": name} for key, name in NAMES.items()], {}
            case ["shipping", "zones"]:
                return 200, [{"id": 0, "name": "Partout"}], {}
            case ["shipping", "zones", "0", "methods"]:
                way = {"id": 4, "instance_id": 4, "method_id": "flat_rate", "title": "Colissimo"}
                return 200, [way], {}
            case _:
                raise Refusal(404, "rest_no_route")
        return 200, [{"id": f"woocommerce_{n}", "value": v} for n, v in values.items()], {}

    @staticmethod
    def _one(table, key):
        if int(key) not in table:
            raise Refusal(404, "woocommerce_rest_shop_order_invalid_id")
        return table[int(key)]

    def _orders(self, params):
        rows = [row for row in self.shop.store.orders.values() if row["status"] != "trash"]
        whole = "_fields" not in params
        broken = self.shop.faults.broken_orders
        if whole and broken & {row["id"] for row in self._chosen(rows, params)}:
            raise Refusal(500, "internal_server_error", "Erreur critique.")
        return rows

    def _variations(self, product):
        rows = self.shop.store.variations.values()
        return [row for row in rows if row["parent"] == int(product)]

    # -- lists ----------------------------------------------------------------------------------

    def _chosen(self, rows, params):
        if params.get("include"):
            wanted = set(map(int, params["include"].split(",")))
            rows = [row for row in rows if row["id"] in wanted]
        since = params.get("modified_after")
        if since:
            if params.get("dates_are_gmt") != "true":
                raise AssertionError("a local date was asked for")
            since = _as_wordpress_reads(since, self.shop.store.zone)
            rows = [row for row in rows if row["date_modified_gmt"] > since]
        return rows

    def _list(self, rows, params):
        size = int(params.get("per_page", 10))
        if not 1 <= size <= 100 or params.get("orderby", "date") not in ORDERBY:
            raise Refusal(400, "rest_invalid_param", "Paramètre(s) non valide(s)")
        rows = self._chosen(rows, params)
        rows = sorted(rows, key=lambda r: r["id"], reverse=params.get("order", "desc") == "desc")
        start = int(params.get("offset", (int(params.get("page", 1)) - 1) * size))
        page = rows[start : start + size]
        shown = [_shown(row, params) for row in page if row["id"] not in self.shop.faults.left_out]
        if self.shop.faults.hides_totals:
            return 200, shown, {}
        # WP_Query counts nothing where a page has no row (set_found_posts).
        total = len(rows) if page else 0
        pages = -(-total // size)
        return 200, shown, {"X-WP-Total": str(total), "X-WP-TotalPages": str(pages)}

    # -- writes ---------------------------------------------------------------------------------

    def _batch(self, table, body):
        faults = self.shop.faults
        rows = (body or {}).get("update") or []
        if len(rows) > faults.batch_limit:
            raise Refusal(413, "woocommerce_rest_request_entity_too_large")
        answers = [self._update(table, item) for item in rows]
        return 200, {"update": answers} if answers else [], {}

    def _update(self, table, item):
        row = table.get(item["id"])
        if row is None or item["id"] in self.shop.faults.bad_rows:
            data = {"status": 400}
            error = {"code": "woocommerce_rest_product_invalid_id", "message": "ID non valide."}
            return {"id": item["id"], "error": error | {"data": data}}
        if row["manage_stock"] is True:
            row["stock_quantity"] = item["stock_quantity"]
        if "date_modified_gmt" in row:
            self.shop.store.touch(row)
        return _shown(row, {})

    def _order(self, row, params, body):
        if body:
            self.shop.store.set_status(row, body["status"])
        return 200, _shown(row, params), {}

    def _notes(self, row, body):
        notes = self.shop.store.notes.setdefault(row["id"], [])
        if body:
            notes.append({"id": self.shop.store.number(), **body})
            return 201, notes[-1], {}
        return 200, notes, {}


def _as_wordpress_reads(date, zone):
    """A date in GMT is taken for one in the site's own time (WP_Date_Query): where no such time is,
    because the clocks were put forward, it becomes a later one."""
    local = datetime.fromisoformat(date).replace(tzinfo=ZoneInfo(zone))
    real = local.astimezone(timezone.utc).astimezone(ZoneInfo(zone))
    return real.strftime("%Y-%m-%dT%H:%M:%S")


def _shown(row, params):
    """A record as it is answered: only the fields asked for, money in so many digits."""
    digits = int(params.get("dp", 2))
    fields = params["_fields"].split(",") if params.get("_fields") else list(row)
    return {name: _spelled(row[name], digits) for name in fields if name in row}


def _spelled(value, digits):
    if isinstance(value, Decimal):
        return f"{value:.{digits}f}"
    if isinstance(value, list):
        return [_spelled(entry, digits) for entry in value]
    if isinstance(value, dict):
        return {name: _spelled(entry, digits) for name, entry in value.items()}
    return value
