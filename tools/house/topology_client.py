"""A browser's session and a websocket, for the proof of the topology: no package is needed."""

import base64
import contextlib
import http.cookiejar
import json
import os
import socket
import struct
import time
import urllib.error
import urllib.request

from .console import Failure
from .topology_stage import DATABASE, SLOW


class Client:
    """A browser's session: cookies, JSON-RPC."""

    def __init__(self, url):
        self.url = url
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies)
        )

    def get(self, path, url=None, **headers):
        request = urllib.request.Request((url or self.url) + path, headers=headers)
        with self.opener.open(request, timeout=SLOW) as answer:
            return answer.read()

    def rpc(self, path, params, url=None):
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request((url or self.url) + path, body, headers)
        with self.opener.open(request, timeout=SLOW) as answer:
            answer = json.load(answer)
        if "error" in answer:
            raise Failure(f"{path}: {answer['error'].get('data', answer['error'])}"[:600])
        return answer["result"]

    def call(self, model, method, *args, url=None, **kwargs):
        params = {"model": model, "method": method, "args": list(args), "kwargs": kwargs}
        return self.rpc(f"/web/dataset/call_kw/{model}/{method}", params, url)

    def login(self, password, login="admin", url=None):
        params = {"db": DATABASE, "login": login, "password": password}
        self.uid = self.rpc("/web/session/authenticate", params, url)["uid"]
        return self.uid

    def find_partners(self, name, url=None):
        domain = [["name", "=", name]]
        return self.call("res.partner", "web_search_read", domain, {"name": {}}, url=url)["length"]


class WebSocket:
    """Just enough of RFC 6455 to subscribe and to read text."""

    def __init__(self, port, cookie):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        key = base64.b64encode(os.urandom(16)).decode()
        head = [
            "GET /websocket HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Origin: http://127.0.0.1:{port}",
            f"Cookie: session_id={cookie}",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
        ]
        self.socket.sendall(("\r\n".join(head) + "\r\n\r\n").encode())
        self.file = self.socket.makefile("rb")
        self.status = self.file.readline().decode().strip()
        while self.file.readline().strip():
            pass

    def send(self, value):
        data, mask = json.dumps(value).encode(), os.urandom(4)
        masked = bytes(byte ^ mask[n % 4] for n, byte in enumerate(data))
        self.socket.sendall(struct.pack("!BBH", 0x81, 0xFE, len(data)) + mask + masked)

    def read(self):
        """Text of the next frame."""
        length = self.file.read(2)[1] & 0x7F
        if length >= 126:
            size = 2 if length == 126 else 8
            length = int.from_bytes(self.file.read(size), "big")
        return self.file.read(length).decode(errors="replace")

    def wait_for(self, part):
        """The first frame that contains a text, or "" when the time is over."""
        deadline = time.monotonic() + 30
        with contextlib.suppress(OSError, IndexError):
            while time.monotonic() < deadline:
                text = self.read()
                if part in text:
                    return text
        return ""
