from odoo import fields
from odoo.tests import freeze_time

from odoo.addons.crm_technical_contract.tests.common import ContractCommon


class ContractInvoiceCommon(ContractCommon):
    """Contracts that are invoiced, in a company with accounts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.partner)
        cls.prepare(cls.env)

    @classmethod
    def prepare(cls, env):
        """Accounts, a tax and a product; also for tests whose transactions are real."""
        journals = env["account.journal"]
        if not journals.search_count([("type", "=", "sale"), ("company_id", "=", env.company.id)]):
            env["account.chart.template"].try_loading(
                "generic_coa", env.company, install_demo=False
            )
        cls.tax = env["account.tax"].create(
            {"name": "Contract 20 %", "amount": 20, "type_tax_use": "sale"}
        )
        cls.service = env["product.product"].create(
            {
                "name": "Maintenance",
                "type": "service",
                "taxes_id": [fields.Command.set(cls.tax.ids)],
            }
        )

    @classmethod
    def _start(cls, start="2026-01-01", **values):
        return super()._start(
            start, **{"invoice_from": start, "invoice_product_id": cls.service.id, **values}
        )

    def _go(self, contract, day):
        """The night of a day; return the documents that came or changed."""
        with freeze_time(day):
            self.env["tech.contract"]._cron_contracts()
            before = contract._get_invoices()
            moves = contract._invoicing_settle()
            self.assertFalse(contract._invoicing_settle(), "running twice changes nothing")
            self.assertLessEqual(len(contract._get_invoices() - before), 1)
            return moves

    def _get_amounts(self, move):
        sign = -1 if move.move_type == "out_refund" else 1
        return [sign * line.price_subtotal for line in move.invoice_line_ids]
