"""How long the assistant thinks over each labelled sentence, on the catalogue of the demonstration."""

import time

from odoo.addons.crm_technical_assistant.core.intents import WRITING, understand
from odoo.addons.crm_technical_assistant.tests.common import labelled


def prepare(env):
    """Nothing: what is asked about is the data of whoever measures."""


def run(bench):
    env = bench.env
    user = env.ref("base.user_admin")
    bot = env.ref("base.partner_root")
    channels = env["discuss.channel"].with_user(user)
    channel = channels._get_or_create_chat([bot.id, user.partner_id.id])
    assistant = env["tech.assistant"].with_user(user)
    seconds, rows = [], labelled()
    for row in rows:
        env.invalidate_all()
        started = time.perf_counter()
        assistant._answer(channel, row["sentence"])
        env.flush_all()
        seconds.append(time.perf_counter() - started)
    bench.info("slowest answer of 100 sentences (goal 1)", round(max(seconds), 3), "s")
    bench.info("mean answer", round(sum(seconds) / len(seconds), 3), "s")
    started = time.perf_counter()
    assistant._answer(channel, "x" * 500)
    bench.info("answer to 500 letters (goal 0.2)", round(time.perf_counter() - started, 3), "s")
    today = channels.env.cr.now().date()
    intents = [(understand(row["sentence"], today).intent, row["intent"]) for row in rows]
    right = sum(read == meant or (read, meant) == ("unknown", "find") for read, meant in intents)
    bench.info("sentences whose intent is right, of 100 (goal 95)", right, "sentences")
    wrong = sum(read in WRITING and read != meant for read, meant in intents)
    bench.info("wrong writes (goal 0)", wrong, "sentences")
