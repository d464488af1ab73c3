from odoo.fields import Command
from odoo.tests import freeze_time

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

OWN_IBAN = "FR7630004000031234567890143"
IBANS = ("FR4610096000501234567890182", "FR6914508000305625491245F85")


class BillCommon(AccountTestInvoicingCommon):
    """Two customers with French accounts, a bank, and invoices."""

    today = "2026-11-27"

    @classmethod
    @AccountTestInvoicingCommon.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        if cls.today:
            cls.startClassPatcher(freeze_time(cls.today))
        cls.company = cls.company_data["company"]
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.bank = cls.company_data["default_journal_bank"]
        cls.bank.set_bank_account(OWN_IBAN)
        cls.customers = cls.partner_a | cls.partner_b
        for partner, iban in zip(cls.customers, IBANS, strict=True):
            partner.bank_ids = [Command.create({"acc_number": iban})]

    @classmethod
    def _create_invoice(cls, partner, amount, due="2026-12-31"):
        invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": "2026-11-02",
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create({"name": "Moteur", "price_unit": amount, "tax_ids": False})
                ],
            }
        )
        invoice.action_post()
        return invoice

    @classmethod
    def _create_bill(cls, partner=None, amount=1200.0, state="draft", **values):
        invoice = cls._create_invoice(
            partner or cls.partner_a, amount, values.pop("due", "2026-12-31")
        )
        invoice.action_lcr_draw_bills()
        bill = invoice.line_ids.lcr_bill_id
        if values:
            bill.write(values)
        if state == "portfolio":
            bill.action_accept()
        return bill

    @classmethod
    def _remit(cls, bills, sign=True, **values):
        remittance = cls.env["account.bill.remittance"].create(
            {"journal_id": cls.bank.id, "company_id": cls.company.id, **values}
        )
        bills.remittance_id = remittance
        remittance.action_prepare()
        if sign:
            remittance.action_sign()
        return remittance

    @classmethod
    def _credit(cls, remittance, **values):
        wizard = cls.env["account.bill.credit"].create(
            {"remittance_id": remittance.id, "date": "2027-01-04", **values}
        )
        wizard.action_credit()
        return wizard

    @classmethod
    def _return(cls, bills, **values):
        wizard = cls.env["account.bill.unpaid"].create(
            {"bill_ids": [Command.set(bills.ids)], "date": "2027-01-06", **values}
        )
        wizard.action_unpaid()

    @classmethod
    def _create_movement(cls, amount, day="2027-01-04"):
        return cls.env["account.bank.statement.line"].create(
            {"journal_id": cls.bank.id, "date": day, "payment_ref": "LCR", "amount": amount}
        )

    @staticmethod
    def _match(movement, lines):
        """What people do among the bank movements."""
        _liquidity, suspense, _other = movement._seek_for_lines()
        suspense.account_id = lines.account_id
        (suspense | lines).reconcile()

    def _balance(self, prefix, partner=None):
        """The balance of the accounts that begin so, in cents."""
        domain = [
            ("company_id", "=", self.company.id),
            ("parent_state", "=", "posted"),
            ("account_id.code", "=like", f"{prefix}%"),
        ]
        if partner:
            domain.append(("partner_id", "=", partner.id))
        [(total,)] = self.env["account.move.line"]._read_group(domain, [], ["balance:sum"])
        return round((total or 0) * 100)
