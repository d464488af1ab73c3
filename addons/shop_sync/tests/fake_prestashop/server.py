"""The HTTP side: authentication, permissions, reads, batch writes with partial effect, faults."""

import hashlib
import random
import threading
import time
from base64 import b64decode
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

from . import query, render
from .oracle import prices
from .store import FORBIDDEN, LINKS, Refusal, Store

KEY = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
REALM = (
    'Basic realm="Welcome to PrestaShop Webservice, please enter the authentication key as the '
    'login. No password required."'
)
WRITES = ("POST", "PUT", "PATCH", "DELETE")
HTML_PAGE = "<!DOCTYPE html>\n<html><head><title>Maintenance</title></head><body>%s</body></html>"


class Faults:
    """What goes wrong; every switch may be set while the shop runs."""

    def __init__(self, seed=0):
        self.random = random.Random(seed)
        self.latency = 0.0
        self.cut_writes = 0.0
        self.cuts = 0
        self.warn_writes = 0.0
        self.answers = []
        self.html = ""
        self.disabled = False
        self.redirect = ""
        self.drops_authorization = False
        self.clock_skew = 0
        self.bad_rows = set()
        # {(resource, id): body}: a list that holds this row is answered with a 500, or with `body`.
        self.spoiled = {}

    def answer_next(self, status, times=1, retry_after=None, body=""):
        """The next `times` requests get this status and change nothing."""
        self.answers += [(status, retry_after, body)] * times


class FakeShop:
    """A running shop: ``with FakeShop(store) as shop: shop.url``."""

    def __init__(self, store=None, key=KEY, port=0, host="127.0.0.1", keep_log=True):
        self.keep_log = keep_log
        self.log = []
        self.counts = {}
        self.times = []
        self.become(store or Store(), key)
        self._server = ThreadingHTTPServer((host, port), _handler(self))
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://{host}:{self.port}"

    def __enter__(self):
        # Closing waits for the next look: by default half a second, in each of hundreds of tests.
        serve = partial(self._server.serve_forever, poll_interval=0.02)
        threading.Thread(target=serve, daemon=True).start()
        return self

    def __exit__(self, *error):
        self._server.shutdown()
        self._server.server_close()

    def become(self, store, key=KEY):
        """Show another content at the same address: nothing of the last one is left."""
        self.store = store
        self.key = key
        self.faults = Faults()
        self.permissions = {
            resource: {"get", "post", "put", "patch", "delete", "head"}
            - FORBIDDEN.get(resource, set())
            - (set() if store.modern else {"patch"})
            for resource in store.schema
        }
        self.forget()

    def requests(self, *methods):
        """Number of requests so far, of these methods (all when none is named)."""
        return sum(self.counts.get(method, 0) for method in methods or self.counts)

    def forget(self):
        """Start counting anew."""
        self.log.clear()
        self.counts.clear()
        self.times.clear()
        self.rows_written = 0

    def note(self, method, path, body):
        self.counts[method] = self.counts.get(method, 0) + 1
        if self.keep_log:
            self.times.append(time.monotonic())
            self.log.append((method, path, body))


def _handler(shop):
    class Handler(_Handler):
        pass

    Handler.shop = shop
    return Handler


class _Cut(Exception):
    """Close the connection without an answer."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    shop = None

    def log_message(self, *args):
        """Silence: the shop keeps its own log."""

    def do_GET(self):
        self._serve()

    do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_GET

    def _serve(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        shop = self.shop
        parts = urlsplit(self.path)
        params = dict(parse_qsl(parts.query, keep_blank_values=True))
        as_json = "JSON" in (params.get("output_format"), self.headers.get("Output-Format"))
        if shop.faults.latency:
            time.sleep(shop.faults.latency)
        try:
            with shop.store.lock:
                shop.note(self.command, self.path, body)
                shop.store.one_language = "language" in params
                status, text, headers = self._answer(parts.path, params, body, as_json)
        except Refusal as refusal:
            writer = render.json_errors if as_json else render.xml_errors
            status, text, headers = refusal.status, writer(refusal.errors), {}
            if status == 401:
                headers = {"WWW-Authenticate": REALM, "PSWS-Version": "0"}
                if {code for code, _text in refusal.errors} == {26}:
                    headers = {}
        except _Cut:
            self.close_connection = True
            self.connection.close()
            return
        self._send(status, text, headers, as_json)

    def _send(self, status, text, headers, as_json):
        data = text.encode()
        kind = "application/json" if as_json else "text/xml;charset=utf-8"
        base = {
            "Access-Time": str(int(self.shop.store.clock() + self.shop.faults.clock_skew)),
            "X-Powered-By": "PrestaShop Webservice",
            "PSWS-Version": self.shop.store.version,
            "Content-Type": kind if data else "",
            "Execution-Time": "0.001",
        }
        if status == 200:
            base["Content-Sha1"] = hashlib.sha1(data, usedforsecurity=False).hexdigest()
            if self.headers.get("Local-Content-Sha1") == base["Content-Sha1"]:
                status, data = 304, b""
        self.send_response(status)
        for name, value in {**base, **headers}.items():
            if value != "":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    # -- one answer -----------------------------------------------------------------------------

    def _answer(self, path, params, body, as_json):
        shop, faults = self.shop, self.shop.faults
        if faults.redirect:
            return 301, "", {"Location": faults.redirect, "PSWS-Version": ""}
        if faults.html:
            return self._html(200, faults.html)
        if faults.answers:
            status, wait, text = faults.answers.pop(0)
            page = HTML_PAGE % text
            extra = {"Retry-After": str(wait)} if wait is not None else {}
            return status, page, {"Content-Type": "text/html", "PSWS-Version": "", **extra}
        if not path.startswith("/api"):
            return self._html(404, "Not Found")
        refused = self._authenticate(params)
        if refused:
            return refused
        resource, identifier = ([*path[5:].strip("/").split("/"), ""])[:2]
        base = f"{shop.url}/api"
        if not resource:
            return 200, render.xml_root(shop.store, shop.permissions, base), {}
        if resource == "images":
            return self._write_image(parts_of(path), body)
        self._authorise(resource)
        if self.command in WRITES:
            return self._write(resource, identifier, params, body, as_json, base)
        return self._read(resource, identifier, params, as_json, base)

    def _spoiled(self, resource, rows, display):
        """A row whose content breaks the shop's answer; its number alone does not."""
        if not display or display == "full" or len(display[0]) <= 3:
            return None
        for row in rows:
            if (resource, row["id"]) in self.shop.faults.spoiled:
                body = self.shop.faults.spoiled[resource, row["id"]]
                return (200, body, {}) if body else (500, "", {})
        return None

    def _html(self, status, text):
        return status, HTML_PAGE % text, {"Content-Type": "text/html", "PSWS-Version": ""}

    def _authenticate(self, params):
        shop = self.shop
        given = params.get("ws_key")
        header = self.headers.get("Authorization", "")
        if header.startswith("Basic ") and not shop.faults.drops_authorization:
            given = b64decode(header[6:]).decode().split(":")[0]
        if not given:
            headers = {
                "WWW-Authenticate": REALM,
                "PSWS-Version": "",
                "Access-Time": "",
                "Content-Type": "text/html; charset=utf-8",
            }
            return 401, "401 Unauthorized", headers
        if shop.faults.disabled:
            raise Refusal(
                503,
                (
                    22,
                    "The PrestaShop webservice is disabled. Please activate it in the PrestaShop Back Office",
                ),
            )
        if given != shop.key:
            raise Refusal(
                401,
                (20, "Authentification key is not active"),
                (21, "No permission for this authentication key"),
            )
        return None

    def _authorise(self, resource):
        shop = self.shop
        if resource not in shop.store.schema:
            full = ", ".join(f'"{name}"' for name in sorted(shop.store.schema))
            raise Refusal(
                400,
                (
                    27,
                    f'Resource of type "{resource}" does not exists. Did you mean: "orders"? The full list is: {full}',
                ),
            )
        if resource not in shop.permissions:
            raise Refusal(
                401,
                (26, f'Resource of type "{resource}" is not allowed with this authentication key'),
            )
        if self.command == "PATCH" and not shop.store.modern:
            raise Refusal(405, (23, "Method PATCH is not valid"))
        if self.command.lower() not in shop.permissions[resource]:
            raise Refusal(
                405,
                (
                    25,
                    f"Method {self.command} is not allowed for the resource {resource} with this authentication key",
                ),
            )

    def _read(self, resource, identifier, params, as_json, base):
        store = self.shop.store
        if params.get("schema"):
            return 200, render.xml_schema(store, resource), {}
        display = query.display_of(store, resource, params)
        if identifier:
            row = store.tables[resource].rows.get(int(identifier) if identifier.isdigit() else -1)
            if row is None:
                return 404, "", {}
            display = display or (store.fields(resource), "full")
            row = {**row, **prices(store, resource, row, params)}
            if as_json and "display" not in params:
                return 200, render.json_single(store, resource, row, display), {}
            if as_json:
                return 200, render.json_list(store, resource, [row], display), {}
            return 200, render.xml_single(store, resource, row, display, base), {}
        rows = query.select(store, resource, params)
        if any(name.startswith("price[") for name in params):
            rows = [{**row, **prices(store, resource, row, params)} for row in rows]
        spoiled = self._spoiled(resource, rows, display)
        if spoiled:
            return spoiled
        if as_json:
            return 200, render.json_list(store, resource, rows, display), {}
        return 200, render.xml_list(store, resource, rows, display, base), {}

    # -- writes ---------------------------------------------------------------------------------

    def _write_image(self, parts, body):
        """``images/products/<product>`` takes a form, ``images/products/<product>/<image>`` goes."""
        store, product = self.shop.store, int(parts[2])
        if self.command == "DELETE":
            store.delete_image(product, parts[3])
            return 200, "", {}
        content = body.split(b"\r\n\r\n", 1)[-1] if b"\r\n\r\n" in body else body
        key = store.add_image(product, content)
        self.shop.rows_written += 1
        return 200, f"{render.HEAD}<image><id>{key}</id></image>{render.TAIL}", {}

    def _write(self, resource, identifier, params, body, as_json, base):
        store, faults = self.shop.store, self.shop.faults
        if self.command == "DELETE":
            keys = params.get("id", identifier).strip("[]").split(",")
            store.delete(resource, [int(key) for key in keys if key.isdigit()])
            text = ""
        else:
            entities = _entities(body)
            keys = [values["id"] for values in entities if values.get("id")]
            if len(keys) != len(set(keys)):
                raise Refusal(400, (89, "The same id twice"))
            rows = [self._write_one(resource, identifier, values) for values in entities]
            text = (
                render.json_single(store, resource, rows[-1], (store.fields(resource), "full"))
                if as_json
                else render.xml_rows(store, resource, rows, base)
            )
        if faults.cut_writes and faults.random.random() < faults.cut_writes:
            faults.cuts += 1
            raise _Cut
        if faults.warn_writes and faults.random.random() < faults.warn_writes:
            raise Refusal(500, (3, "[PHP Warning #2] Undefined array key (/srv/ps/x.php, line 1)"))
        return (201 if self.command == "POST" else 200), text, {}

    def _write_one(self, resource, identifier, values):
        """One entity of a body. What came before it stays saved when it fails."""
        store = self.shop.store
        if identifier and "id" not in values:
            values["id"] = identifier
        if (resource, str(values.get("id", ""))) in self.shop.faults.bad_rows:
            raise Refusal(404, (92, "Invalid ID"))
        if self.command == "POST":
            values.pop("id", None)
            row = store.post(resource, values)
        else:
            row = store.update(resource, values, partial=self.command == "PATCH")
        self.shop.rows_written += 1
        return row


def parts_of(path):
    return path[5:].strip("/").split("/")


def _entities(body):
    """``[{field: text}]`` of a body, or PrestaShop's answer to one that is not XML."""
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError:
        text = body.decode("utf-8", "replace")
        raise Refusal(
            500,
            (3, "[PHP Warning #2] SimpleXMLElement::__construct(): Entity: line 1: parser error"),
            (
                127,
                (
                    "XML error : String could not be parsed as XML\n"
                    f"XML length : {len(text)}\nOriginal XML : {text}"
                ),
            ),
        ) from None
    return [_entity(node) for node in root]


def _entity(node):
    values = {}
    for field in node:
        if field.tag == "associations":
            values.update({f"@{group.tag}": _entries(group) for group in field})
            continue
        languages = field.findall("language")
        values[field.tag] = [
            {"id": language.get("id"), "value": (language.text or "").strip()}
            for language in languages
        ] or (field.text or "").strip()
    return values


def _entries(group):
    return [
        {part.tag: (part.text or "").strip() for part in entry}
        for entry in group
        if isinstance(entry.tag, str)
    ]


__all__ = ["KEY", "LINKS", "FakeShop", "Faults"]
