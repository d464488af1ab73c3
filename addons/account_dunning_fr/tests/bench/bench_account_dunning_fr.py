"""A run over 20,000 open invoices of 5,000 customers, beside the query that reads them."""

import json
import random
import time
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL, split_every

GENERATION = 2
INVOICES, CUSTOMERS = 20_000, 5_000


def prepare(env):
    """Make one invoice with Odoo, then copies of its rows, which Odoo finds right."""
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
    invoice = _create_invoice(env, company, partners[0], today)
    values = [
        (
            partners[number % CUSTOMERS].id,
            today - timedelta(days=chance.randrange(1, 120)),
            chance.randrange(1_000, 900_000) / 100,
        )
        for number in range(INVOICES - 1)
    ]
    _copy(env, invoice, values)
    _check_copies(env, company, chance)


def _create_invoice(env, company, partner, today):
    """The pattern: an invoice that Odoo made and posted."""
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "company_id": company.id,
            "invoice_date": today - timedelta(days=60),
            "invoice_date_due": today - timedelta(days=30),
            "invoice_payment_term_id": False,
            "invoice_line_ids": [
                fields.Command.create({"name": "Moteur", "price_unit": 100, "tax_ids": False})
            ],
        }
    )
    invoice._post(soft=False)
    return invoice


def _copy(env, invoice, values):
    """Store invoices of ``(customer, due day, amount)``: the rows of the pattern with their own
    values, every other column as Odoo wrote it.
    """
    env.flush_all()
    receivable = invoice.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
    income = invoice.line_ids - receivable
    moves = _reserve(env, "account_move", len(values))
    prefix, number = invoice.sequence_prefix, invoice.sequence_number
    rows = {invoice: [], receivable: [], income: []}
    for place, (move, (partner, due, amount)) in enumerate(zip(moves, values, strict=True), 1):
        name = f"{prefix}{number + place:05}"
        shared = {"partner_id": partner, "date": str(due - timedelta(days=30))}
        shared |= {"invoice_date": shared["date"]}
        rows[invoice].append(
            {
                "id": move,
                "name": name,
                "payment_reference": name,
                "sequence_number": number + place,
                "commercial_partner_id": partner,
                "partner_shipping_id": partner,
                "invoice_date_due": str(due),
                **shared,
                **dict.fromkeys(_find_amounts(env, invoice), amount),
            }
        )
        for line, sign in ((receivable, 1), (income, -1)):
            rows[line].append(_prepare_line(line, sign, amount, move, name, due, shared))
    for line in (receivable, income):
        ids = _reserve(env, "account_move_line", len(values))
        for row, line_id in zip(rows[line], ids, strict=True):
            row["id"] = line_id
    for record, members in rows.items():
        _insert(env, record, members)
    env.invalidate_all(flush=False)


def _find_amounts(env, invoice):
    """The columns of an invoice that hold its amount: all that are 100 here, as it has no tax."""
    return [
        name
        for name, field in invoice._fields.items()
        if field.store and field.type == "monetary" and invoice[name] == 100
    ]


def _prepare_line(line, sign, amount, move, name, due, shared):
    is_owed = sign > 0
    return {
        "move_id": move,
        "move_name": name,
        "debit": amount if is_owed else 0.0,
        "credit": 0.0 if is_owed else amount,
        "balance": sign * amount,
        "amount_currency": sign * amount,
        "amount_residual": amount if is_owed else 0.0,
        "amount_residual_currency": amount if is_owed else 0.0,
        "date_maturity": str(due) if is_owed else None,
        "price_unit": sign * amount if is_owed else amount,
        "price_subtotal": sign * amount if is_owed else amount,
        "price_total": sign * amount if is_owed else amount,
        **({"name": name} if is_owed else {}),
        **shared,
    }


def _reserve(env, table, count):
    rows = env.execute_query(
        SQL("SELECT nextval(%s) FROM generate_series(1, %s)", f"{table}_id_seq", count)
    )
    return [number for (number,) in rows]


def _insert(env, record, rows):
    table = SQL.identifier(record._table)
    for chunk in split_every(5_000, rows, list):
        env.cr.execute(
            SQL(
                """INSERT INTO %(table)s
                   SELECT filled.* FROM jsonb_array_elements(%(rows)s::jsonb) given,
                          (SELECT to_jsonb(source) AS row FROM %(table)s source WHERE id = %(id)s)
                              pattern,
                  LATERAL jsonb_populate_record(NULL::%(table)s, pattern.row || given) filled""",
                table=table,
                rows=json.dumps(chunk),
                id=record.id,
            )
        )


def _check_copies(env, company, chance):
    """What Odoo computes from the rows is what the rows say."""
    invoices = env["account.move"].search(
        [("company_id", "=", company.id), ("move_type", "=", "out_invoice")]
    )
    assert len(invoices) == INVOICES
    sample = env["account.move"].browse(chance.sample(invoices.ids, 50))
    names = ("amount_total", "amount_residual", "payment_state", "invoice_date_due")
    stored = [[move[name] for name in names] for move in sample]
    for field in ("amount_total", "payment_state", "invoice_date_due"):
        env.add_to_compute(sample._fields[field], sample)
    env.add_to_compute(sample.line_ids._fields["amount_residual"], sample.line_ids)
    assert stored == [[move[name] for name in names] for move in sample]
    assert not any(round(sum(move.line_ids.mapped("balance")), 2) for move in sample)


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
    late = len(env["account.move"]._read_group([("company_id", "=", company.id)], ["partner_id"]))
    assert count == late, f"{count} reminders for {late} late customers"
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
