from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import freeze_time

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

TODAY = "2025-11-27"


class DunningCommon(AccountTestInvoicingCommon):
    """A French company whose customers pay late."""

    moment = TODAY
    """The day of all tests; None: the day on which they run, as browsers know no other."""

    @classmethod
    @AccountTestInvoicingCommon.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        if cls.moment:
            cls.startClassPatcher(freeze_time(cls.moment))
        cls.today = fields.Date.context_today(cls.env.user)
        cls.company = cls.company_data["company"]
        cls.company.email = "compta@company.example.com"
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.plan = cls.env["dunning.plan"].create(
            {
                "name": "Plan",
                "company_id": cls.company.id,
                "review_amount": 0,
                "level_ids": [
                    cls._prepare_level("Un", 5, 0, "mail"),
                    cls._prepare_level(
                        "Deux", 20, 10, "mail", claims_interest=True, claims_indemnity=True
                    ),
                    cls._prepare_level("Trois", 40, 10, "letter", review=True),
                ],
            }
        )
        cls.one, cls.two, cls.three = cls.plan.level_ids.sorted("days")
        cls.pro, cls.person = cls.env["res.partner"].create(
            [
                {"name": "Entreprise", "is_company": True, "email": "pro@example.com"},
                {"name": "Personne", "email": "personne@example.com"},
            ]
        )

    @staticmethod
    def _prepare_level(name, days, gap, channel, **values):
        return Command.create(
            {
                "name": name,
                "days": days,
                "gap": gap,
                "channel": channel,
                "subject": f"Sujet {name}",
                "text": f"<p>Texte {name}</p>",
                **values,
            }
        )

    @classmethod
    def _create_invoice(cls, partner, amount, late, move_type="out_invoice"):
        due = cls.today - timedelta(days=late)
        move = cls.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": partner.id,
                "invoice_date": due - timedelta(days=30),
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create({"name": "Moteur", "price_unit": amount, "tax_ids": False})
                ],
            }
        )
        move.action_post()
        return move

    @classmethod
    def _pay(cls, invoice, amount, day):
        cls.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"amount": amount, "payment_date": day}).action_create_payments()

    @classmethod
    def _prepare(cls, late=0):
        """Run on a day; return what waits."""
        run = cls.env["dunning.run"].with_company(cls.company)
        run._prepare(cls.company, cls.today + timedelta(days=late))
        return cls.env["dunning.reminder"].search(
            [("company_id", "=", cls.company.id), ("state", "in", ("review", "ready"))]
        )
