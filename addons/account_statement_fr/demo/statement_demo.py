from datetime import date, timedelta

from odoo import api, fields, models
from odoo.fields import Command

from ..core.statement import Movement, Statement

ACCOUNT = "FR7630004000031234567890143"
INVOICES = (("Clôtures Maurel", 1250.0), ("Garage Delmas", 480.0), ("Hôtel du Lac", 312.5))


class StatementDemo(models.AbstractModel):
    """A statement of this month; called by demo/statement_demo.xml."""

    _name = "statement.demo"
    _description = "Demonstration of Statements"

    @api.model
    def _demo_statement(self):
        company = self.env.company
        domain = self.env["account.journal"]._check_company_domain(company)
        journal = self.env["account.journal"].search([*domain, ("type", "=", "bank")], limit=1)
        if not journal or company.currency_id.name != "EUR":
            return
        if not journal.bank_account_id:
            journal.set_bank_account(ACCOUNT)
        invoices = self._demo_invoices()
        day = fields.Date.context_today(self) - timedelta(days=2)
        movements = self._demo_movements(invoices, day)
        statement = Statement(ACCOUNT, "EUR", 2, day - timedelta(days=1), 500_000, day)
        statement.movements = movements
        statement.closing = statement.opening + sum(one.amount for one in movements)
        self.env["statement.reader"]._write_statement(statement, journal, "releve-demo.txt")

    def _demo_invoices(self):
        partners = self.env["res.partner"].create(
            [{"name": name, "is_company": True} for name, _amount in INVOICES]
        )
        invoices = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_date": fields.Date.context_today(self) - timedelta(days=20),
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Motorisation de portail",
                                "price_unit": amount,
                                "tax_ids": False,
                            }
                        )
                    ],
                }
                for partner, (_name, amount) in zip(partners, INVOICES, strict=True)
            ]
        )
        invoices._post(soft=False)
        return invoices

    @staticmethod
    def _demo_movements(invoices, day: date):
        named = invoices[0]
        return [
            Movement(1, day, day, 125_000, f"VIR SEPA {named.name}", party="CLOTURES MAUREL"),
            Movement(2, day, day, 48_000, "VIR SEPA REGLEMENT", party="GARAGE DELMAS"),
            Movement(3, day, day, 31_250, "REMISE CHEQUE 0000412"),
            Movement(4, day, day, -8_640, "PRLV SEPA FOURNITURES", party="PAPETERIE DU CENTRE"),
            Movement(5, day, day, -1_250, "FRAIS DE TENUE DE COMPTE"),
        ]
