"""A run over 20,000 open invoices of 5,000 customers, from the books to the queue of mails."""

import json
import random
import time
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL, split_every

GENERATION = 3
INVOICES, CUSTOMERS = 20_000, 5_000
PAID = 2_000
"""Invoices that are partly paid, by Odoo's own matching."""
SIZES = (250, 1_000)
"""Customers in a batch: the difference in queries is what each of them adds."""
ADDED = 0.5
"""Of his rows, written with a hundred others; a query of his own would be 1."""


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
            {"name": f"Client {n}", "email": f"c{n}@example.com", "is_company": n % 5 > 0}
            for n in range(CUSTOMERS)
        ]
    )
    env["dunning.plan"].create(
        {
            "name": "Bench",
            "company_id": company.id,
            "review_amount": 0,
            "level_ids": [
                fields.Command.create(
                    {"name": "1", "subject": "1", "text": "<p>1</p>", "days": 5, "gap": 0}
                ),
                fields.Command.create(
                    {
                        "name": "2",
                        "subject": "2",
                        "text": "<p>2</p>",
                        "days": 20,
                        "gap": 10,
                        "claims_interest": True,
                        "claims_indemnity": True,
                    }
                ),
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
    _pay_parts(env, company, today)
    _remind(env, company, today)


def _pay_parts(env, company, today):
    """A part of some invoices is paid, in entries of four days."""
    lines = _find_owed(env, company)[:: INVOICES // PAID]
    bank = env["account.journal"].search(
        [("company_id", "=", company.id), ("type", "=", "bank")], limit=1
    )
    plan = []
    for place in range(4):
        paid = lines[place::4]
        entry = env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": bank.id,
                "date": today - timedelta(days=2 + place),
                "line_ids": [
                    *(_prepare_part(line, -_get_part(line)) for line in paid),
                    fields.Command.create(
                        {
                            "account_id": bank.default_account_id.id,
                            "debit": round(sum(_get_part(line) for line in paid), 2),
                        }
                    ),
                ],
            }
        )
        entry._post(soft=False)
        parts = entry.line_ids.filtered(lambda line: line.partner_id).sorted("id")
        plan += [line | part for line, part in zip(paid, parts, strict=True)]
    env["account.move.line"]._reconcile_plan(plan)
    env.flush_all()
    assert all(line.amount_residual > 0 and line.matched_credit_ids for line in lines)


def _get_part(line):
    return round(line.balance * 0.4, 2)


def _prepare_part(line, balance):
    return fields.Command.create(
        {"account_id": line.account_id.id, "partner_id": line.partner_id.id, "credit": -balance}
    )


def _remind(env, company, today):
    """Half of what is late enough was told of the first level a fortnight ago."""
    level = env["dunning.level"].search([("company_id", "=", company.id)], order="days", limit=1)
    late = _find_owed(env, company).filtered(
        lambda line: line.date_maturity < today - timedelta(days=20)
    )
    late[::2].write({"dunning_level_id": level.id, "dunning_date": today - timedelta(days=14)})
    env.flush_all()


def _find_owed(env, company):
    return env["account.move.line"].search(
        [
            ("company_id", "=", company.id),
            ("account_type", "=", "asset_receivable"),
            ("debit", ">", 0),
            ("parent_state", "=", "posted"),
        ],
        order="id",
    )


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
    """Prepare all reminders and queue their mails; roll back; count the queries of batches."""
    env = bench.env
    company = env["res.company"].search([("name", "=", "Bench Dunning")], limit=1)
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    today = fields.Date.context_today(company)
    floor = bench.timed(lambda: _read(env, company), 3)
    _bench_run(bench, env, company, today)
    _bench_batches(bench, env, company, today)
    bench.info("bare reading", floor, "s")


def _bench_run(bench, env, company, today):
    """Everything that the scheduled action does for a company; nothing leaves the machine."""
    cpu = time.process_time()
    with env.cr.savepoint() as savepoint:
        prepared, queries = _measure(env, lambda: env["dunning.run"]._prepare(company, today))
        bench.info("queries to prepare", queries, "queries")
        waiting = env["dunning.reminder"].search([("company_id", "=", company.id)])
        claimed = waiting.filtered(lambda one: one.interest and one.indemnity)
        late = env["account.move.line"]._read_group(
            [
                ("move_id.company_id", "=", company.id),
                ("date_maturity", "<=", today - timedelta(days=5)),
                ("amount_residual", ">", 0),
            ],
            ["partner_id"],
        )
        assert len(waiting) == len(late), f"{len(waiting)} reminders for {len(late)} late customers"
        assert set(waiting.mapped("state")) == {"ready"} and len(claimed) > CUSTOMERS / 2
        sent, queries = _measure(env, env["dunning.reminder"]._send_ready)
        cpu = time.process_time() - cpu
        bench.info("queries to send", queries, "queries")
        mails = env["mail.mail"].search(
            [("model", "=", "dunning.reminder"), ("res_id", "in", waiting.ids)]
        )
        assert len(mails) == len(waiting) and set(mails.mapped("state")) == {"outgoing"}
        assert set(waiting.mapped("state")) == {"sent"}
        bench.info("reminders", len(waiting), "reminders")
        bench.info("of them with interest and indemnity", len(claimed), "reminders")
        savepoint.rollback()
    bench.info("to prepare them", prepared, "s")
    bench.info("to send them to the queue of mails", sent, "s")
    bench.info("of both, processor time of Odoo", cpu, "s")
    bench.at_most("20,000 open invoices, from the books to the queue", prepared + sent, 60, "s")


def _bench_batches(bench, env, company, today):
    """A customer adds rows, which are written by the hundred, and no query of his own."""
    partners = env["res.partner"].search([("name", "=like", "Client %")], order="id").ids
    counts = {}
    for size in SIZES:
        with env.cr.savepoint() as savepoint:
            run = env["dunning.run"].with_company(company)
            _seconds, prepared = _measure(
                env, lambda run=run, size=size: run._prepare_batch(company, partners[:size], today)
            )
            waiting = env["dunning.reminder"].search([("company_id", "=", company.id)])
            _seconds, sent = _measure(env, waiting._send)
            counts[size] = (prepared, sent)
            savepoint.rollback()
    small, large = SIZES
    for place, step in enumerate(("prepare", "send")):
        bench.info(f"queries to {step} {large:,} customers", counts[large][place], "queries")
        slope = (counts[large][place] - counts[small][place]) / (large - small)
        bench.at_most(f"queries that a customer adds to {step}", slope, ADDED, "queries")


def _measure(env, work):
    env.flush_all()
    env.invalidate_all()
    before, started = env.cr.sql_log_count, time.monotonic()
    work()
    env.flush_all()
    return time.monotonic() - started, env.cr.sql_log_count - before


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
