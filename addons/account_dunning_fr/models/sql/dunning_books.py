"""What the books say about late customers: one query each, whatever the number of invoices."""

from collections import defaultdict

from odoo.tools import SQL

_UNPAID = SQL(
    """line.parent_state = 'posted' AND NOT line.reconciled AND line.amount_residual != 0
       AND account.account_type = 'asset_receivable'"""
)
_OPEN = SQL("%s AND line.no_followup IS NOT TRUE", _UNPAID)
_ASIDE = SQL("line.no_followup IS TRUE AND line.amount_residual < 0 AND journal.type = 'general'")
"""Credits of general journals: Odoo leaves all lines of these out of follow-up by itself."""


def get_late_partners(env, company_id, today):
    """Return the ids of commercial partners who owe something that is late."""
    env["account.move.line"].flush_model()
    rows = env.execute_query(
        SQL(
            """SELECT DISTINCT partner.commercial_partner_id
                 FROM account_move_line line
                 JOIN account_account account ON account.id = line.account_id
                 JOIN res_partner partner ON partner.id = line.partner_id
                WHERE line.company_id = %s AND %s AND line.amount_residual > 0
                  AND COALESCE(line.date_maturity, line.date) < %s
             ORDER BY partner.commercial_partner_id""",
            company_id,
            _OPEN,
            today,
        )
    )
    return [partner for (partner,) in rows]


def get_open_lines(env, company_id, partner_ids):
    """Return ``{partner id: [row]}``; a row has the fields of ``core.reminding.Item``, what is open
    in the line's own currency, this currency, and the entry.

    A credit of a general journal counts, unless a debt is left out too: it may be its own.
    """
    env["account.move.line"].flush_model()
    env["account.move"].flush_model(["dunning_disputed", "dunning_promise_date"])
    rows = env.execute_query(
        SQL(
            """SELECT partner.commercial_partner_id, line.id,
                      COALESCE(line.date_maturity, line.date), line.amount_residual,
                      line.dunning_level_id, line.dunning_date, move.dunning_disputed,
                      move.dunning_promise_date, line.amount_residual_currency,
                      line.currency_id, move.id
                 FROM account_move_line line
                 JOIN account_account account ON account.id = line.account_id
                 JOIN account_move move ON move.id = line.move_id
                 JOIN account_journal journal ON journal.id = line.journal_id
                 JOIN res_partner partner ON partner.id = line.partner_id
                WHERE line.company_id = %s AND %s AND (line.no_followup IS NOT TRUE
                      OR %s AND partner.commercial_partner_id != ALL(%s))
                  AND partner.commercial_partner_id = ANY(%s)
             ORDER BY 3, line.id""",
            company_id,
            _UNPAID,
            _ASIDE,
            _get_partners_aside(env, company_id, partner_ids),
            list(partner_ids),
        )
    )
    found = defaultdict(list)
    for partner, *row in rows:
        found[partner].append(row)
    return found


def _get_partners_aside(env, company_id, partner_ids):
    """Return the ids of those who owe something that is left out of follow-up."""
    rows = env.execute_query(
        SQL(
            """SELECT DISTINCT partner.commercial_partner_id
                 FROM account_move_line line
                 JOIN account_account account ON account.id = line.account_id
                 JOIN res_partner partner ON partner.id = line.partner_id
                WHERE line.company_id = %s AND %s AND line.no_followup IS TRUE
                  AND line.amount_residual > 0 AND partner.commercial_partner_id = ANY(%s)""",
            company_id,
            _UNPAID,
            list(partner_ids),
        )
    )
    return [partner for (partner,) in rows]


def get_credits_aside(env, company_id, partner_ids):
    """Return ``{partner id: amount}`` of credits that are not taken off, as debts are left out."""
    rows = env.execute_query(
        SQL(
            """SELECT partner.commercial_partner_id, -SUM(line.amount_residual)
                 FROM account_move_line line
                 JOIN account_account account ON account.id = line.account_id
                 JOIN account_journal journal ON journal.id = line.journal_id
                 JOIN res_partner partner ON partner.id = line.partner_id
                WHERE line.company_id = %s AND %s AND %s
                  AND partner.commercial_partner_id = ANY(%s)
             GROUP BY partner.commercial_partner_id""",
            company_id,
            _UNPAID,
            _ASIDE,
            _get_partners_aside(env, company_id, partner_ids),
        )
    )
    return dict(rows)


def get_payments(env, line_ids):
    """Return ``{line id: (amount, [(day, amount)])}`` of debts: what they were, what was paid."""
    env["account.partial.reconcile"].flush_model()
    amounts = env.execute_query(
        SQL("SELECT id, balance FROM account_move_line WHERE id = ANY(%s)", list(line_ids))
    )
    paid = env.execute_query(
        SQL(
            """SELECT part.debit_move_id, credit.date, part.amount
                 FROM account_partial_reconcile part
                 JOIN account_move_line credit ON credit.id = part.credit_move_id
                WHERE part.debit_move_id = ANY(%s)""",
            list(line_ids),
        )
    )
    payments = defaultdict(list)
    for line, day, amount in paid:
        payments[line].append((day, amount))
    return {line: (balance, payments[line]) for line, balance in amounts}


def get_reminded_partners(env, company_id, partner_ids):
    """Return the ids of those who were reminded before."""
    env["dunning.reminder"].flush_model()
    rows = env.execute_query(
        SQL(
            """SELECT DISTINCT partner_id FROM dunning_reminder
                WHERE company_id = %s AND state = 'sent' AND partner_id = ANY(%s)""",
            company_id,
            list(partner_ids),
        )
    )
    return {partner for (partner,) in rows}


def give_tokens(env, move_ids):
    """Let these invoices be opened by a link, as Odoo does for one at a time: in one query for the
    thousands of a day."""
    moves = env["account.move"]
    moves.flush_model(["access_token"])
    env.execute_query(
        SQL(
            """UPDATE account_move SET access_token = gen_random_uuid()::varchar
                WHERE id = ANY(%s) AND access_token IS NULL
            RETURNING id""",
            list(move_ids),
        )
    )
    moves.browse(move_ids).invalidate_recordset(["access_token"])
