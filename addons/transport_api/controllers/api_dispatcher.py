"""Carries the API: errors as problem details, bodies checked, repeated requests recognised."""

import functools
import hashlib
import json
from dataclasses import dataclass

from psycopg2 import Error as DatabaseError
from psycopg2 import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException

from odoo.exceptions import AccessDenied, AccessError, LockError, MissingError, UserError
from odoo.http import HttpDispatcher, Response, SessionExpiredException, request, route

from odoo.addons.transport_order.exceptions import EstimateRefused

from ..core.api_openapi import BASE, find_operation
from ..core.api_problem import CONTENT_TYPE, ApiProblem
from ..core.api_schema import check
from ..core.api_schemas import QUERY, SCHEMAS

MAX_BODY = 1024 * 1024
_STATUS_KINDS = {
    400: "bad-request",
    401: "unauthorized",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    415: "unsupported-media-type",
    429: "too-many-requests",
}
_REFUSAL_KINDS = {
    "expired": "estimate-expired",
    "hash": "estimate-changed",
    "changed": "estimate-changed",
    "on_request": "price-on-request",
    "role": "forbidden",
    "limit": "forbidden",
    "signature": "invalid",
    "empty": "invalid",
}


def to_problem(error):
    """The problem that an exception is answered with; None for one that must bubble up."""
    if isinstance(error, ApiProblem):
        return error
    if isinstance(getattr(error, "problem", None), ApiProblem):
        return error.problem
    if isinstance(error, EstimateRefused):
        kind = _REFUSAL_KINDS.get(error.code, "conflict")
        return ApiProblem(kind, error.args[0], code=error.code)
    if isinstance(error, (AccessError, MissingError)):
        # The same answer for what does not exist and for what belongs to somebody else.
        return ApiProblem("not-found", "Nothing was found here.")
    if isinstance(error, (AccessDenied, SessionExpiredException)):
        return ApiProblem("unauthorized")
    if isinstance(error, LockError):
        return ApiProblem("unavailable", headers={"Retry-After": "1"})
    if isinstance(error, UserError):
        return ApiProblem("invalid", str(error.args[0]))
    if isinstance(error, HTTPException) and error.code in _STATUS_KINDS:
        return ApiProblem(_STATUS_KINDS[error.code])
    return None


class TransportApiDispatcher(HttpDispatcher):
    """Routes of ``type="transport_api"``: no session, no form, no CSRF token; a key proves."""

    routing_type = "transport_api"
    mimetypes = ("application/json",)

    def dispatch(self, endpoint, args):
        self.request.params = dict(args)
        try:
            response = self.request.registry["ir.http"]._dispatch(endpoint)
            self.request.env.flush_all()
            return response
        except (OperationalError, IntegrityError):
            raise  # Odoo rolls back and repeats, or names the constraint
        except Exception as error:
            problem = to_problem(error)
            if problem is None or problem is error:
                raise
            raise problem from error

    def handle_error(self, exc):
        problem = to_problem(exc)
        if problem is None:
            busy = isinstance(exc, DatabaseError)
            problem = ApiProblem(
                "unavailable" if busy else "internal", headers={"Retry-After": "2"} if busy else {}
            )
        return problem_response(problem)


def problem_response(problem):
    """:return: Response with the problem document"""
    body = json.dumps(problem.body(BASE), ensure_ascii=False)
    response = Response(body, status=problem.status, content_type=CONTENT_TYPE)
    response.headers.update({"Cache-Control": "no-store", **problem.headers})
    return response


def json_response(content, status=200, headers=None):
    """:return: Response with JSON that no cache keeps"""
    response = Response(
        json.dumps(content, ensure_ascii=False) if status != 204 else b"",
        status=status,
        content_type="application/json",
    )
    response.headers.update({"Cache-Control": "no-store", **(headers or {})})
    return response


def api_route(name):
    """The route of one operation of the contract.

    The decorated method takes the path parameters and, if the contract has them, ``body`` (checked)
    or ``query``; it returns a JSON-able answer, or a whole Response.
    """
    operation = find_operation(name)
    path = BASE + operation.path
    for parameter in operation.parameters:
        path = path.replace(f"{{{parameter}}}", f"<string:{parameter}>")

    def decorate(method):
        @functools.wraps(method)
        def endpoint(self, **parameters):
            if operation.scopes:
                _check_scope(operation)
            if operation.listed:
                parameters["query"] = _read_query(operation)
            if operation.request:
                parameters["body"] = _read_body(operation)
            if operation.method == "POST":
                return _once(operation, lambda: method(self, **parameters))
            return _respond(operation, method(self, **parameters))

        # Odoo reads the signature of the wrapped function to know its parameters.
        del endpoint.__wrapped__
        return route(
            path,
            type="transport_api",
            auth="transport_api" if operation.scopes else "public",
            methods=[operation.method],
            csrf=False,
            save_session=False,
            max_content_length=MAX_BODY,
        )(endpoint)

    return decorate


@dataclass(frozen=True)
class Created:
    """An answer 201 of an operation that can also answer otherwise."""

    body: dict


def _respond(operation, answer, headers=None, status=0):
    if isinstance(answer, Response):
        return answer
    if isinstance(answer, Created):
        answer, status = answer.body, 201
    status = status or operation.status
    headers = dict(headers or {})
    if status == 201 and operation.location:
        place = operation.location.format(reference=answer["reference"])
        headers["Location"] = BASE + place
    return json_response(answer, status, headers)


def _check_scope(operation):
    key = request.transport_api_key
    if key.scope not in operation.scopes:
        raise ApiProblem(
            "forbidden",
            f"This key has the scope {key.scope}; needed: {', '.join(operation.scopes)}.",
        )


def _read_query(operation):
    """Texts of the query string, each checked; an unknown name is refused."""
    known = {*operation.query, "limit", "cursor"}
    query = request.httprequest.args.to_dict()
    errors = [
        {"parameter": name[:60], "detail": "is not known"} for name in query if name not in known
    ]
    for name in known & query.keys() - {"limit"}:
        for error in check(query[name], QUERY[name][0]):
            errors.append({"parameter": name, "detail": error["detail"]})
    if errors:
        raise ApiProblem("bad-request", "The query is not valid.", errors=errors[:20])
    return query


def _read_body(operation):
    if request.httprequest.mimetype != "application/json":
        raise ApiProblem("unsupported-media-type", "Send application/json.")
    raw = request.httprequest.get_data()
    try:
        body = json.loads(raw, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ApiProblem("bad-request", "The body is not valid JSON.") from error
    errors = check(body, SCHEMAS[operation.request], SCHEMAS)
    if errors:
        raise ApiProblem("invalid", "The body does not follow the contract.", errors=errors)
    return body


def _refuse_constant(name):
    raise ValueError(name)


def _once(operation, act):
    """Run a POST; with an Idempotency-Key a repetition gets the first answer again."""
    key = request.httprequest.headers.get("Idempotency-Key")
    if key is None:
        return _respond(operation, act())
    if not (0 < len(key) <= 100 and key.isascii() and key.isprintable()):
        raise ApiProblem("bad-request", "Idempotency-Key must have 1 to 100 printable characters.")
    content = request.httprequest.get_data()
    mark = hashlib.sha256(
        f"{operation.name} {request.httprequest.path}\n".encode() + content
    ).hexdigest()
    answers = request.env["transport.api.idempotency"]
    known = answers._find_or_reserve(key, mark)
    if known:
        status, body = known
        return _respond(operation, body, {"Idempotency-Replayed": "true"}, status)
    response = _respond(operation, act())
    answers._remember(key, response.status_code, json.loads(response.get_data()))
    return response
