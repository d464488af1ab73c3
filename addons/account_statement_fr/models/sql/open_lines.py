"""What is open in the books and can be paid by a movement of the bank, and who may have paid."""

from dataclasses import dataclass

from odoo.fields import Domain
from odoo.tools import SQL

LIQUID = ("asset_cash", "liability_credit_card")
"""Types of accounts that Odoo matches whether or not they are said to be matched."""
WAITING = ("511%", "58%")
"""What is under way to a bank or from one, in the French chart."""


@dataclass(frozen=True)
class OpenLine:
    key: int
    cents: int
    names: tuple
    partner: int | None
    account: int


def get_open_lines(env, company_id):
    """Return every open line that a movement of a bank can pay, with the names that it goes by.

    Cash that is under way is among them (bills 5113 and 5114, transfers 58): the French chart
    does not mark it as reconciled, Odoo matches it all the same. Other cash (a bank of before, the
    bank lines of a year that was taken over, securities) is no debt, and neither is what waits on
    the suspense account of a bank: it is money itself and pays nothing.
    """
    codes = Domain.OR(Domain("code", "=like", code) for code in WAITING)
    # sudo: codes of accounts, for a list that those who match movements may read
    accounts = env["account.account"].sudo().with_company(company_id)
    cash = accounts.search(Domain("account_type", "in", LIQUID) & codes)
    env["account.move.line"].flush_model()
    env["account.move"].flush_model()
    rows = env.execute_query(
        SQL(
            """SELECT line.id, ROUND(line.amount_residual * 100), line.account_id,
                      partner.commercial_partner_id,
                      ARRAY[move.name, move.ref, move.payment_reference, line.name, line.ref,
                            move.invoice_origin]
                 FROM account_move_line line
                 JOIN account_account account ON account.id = line.account_id
                 JOIN account_move move ON move.id = line.move_id
            LEFT JOIN res_partner partner ON partner.id = line.partner_id
                WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
                  AND NOT line.reconciled AND line.amount_residual != 0
                  AND (account.reconcile OR account.id = ANY(%(cash)s))
                  AND line.statement_line_id IS NULL
                  AND line.account_id NOT IN (
                      SELECT suspense_account_id FROM account_journal
                       WHERE suspense_account_id IS NOT NULL)
                  AND line.account_id NOT IN (
                      SELECT default_account_id FROM account_journal
                       WHERE default_account_id IS NOT NULL AND type IN ('bank', 'cash', 'credit'))
             ORDER BY COALESCE(line.date_maturity, line.date), line.id""",
            company=company_id,
            cash=cash.ids,
        )
    )
    return [
        OpenLine(key, int(cents), tuple(filter(None, names)), partner, account)
        for key, cents, account, partner, names in rows
    ]


def get_partner_names(env):
    """Return ``[(id, name)]`` of the partners who stand for themselves."""
    env["res.partner"].flush_model(["name", "active", "commercial_partner_id"])
    return env.execute_query(
        SQL(
            """SELECT id, name FROM res_partner
                WHERE active AND name IS NOT NULL AND id = commercial_partner_id"""
        )
    )
