"""Removes what a take-over wrote."""

from odoo.tools import SQL


def get_lettered_elsewhere(env, import_id):
    """Return the ids of lines of the take-over that are lettered with lines of other entries."""
    env.flush_all()
    rows = env.execute_query(
        SQL(
            """WITH own AS (
                    SELECT line.id FROM account_move_line line
                      JOIN account_move move ON move.id = line.move_id
                     WHERE move.fec_import_id = %(id)s)
               SELECT part.debit_move_id FROM account_partial_reconcile part
                WHERE part.debit_move_id IN (SELECT id FROM own)
                  AND part.credit_move_id NOT IN (SELECT id FROM own)
                UNION
               SELECT part.credit_move_id FROM account_partial_reconcile part
                WHERE part.credit_move_id IN (SELECT id FROM own)
                  AND part.debit_move_id NOT IN (SELECT id FROM own)""",
            id=import_id,
        )
    )
    return [line for (line,) in rows]


def get_attachments(env, import_id):
    """Return the ids of the files that hang on the entries, or on their lines."""
    rows = env.execute_query(
        SQL(
            """SELECT file.id FROM ir_attachment file
                WHERE file.res_model = 'account.move' AND file.res_id IN (
                      SELECT id FROM account_move WHERE fec_import_id = %(id)s)
                   OR file.res_model = 'account.move.line' AND file.res_id IN (
                      SELECT line.id FROM account_move_line line
                        JOIN account_move move ON move.id = line.move_id
                       WHERE move.fec_import_id = %(id)s)""",
            id=import_id,
        )
    )
    return [attachment for (attachment,) in rows]


def remove(env, import_id):
    """Remove the entries, what they say to each other, and what points at them by their number."""
    moves = SQL("SELECT id FROM account_move WHERE fec_import_id = %s", import_id)
    lines = SQL("SELECT id FROM account_move_line WHERE move_id IN (%s)", moves)
    full = env.execute_query(
        SQL(
            """SELECT DISTINCT full_reconcile_id FROM account_move_line
                WHERE id IN (%s) AND full_reconcile_id IS NOT NULL""",
            lines,
        )
    )
    numbers = [number for (number,) in full]
    for statement in (
        SQL("DELETE FROM account_partial_reconcile WHERE debit_move_id IN (%s)", lines),
        SQL("DELETE FROM mail_message WHERE model = 'account.move' AND res_id IN (%s)", moves),
        SQL(
            "DELETE FROM mail_followers WHERE res_model = 'account.move' AND res_id IN (%s)", moves
        ),
        SQL("DELETE FROM mail_activity WHERE res_model = 'account.move' AND res_id IN (%s)", moves),
        SQL(
            "DELETE FROM mail_scheduled_message WHERE model = 'account.move' AND res_id IN (%s)",
            moves,
        ),
        SQL("DELETE FROM ir_model_data WHERE model = 'account.move' AND res_id IN (%s)", moves),
        SQL(
            "DELETE FROM ir_model_data WHERE model = 'account.move.line' AND res_id IN (%s)", lines
        ),
        SQL("DELETE FROM account_move_line WHERE id IN (%s)", lines),
        SQL("DELETE FROM account_full_reconcile WHERE id = ANY(%s)", numbers),
        SQL("DELETE FROM account_move WHERE fec_import_id = %s", import_id),
    ):
        env.cr.execute(statement)
