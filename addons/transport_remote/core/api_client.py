"""Calls another system that speaks the contract of ``core/api_openapi.py``."""

import hashlib
import json
import math
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote, urlencode

from odoo.addons.suite_base.core.addresses import OutgoingError
from odoo.addons.suite_base.core.outgoing import CallPolicy, call
from odoo.addons.transport_api.core.api_openapi import BASE
from odoo.addons.transport_order.core.tariff import Estimate, Line

CENT = Decimal("0.01")
LARGEST_AMOUNT = Decimal(10) ** 9
LARGEST_KM = 50_000

Json = dict[str, Any]


class RemoteUnavailable(Exception):
    """No usable answer: try again later."""


class RemoteRefused(Exception):
    """The other system refused with a problem: trying again would not help.

    :param kind: last part of the problem's type
    """

    def __init__(self, status: int, kind: str, detail: str) -> None:
        super().__init__(detail or kind)
        self.status = status
        self.kind = kind
        self.detail = detail


class RemoteClient:
    """One remote system.

    :param base_url: address of the server, without the path of the API
    :param key: API key there
    """

    def __init__(self, base_url: str, key: str, policy: CallPolicy) -> None:
        self._base = base_url.rstrip("/") + BASE
        self._key = key
        self._policy = policy

    def _call(
        self, method: str, path: str, body: Json | None = None, idempotency_key: str = ""
    ) -> bytes:
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
        except OutgoingError as error:
            raise RemoteUnavailable(str(error)) from error
        if answer.status in (401, 403, 429) or answer.status >= 500:
            raise RemoteUnavailable(f"HTTP {answer.status}")
        if answer.status >= 400:
            raise _read_problem(answer.status, answer.body)
        return answer.body

    def _send(
        self, method: str, path: str, body: Json | None = None, idempotency_key: str = ""
    ) -> Json:
        content = self._call(method, path, body, idempotency_key)
        try:
            data = json.loads(content or b"null")
        except (ValueError, RecursionError) as error:
            raise RemoteUnavailable(str(error)) from error
        if not isinstance(data, dict):
            raise RemoteUnavailable("no JSON object")
        return data

    def estimate(self, body: Json) -> Json:
        """:return: Estimate of the contract, not stored"""
        return self._send("POST", "/estimates", body)

    def store_estimate(self, body: Json, key: str) -> Json:
        """:return: Estimate of the contract, with its reference; ``key`` makes it repeatable"""
        stored = self._send("POST", "/estimates", body | {"store": True}, key)
        if not isinstance(stored.get("reference"), str) or not stored["reference"]:
            raise RemoteUnavailable("a stored estimate without reference")
        return stored

    def accept(self, reference: str, body: Json, key: str) -> Json:
        """:return: Order of the contract"""
        return self._send("POST", f"/orders/{quote(reference)}/accept", body, key)

    def cancel(self, reference: str, body: Json, key: str) -> Json:
        """:return: Order of the contract"""
        return self._send("POST", f"/orders/{quote(reference)}/cancel", body, key)

    def order(self, reference: str) -> Json:
        """:return: Order of the contract"""
        return self._send("GET", f"/orders/{quote(reference)}")

    def changed_orders(self, since: str | None) -> Iterator[Json]:
        """Orders of the contract changed since an ISO moment, page after page."""
        query = {"updated_since": since} if since else {}
        return self._pages("/orders", query)

    def events(self, reference: str) -> Iterator[Json]:
        """Events of the contract of one order, oldest first."""
        return self._pages(f"/orders/{quote(reference)}/events", {})

    def reports(self, reference: str) -> Iterator[Json]:
        """Condition reports of the contract of one order."""
        return self._pages(f"/orders/{quote(reference)}/reports", {})

    def photo(self, reference: str, photo: str) -> bytes:
        """:return: the file of a photo or of a signature"""
        return self._call("GET", f"/orders/{quote(reference)}/photos/{quote(photo)}")

    def documents(self, reference: str) -> Iterator[Json]:
        """Documents of the contract of one order."""
        return self._pages(f"/orders/{quote(reference)}/documents", {})

    def document(self, reference: str, document: str) -> bytes:
        """:return: the file of a document"""
        return self._call("GET", f"/orders/{quote(reference)}/documents/{quote(document)}")

    def _pages(self, path: str, query: Json, most: int = 500) -> Iterator[Json]:
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


def digest(body: Json) -> str:
    """A short mark of a request: its repetition has the same, another request another one."""
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:16]


def _read_problem(status: int, content: bytes) -> RemoteRefused:
    try:
        problem = json.loads(content or b"null")
    except (ValueError, RecursionError):
        problem = None
    if not isinstance(problem, dict):
        problem = {}
    kind = str(problem.get("type", "")).rpartition("/")[2]
    return RemoteRefused(status, kind, str(problem.get("detail", ""))[:500])


def read_estimate(data: Json, currency: str) -> Estimate:
    """``core.tariff.Estimate`` from an answer; anything odd becomes a price on request.

    :param data: Estimate of the contract
    :param currency: ISO code that the price must have
    """
    unavailable = Estimate(reasons=("remote_unavailable",))
    try:
        if data["on_request"] or data["amount"] is None:
            return Estimate(reasons=tuple(data["reasons"]) or ("remote_unavailable",))
        km = float(data.get("km") or 0)
        estimate = Estimate(km, "remote", "1", tuple(_read_line(line) for line in data["lines"]))
        amount = read_amount(data["amount"])
        odd = not math.isfinite(km) or not 0 <= km < LARGEST_KM
    except (KeyError, TypeError, ValueError, InvalidOperation, AttributeError):
        return unavailable
    if odd or data.get("currency") != currency or estimate.amount != amount or amount <= 0:
        return unavailable
    return estimate


def read_amount(text: Any) -> Decimal:
    """An amount of the contract; ValueError for what is none."""
    amount = Decimal(text)
    if not amount.is_finite() or abs(amount) > LARGEST_AMOUNT:
        raise ValueError(text)
    return amount.quantize(CENT)


def _read_line(line: Json) -> Line:
    """A line of a price; one that does not multiply out is none."""
    amount = read_amount(line["amount"])
    quantity = Decimal(line.get("quantity") or "1")
    unit_price = read_amount(line.get("unit_price") or line["amount"])
    if (
        not quantity.is_finite()
        or abs(quantity) > 1000
        or read_amount(quantity * unit_price) != amount
    ):
        raise ValueError(line)
    return Line(str(line["code"]), str(line.get("detail") or ""), quantity, unit_price, amount)
