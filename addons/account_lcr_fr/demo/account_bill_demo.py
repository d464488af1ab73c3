from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

OWN_IBAN = "FR7630004000031234567890143"
CUSTOMERS = (
    ("Menuiserie Castan", "12 rue Riquet", "31000", "Toulouse", "FR4610096000501234567890182"),
    (
        "Portails du Lauragais",
        "ZA Les Cèdres",
        "31450",
        "Montgiscard",
        "FR6914508000305625491245F85",
    ),
    ("Fermetures Garonne", "8 quai de Brienne", "33800", "Bordeaux", "FR7630001007941234567890185"),
)
BILLS = (  # customer, amount, days until it is due, how far it has come
    (0, 1840.0, 34, "draft"),
    (1, 2460.5, 41, "sent"),
    (2, 990.0, 20, "portfolio"),
    (0, 3120.0, 27, "portfolio"),
    (1, 1275.4, 33, "to_sign"),
    (2, 760.0, 6, "remitted"),
    (0, 1510.0, 9, "remitted"),
    (1, 2045.0, -4, "collected"),
    (2, 640.0, -3, "unpaid"),
)


class AccountBillDemo(models.AbstractModel):
    """Bills in every state for a demonstration database; called by demo/account_bill_demo.xml."""

    _name = "account.bill.demo"
    _description = "Demonstration Bills"

    @api.model
    def _demo_bills(self):
        """Draw bills on invoices of three customers; only in books in euros with a 413."""
        company = self.env.company
        journal = self.env["account.bill.remittance"]._default_journal()
        chart = self.env["account.account"].search(
            [*self.env["account.account"]._check_company_domain(company), ("code", "=like", "413%")]
        )
        if company.currency_id.name != "EUR" or not chart or not journal:
            return
        if not journal.bank_account_id:
            journal.set_bank_account(OWN_IBAN)
        partners = self._demo_customers()
        bills = {}
        for customer, amount, days, state in BILLS:
            bill = self._demo_bill(partners[customer], amount, days)
            bills.setdefault(state, self.env["account.bill"])
            bills[state] |= bill
        self._demo_lives(bills)

    def _demo_customers(self):
        return self.env["res.partner"].create(
            [
                {
                    "name": name,
                    "street": street,
                    "zip": code,
                    "city": city,
                    "country_id": self.env.ref("base.fr").id,
                    "is_company": True,
                    "lang": self.env.user.lang,
                    "bank_ids": [Command.create({"acc_number": iban})],
                }
                for name, street, code, city, iban in CUSTOMERS
            ]
        )

    def _demo_bill(self, partner, amount, days):
        today = fields.Date.context_today(self)
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": today - timedelta(days=25),
                "invoice_date_due": today + timedelta(days=days),
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Motorisation de portail", "price_unit": amount, "tax_ids": False}
                    )
                ],
            }
        )
        invoice._post(soft=False)
        lines = invoice.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        return self.env["account.bill"]._draw(lines)

    def _demo_lives(self, bills):
        for state, group in bills.items():
            if state == "sent":
                group.action_send()
            elif state != "draft":
                group.action_accept()
        self._demo_remittance(bills["to_sign"]).action_prepare()
        self._demo_sent(bills["remitted"])
        past = bills["collected"] | bills["unpaid"]
        remittance = self._demo_sent(past)
        today = fields.Date.context_today(self)
        remittance._credit(past, today - timedelta(days=2), 6.5, 0.0)
        self.env["account.bill.unpaid"].create(
            {"bill_ids": [Command.set(bills["unpaid"].ids)], "fee": 18.0}
        ).action_unpaid()

    def _demo_sent(self, bills):
        remittance = self._demo_remittance(bills)
        remittance.action_prepare()
        remittance.action_sign()
        return remittance

    def _demo_remittance(self, bills):
        remittance = self.env["account.bill.remittance"].create({})
        bills.remittance_id = remittance
        return remittance
