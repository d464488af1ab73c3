"""Calls another system that speaks the contract of ``core/api_openapi.py``."""

import json
from decimal import Decimal, InvalidOperation
from urllib.parse import quote, urlencode

from odoo.addons.transport_api.core.api_openapi import BASE
from odoo.addons.transport_order.core.outgoing import CallFailed, call
from odoo.addons.transport_order.core.outgoing_url import UnsafeUrl
from odoo.addons.transport_order.core.tariff import Estimate, Line


class RemoteUnavailable(Exception):
    """No usable answer: try again later."""


class RemoteRefused(Exception):
    """The other system refused with a problem: trying again would not help.

    :param kind: last part of the problem's type
    """

    def __init__(self, status, kind, detail):
        super().__init__(detail or kind)
        self.status = status
        self.kind = kind
        self.detail = detail


class RemoteClient:
    """One remote system.

    :param base_url: address of the server, without the path of the API
    :param key: API key there
    :param policy: ``feed_http.CallPolicy``
    """

    def __init__(self, base_url, key, policy):
        self._base = base_url.rstrip("/") + BASE
        self._key = key
        self._policy = policy

    def _send(self, method, path, body=None, idempotency_key=None):
        headers = {"Authorization": f"Bearer {self._key}", "Accept": "application/json"}
        content = None
        if body is not None:
            content = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        if idempotency_key:
            headers["Idempotency-Key"] = idempotency_key
        try:
            answer = call(
                self._base + path, method=method, headers=headers, body=content, policy=self._policy
            )
            data = json.loads(answer.body or b"null")
        except (CallFailed, UnsafeUrl, ValueError, RecursionError) as error:
            raise RemoteUnavailable(str(error)) from error
        if answer.status in (401, 403, 429) or answer.status >= 500:
            raise RemoteUnavailable(f"HTTP {answer.status}")
        if answer.status >= 400:
            problem = data if isinstance(data, dict) else {}
            kind = str(problem.get("type", "")).rpartition("/")[2]
            raise RemoteRefused(answer.status, kind, str(problem.get("detail", ""))[:500])
        if not isinstance(data, dict):
            raise RemoteUnavailable("no JSON object")
        return data

    def estimate(self, body):
        """:return: Estimate of the contract, not stored"""
        return self._send("POST", "/estimates", body)

    def store_estimate(self, body, key):
        """:return: Estimate of the contract, with its reference; ``key`` makes it repeatable"""
        stored = self._send("POST", "/estimates", body | {"store": True}, key)
        texts = [stored.get(name) for name in ("reference", "estimate_hash")]
        if not all(isinstance(text, str) and text for text in texts):
            raise RemoteUnavailable("a stored estimate without reference or hash")
        return stored

    def accept(self, reference, body, key):
        """:return: Order of the contract"""
        return self._send("POST", f"/orders/{quote(reference)}/accept", body, key)

    def cancel(self, reference, body, key):
        """:return: Order of the contract"""
        return self._send("POST", f"/orders/{quote(reference)}/cancel", body, key)

    def changed_orders(self, since):
        """Orders of the contract changed since an ISO moment, page after page."""
        query = {"updated_since": since} if since else {}
        return self._pages("/orders", query)

    def events(self, reference):
        """Events of the contract of one order, oldest first."""
        return self._pages(f"/orders/{quote(reference)}/events", {})

    def _pages(self, path, query, most=500):
        cursor = None
        for _page in range(most):
            asked = query | {"limit": 200} | ({"cursor": cursor} if cursor else {})
            page = self._send("GET", f"{path}?{urlencode(asked)}")
            data, cursor = page.get("data"), page.get("next_cursor")
            if not isinstance(data, list) or not all(isinstance(item, dict) for item in data):
                raise RemoteUnavailable("a page without a list")
            yield from data
            if not cursor:
                return


def read_estimate(data, currency):
    """``core.tariff.Estimate`` from an answer; anything odd becomes a price on request.

    :param data: Estimate of the contract
    :param currency: ISO code that the price must have
    """
    unavailable = Estimate(reasons=("remote_unavailable",))
    try:
        if data["on_request"] or data["amount"] is None:
            return Estimate(reasons=tuple(data["reasons"]) or ("remote_unavailable",))
        lines = tuple(
            Line(
                line["code"],
                line.get("detail") or "",
                Decimal(line.get("quantity") or "1"),
                Decimal(line.get("unit_price") or line["amount"]),
                Decimal(line["amount"]),
            )
            for line in data["lines"]
        )
        estimate = Estimate(float(data.get("km") or 0), "remote", "1", lines)
        amount = Decimal(data["amount"])
    except (KeyError, TypeError, ValueError, InvalidOperation):
        return unavailable
    if data.get("currency") != currency or estimate.amount != amount or amount <= 0:
        return unavailable
    return estimate
