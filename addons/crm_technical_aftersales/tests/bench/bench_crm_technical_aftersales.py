"""The clock of 10,000 open cases after a holiday was entered, beside the query that reads them."""

import random
import time
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL, split_every

CASES = 10_000
GOAL = 10
"""Seconds."""


def prepare(env):
    """Open cases of four levels on two calendars; a third of them waited for the customer once."""
    env = env(context={**env.context, "tracking_disable": True, "mail_create_nolog": True})
    calendars = env["resource.calendar"].create(
        [{"name": f"Bench {zone}", "tz": zone} for zone in ("Europe/Paris", "Indian/Reunion")]
    )
    env["tech.sla"].create(
        [
            {
                "name": f"Bench {kind}",
                "sequence": 0,
                "kind": kind,
                "answer_hours": 4,
                "solve_hours": 60,
                "calendar_id": calendars[place % 2].id,
            }
            for place, kind in enumerate(("support", "claim", "repair", "return"))
        ]
    )
    now, chance = fields.Datetime.now(), random.Random(7)
    facts = [
        {
            "title": f"Bench {number}",
            "kind": ("support", "claim", "repair", "return")[number % 4],
            "opened_on": now - timedelta(minutes=chance.randrange(1, 60 * 24 * 4)),
        }
        for number in range(CASES)
    ]
    for chunk in split_every(1_000, facts, list):
        cases = env["tech.case"].create(chunk)
        env["tech.case.pause"].create(
            [
                {
                    "case_id": case.id,
                    "kind": "waiting",
                    "start": case.opened_on + timedelta(minutes=10),
                    "end": case.opened_on + timedelta(hours=chance.randrange(1, 90)),
                }
                for case in cases[::3]
            ]
        )
        env.flush_all()


def run(bench):
    """Enter a holiday and reckon everything; again with nothing to change; roll back."""
    env = bench.env
    cases = env["tech.case"].search([("title", "=like", "Bench %")])
    assert len(cases) == CASES
    cases._reckon()  # the pauses of the preparation count
    env.flush_all()
    floor = bench.timed(lambda: _read(env), 3)
    before = {case.id: case.solve_due for case in cases}
    env["resource.calendar.leaves"].create(
        [
            {
                "name": "Bench",
                "calendar_id": calendar.id,
                "date_from": fields.Datetime.now() + timedelta(minutes=1),
                "date_to": fields.Datetime.now() + timedelta(days=2),
            }
            for calendar in cases.sla_calendar_id
        ]
    )
    seconds, queries = _reckon(env, cases)
    moved = sum(before[case.id] != case.solve_due for case in cases)
    again, _queries = _reckon(env, cases)
    bench.info("cases that a holiday moved", moved, "cases")
    bench.info("queries", queries, "queries")
    bench.at_most("10,000 open cases reckoned after a holiday", seconds, GOAL, "s")
    bench.at_most("10,000 open cases reckoned, nothing to change", again, GOAL, "s")
    bench.info("bare reading", floor, "s")


def _reckon(env, cases):
    env.flush_all()
    env.invalidate_all()
    queries, started = env.cr.sql_log_count, time.monotonic()
    cases._reckon()
    env.flush_all()
    return time.monotonic() - started, env.cr.sql_log_count - queries


def _read(env):
    env.cr.execute(
        SQL(
            """SELECT cases.id, cases.opened_on, cases.sla_answer_hours, cases.sla_solve_hours,
                      pause.start, pause."end"
                 FROM tech_case cases LEFT JOIN tech_case_pause pause ON pause.case_id = cases.id
                WHERE cases.state IN ('new', 'progress', 'waiting')"""
        )
    )
    env.cr.fetchall()
