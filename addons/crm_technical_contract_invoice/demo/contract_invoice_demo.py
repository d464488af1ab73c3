from odoo import api, fields, models

from ..core.settling import find_current


class TechContractInvoiceDemo(models.AbstractModel):
    """The contracts of the demonstration are invoiced: some posted, some in draft, one corrected."""

    _name = "tech.contract.invoice.demo"
    _description = "Demonstration Invoices of Contracts"

    @api.model
    def _demo_invoices(self):
        company = self.env.company
        journals = self.env["account.journal"].search_count(
            [("type", "=", "sale"), ("company_id", "=", company.id)]
        )
        if not journals:
            return
        self.env["suite.demo"]._demo_load_words("crm_technical_contract_invoice")
        lang = "fr_FR" if self.env["res.lang"]._get_data(code="fr_FR") else self.env.lang
        demo = self.with_context(tracking_disable=True, lang=lang)
        product = demo.env["product.product"].create(
            {"name": "Contrat d'entretien et d'assistance", "type": "service", "list_price": 0}
        )
        contracts = demo.env["tech.contract"].search(
            [("state", "in", ("active", "notice")), ("company_id", "=", company.id)], order="id"
        )
        today = fields.Date.context_today(self)
        for contract in contracts:
            before = fields.Date.subtract(today, months=4)
            contract.write(
                {
                    "invoicing": "arrears" if contract.recurrence == "year" else "advance",
                    "invoice_from": find_current(contract._get_schedule(), before),
                    "invoice_product_id": product.id,
                }
            )
            for age in (3, 2, 1):
                day = fields.Date.subtract(today, months=age)
                for move in contract._invoicing_settle(day):
                    due = fields.Date.add(day, days=30)
                    move.write({"invoice_date": day, "invoice_date_due": due})
                    move.action_post()
                    if age > 1:
                        self._demo_pay(move, due)
        contracts._invoicing_settle()

    def _demo_pay(self, invoice, day):
        """The older ones were paid on their day, where there is a bank to pay into."""
        banks = self.env["account.journal"].search_count(
            [("type", "=", "bank"), ("company_id", "=", invoice.company_id.id)]
        )
        if banks and invoice.move_type == "out_invoice":
            wizard = self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            )
            wizard.create({"payment_date": day})._create_payments()
