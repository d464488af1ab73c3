"""What a take-over reads from the books."""

from collections import Counter, defaultdict

from odoo.tools import SQL

INCOME = ("income", "income_other", "expense", "expense_depreciation", "expense_direct_cost")


def get_carried(env, company, day):
    """Return the balances in cents on the evening before a day, income and expenses aside.

    :return: ``{(account id, partner id or None): cents}``
    """
    env["account.move.line"].flush_model()
    rows = env.execute_query(
        SQL(
            """SELECT line.account_id, line.partner_id, ROUND(SUM(line.balance) * 100)
                 FROM account_move_line line
                 JOIN account_account account ON account.id = line.account_id
                WHERE line.company_id = %s AND line.date < %s AND line.parent_state = 'posted'
                  AND account.account_type NOT IN %s
             GROUP BY line.account_id, line.partner_id""",
            company.id,
            day,
            INCOME,
        )
    )
    return {(account, partner): int(cents) for account, partner, cents in rows}


def get_entries(env, journal_ids, names):
    """Return the posted entries of these names: ``{(journal id, name): (day, lines)}``.

    Lines are ``{(account id, cents): count}`` without lines of nothing.
    """
    env["account.move.line"].flush_model()
    if not journal_ids or not names:
        return {}
    rows = env.execute_query(
        SQL(
            """SELECT move.journal_id, move.name, move.date, line.account_id,
                      ROUND(line.balance * 100), COUNT(*)
                 FROM account_move move
            LEFT JOIN account_move_line line ON line.move_id = move.id AND line.balance != 0
                WHERE move.journal_id = ANY(%s) AND move.name = ANY(%s) AND move.state = 'posted'
             GROUP BY move.journal_id, move.name, move.date, line.account_id, line.balance""",
            journal_ids,
            names,
        )
    )
    lines, days = defaultdict(Counter), {}
    for journal, name, day, account, cents, count in rows:
        days[journal, name] = day
        if account:
            lines[journal, name][account, int(cents)] += count
    return {key: (day, dict(lines[key])) for key, day in days.items()}


class StandIns:
    """Finds the lines of the books for lines of a file that are not written once more."""

    def __init__(self, env, company):
        self.env, self.company = env, company
        self.taken = set()

    def find_all(self, pairs):
        """Return the ids of open lines for ``[(Lettered, line of the file)]``; all or none."""
        found = [self._find(lettered, line) for lettered, line in pairs]
        if None in found or len(set(found)) < len(found):
            return []
        self.taken.update(found)
        return found

    def _find(self, lettered, line):
        """Return the one open line of this account, partner and amount; None when it is unclear."""
        rows = self.env.execute_query(
            SQL(
                """SELECT line.id, line.ref FROM account_move_line line
                    WHERE line.company_id = %s AND line.account_id = %s
                      AND line.partner_id IS NOT DISTINCT FROM %s
                      AND line.parent_state = 'posted' AND line.date <= %s
                      AND ROUND(line.amount_residual * 100) = %s AND NOT line.reconciled""",
                self.company.id,
                lettered.account,
                lettered.partner,
                line.day,
                line.balance,
            )
        )
        free = [(line_id, ref) for line_id, ref in rows if line_id not in self.taken]
        same = [line_id for line_id, ref in free if ref == line.piece]
        candidates = same or [line_id for line_id, _ref in free]
        return candidates[0] if len(candidates) == 1 else None
