from odoo import fields
from odoo.fields import Command
from odoo.tests import TransactionCase


class CommissionCommon(TransactionCase):
    """A company with accounts, two shops, agents at 5 and 8 %, goods at 20 % VAT."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env["base"].with_context(tracking_disable=True).env
        cls.prepare(cls.env)

    @classmethod
    def prepare(cls, env):
        """Accounts, shops, agents, goods; also for tests whose transactions are real."""
        cls.company = env.company
        if not cls.company.chart_template:
            env["account.chart.template"].try_loading("generic_coa", cls.company, False)
        # as the other tests of the shops have it, also after one that commits
        euro = env.ref("base.EUR")
        euro.active = True
        cls.company.currency_id = euro
        cls.bank = env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )
        accounts = env["account.account"]
        account = accounts.search([("name", "=", "Money on its way")], limit=1)
        account = account or accounts.create(
            {"name": "Money on its way", "code": "COMM101", "account_type": "asset_current"}
        )
        account.reconcile = True
        methods = cls.bank.inbound_payment_method_line_ids | (
            cls.bank.outbound_payment_method_line_ids
        )
        methods.payment_account_id = account
        cls.tax = env["account.tax"].create({"name": "VAT 20 %", "amount": 20})
        cls.shop, cls.other_shop = env["shop.channel"].create(
            [{"name": "Gates", "engine": "json"}, {"name": "Garages", "engine": "json"}]
        )
        cls.five, cls.eight = env["commission"].create(
            [
                {"name": "Five", "fix_qty": 5.0},
                {"name": "Eight", "fix_qty": 8.0},
            ]
        )
        cls.agent, cls.rival = env["res.partner"].create(
            [
                {"name": "Agent", "agent": True, "commission_id": cls.five.id},
                {"name": "Rival", "agent": True, "commission_id": cls.eight.id},
            ]
        )
        cls.france = env.ref("base.fr")
        cls.customer = env["res.partner"].create(
            {"name": "Customer", "zip": "33000", "country_id": cls.france.id}
        )
        cls.goods = cls._product("Motor", 100, env)
        cls.carriage = env.ref("shop_sync.product_shipping")

    @classmethod
    def _product(cls, name, price, env=None):
        return (env or cls.env)["product.product"].create(
            {
                "name": name,
                "type": "service",
                "invoice_policy": "order",
                "list_price": price,
                "taxes_id": [Command.set(cls.tax.ids)],
            }
        )

    @classmethod
    def _rule(cls, agent=None, **values):
        agent = agent or cls.agent
        return cls.env["shop.commission.rule"].create(
            {"name": f"Rule of {agent.name}", "agent_id": agent.id} | values
        )

    def _order(self, *prices, shop=True, carriage=0, env=None, **values):
        """An order of the shop, a line for each price; negative ones are vouchers."""
        env = env or self.env
        lines = [
            Command.create(
                {
                    "product_id": self.goods.id,
                    "price_unit": price,
                    "shop_part": "discount" if price < 0 else "product",
                    "tax_ids": [Command.set(self.tax.ids)],
                }
            )
            for price in prices
        ]
        if carriage:
            lines.append(
                Command.create(
                    {
                        "product_id": self.carriage.id,
                        "price_unit": carriage,
                        "shop_part": "shipping",
                        "is_delivery": True,
                        "tax_ids": [Command.set(self.tax.ids)],
                    }
                )
            )
        number = env["sale.order"].search_count([])
        told = {
            "shop_channel_id": self.shop.id,
            "shop_external_key": f"C{number}",
            "shop_reference": f"REF{number}",
        }
        return env["sale.order"].create(
            {"partner_id": self.customer.id, "order_line": lines} | (told if shop else {}) | values
        )

    def _invoice(self, order, day="2026-01-10"):
        if order.state != "sale":
            order.action_confirm()
        invoice = order._create_invoices()
        invoice.invoice_date = day
        invoice.action_post()
        return invoice

    def _pay(self, move, amount=None, day="2026-01-15"):
        """Money of the bank meets an invoice or a credit note."""
        wizard = (
            move.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create(
                {
                    "payment_date": day,
                    "journal_id": self.bank.id,
                    "currency_id": move.currency_id.id,
                }
            )
        )
        if amount is not None:
            wizard.amount = amount
        return wizard._create_payments()

    def _credit(self, invoice, day, price=None, line=0):
        """A credit note on all, or on one line with another price."""
        note = invoice._reverse_moves([{"invoice_date": day, "date": day}])
        if price is not None:
            kept = note.invoice_line_ids[line]
            note.invoice_line_ids = [Command.delete(one.id) for one in note.invoice_line_ids - kept]
            kept.write({"quantity": 1, "price_unit": price})
        note.action_post()
        return note

    def _match(self, *moves):
        lines = self.env["account.move"].union(*moves).line_ids
        lines.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and not line.reconciled
        ).reconcile()

    def _settle(self, until, agents=None):
        return self.env["commission.settlement"]._shop_settle(
            agents or self.agent, fields.Date.to_date(until)
        )

    def _lines_of(self, *moves):
        return self.env["account.move"].union(*moves).invoice_line_ids.agent_ids
