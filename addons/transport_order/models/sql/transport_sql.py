from odoo import api, models
from odoo.tools import SQL


class TransportSql(models.AbstractModel):
    """Every hand-written statement of the orders and prices, in one place."""

    _name = "transport.sql"
    _description = "Transport Statements"

    @api.model
    def _insert_distance(self, values):
        """Insert a known distance; another transaction may have done it, then nothing changes."""
        self.env.cr.execute(
            SQL(
                """INSERT INTO transport_distance
                    (origin, destination, km, method, version, create_uid, create_date)
                VALUES (%(origin)s, %(destination)s, %(km)s, %(method)s, %(version)s, %(uid)s,
                    now() AT TIME ZONE 'UTC')
                ON CONFLICT DO NOTHING""",
                uid=self.env.uid,
                **values,
            )
        )
