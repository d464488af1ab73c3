import json
from datetime import timedelta

from odoo import api, fields, models

from ..core.api_problem import ApiProblem

KEEP_DAYS = 7


class TransportApiIdempotency(models.Model):
    """The answer to a request that carried an Idempotency-Key, given again when it is repeated."""

    _name = "transport.api.idempotency"
    _description = "Transport API Repeated Request"
    _order = "id desc"

    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    key = fields.Char(required=True)
    mark = fields.Char(required=True)
    status = fields.Integer()
    body = fields.Text()

    _key_unique = models.UniqueIndex("(user_id, key)")

    @api.model
    def _find_or_reserve(self, key, mark):
        """The answer given before, or None when this request is the first.

        :param str key: header of the request
        :param str mark: fingerprint of method, path and body
        :return: (status, body) or None
        """
        own = [("user_id", "=", self.env.uid), ("key", "=", key)]
        stored = self.sudo().search(own)  # sudo: bookkeeping, found by the user's own id
        if not stored and self.env["transport.api.sql"]._reserve_idempotency(
            self.env.uid, key, mark
        ):
            return None
        if stored.mark != mark:
            raise ApiProblem("idempotency-mismatch", "Use a new key for a new request.")
        return stored.status, json.loads(stored.body or "null")

    @api.model
    def _remember(self, key, status, body):
        own = [("user_id", "=", self.env.uid), ("key", "=", key)]
        # sudo: bookkeeping, found by the user's own id
        self.sudo().search(own).write(
            {"status": status, "body": json.dumps(body, ensure_ascii=False)}
        )

    @api.autovacuum
    def _gc_answers(self):
        limit = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        self.search([("create_date", "<", limit)]).unlink()
