import hashlib
import hmac
import json

from odoo.http import Controller, Response, request, route

from ..core import canonical
from ..models import sql

MAX_BODY = 2 * 1024 * 1024
MAX_ORDERS = 200


class ShopInbound(Controller):
    """Orders from an integration platform or another shop engine, into the same inbox.

    The key opens one shop and nothing else: it can only file documents, which the engine then
    treats like those it fetched itself.
    """

    @route(
        "/shop_sync/v1/schema/<string:kind>",
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
        readonly=True,
    )
    def schema(self, kind):
        if kind not in canonical.SCHEMAS:
            return self._answer(404, {"error": "unknown_kind"})
        return self._answer(200, canonical.json_schema(kind))

    @route(
        "/shop_sync/v1/<int:channel_id>/orders",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def orders(self, channel_id):
        channel = self._authenticate(channel_id)
        if not channel:
            return self._answer(401, {"error": "wrong_key"})
        if channel.state != "running":
            return self._answer(409, {"error": "shop_not_running"})
        if (request.httprequest.content_length or MAX_BODY + 1) > MAX_BODY:
            return self._answer(413, {"error": "too_large", "max_bytes": MAX_BODY})
        try:
            orders = json.loads(request.httprequest.get_data())["orders"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return self._answer(400, {"error": "not_json", "expected": {"orders": ["…"]}})
        if not isinstance(orders, list) or len(orders) > MAX_ORDERS:
            return self._answer(400, {"error": "too_many", "max_orders": MAX_ORDERS})
        return self._answer(202, {"results": self._file(channel, orders)})

    def _authenticate(self, channel_id):
        """The shop whose key was given, in constant time; empty otherwise."""
        header = request.httprequest.headers.get("Authorization", "")
        given = hashlib.sha256(header.removeprefix("Bearer ").strip().encode()).hexdigest()
        # sudo: a machine has no user; its key is checked right here and opens this shop only.
        channel = request.env["shop.channel"].sudo().browse(channel_id).exists()
        known = channel.key_hash or ""
        return channel if known and hmac.compare_digest(known, given) else None

    def _file(self, channel, orders):
        """One answer for each order, in order: filed, or what is wrong with it and where."""
        results, documents = [], []
        for order in orders:
            key = order.get("id") if isinstance(order, dict) else None
            problems = canonical.validate("order", order)
            if problems:
                errors = [{"path": path, "error": what} for path, what in problems[:20]]
                results.append({"id": key, "status": "refused", "errors": errors})
            else:
                documents.append(("order", key, order))
                results.append({"id": key, "status": "accepted"})
        if documents:
            unique = list({key: (kind, key, order) for kind, key, order in documents}.values())
            sql.insert_messages(channel.env, channel, "in", unique, "endpoint")
            channel._ensure_cron()
            channel._wake_up()
        return results

    @staticmethod
    def _answer(status, data):
        return Response(
            json.dumps(data, ensure_ascii=False), status=status, content_type="application/json"
        )
