"""A run over 20,000 open invoices of 5,000 customers, beside the query that reads them."""

import random
import time
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

GENERATION = 1
INVOICES, CUSTOMERS = 20_000, 5_000


def prepare(env):
    """Make one invoice with Odoo, then copies of its rows."""
    company = env["res.company"].create(
        {"name": "Bench Dunning", "country_id": env.ref("base.fr").id}
    )
    env["account.chart.template"].try_loading("fr", company, install_demo=False)
    env.user.company_ids |= company
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    partners = env["res.partner"].create(
        [
            {"name": f"Client {n}", "email": f"c{n}@example.com", "is_company": n % 2 == 0}
            for n in range(CUSTOMERS)
        ]
    )
    env["dunning.plan"].create(
        {
            "name": "Bench",
            "company_id": company.id,
            "review_amount": 0,
            "level_ids": [
                fields.Command.create({"name": "1", "subject": "1", "text": "<p>1</p>", "days": 5})
            ],
        }
    )
    today = fields.Date.context_today(company)
    chance = random.Random(3)
    values = []
    for number in range(INVOICES):
        due = today - timedelta(days=chance.randrange(1, 120))
        values.append(
            (partners[number % CUSTOMERS].id, due, chance.randrange(1_000, 900_000) / 100)
        )
    _insert(env, company, values)


def _insert(env, company, values):
    """Entries on a sales journal, inserted as copies of one that Odoo posted."""
    journal = env["account.journal"].search(
        [("type", "=", "sale"), ("company_id", "=", company.id)], limit=1
    )
    income = journal.default_account_id
    receivable = env["res.partner"].browse(values[0][0]).property_account_receivable_id
    model = env["account.move"].with_context(tracking_disable=True)
    for start in range(0, len(values), 500):
        moves = model.create(
            [
                {
                    "move_type": "entry",
                    "journal_id": journal.id,
                    "date": due,
                    "line_ids": [
                        fields.Command.create(
                            {
                                "account_id": receivable.id,
                                "partner_id": partner,
                                "balance": amount,
                                "date_maturity": due,
                            }
                        ),
                        fields.Command.create({"account_id": income.id, "balance": -amount}),
                    ],
                }
                for partner, due, amount in values[start : start + 500]
            ]
        )
        moves._post(soft=False)
        env.flush_all()
        env.invalidate_all()


def run(bench):
    """Prepare all reminders; roll back; compare with the bare reading of the open lines."""
    env = bench.env
    company = env["res.company"].search([("name", "=", "Bench Dunning")], limit=1)
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    today = fields.Date.context_today(company)
    floor = bench.timed(lambda: _read(env, company), 3)
    savepoint = env.cr.savepoint()
    before, started = env.cr.sql_log_count, time.monotonic()
    env["dunning.run"]._prepare(company, today)
    env.flush_all()
    seconds = time.monotonic() - started
    queries = env.cr.sql_log_count - before
    count = env["dunning.reminder"].search_count([("company_id", "=", company.id)])
    savepoint.close(rollback=True)
    bench.info("reminders", count, "reminders")
    bench.info("queries", queries, "queries")
    bench.at_most("20,000 open invoices", seconds, 60, "s")
    bench.info("bare reading", floor, "s")


def _read(env, company):
    env.cr.execute(
        SQL(
            """SELECT line.id, line.amount_residual, line.date_maturity
                 FROM account_move_line line
                 JOIN account_account account ON account.id = line.account_id
                WHERE line.company_id = %s AND account.account_type = 'asset_receivable'
                  AND NOT line.reconciled""",
            company.id,
        )
    )
    env.cr.fetchall()
