from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

CUSTOMERS = (
    "Serrurerie Bertin",
    "Syndic Bellevue",
    "Mme Lefèvre",
    "Garage Martin",
    "Hôtel du Port",
    "Camping des Pins",
)
INVOICES = (  # customer, amount, days late, what the customer says
    (0, 1450.0, 12, ""),
    (0, 320.0, 25, ""),
    (1, 5200.0, 34, ""),
    (2, 180.0, 9, ""),
    (3, 940.0, 61, ""),
    (3, 610.0, 48, ""),
    (4, 2380.0, 15, "dispute"),
    (4, 450.0, 33, ""),
    (5, 1275.0, 21, "promise"),
)
PAST = (7, 20)
"""Runs of the last weeks: some customers were reminded before."""


class DunningDemo(models.AbstractModel):
    """Late customers for a demonstration database; called by demo/dunning_demo.xml."""

    _name = "dunning.demo"
    _description = "Demonstration of Reminders"

    @api.model
    def _demo_reminders(self):
        company = self.env.company
        self._demo_accountant(company)
        if company.country_code != "FR" or not company.chart_template:
            return
        partners = self._demo_customers()
        today = fields.Date.context_today(self)
        for customer, amount, late, answer in INVOICES:
            self._demo_invoice(partners[customer], amount, today - timedelta(days=late), answer)
        for late in sorted(PAST, reverse=True):
            self._demo_past(company, partners, today - timedelta(days=late))
        self.env["dunning.run"]._prepare(company, today)

    def _demo_accountant(self, company):
        """Who sends the reminders and keeps the books."""
        french = self.env["res.lang"]._get_data(code="fr_FR")
        groups = self.env.ref("base.group_user") | self.env.ref("account.group_account_user")
        self.env["res.users"].with_context(no_reset_password=True).create(
            {
                "name": "Hélène Masson",
                "login": "comptable",
                "password": "comptable",
                "email": "comptable@example.com",
                "lang": "fr_FR" if french else self.env.lang,
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
                "group_ids": [Command.set(groups.ids)],
            }
        )

    def _demo_customers(self):
        customers = self.env["suite.demo"]._demo_partners(CUSTOMERS)
        ours = customers.filtered(lambda one: not one.user_id)
        ours.user_id = self.env.ref("base.user_admin")
        return customers

    def _demo_invoice(self, partner, amount, due, answer):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": due - timedelta(days=30),
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Motorisation de portail", "price_unit": amount, "tax_ids": False}
                    )
                ],
            }
        )
        invoice._post(soft=False)
        if answer == "dispute":
            invoice.dunning_disputed = True
            invoice.dunning_dispute_reason = "Un battant frotte, intervention prévue"
        elif answer == "promise":
            invoice.dunning_promise_date = fields.Date.context_today(self) + timedelta(days=4)

    def _demo_past(self, company, partners, day):
        """What was sent some weeks ago; the mails of a demonstration go nowhere."""
        self.env["dunning.run"]._prepare_batch(company, partners.ids, day)
        sent = self.env["dunning.reminder"].search(
            [("partner_id", "in", partners.ids), ("state", "in", ("review", "ready"))]
        )
        sent._fire("send")
        sent.sent_on = fields.Datetime.to_datetime(day)
        sent._keep_levels()
