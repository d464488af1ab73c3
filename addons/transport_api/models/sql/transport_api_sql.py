from odoo import api, models
from odoo.tools import SQL


class TransportApiSql(models.AbstractModel):
    """Every hand-written statement of the API, in one place."""

    _name = "transport.api.sql"
    _description = "Transport API Statements"

    @api.model
    def _reserve_idempotency(self, user_id, key, mark):
        """Take an Idempotency-Key for this request.

        Two requests at once: the second waits for the first, then fails to serialize and is
        repeated by Odoo, which finds the answer of the first.

        :return: whether the key was free
        """
        self.env.cr.execute(
            SQL(
                """INSERT INTO transport_api_idempotency (user_id, key, mark, create_uid, create_date)
                VALUES (%s, %s, %s, %s, now() AT TIME ZONE 'UTC')
                ON CONFLICT (user_id, key) DO NOTHING""",
                user_id,
                key,
                mark,
                user_id,
            )
        )
        return bool(self.env.cr.rowcount)

    @api.model
    def _touch_api_key(self, key_id):
        """Note the use of a key at most every ten minutes, without waiting for anybody."""
        self.env.cr.execute(
            SQL(
                """UPDATE transport_api_key SET last_used = now() AT TIME ZONE 'UTC'
                WHERE id = (SELECT id FROM transport_api_key WHERE id = %s
                    AND (last_used IS NULL
                        OR last_used < now() AT TIME ZONE 'UTC' - interval '10 minutes')
                    FOR UPDATE SKIP LOCKED)""",
                key_id,
            )
        )

    @api.model
    def _find_api_keys(self, prefixes):
        """Ids of core's rows of these keys; core keeps the prefix out of the ORM."""
        rows = self.env.execute_query(
            SQL("SELECT id FROM res_users_apikeys WHERE index IN %s", tuple(prefixes) or ("",))
        )
        return [row[0] for row in rows]
