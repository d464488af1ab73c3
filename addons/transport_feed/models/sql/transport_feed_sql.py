from odoo import api, models
from odoo.tools import SQL


class TransportFeedSql(models.AbstractModel):
    """Every hand-written statement of the stock feeds, in one place."""

    _name = "transport.feed.sql"
    _description = "Stock Feed Statements"

    @api.model
    def _get_stored(self, feed):
        """Cars that a feed has brought, gone ones included.

        :return: rows (id, ext_ref, row_hash, present, locked_fields)
        """
        self.env["transport.vehicle"].flush_model()
        return self.env.execute_query(
            SQL(
                """SELECT id, ext_ref, row_hash, active OR duplicate_of_id IS NOT NULL, locked_fields
                FROM transport_vehicle WHERE feed_id = %s AND ext_ref IS NOT NULL""",
                feed.id,
            )
        )

    @api.model
    def _get_possible_duplicates(self, partner_ids):
        """Present cars of these clients that surely share a plate or a VIN with another one of the
        same client; a feed that is switched off wins over none, and those already marked as double.

        :return: rows (id, partner_id, feed_id, feed sequence, plate_key, vin, duplicate_of_id)
        """
        self.env["transport.vehicle"].flush_model()
        return self.env.execute_query(
            SQL(
                """WITH present AS (
                    SELECT v.id, v.partner_id, v.feed_id,
                        CASE WHEN f.active THEN f.sequence ELSE 1000000 + f.sequence END AS sequence, v.duplicate_of_id,
                        coalesce(v.sure_plate, '') AS plate_key,
                        coalesce(v.sure_vin, '') AS vin
                    FROM transport_vehicle v LEFT JOIN transport_feed f ON f.id = v.feed_id
                    WHERE v.partner_id IN %(partners)s
                        AND (v.active OR v.duplicate_of_id IS NOT NULL)
                ), marks AS (
                    SELECT id, partner_id, 'p' || plate_key AS mark FROM present
                    WHERE plate_key != ''
                    UNION ALL
                    SELECT id, partner_id, 'v' || vin FROM present WHERE vin != ''
                ), shared AS (
                    SELECT id, count(*) OVER (PARTITION BY partner_id, mark) AS times FROM marks
                )
                SELECT id, partner_id, feed_id, sequence, plate_key, vin, duplicate_of_id
                FROM present
                WHERE duplicate_of_id IS NOT NULL
                    OR id IN (SELECT id FROM shared WHERE times > 1)""",
                partners=tuple(partner_ids),
            )
        )
