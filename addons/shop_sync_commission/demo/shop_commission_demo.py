from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

FREELANCE = "Commission 5 %"
# name, street, postcode, town, VAT
AGENTS = (
    ("Julien Castagnet Conseil", "14 rue Bayard", "31000", "Toulouse", "FR83404833048"),
    ("Agence Duvigneau", "8 cours de l'Intendance", "33000", "Bordeaux", "FR40303265045"),
    ("Sylvie Marceau – Comptes pros", "27 avenue Foch", "69006", "Lyon", "FR23334175221"),
)
COMMISSIONS = (("Boutique 4 %", 4.0), ("Secteur 6 %", 6.0), ("Professionnels 7,5 %", 7.5))
GOODS = (
    ("AG-PORT", "Kit motorisation portail battant", 412.50),
    ("AG-GAR", "Motorisation porte de garage sectionnelle", 274.17),
    ("AG-VISIO", "Visiophone 7 pouces deux fils", 189.90),
)
# reference, months ago, day, customer, postcode, town, professional, shop, goods with pieces
ORDERS = (
    ("CO2401", 3, 4, "Bernard Laffite", "31200", "Toulouse", False, 0, ((0, 1),)),
    ("CO2402", 3, 9, "Portes & Clôtures du Midi", "34000", "Montpellier", True, 1, ((1, 4),)),
    ("CO2403", 3, 17, "Anne-Marie Dupouy", "33700", "Mérignac", False, 1, ((0, 1), (2, 1))),
    ("CO2404", 2, 3, "Gérard Pontac", "33120", "Arcachon", False, 1, ((1, 1),)),
    ("CO2405", 2, 12, "SARL Fermetures Lyonnaises", "69003", "Lyon", True, 0, ((0, 2), (2, 2))),
    ("CO2406", 2, 20, "Chantal Vidal", "81000", "Albi", False, 0, ((2, 1),)),
    ("CO2407", 1, 6, "Didier Arnaud", "33000", "Bordeaux", False, 0, ((0, 1),)),
    ("CO2408", 1, 11, "Menuiserie Teulat", "12000", "Rodez", True, 1, ((1, 3),)),
    ("CO2409", 1, 15, "Lucie Bonnefoy", "31500", "Toulouse", False, 0, ((1, 1), (2, 1))),
)
# paid in two halves, the second still to come
HALF = "CO2409"
# what the customer sent back a month later
BACK = "CO2403"


class ShopCommissionDemo(models.AbstractModel):
    """Demo data: three agents – of a shop, of a territory, of professional customers –, orders that
    were paid, two months settled (the second takes something back), one open."""

    _name = "shop.commission.demo"
    _description = "Commission Demo Data"

    @api.model
    def _demo_install(self):
        channels = self.env["shop.channel"].search([], order="sequence, id", limit=2)
        bank = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=1
        )
        if len(channels) < 2 or not bank:
            return
        self.env["suite.demo"]._demo_load_words("shop_sync_commission")
        lang = channels[0]._get_language()
        self = self.with_context(lang=lang, tracking_disable=True, shop_sync_import=True)
        self._demo_rules(channels, self._demo_agents(lang))
        goods = self._demo_goods()
        invoices = {}
        for order in ORDERS:
            invoices[order[0]] = self._demo_sale(channels, goods, order, lang)
        self._demo_pay(bank, invoices)
        self.env.flush_all()
        self._demo_settle(bank, invoices)

    @api.model
    def _demo_agents(self, lang):
        agents = self.env["res.partner"]
        for (name, street, postcode, town, vat), (title, rate) in zip(
            AGENTS, COMMISSIONS, strict=True
        ):
            commission = self.env["commission"].create(
                {"name": title, "fix_qty": rate, "settlement_type": "shop"}
            )
            agents |= agents.create(
                {
                    "name": name,
                    "street": street,
                    "zip": postcode,
                    "city": town,
                    "country_id": self.env.ref("base.fr").id,
                    "vat": vat,
                    "email": f"{name.split()[0].lower()}@agents.example",
                    "lang": lang,
                    "agent": True,
                    "commission_id": commission.id,
                    "settlement": "monthly",
                }
            )
        return agents

    @api.model
    def _demo_rules(self, channels, agents):
        conditions = (
            {"name": channels[0].name, "channel_ids": [Command.set(channels[0].ids)]},
            {"name": "Gironde et Landes", "territory": "33, 40"},
            {"name": "Clients professionnels", "customers": "professional", "sequence": 5},
        )
        for agent, values in zip(agents, conditions, strict=True):
            self.env["shop.commission.rule"].create({"agent_id": agent.id, **values})

    @api.model
    def _demo_goods(self):
        return self.env["product.product"].create(
            [
                {
                    "default_code": reference,
                    "name": name,
                    "type": "consu",
                    "invoice_policy": "order",
                    "list_price": price,
                }
                for reference, name, price in GOODS
            ]
        )

    @api.model
    def _demo_day(self, months, day):
        today = fields.Date.context_today(self)
        first = today.replace(day=1)
        return (
            fields.Date.subtract(first, months=months - 1) - timedelta(days=1)
            if (day > 28)
            else fields.Date.subtract(first, months=months).replace(day=day)
        )

    @api.model
    def _demo_sale(self, channels, goods, sold, lang):
        reference, months, day, name, postcode, town, professional, shop, pieces = sold
        ordered = self._demo_day(months, day)
        customer = self.env["res.partner"].create(
            {
                "name": name,
                "is_company": professional,
                "zip": postcode,
                "city": town,
                "country_id": self.env.ref("base.fr").id,
                "lang": lang,
            }
        )
        carriage = self.env.ref("shop_sync.product_shipping")
        taxes = goods[:1].taxes_id
        lines = [
            {"product_id": goods[number].id, "product_uom_qty": count, "shop_part": "product"}
            for number, count in pieces
        ]
        lines.append(
            {
                "product_id": carriage.id,
                "price_unit": 14.90,
                "tax_ids": [Command.set(taxes.ids)],
                "shop_part": "shipping",
                "is_delivery": True,
            }
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "date_order": fields.Datetime.to_datetime(ordered),
                "client_order_ref": reference,
                "shop_channel_id": channels[shop].id,
                "shop_external_key": reference,
                "shop_reference": reference,
                "user_id": False,
                "order_line": [Command.create(line) for line in lines],
            }
        )
        order.shop_total = order.amount_total
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.write({"invoice_date": ordered, "invoice_date_due": ordered})
        invoice.action_post()
        return invoice

    @api.model
    def _demo_pay(self, bank, invoices):
        for reference, invoice in invoices.items():
            share = 0.5 if reference == HALF else 1
            amount = invoice.currency_id.round(invoice.amount_total * share)
            self._demo_receive(bank, invoice, amount, invoice.invoice_date + timedelta(days=1))

    @api.model
    def _demo_receive(self, bank, move, amount, day):
        """Money on the account of the bank, matched with its document."""
        line = move.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        sign = 1 if move.move_type == "out_invoice" else -1
        received = self.env["account.move"].create(
            {
                "journal_id": bank.id,
                "date": day,
                "ref": move.name,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": line.partner_id.id,
                            "balance": sign * balance,
                            "name": move.name,
                        }
                    )
                    for account, balance in (
                        (bank.default_account_id, amount),
                        (line.account_id, -amount),
                    )
                ],
            }
        )
        received.action_post()
        (
            line | received.line_ids.filtered(lambda one: one.account_id == line.account_id)
        ).reconcile()

    @api.model
    def _demo_settle(self, bank, invoices):
        """The first month; then a customer gets his money back; then the second month."""
        settle = self.env["commission.settlement"]._shop_settle
        agents = self.env["res.partner"].search([("agent", "=", True)])
        settle(agents, self._demo_day(3, 31))
        sold = invoices[BACK]
        day = self._demo_day(2, 8)
        note = sold._reverse_moves([{"invoice_date": day, "date": day}])
        lines = note.invoice_line_ids.filtered(lambda line: line.product_id)
        note.write({"invoice_line_ids": [Command.delete(line.id) for line in lines[1:]]})
        note.action_post()
        self._demo_receive(bank, note, note.amount_total, day + timedelta(days=2))
        self.env.flush_all()
        made = settle(agents, self._demo_day(2, 31))
        made[:1].shop_sent_on = fields.Date.context_today(self)
