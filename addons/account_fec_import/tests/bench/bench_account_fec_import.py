"""Taking over a year of 200,000 lines, beside plain SQL that only stores the lines."""

import base64
import random
import time

from odoo.tools import SQL

GENERATION = 1
LINES = 200_000
PARTNERS = 2_000
TITLES = (
    "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|"
    "PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise"
)


def prepare(env):
    """Make a French company with empty books and the file of its year; take it over once."""
    company = env["res.company"].create({"name": "Bench FEC", "country_id": env.ref("base.fr").id})
    env["account.chart.template"].try_loading("fr", company, install_demo=False)
    env.user.company_ids |= company
    content = _write_file(random.Random(7))
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    fec = env["fec.import"].create(
        {"file": base64.b64encode(content), "filename": "bench.txt", "company_id": company.id}
    )
    started = time.monotonic()
    fec.action_check()
    fec.action_create_others()
    checked = time.monotonic()
    fec._take_over()
    env.flush_all()
    ended = time.monotonic()
    assert fec.state == "done", fec.problem_ids.mapped("message")[:5]
    floor = _measure_floor(env, fec)
    parameters = env["ir.config_parameter"].sudo()  # sudo: figures of the benchmark
    for name, value in (
        ("check_seconds", checked - started),
        ("write_seconds", ended - checked),
        ("floor_seconds", floor),
        ("lines", fec.line_count),
        ("letterings", fec.lettered_count),
    ):
        parameters.set_param(f"bench_account_fec_import.{name}", round(value, 1))


def _measure_floor(env, fec):
    """Seconds that the database needs to copy the rows of the lines, indexes and all."""
    savepoint = env.cr.savepoint()
    columns = [
        name
        for (name,) in env.execute_query(
            SQL(
                """SELECT column_name FROM information_schema.columns
                    WHERE table_name = 'account_move_line' AND column_name != 'id'"""
            )
        )
    ]
    names = SQL(", ").join(SQL.identifier(name) for name in columns)
    started = time.monotonic()
    env.cr.execute(
        SQL(
            """INSERT INTO account_move_line (%s) SELECT %s FROM account_move_line
                WHERE move_id IN (SELECT id FROM account_move WHERE fec_import_id = %s)""",
            names,
            names,
            fec.id,
        )
    )
    seconds = time.monotonic() - started
    savepoint.close(rollback=True)
    return seconds


def _write_file(chance):
    rows = [TITLES]
    number = 0
    while len(rows) < LINES:
        number += 1
        rows += _write_sale(chance, number)
    return "\r\n".join(rows).encode()


def _write_sale(chance, number):
    """An invoice and its payment, lettered: five lines."""
    partner = chance.randrange(PARTNERS)
    net = chance.randrange(100, 1_000_000)
    tax = net // 5
    day = f"2023{chance.randrange(1, 13):02}{chance.randrange(1, 29):02}"
    customer = f"411000|Clients|C{partner:05}|Client {partner}"
    sale = f"VE|Ventes|{number:06}|{day}"
    bank = f"BQ|Banque|{number:06}|{day}"
    end = f"L{number}|{day}|{day}||"
    label = f"F{number}|{day}|Facture"
    return [
        f"{sale}|{customer}|{label}|{_show(net + tax)}|0,00|{end}",
        f"{sale}|707000|Ventes|||{label}|0,00|{_show(net)}||{day}|{day}||",
        f"{sale}|445710|TVA collectée|||{label}|0,00|{_show(tax)}||{day}|{day}||",
        f"{bank}|512100|Banque|||{label}|{_show(net + tax)}|0,00||{day}|{day}||",
        f"{bank}|{customer}|{label}|0,00|{_show(net + tax)}|{end}",
    ]


def _show(cents):
    return f"{cents // 100},{cents % 100:02}"


def run(bench):
    """Show the figures of the take-over that :func:`prepare` did."""
    read = bench.env["ir.config_parameter"].sudo().get_param  # sudo: figures of the benchmark
    figure = {
        name: float(read(f"bench_account_fec_import.{name}"))
        for name in ("check_seconds", "write_seconds", "floor_seconds", "lines", "letterings")
    }
    seconds = figure["check_seconds"] + figure["write_seconds"]
    bench.info("lines of the file", figure["lines"], "lines")
    bench.info("letterings restored", figure["letterings"], "letterings")
    bench.at_most("checked, written, lettered", seconds, 300, "s")
    bench.ratio("the same against a bare copy of the rows", seconds, figure["floor_seconds"], 30)
