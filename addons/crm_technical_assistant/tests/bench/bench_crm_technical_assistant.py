"""How long the assistant thinks over each labelled sentence, among some thousand records."""

import random
import time
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tools import split_every

from odoo.addons.crm_technical_assistant.core.intents import WRITING, understand
from odoo.addons.crm_technical_assistant.tests.common import labelled
from odoo.addons.crm_technical_spec.core.sheet import write_csv

GENERATION = 2
WITH = ("crm_technical_aftersales", "crm_technical_contract")
PRODUCTS, PARTNERS, QUOTES, INVOICES = 4_000, 4_000, 1_500, 1_500
LEADS, CONTRACTS, CASES, HELD = 1_000, 400, 400, 300
NAMED = ("Syndic Bellevue", "Garage Martin", "Hôtel du Port", "Mme Roy")
SOLD = ("CrossGate 24", "Moteur TX12", "Photocellules FT", "Capteur inductif M12")
LOGIN = "bench_seller"
GROUPS = (
    "sales_team.group_sale_salesman_all_leads",
    "account.group_account_invoice",
    "crm_technical_aftersales.group_aftersales_user",
)
WATCHED = ("mail.activity", "calendar.event", "tech.call", "sale.order", "crm.lead")


def prepare(env):
    """A catalogue with its specifications, customers, and what is going on with them."""
    env = env(
        context={
            **env.context,
            "tracking_disable": True,
            "mail_create_nolog": True,
            "mail_create_nosubscribe": True,
        }
    )
    env["account.chart.template"].try_loading("generic_coa", env.company, install_demo=False)
    chance = random.Random(11)
    today = fields.Date.context_today(env.user)
    user = env["res.users"].create(
        {
            "name": "Bench",
            "login": LOGIN,
            "odoobot_state": "disabled",
            "group_ids": [Command.link(env.ref(group).id) for group in GROUPS],
        }
    )
    products = _create_products(env, chance)
    partners = env["res.partner"].create(
        [
            {"name": name, "is_company": True, "email": f"c{place}@example.com"}
            for place, name in enumerate(
                (*NAMED, *(f"Société {number} du Parc" for number in range(PARTNERS)))
            )
        ]
    )
    _create_quotes(env, user, partners, products, chance, today)
    _create_invoices(env, partners, products, chance, today)
    _create_work(env, user, partners, chance, today)
    _create_contracts_and_cases(env, user, partners, chance, today)


def _create_products(env, chance):
    attributes = env.ref("crm_technical_spec.attribute_ip") | env["tech.spec.attribute"].create(
        [
            {"name": name, "code": code, "kind": kind, "unit_id": env.ref(unit).id}
            for name, code, kind, unit in (
                ("Couple nominal", "bench_nm", "number", "crm_technical_spec.unit_torque_nm"),
                ("Tension", "bench_v", "range", "crm_technical_spec.unit_voltage_v"),
                ("Masse de vantail", "bench_kg", "number", "crm_technical_spec.unit_mass_kg"),
            )
        ]
    )
    lines = [Command.create({"attribute_id": one.id, "is_key": True}) for one in attributes]
    families = env["tech.spec.family"].create(
        [{"name": name, "line_ids": lines} for name in ("Moteurs de portail", "Capteurs")]
    )
    names = (*SOLD, *(f"Moteur de portail série {number}" for number in range(PRODUCTS)))
    templates = env["product.template"].create(
        [
            {
                "name": name,
                "default_code": f"MT-{number}",
                "tech_family_id": families[number % 2].id,
                "is_storable": True,
                "list_price": chance.randrange(100, 2_000),
            }
            for number, name in enumerate(names)
        ]
    )
    rows = [["Reference", *attributes.mapped("code")]]
    rows += [[f"MT-{number}", *_choose_values(chance)] for number in range(len(names))]
    wizard = env["tech.spec.import"].create({"file": b"eA==", "filename": "bench.csv"})
    wizard._import_content(write_csv(rows), "bench.csv")
    assert not wizard.failed_count, wizard.line_ids[:1].reason
    products = templates.product_variant_ids
    place = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    for product in products[:HELD]:
        env["stock.quant"]._update_available_quantity(product, place.lot_stock_id, 5)
    return products


def _choose_values(chance):
    low = chance.choice((10, 12, 24))
    return (
        f"IP{chance.choice((44, 54, 65, 66, 67))}",
        str(chance.randrange(1, 40)),
        f"{low} - {low + chance.choice((0, 12, 20))}",
        str(chance.randrange(100, 1_200)),
    )


def _create_quotes(env, user, partners, products, chance, today):
    values = [
        {
            "partner_id": chance.choice(partners[: len(NAMED)] if not n % 50 else partners).id,
            "user_id": user.id,
            "validity_date": today + timedelta(days=chance.randrange(-40, 60)),
            "order_line": [
                Command.create({"product_id": chance.choice(products).id})
                for _line in range(1 + n % 2)
            ],
        }
        for n in range(QUOTES)
    ]
    for chunk in split_every(250, values, list):
        env["sale.order"].create(chunk).action_quotation_sent()
        env.flush_all()
        env.invalidate_all()


def _create_invoices(env, partners, products, chance, today):
    values = []
    for number in range(INVOICES):
        due = today - timedelta(days=chance.randrange(-30, 200))
        values.append(
            {
                "move_type": "out_invoice",
                "partner_id": chance.choice(partners[:4] if not number % 50 else partners).id,
                "invoice_date": min(due, today),
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": chance.choice(products).id,
                            "price_unit": 100,
                            "tax_ids": False,
                        }
                    )
                ],
            }
        )
    for chunk in split_every(250, values, list):
        env["account.move"].create(chunk)._post(soft=False)
        env.flush_all()
        env.invalidate_all()


def _create_work(env, user, partners, chance, today):
    leads = env["crm.lead"].create(
        [
            {
                "name": f"Portail {number}",
                "type": "opportunity",
                "partner_id": chance.choice(partners).id,
                "user_id": user.id,
                "expected_revenue": chance.randrange(500, 20_000),
            }
            for number in range(LEADS)
        ]
    )
    model = env["ir.model"]._get("crm.lead")
    env["mail.activity"].create(
        [
            {
                "res_model_id": model.id,
                "res_id": lead.id,
                "summary": "Rappeler",
                "user_id": user.id,
                "activity_type_id": env.ref("mail.mail_activity_data_call").id,
                "date_deadline": today + timedelta(days=chance.randrange(-20, 20)),
            }
            for lead in leads
        ]
    )
    now = fields.Datetime.now().replace(minute=0, second=0, microsecond=0)
    env["calendar.event"].create(
        [
            {
                "name": f"Visite {number}",
                "start": now + timedelta(hours=5 * number),
                "stop": now + timedelta(hours=5 * number + 1),
                "partner_ids": [Command.link(user.partner_id.id)],
            }
            for number in range(100)
        ]
    )


def _create_contracts_and_cases(env, user, partners, chance, today):
    contracts = env["tech.contract"].create(
        [
            {
                "title": f"Entretien {number}",
                "partner_id": chance.choice(partners).id,
                "user_id": user.id,
                "date_start": today - timedelta(days=chance.randrange(1, 350)),
                "amount": 1_200,
            }
            for number in range(CONTRACTS)
        ]
    )
    contracts.action_start()
    env["tech.case"].create(
        [
            {
                "title": f"Panne {number}",
                "kind": "repair",
                "partner_id": chance.choice(partners[:4] if not number % 9 else partners).id,
            }
            for number in range(CASES)
        ]
    )


def run(bench):
    env = bench.env
    assert "tech.contract" in env and "tech.case" in env
    user = env["res.users"].search([("login", "=", LOGIN)])
    bot = env.ref("base.partner_root")
    channels = env["discuss.channel"].with_user(user)
    channel = channels._get_or_create_chat([bot.id, user.partner_id.id])
    assistant = env["tech.assistant"].with_user(user)
    for model in ("product.product", "tech.spec.value", "res.partner", *WATCHED, "account.move"):
        bench.info(f"records of {model}", env[model].search_count([]), "records")
    rows = labelled()
    before = _count(env)
    seconds = {
        row["sentence"]: _time(env, lambda said=row["sentence"]: assistant._answer(channel, said))
        for row in rows
    }
    slowest = max(seconds, key=seconds.get)
    bench.at_most("slowest answer of 100 sentences", seconds[slowest], 1, "s")
    bench.info("the slowest was asked", slowest)
    bench.info("mean answer", round(sum(seconds.values()) / len(seconds), 3), "s")
    letters = _time(env, lambda: assistant._answer(channel, "x" * 500))
    bench.at_most("answer to 500 letters", letters, 0.2, "s")
    today = channels.env.cr.now().date()
    intents = [(understand(row["sentence"], today).intent, row["intent"]) for row in rows]
    right = sum(read == meant or (read, meant) == ("unknown", "find") for read, meant in intents)
    bench.at_least("sentences whose intent is right, of 100", right, 95, "sentences")
    wrong = sum(read in WRITING and read != meant for read, meant in intents)
    bench.at_most("sentences taken for another order", wrong, 0, "sentences")
    made = sum(after - then for then, after in zip(before, _count(env), strict=True))
    bench.at_most("records written without a yes", abs(made), 0, "records")


def _time(env, work):
    """Seconds of an answer with nothing in the cache."""
    env.invalidate_all()
    started = time.perf_counter()
    answer = work()
    env.flush_all()
    seconds = time.perf_counter() - started
    assert answer
    return seconds


def _count(env):
    return [env[model].search_count([]) for model in WATCHED]
