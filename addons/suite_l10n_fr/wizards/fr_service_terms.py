from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.suite_base.core.service_tax import as_services


class FrServiceTerms(models.TransientModel):
    """Proposal to the accountant: services that are booked or taxed like goods.

    Nothing changes before he applies the lines that he chose; what is posted stays as it is.
    """

    _name = "fr.service.terms"
    _description = "Accounts and Taxes of Services"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    line_ids = fields.One2many("fr.service.terms.line", "wizard_id", string="Services")
    applied_count = fields.Integer(readonly=True)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        if "line_ids" in fields_list:
            lines = self._get_proposals(self.env.company)
            values["line_ids"] = [Command.create(line) for line in lines]
        return values

    @api.model
    def _get_proposals(self, company):
        """Values of lines: each service whose sales are booked on 707 or taxed as goods."""
        products = self.env["product.template"].with_company(company)
        found = products.search(
            [("type", "=", "service"), ("company_id", "in", (False, company.id))]
        )
        lines = [self._propose(product, company) for product in found]
        return [line for line in lines if line]

    @api.model
    def _propose(self, product, company):
        now = product.get_product_accounts()["income"]
        account = self._get_account(product, company) if self._is_of_goods(now) else now
        taxes = product.taxes_id.filtered(lambda tax: tax.company_id in company.parent_ids)
        services = taxes if self._is_carriage(product) else self._get_service_taxes(taxes)
        if account == now and services == taxes:
            return {}
        return {
            "product_tmpl_id": product.id,
            "account_now_id": now.id,
            "account_id": account.id,
            "tax_now_ids": [Command.set(taxes.ids)],
            "tax_ids": [Command.set(services.ids)],
        }

    @api.model
    def _is_of_goods(self, account):
        return not account or account.code.startswith("707")

    @api.model
    def _get_account(self, product, company):
        """706 of the chart, 7085 for carriage; nothing where the chart has none."""
        code = "7085" if self._is_carriage(product) else "706"
        accounts = self.env["account.account"].with_company(company)
        return accounts.search(
            [
                *accounts._check_company_domain(company),
                ("code", "=like", f"{code}%"),
                ("account_type", "=", "income"),
            ],
            order="code",
            limit=1,
        )

    @api.model
    def _is_carriage(self, product):
        """Carriage of goods follows the goods: its account is another one, its taxes are theirs."""
        if "delivery.carrier" not in self.env:
            return False
        carriers = self.env["delivery.carrier"].with_context(active_test=False)
        return bool(
            carriers.search_count([("product_id.product_tmpl_id", "=", product.id)], limit=1)
        )

    @api.model
    def _get_service_taxes(self, taxes):
        """Each tax of goods in its form for services, where the chart has one."""
        services = taxes.search(
            [
                *taxes._check_company_domain(taxes.company_id),
                ("type_tax_use", "=", "sale"),
                ("tax_scope", "=", "service"),
            ]
        )
        return taxes.browse().union(*as_services(taxes, services))

    def action_apply(self):
        """Write the chosen accounts and taxes on the products, and tell it in their history."""
        self.check_access("write")
        lines = self.line_ids.filtered("chosen")
        for line in lines:
            line._apply()
        self.line_ids = self.line_ids - lines
        self.applied_count += len(lines)
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Accounts and Taxes of Services"),
        }
