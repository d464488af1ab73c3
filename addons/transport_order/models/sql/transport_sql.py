from odoo import api, models
from odoo.tools import SQL


class TransportSql(models.AbstractModel):
    """Every hand-written statement of the orders and prices, in one place."""

    _name = "transport.sql"
    _description = "Transport Statements"

    @api.model
    def _lock(self, records):
        """Wait for the rows and write them, so that nobody who read them earlier decides on them.

        Core's lock_for_update refuses at once when somebody else holds the row: a double click
        would be answered by an error. And a row that was only locked does not stop a transaction
        whose snapshot is older (REPEATABLE READ): the empty update makes it start again.
        """
        if not records:
            return
        records.flush_recordset()
        values = {"table": SQL.identifier(records._table), "ids": tuple(records.ids)}
        self.env.cr.execute(
            SQL("SELECT id FROM %(table)s WHERE id IN %(ids)s ORDER BY id FOR UPDATE", **values)
        )
        self.env.cr.execute(
            SQL("UPDATE %(table)s SET write_date = write_date WHERE id IN %(ids)s", **values)
        )
        records.invalidate_recordset()

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
