from odoo import fields, models
from odoo.exceptions import UserError

LCR_ACCOUNTS = {
    "receivable": ("413", "asset_receivable"),
    "collection": ("5113", False),
    "discount": ("5114", False),
    "fee": ("6275", "expense"),
    "interest": ("6616", "expense"),
}
"""Where each amount goes: the beginning of its code in the French chart, and its type."""


class ResCompany(models.Model):
    _inherit = "res.company"

    lcr_journal_id = fields.Many2one("account.journal", string="Journal of Bills")
    lcr_receivable_account_id = fields.Many2one("account.account", string="Bills Receivable (413)")
    lcr_collection_account_id = fields.Many2one("account.account", string="For Collection (5113)")
    lcr_discount_account_id = fields.Many2one("account.account", string="For Discount (5114)")
    lcr_fee_account_id = fields.Many2one("account.account", string="Bank Fees (6275)")
    lcr_interest_account_id = fields.Many2one("account.account", string="Discount Interest (6616)")

    def _lcr_get_account(self, role):
        """Return the account of a role: the chosen one, else the one of the French chart.

        :raises UserError: none is chosen and the chart has none
        """
        self.ensure_one()
        if chosen := self[f"lcr_{role}_account_id"]:
            return chosen
        code, kind = LCR_ACCOUNTS[role]
        accounts = self.env["account.account"].with_company(self)
        domain = [*accounts._check_company_domain(self), ("code", "=like", f"{code}%")]
        found = accounts.search(
            [*domain, ("account_type", "=", kind)] if kind else domain, order="code", limit=1
        )
        if not found:
            raise UserError(
                self.env._(
                    "No account %(code)s was found for bills of exchange. "
                    "Choose one in the settings of Invoicing, section Bills of Exchange.",
                    code=code,
                )
            )
        return found

    def _lcr_get_journal(self):
        """Return the journal in which acceptances, remittances and returns are booked."""
        self.ensure_one()
        journals = self.env["account.journal"]
        domain = [*journals._check_company_domain(self), ("type", "=", "general")]
        journal = self.lcr_journal_id or journals.search(domain, limit=1)
        if not journal:
            raise UserError(
                self.env._("Create a miscellaneous journal first: bills are booked there.")
            )
        return journal

    def _lcr_get_siren(self):
        """The SIREN of the company, from its SIRET or its VAT number; empty when it has none."""
        self.ensure_one()
        return self.env["account.bill"]._get_siren(self.partner_id)
