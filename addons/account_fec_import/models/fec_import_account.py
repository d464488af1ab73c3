from odoo import api, fields, models

from ..core.proposals import guess_type


class FecImportAccount(models.Model):
    """An account of the file and the account of the books it becomes."""

    _name = "fec.import.account"
    _description = "Account of a FEC"
    _inherit = ["suite.guard.mixin", "fec.import.mapping"]
    _check_company_auto = True

    balance = fields.Monetary(readonly=True)
    lettered = fields.Boolean(readonly=True)
    account_id = fields.Many2one("account.account", check_company=True)
    account_code = fields.Char(related="account_id.code", string="Code in the Books")
    new_code = fields.Char(string="New Account")
    new_type = fields.Selection(
        selection=lambda self: self.env["account.account"]._fields["account_type"].selection,
        string="Type",
        compute="_compute_new_type",
        store=True,
        readonly=False,
    )

    @api.depends("account_id", "new_code")
    def _compute_status(self):
        for line in self:
            line.status = "found" if line.account_id else "new" if line.new_code else "todo"

    @api.depends("new_code", "account_id")
    def _compute_new_type(self):
        charts = {}
        for line in self:
            if line.account_id or not line.new_code:
                line.new_type = False
            elif not line.new_type:
                company = line.import_id.company_id
                if company not in charts:
                    charts[company] = line._get_chart_types(company)
                line.new_type = guess_type(line.new_code, charts[company])

    def _get_chart_types(self, company):
        accounts = self.env["account.account"].with_company(company)
        chart = accounts.search_fetch(
            accounts._check_company_domain(company), ["code", "account_type"]
        )
        return {account.code: account.account_type for account in chart if account.code}

    def _create_missing(self):
        """Create the accounts that have a new code; return ``{code in the file: account}``."""
        new = self.filtered(lambda line: line.status == "new")
        accounts = (
            self.env["account.account"]
            .with_company(self.company_id)
            .create([line._prepare_account_vals() for line in new])
        )
        for line, account in zip(new, accounts, strict=True):
            line.account_id = account
        return {line.code: line.account_id for line in self}

    def _prepare_account_vals(self):
        return {
            "code": self.new_code,
            "name": self.name or self.new_code,
            "account_type": self.new_type,
            "company_ids": [fields.Command.set(self.company_id.ids)],
        }
