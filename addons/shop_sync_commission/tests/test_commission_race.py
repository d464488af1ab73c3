import secrets
from datetime import date

from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged

from odoo.addons.suite_base.tests.concurrency import Race, committed

from .common import CommissionCommon


class Paid(CommissionCommon):
    """Builders on an environment of one's own."""

    def __init__(self, env):
        super().__init__()
        self.env = env


@tagged("post_install", "-at_install")
class TestCommissionRace(BaseCase):
    """Two who settle at once settle once, and make one vendor bill."""

    def test_two_workers_one_settlement(self):
        registry = Registry(get_db_name())
        with committed(registry) as env:
            CommissionCommon.prepare(env)
            word = secrets.token_hex(3)
            CommissionCommon.tax.name = f"Race {word}"
            builder = Paid(env)
            env["shop.commission.rule"].create(
                {
                    "name": f"Race {word}",
                    "agent_id": builder.agent.id,
                    "channel_ids": builder.shop.ids,
                }
            )
            invoice = builder._invoice(builder._order(100, shop_external_key=word))
            builder._pay(invoice, 60)
            agent, invoice_id = builder.agent.id, invoice.id
            kept = {
                "shop.channel": (builder.shop | builder.other_shop).ids,
                "product.product": builder.goods.ids,
                "account.tax": builder.tax.ids,
                "commission": (builder.five | builder.eight).ids,
                "res.partner": (builder.agent | builder.rival | builder.customer).ids,
            }
        self.addCleanup(self._put_away, registry, agent, kept)

        def settle(env):
            agents = env["res.partner"].browse(agent)
            return len(env["commission.settlement"]._shop_settle(agents, date(2026, 1, 31)))

        race = Race(registry)
        self.assertEqual(sorted(race.run(settle, settle)), [0, 1])
        with committed(registry) as env:
            settlement = env["commission.settlement"].search([("agent_id", "=", agent)])
            self.assertEqual(settlement.mapped("total"), [2.5])
            line = env["account.move"].browse(invoice_id).invoice_line_ids.agent_ids
            self.assertEqual((line.shop_settled, line.shop_open), (2.5, 0))
            product = env.ref("shop_sync_commission.product_commission").id
            journal = env["account.journal"].search(
                [("type", "=", "purchase"), ("company_id", "=", settlement.company_id.id)], limit=1
            )

        def bill(env):
            found = env["commission.settlement"].browse(settlement.id)
            own = env["account.journal"].browse(journal.id)
            return len(found.make_invoices(own, env["product.product"].browse(product)))

        results = race.run(bill, bill)
        self.assertEqual([one for one in results if not isinstance(one, UserError)], [1])
        with committed(registry) as env:
            bills = env["commission.settlement"].browse(settlement.id).invoice_line_ids.move_id
            self.assertEqual(len(bills), 1)
            bills.unlink()

    def _put_away(self, registry, agent, kept):
        with committed(registry) as env:
            own = [("agent_id", "=", agent)]
            env["commission.settlement"].search(own).action_cancel()
            env["shop.commission.rule"].search(own).active = False
            for model, ids in kept.items():
                env[model].browse(ids).active = False
