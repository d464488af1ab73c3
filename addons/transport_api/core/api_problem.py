"""Errors of the API as RFC 9457 problem details."""

import logging
from collections.abc import Mapping
from typing import Any

CONTENT_TYPE = "application/problem+json"

# type: (status, title). The type is a relative reference, stable: programs may test it.
PROBLEMS = {
    "bad-request": (400, "The request cannot be read"),
    "invalid": (422, "The request is not valid"),
    "unauthorized": (401, "A valid key is needed"),
    "forbidden": (403, "This key may not do this"),
    "not-found": (404, "No such resource"),
    "method-not-allowed": (405, "This method is not offered here"),
    "unsupported-media-type": (415, "The body must be JSON"),
    "too-large": (413, "The body is too large"),
    "conflict": (409, "The state does not allow this"),
    "estimate-expired": (409, "The estimate has expired"),
    "estimate-changed": (409, "The estimate has changed"),
    "price-on-request": (409, "The price must be asked for"),
    "idempotency-mismatch": (422, "This Idempotency-Key was used for another request"),
    "too-many-requests": (429, "Too many requests"),
    "internal": (500, "The server failed; nothing was changed"),
    "unavailable": (503, "The service is busy, try again"),
}


class ApiProblem(Exception):
    """A request that is answered with a problem.

    :param kind: key of PROBLEMS
    :param detail: sentence for the reader
    :param headers: of the response
    :param extra: members added to the body (``errors``, ``allowed`` …)
    """

    loglevel = logging.INFO  # a refused request is no fault of the server

    def __init__(
        self,
        kind: str,
        detail: str = "",
        headers: Mapping[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(detail or kind)
        self.kind = kind
        self.detail = detail
        self.headers = dict(headers or {})
        self.extra = extra

    @property
    def status(self) -> int:
        return PROBLEMS[self.kind][0]

    def body(self, base_url: str = "") -> dict[str, Any]:
        """:return: dict, the problem+json document"""
        status, title = PROBLEMS[self.kind]
        document: dict[str, Any] = {
            "type": f"{base_url}/problems/{self.kind}",
            "title": title,
            "status": status,
        }
        if self.detail:
            document["detail"] = self.detail
        return document | self.extra
